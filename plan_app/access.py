"""Who may call a route. Each view says it in one line; what says nothing is denied.

@requires(Permission.CONFIRM)   a person with that permission in the plan of the address
@signed_in                      any person who has signed in
@public                         anybody
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, request
from flask_security import current_user

from plan_app import clock
from plan_app.domain.permissions import Actor, Permission
from plan_app.extensions import settings
from plan_app.models import User
from plan_app.queries import plans
from plan_app.queries.plans import Place

View = TypeVar("View", bound=Callable[..., Any])


class Anyone(Enum):
    """Access that is not a permission in a plan."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


Access = Permission | Anyone

# Routes that libraries bring along.
OF_LIBRARIES: dict[str, Access] = {
    "static": Anyone.PUBLIC,
    "bootstrap.static": Anyone.PUBLIC,
}


def public(view: View) -> View:
    """Anybody may call the route, signed in or not."""
    view.access = Anyone.PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Any signed-in person may call the route."""
    view.access = Anyone.SIGNED_IN  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """A person with `permission` in the plan that the address names may call the route."""

    def declare(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return declare


def of_endpoint(endpoint: str) -> Access | None:
    """The declared access of a route, or None where nothing is declared (denied)."""
    if endpoint in OF_LIBRARIES:
        return OF_LIBRARIES[endpoint]
    return getattr(current_app.view_functions[endpoint], "access", None)


def init_app(app: Flask) -> None:
    """Check every request before its view."""
    app.before_request(_check)
    app.url_defaults(_name_plan)


def _name_plan(endpoint: str, values: dict[str, Any]) -> None:
    """Addresses built on a page of a plan stay in that plan."""
    if "plan" in g and current_app.url_map.is_endpoint_expecting(endpoint, "plan"):
        values.setdefault("plan", g.plan.slug)


def _check() -> Any:  # noqa: ANN401 (None, or what Flask-Security answers to strangers)
    if request.endpoint is None:
        return None
    access = of_endpoint(request.endpoint)
    if access is Anyone.PUBLIC:
        return None
    if access is None:
        abort(403)
    if not person().is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if isinstance(access, Permission):
        return _check_permission(access)
    return None


def _check_permission(permission: Permission) -> None:
    view_args = request.view_args or {}
    today = clock.today(settings().timezone)
    place = plans.find_place(person(), slug=view_args.pop("plan", ""), today=today)
    if place is None:
        abort(404)
    if not place.actor.may(permission):
        abort(403)
    take_place(place)


def take_place(place: Place) -> None:
    """Let the page be one of the place's plan, for its person."""
    g.plan, g.actor, g.version, g.reminding, g.rounds = place


def person() -> User:
    """The signed-in person of this request; Flask-Login's stranger when nobody is."""
    found: User = current_user._get_current_object()
    return found


def actor() -> Actor:
    """The person of this request in the plan of this request."""
    found: Actor = g.actor
    return found
