"""The source of the application as the house tests read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "plan_app"


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the application by its path below the root, without migrations."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
    }


@cache
def templates() -> dict[str, nodes.Template]:
    """Every template, of pages and of mails, by its path below the root."""
    parser = Environment(autoescape=True)
    return {
        path.relative_to(ROOT).as_posix(): parser.parse(path.read_text(encoding="utf-8"))
        for path in sorted((PACKAGE / "templates").rglob("*"))
        if path.suffix in {".html", ".txt"}
    }


def imports(tree: ast.Module) -> Iterator[str]:
    """Every name that a module imports, dotted: `from a import b` gives `a.b`.

    What is imported for types alone does not count: it is gone when the code runs.
    """
    for node in _walk_running(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.Module) -> Iterator[str]:
    """Every call, as written: `datetime.now`, `db.session.commit`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def attributes(tree: ast.Module) -> Iterator[str]:
    """Every dotted name, as written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)


def _walk_running(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _walk_running(node)
