"""What every page may ask for; computed only when a template does."""

from dataclasses import dataclass

from flask import Flask, g, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from plan_app import clock
from plan_app.access import person, take_place
from plan_app.domain.permissions import Actor, Permission
from plan_app.extensions import settings
from plan_app.models import QueueStop
from plan_app.presentation import formatters, guide, mailing, navigation
from plan_app.presentation.language import in_language, language
from plan_app.queries import plans
from plan_app.queries.cache import Memory
from plan_app.queries.reminder_health import (
    PausesToday,
    ReminderHealth,
    get_reminder_health,
    of_columns,
)
from plan_app.views import addresses

# Some pages of some roles in two languages; each takes a few kilobytes.
_navigations = Memory(500)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What keeps reminders from leaving, and where the reader can mend it."""

    said: str
    to_do: str = ""
    address: str = ""


def init_app(app: Flask) -> None:
    """Hand the functions to all templates; as globals, so that imported macros see them too."""
    app.jinja_env.globals.update(
        guide_section=_guide_section,
        is_demonstration=_is_demonstration,
        main_navigation=_main_navigation,
        print_margins=_print_margins,
        plan_title=_plan_title,
        reminder_alarms=_reminder_alarms,
        reminder_pages=_reminder_pages,
        reminder_pauses=_reminder_pauses,
        reminder_health=reminder_health,
        task_address=_task_address,
        typed_fields=addresses.typed_fields,
    )


def _is_demonstration() -> bool:
    return settings().demo


def _guide_section() -> str:
    """The section of the guide that tells of this page."""
    return guide.anchor_of(request.endpoint)


def _plan_title() -> str:
    settle_place()
    return in_language(g.plan.title, g.plan.title_en) if "plan" in g else ""


def _task_address(number: int) -> str:
    """The page of a task of this plan; built by the router once a request."""
    if "task_address" not in g:
        g.task_address = url_for("tasks.show", number=0).removesuffix("0")
    return f"{g.task_address}{number}"


def _main_navigation() -> Markup:
    """The links to the pages of the plan, written once for all who see the same."""
    settle_place()
    if "actor" not in g:
        return Markup()
    whose = (g.actor.permissions, g.actor.roles, g.plan.slug)
    where = (request.script_root, request.blueprint, language())
    return _navigations.remember((whose, where), _write_navigation)


def _write_navigation() -> Markup:
    menu = navigation.menu(g.actor, request.endpoint)
    return Markup(render_template("components/navigation.html", menu=menu))  # noqa: S704 (escaped)


def _print_margins() -> str:
    """The address of what stands at the margins of paper; another each day and language."""
    settle_place()
    if "actor" not in g:
        return ""
    today = clock.today(settings().timezone)
    return url_for("print_margins.show", day=today, language=language())


def settle_place() -> None:
    """A page outside every plan, such as the account, leads to the pages of the person's plan."""
    if "plan" in g or not person().is_authenticated:
        return
    plan = plans.find_first_of(person())
    if plan is not None:
        today = clock.today(settings().timezone)
        place = plans.find_place(person(), slug=plan.slug, today=today)
        if place is not None:
            take_place(place)


def _reminder_alarms() -> list[Alarm]:
    """What every page tells those who can act while reminders do not leave (rule 18)."""
    if "actor" not in g or not g.actor.may(Permission.STEER_MAIL):
        return []
    return alarms(reminder_health(), g.actor)


def _reminder_pages() -> list[navigation.Entry]:
    return navigation.of_reminders(request.endpoint)


def _reminder_pauses() -> list[str]:
    """What the people of paused agencies, and coordinators, are told while a pause lasts."""
    if "actor" not in g:
        return []
    reminder_health()
    if g.actor.may(Permission.STEER_REMINDERS):
        return paused(g.pauses_today)
    until = g.pauses_today.own_until
    return (
        [_("Tạm dừng nhắc việc đến hết ngày %(day)s.", day=formatters.day(until))] if until else []
    )


def paused(pauses: PausesToday) -> list[str]:
    """A sentence for the whole plan and one for single agencies, where they are paused."""
    found = []
    if pauses.all_until:
        found.append(
            _(
                "Tạm dừng nhắc việc đối với toàn bộ kế hoạch đến hết ngày %(day)s.",
                day=formatters.day(pauses.all_until),
            )
        )
    if pauses.some_until:
        found.append(
            _(
                "Tạm dừng nhắc việc đối với %(count)s cơ quan, muộn nhất đến hết ngày %(day)s.",
                count=formatters.count(pauses.agencies),
                day=formatters.day(pauses.some_until),
            )
        )
    return found


def reminder_health() -> ReminderHealth:
    """How sending stands; on pages of a plan read with the plan, and with its pauses."""
    if "reminder_health" not in g:
        now = clock.now()
        if "reminding" in g:
            g.reminder_health, g.pauses_today = of_columns(g.reminding, now=now)
        else:
            g.reminder_health = get_reminder_health(now=now)
    found: ReminderHealth = g.reminder_health
    return found


def alarms(health: ReminderHealth, reader: Actor) -> list[Alarm]:
    """One for each thing that keeps reminders from leaving, with what the reader can do."""
    late = [_late(health, reader)] if health.is_late else []
    return late + ([_stopped(health, reader)] if health.stopped else [])


def _late(health: ReminderHealth, reader: Actor) -> Alarm:
    if health.beat_at is None:
        said = _("Chương trình nhắc việc chưa hoạt động; thư nhắc việc chưa được lập và gửi.")
    else:
        said = _(
            "Chương trình nhắc việc không hoạt động từ %(since)s; "
            "thư nhắc việc chưa được lập và gửi.",
            since=formatters.moment_since(health.beat_at, clock.now(), settings().timezone),
        )
    if reader.may(Permission.ADMINISTER):
        return Alarm(said, _("Khởi động lại dịch vụ plan-app-scheduler và chạy plan-app doctor."))
    return Alarm(said, _("Đề nghị báo quản trị hệ thống."))


def _stopped(health: ReminderHealth, reader: Actor) -> Alarm:
    because = mailing.stopped_by(health.reason or "")
    to_do, address = _("Xem nguyên nhân và bấm Gửi tiếp."), url_for("mail_log.show")
    if health.stopped is QueueStop.TOO_MANY:
        because = _("số thư dự kiến gửi nhiều hơn mức thông thường")
        to_do, address = _("Xem danh sách và đồng ý gửi."), url_for("reminders.show")
        if not reader.may(Permission.STEER_REMINDERS):
            to_do, address = _("Chuyên viên tổng hợp xem danh sách và đồng ý gửi."), ""
    said = _(
        "Thư nhắc việc đang tạm dừng từ %(since)s do %(because)s. "
        "%(count)s thư đang chờ, không thư nào bị mất.",
        since=formatters.moment_since(health.stopped_at, clock.now(), settings().timezone),
        because=because,
        count=formatters.count(health.waiting),
    )
    return Alarm(said, to_do, address)
