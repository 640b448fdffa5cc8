"""The roles of people in a plan. An administrator is of the installation, not of a plan."""

from enum import StrEnum


class Role(StrEnum):
    """What a membership makes of a person in one plan."""

    OWNER = "owner"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    OBSERVER = "observer"
