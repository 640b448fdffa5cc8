"""Tasks of a group of agencies: how its members stand, and what each of them answers."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from plan_app import clock
from plan_app.access import actor, person, requires
from plan_app.domain.members import ANSWERED, Standing
from plan_app.domain.permissions import Permission, capacities, may_see_details
from plan_app.domain.reports import OF_SHARED_ACCOUNT, WORDS
from plan_app.domain.statuses import OPEN, MilestoneState
from plan_app.errors import NotAllowed, NotFound
from plan_app.extensions import settings
from plan_app.forms.members import MemberAnswerForm
from plan_app.models import Agency, MemberAnswer, Milestone
from plan_app.presentation import words
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import Filter, Pages
from plan_app.presentation.listing import offer as offered
from plan_app.queries import members, milestones
from plan_app.queries.members import MemberFilter
from plan_app.services import members as writing
from plan_app.services import milestones as holding
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing, member_file

pages = Blueprint("members", __name__, url_prefix="/p/<plan>/milestones/<int:milestone_id>")


@pages.get("/members")
@requires(Permission.SEE_PLAN)
def show(milestone_id: int) -> str:
    """The members in official order, with what they said last."""
    milestone = _seen(milestone_id)
    asked = _asked()
    wanted = MemberFilter(**asked.found)
    page = Pages(asked.page, members.count_rows(milestone, wanted))
    by = capacities(actor(), milestone.task.scope)
    return render_template(
        "members/list.html",
        milestone=milestone,
        task=milestone.task,
        asked=asked,
        filters=_filters(asked),
        page=page,
        rows=members.list_rows(milestone, wanted, sort=asked.sort, page=page.number),
        roll_up=members.get_roll_up(milestone),
        may_enter=bool(by) and milestone.state in OPEN,
        may_edit=actor().may(Permission.EDIT_PLAN),
    )


@pages.get("/members.csv")
@requires(Permission.SEE_PLAN)
def download(milestone_id: int) -> Response:
    """All of them as a file for spreadsheets."""
    milestone, asked = _seen(milestone_id), _asked()
    rows = members.list_rows(milestone, MemberFilter(**asked.found), sort=asked.sort, page=None)
    today = clock.today(settings().timezone)
    text = member_file.write(rows, settings().timezone)
    return files.answer(text, named=_("Báo cáo của thành viên"), plain_name="members", today=today)


@pages.get("/answer")
@requires(Permission.REPORT)
def mine(milestone_id: int) -> Redirect:
    """The form of the first agency that the person speaks for and that is still to answer."""
    own = _own(_milestone(milestone_id))
    if not own:
        raise NotAllowed
    waiting = [agency for agency, standing in own if standing not in ANSWERED]
    chosen = waiting[0] if waiting else own[0][0]
    return redirect(_address(milestone_id, chosen.id))


@pages.route("/members/<int:member_id>/answer", methods=["GET", "POST"])
@requires(Permission.REPORT)
def answer(milestone_id: int, member_id: int) -> editing.Answer:
    """Three questions about the agency's part; the answers before stand below."""
    milestone = _milestone(milestone_id)
    agency = members.get_agency(member_id)
    is_own = agency in [each for each, _standing in _own(milestone)]
    if not is_own and not capacities(actor(), milestone.task.scope):
        raise NotAllowed
    form = _form(milestone, agency, is_own=is_own)
    plan_id = g.plan.id

    def write() -> None:
        held = holding.lock(milestone_id, plan_id=plan_id)
        writing.answer(held, member_id, form.answer(), editing.act(form))

    status = editing.save(form, write)
    if status == 303:
        return _to_next(milestone, agency, is_own=is_own)
    before = members.list_answers(milestone_id, member_id)
    if status == editing.STALE:
        form.version.data = before[0].id
    return render_template(
        "members/answer.html",
        form=form,
        milestone=milestone,
        task=milestone.task,
        agency=agency,
        on_behalf=not is_own,
        before=before,
        is_stale=status == editing.STALE,
    ), status


# By the fields of the filter: the addresses have the same names.
_READERS: Final[Mapping[str, addresses.Reader]] = {
    "words": addresses.words,
    "standing": members.WANTED.__getitem__,
}


def _asked() -> addresses.Asked:
    return addresses.read(_READERS, members.SORTS, members.DEFAULT_SORT)


def _filters(asked: addresses.Asked) -> list[Filter]:
    standings = [(name, words.member_filter(name)) for name in members.WANTED]
    fields = [("words", _("Tên cơ quan"), None), ("standing", _("Tình trạng"), standings)]
    return [
        Filter(name, asked.values.get(name, ""), offered(label, choices))
        for name, label, choices in fields
    ]


def _milestone(milestone_id: int) -> Milestone:
    """The milestone of a group's task; raises NotFound where the agency is none."""
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    if not milestone.task.responsible_agency.is_group:
        raise NotFound
    return milestone


def _seen(milestone_id: int) -> Milestone:
    milestone = _milestone(milestone_id)
    if not may_see_details(actor(), milestone.task.scope):
        raise NotAllowed
    return milestone


def _own(milestone: Milestone) -> list[tuple[Agency, Standing]]:
    me = actor()
    people = frozenset({me.user_id, *me.stands_in_for})
    return members.list_own(milestone, agency_ids=me.agency_ids, people=people)


def _form(milestone: Milestone, agency: Agency, *, is_own: bool) -> MemberAnswerForm:
    last = members.find_last(milestone.id, agency.id)
    remembers = person().is_shared and is_own and last is None
    form = MemberAnswerForm(
        data={
            "version": last.id if last else 0,
            **(remembered(actor().user_id) if remembers else {}),
            **(said(last) if last and is_own else {}),
        }
    )
    form.ask_for(preparer=person().is_shared and is_own, on_behalf=not is_own, cause=False)
    return form


def said(last: MemberAnswer) -> dict[str, Any]:
    """What an answer said, by the names of the form."""
    is_done = last.is_done
    state = MilestoneState.AWAITING_CONFIRMATION if is_done else MilestoneState.IN_PROGRESS
    names = set(WORDS) - {"state"}
    return {"state": state.value} | {name: getattr(last, name) for name in names}


def remembered(author_id: int) -> dict[str, str]:
    """Who prepared and approved the last answer of a shared account."""
    last = members.find_last_by(author_id)
    return {name: getattr(last, name) for name in OF_SHARED_ACCOUNT} if last else {}


def _to_next(milestone: Milestone, agency: Agency, *, is_own: bool) -> Redirect:
    name = in_language(agency.name, agency.name_en)
    flash(_("Đã ghi nhận báo cáo của %(agency)s. Có thể gửi lại khi có kết quả mới.", agency=name))
    if not is_own:
        return redirect(url_for("members.show", milestone_id=milestone.id), 303)
    left = [each for each, standing in _own(milestone) if standing not in ANSWERED]
    if left:
        return redirect(_address(milestone.id, left[0].id), 303)
    return redirect(url_for("home.show", plan=g.plan.slug), 303)


def _address(milestone_id: int, agency_id: int) -> str:
    return url_for("members.answer", milestone_id=milestone_id, member_id=agency_id)
