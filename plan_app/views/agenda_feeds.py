"""A person's secret addresses for the calendars of other programs."""

from collections.abc import Iterator

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import person, signed_in
from plan_app.domain.agenda import Whose
from plan_app.domain.permissions import Actor
from plan_app.extensions import settings
from plan_app.forms import Form
from plan_app.forms.agenda_feeds import FeedForm
from plan_app.mail import links
from plan_app.models import AgendaFeed
from plan_app.presentation import agenda as wording
from plan_app.presentation.language import in_language, name_of
from plan_app.queries import agenda_feeds as reading
from plan_app.queries import plans
from plan_app.queries.agenda_feeds import Offered
from plan_app.services import agenda_feeds as writing
from plan_app.services.acts import Act
from plan_app.services.transaction import transaction
from plan_app.views import editing

pages = Blueprint("agenda_feeds", __name__, url_prefix="/account/calendars")


@pages.route("", methods=["GET", "POST"])
@signed_in
def show() -> editing.Answer:
    """The addresses that there are, and the form for one more."""
    act = _own_act()
    offered = reading.list_offered(person(), today=act.today)
    form = FeedForm(data={"what": request.args.get("what", "")})
    form.offer(list(_choices(offered)))
    status = editing.save(form, lambda: _make(form, act))
    if status == 303:
        flash(_("Đã tạo đường dẫn của lịch."))
        return redirect(url_for("agenda_feeds.show"), 303)
    feeds = [(each, name(each), _address(each)) for each in reading.list_of(act.actor.user_id)]
    facts = {"feeds": feeds, "offered": offered, "act_form": Form(formdata=None)}
    return render_template("account/calendars.html", form=form, **facts), status


@pages.post("/<int:feed_id>/renew")
@signed_in
def renew(feed_id: int) -> Response:
    """Another address; programs that know only the one before read nothing from now on."""
    act = _own_act()
    with transaction():
        writing.renew(feed_id, act)
    flash(_("Đã tạo lại đường dẫn; đường dẫn cũ không dùng được nữa."))
    return redirect(url_for("agenda_feeds.show"), 303)


@pages.post("/<int:feed_id>/revoke")
@signed_in
def revoke(feed_id: int) -> Response:
    """End it; programs that know it read nothing from now on."""
    act = _own_act()
    with transaction():
        writing.revoke(feed_id, act)
    flash(_("Đã hủy đường dẫn của lịch."))
    return redirect(url_for("agenda_feeds.show"), 303)


def name(feed: AgendaFeed) -> str:
    """Whose deadlines the feed tells of."""
    return wording.of_whom(feed.whose, name_of(feed.agency) if feed.agency else "")


def _make(form: FeedForm, act: Act) -> None:
    slug, of = form.chosen
    plan = plans.get_plan(slug)
    if of in set(Whose):
        writing.make(plan, Whose(of), act)
    else:
        writing.make(plan, Whose.AGENCY, act, agency_id=int(of))


def _choices(offered: list[Offered]) -> Iterator[tuple[str, str]]:
    """What can be chosen; with the plan's name where there are several."""
    for plan, agencies in offered:
        title = f"{in_language(plan.title, plan.title_en)}: " if len(offered) > 1 else ""
        for whose in Whose:
            if whose is not Whose.AGENCY or person().agency_id is not None:
                yield f"{plan.slug}/{whose}", title + wording.of_whom(whose)
        for each in agencies:
            yield f"{plan.slug}/{each.id}", title + name_of(each)


def _address(feed: AgendaFeed) -> str | None:
    token = writing.find_token(feed)
    return None if token is None else links.agenda_feed(token)


def _own_act() -> Act:
    """An act on oneself: no role is needed."""
    now = clock.now()
    today = now.astimezone(settings().timezone).date()
    return Act(actor=Actor(user_id=person().id), now=now, today=today)
