"""Imports point one way: views, jobs, cli → services, queries, mail … → models → domain."""

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.meta import source

PURE = frozenset({"domain", "errors", "clock", "settings", "mail_server", "bounce_box"})
OUTER = frozenset({"views", "jobs", "cli"})
MIDDLE = frozenset(
    {"forms", "services", "queries", "mail", "presentation", "imports", "backups", "papers"}
)

# What a layer may not know.
UNKNOWN_TO: dict[str, frozenset[str]] = {
    "models": OUTER | MIDDLE,
    "queries": OUTER | (MIDDLE - {"queries"}),
    "services": OUTER | {"forms", "presentation"},
    "mail": OUTER | {"forms"},
    "imports": OUTER | (MIDDLE - {"imports"}) | {"models"},
    "papers": OUTER | (MIDDLE - {"papers", "imports"}) | {"models"},
    "forms": OUTER | {"models", "services", "mail"},
    "presentation": OUTER | {"models", "services", "mail", "forms"},
    "backups": OUTER | {"forms", "presentation"},
    "views": frozenset({"jobs", "cli"}),
    "jobs": frozenset({"views", "cli"}),
    "cli": frozenset({"views"}),
}


def _layer(name: str) -> str:
    """`plan_app.queries.plans` and `plan_app/queries/plans.py` both as `queries`."""
    parts = name.removesuffix(".py").replace("/", ".").split(".")
    return parts[1] if len(parts) > 1 else ""


def _faults(path: str, tree: ast.Module) -> Iterator[str]:
    layer = _layer(path)
    for name in source.imports(tree):
        ours = name.split(".")[0] == "plan_app"
        if ours and _layer(name) in UNKNOWN_TO.get(layer, ()):
            yield f"{path} imports {name}"
        if layer in PURE and not _is_pure(name, ours=ours):
            yield f"{path} imports {name}"


def _is_pure(name: str, *, ours: bool) -> bool:
    return _layer(name) in PURE if ours else name.split(".")[0] in sys.stdlib_module_names


def test_imports_point_one_way() -> None:
    faults = [fault for path, tree in source.modules().items() for fault in _faults(path, tree)]
    assert faults == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("plan_app/domain/a.py", "from plan_app.models import Task"),
        ("plan_app/domain/a.py", "import sqlalchemy"),
        ("plan_app/clock.py", "from flask import current_app"),
        ("plan_app/models/a.py", "from plan_app.queries import plans"),
        ("plan_app/queries/a.py", "from plan_app.services.journal import record"),
        ("plan_app/forms/a.py", "from plan_app.models import Task"),
        ("plan_app/services/a.py", "def late():\n    from plan_app.views import home"),
        ("plan_app/views/a.py", "from plan_app import cli"),
    ],
)
def test_a_wrong_import_is_seen(path: str, line: str) -> None:
    assert list(_faults(path, ast.parse(line)))


def test_an_import_for_types_alone_is_not_one() -> None:
    line = "if TYPE_CHECKING:\n    from plan_app.views import home"
    assert list(_faults("plan_app/queries/a.py", ast.parse(line))) == []
