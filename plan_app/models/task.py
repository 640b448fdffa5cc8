"""The tasks of a plan."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.dependencies import Predecessor
from plan_app.domain.permissions import TaskScope
from plan_app.extensions import Base
from plan_app.models.agency import Agency
from plan_app.models.appendix_import import AppendixImport
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.milestone import Milestone
from plan_app.models.plan import Plan, SolutionGroup
from plan_app.models.user import User

if TYPE_CHECKING:
    from plan_app.models.relief import ReliefRequest


class TextStatus(StrEnum):
    """Whether a coordinator has compared the text with the decision's appendix."""

    DRAFT = "draft"
    CHECKED = "checked"


task_coordination = Table(
    "task_coordination",
    Base.metadata,
    Column("task_id", ForeignKey("task.id"), primary_key=True),
    Column("agency_id", ForeignKey("agency.id"), primary_key=True, index=True),
)


class Task(Base):
    """One task: the agency as decided and the one responsible now are two facts.

    `armed_at` is empty until a coordinator has confirmed what would be sent for it
    (rule 10). `version` grows with every write by a person to the task, its milestones or
    reports.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        Index("ix_task_plan_group", "plan_id", "group_id", "number"),
        Index("ix_task_plan_agency", "plan_id", "responsible_agency_id", "number"),
        Index("ix_task_plan_owner", "plan_id", "owner_id", "number"),
        # All that counting by owner needs, so that it reads no row.
        Index(
            "ix_task_plan_share",
            "plan_id",
            "responsible_agency_id",
            "owner_id",
            "text_status",
            "armed_at",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("solution_group.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(500))
    title_en: Mapped[str] = mapped_column(String(500), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    deliverable: Mapped[str] = mapped_column(String(500), default="")
    lead_agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    responsible_agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    coordinating_as_worded: Mapped[str] = mapped_column(String(500), default="")
    time_as_worded: Mapped[str] = mapped_column(String(200), default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    twin_reference: Mapped[str] = mapped_column(String(120), default="")
    text_status: Mapped[TextStatus] = mapped_column(slug(TextStatus, "text_status"),
                                                    default=TextStatus.DRAFT)  # fmt: skip
    text_checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    text_checked_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    # The document's appendix that the checked text was read from, where it was.
    text_import_id: Mapped[int | None] = mapped_column(ForeignKey("appendix_import.id"), index=True)
    armed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    # The task after which this one starts, where the coordinators said so.
    after_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    policy_override: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    search_text: Mapped[str] = mapped_column(Text, default="")

    plan: Mapped[Plan] = relationship()
    group: Mapped[SolutionGroup] = relationship()
    lead_agency: Mapped[Agency] = relationship(foreign_keys=lead_agency_id)
    responsible_agency: Mapped[Agency] = relationship(foreign_keys=responsible_agency_id)
    coordinating_agencies: Mapped[list[Agency]] = relationship(
        secondary=task_coordination, order_by=Agency.official_order
    )
    owner: Mapped[User | None] = relationship(foreign_keys=owner_id)
    text_checked_by: Mapped[User | None] = relationship(foreign_keys=text_checked_by_id)
    text_import: Mapped[AppendixImport | None] = relationship()
    milestones: Mapped[list[Milestone]] = relationship(
        back_populates="task", order_by=Milestone.ordinal
    )
    pressing_milestone: Mapped[Milestone | None] = relationship(
        primaryjoin=(Milestone.task_id == id) & Milestone.is_pressing, viewonly=True
    )
    after: Mapped["Task | None"] = relationship(foreign_keys=after_id, remote_side=id)
    # The tasks that start after this one.
    followers: Mapped[list["Task"]] = relationship(
        viewonly=True, foreign_keys=after_id, order_by="Task.number"
    )
    # The wish of the owner to be relieved that nobody has answered yet.
    open_relief: Mapped["ReliefRequest | None"] = relationship(
        viewonly=True,
        primaryjoin=("and_(ReliefRequest.task_id == Task.id, ReliefRequest.state == 'requested')"),
    )

    @property
    def predecessor(self) -> Predecessor | None:
        """The task that this one starts after, and how it stands."""
        if self.after is None or self.after.pressing_milestone is None:
            return None
        return Predecessor(self.after.number, self.after.pressing_milestone.state)

    @property
    def scope(self) -> TaskScope:
        """What the permission rules need to know of it."""
        return TaskScope(
            owner_id=self.owner_id,
            responsible_agency_id=self.responsible_agency_id,
            lead_agency_id=self.lead_agency_id,
            coordinating_agency_ids=frozenset(each.id for each in self.coordinating_agencies),
        )
