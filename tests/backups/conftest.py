"""Fixtures of backup and copy."""

import pytest
from flask import Flask

from tests.backups import demonstrations


@pytest.fixture
def demonstration(own_app: Flask) -> Flask:
    """An installation with the demonstration."""
    demonstrations.fill(own_app)
    return own_app
