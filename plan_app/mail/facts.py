"""What a message is about, re-read when it is sent: plain values, no rows, no instants.

Facts that are equal make the same message, so that a message refused for now is sent again
as it was frozen exactly while `digest` gives the same.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from plan_app.domain.deadlines import Figure
from plan_app.domain.duties import Duty
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.mailing import MessageKind
from plan_app.domain.preferences import Topic
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import N_
from plan_app.queries.roll_up import RollUp

DECISION_GONE = N_("tình trạng nhiệm vụ đã thay đổi")
DRAFT_TEXT = N_("nội dung nhiệm vụ chưa đối chiếu với Phụ lục nên thư không gửi ra ngoài")
NOTHING_LEFT = N_("không còn nội dung cần nhắc")
OTHER_OWNER = N_("nhiệm vụ đã có đầu mối khác")


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a message is for. `agency` and `division` may be empty."""

    id: int
    address: str
    honorific: str
    full_name: str
    division: str
    agency: str
    language: str
    is_shared: bool = False
    position: str = ""
    agency_en: str = ""

    @property
    def addressed(self) -> str:
        """`Ông Nguyễn Văn An`, as a page names the reader; of a shared account just the name."""
        return f"{self.honorific} {self.full_name}".strip()


@dataclass(frozen=True, slots=True)
class Support:
    """The coordinator who answers questions: in the closing words and in Reply-To."""

    address: str
    honorific: str
    full_name: str
    position: str
    agency: str
    telephone: str
    agency_en: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What every message needs. `support` is None where no plan or coordinator stands behind."""

    kind: MessageKind
    reader: Reader
    support: Support | None
    today: date


@dataclass(frozen=True, slots=True)
class RoundSection:
    """The tasks, by number, that still lack a report in a round; its local day and hour of closing.

    `agency_id` is that of the page with all of them.
    """

    plan_slug: str
    round_id: int
    name: str
    closes_at: tuple[date, str]
    numbers: tuple[int, ...]
    agency_id: int


@dataclass(frozen=True, slots=True)
class DirectionLine:
    """A direction that the reader is asked to answer.

    `author` is empty where it stands in a `document`; `asked_again` is what an earlier answer
    lacked.
    """

    direction_id: int
    revision: int
    task_id: int
    plan_id: int
    plan_slug: str
    number: int
    title: str
    author_honorific: str
    author: str
    document: str
    document_date: date | None
    written_on: date
    body: str
    asked_again: str
    answer_by: date
    is_draft: bool


@dataclass(frozen=True, slots=True)
class MentionLine:
    """A comment that mentions the reader; its words stay on the page."""

    comment_id: int
    task_id: int
    plan_id: int
    plan_slug: str
    number: int
    title: str
    author_honorific: str
    author: str
    written_on: date
    is_draft: bool


@dataclass(frozen=True, slots=True)
class DigestFacts(Facts):
    """The duties of a person, the most urgent first, and the roll-ups of plans they coordinate.

    `round` is the reminder of a reporting round that the digest takes along. `length` is how many
    duties are shown before the mail refers to the page; `linked` are the plans whose tasks can be
    updated from it. `optional` is what the reader may do without, where the whole message is that.
    `directions` are those that wait for the reader's answer, `mentions` of the reader are new.
    """

    duties: tuple[Duty, ...]
    roll_ups: tuple[RollUp, ...]
    length: int
    round: RoundSection | None = None
    linked: tuple[int, ...] = ()
    optional: tuple[Topic, ...] = ()
    directions: tuple[DirectionLine, ...] = ()
    mentions: tuple[MentionLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneFacts(Facts):
    """The milestone that a mail is about, in the reader's language; `due` is the current date.

    `reason` is what the coordinator wrote.
    """

    plan_slug: str
    number: int
    title: str
    label: str
    standing_agency: str
    due: date | None
    reason: str
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFacts(MilestoneFacts):
    """What became of a report of completion. `reason` is empty when it was confirmed.

    `rework_by` is until when what is missing should come, which is not the due date.
    """

    task_id: int
    agency: str
    reported_on: date | None
    is_late: bool
    rework_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionFacts(MilestoneFacts):
    """Where a request for more time stands. `document` approves it, with its date.

    `before` is the due date of the day of asking, `wanted` what was asked for.
    """

    extension_id: int
    standing: ExtensionState
    is_fixed: bool
    requested_on: date
    before: date | None
    wanted: date
    offered: date | None
    answer_by: date | None
    granted: date | None
    document: str
    document_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionFacts(MilestoneFacts):
    """The coordinator's answer (`reason`) to what the agency said (`words`) was entered wrongly.

    `document` of the day `dated` is the letter that it was entered from.
    """

    letter_id: int
    document: str
    dated: date
    words: str


@dataclass(frozen=True, slots=True)
class LeaderLine:
    """One overdue milestone as a letter to a leader shows it; `words` the agency's own, if any."""

    number: int
    title: str
    label: str
    due: date
    said_on: date | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderLetterFacts(Facts):
    """What a leader reads of an agency: a balance, then what is overdue (mail 2).

    `lead`, `completed`, `within` and `late` are numbers of tasks; suspended and withdrawn ones
    are in the first only. `words` is the sentence that the coordinator added, `signer` who
    confirmed the letter, `letter_id` what the page behind it is found by.
    """

    letter_id: int
    agency: str
    standing_agency: str
    plan_title: str
    decision_number: str
    decision_date: date
    lead: int
    completed: int
    within: int
    late: int
    lines: tuple[LeaderLine, ...]
    words: str
    signer: Support
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderNoticeFacts(Facts):
    """To an owner: that the leader in charge was written to about these tasks."""

    agency: str
    standing_agency: str
    numbers: tuple[int, ...]
    plan_slug: str
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class UpdateLinkFacts(Facts):
    """A task that its owner asked a fresh link for."""

    milestone_id: int
    number: int
    title: str
    label: str
    due: date | None
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A task that lacks a report; without a `milestone_id` its page says what is still owed."""

    number: int
    title: str
    due: date | None
    last_reported_on: date | None
    milestone_id: int | None


@dataclass(frozen=True, slots=True)
class RoundAgency:
    """An agency and its tasks as they will be reported.

    A line is number, title, figure, due date, day of the last words, and whether nothing is
    missing.
    """

    id: int
    name: str
    lines: tuple[tuple[int, str, Figure, date | None, date | None, bool], ...]


@dataclass(frozen=True, slots=True)
class RoundFacts(Facts):
    """What a person is asked for in a reporting round.

    `lines` are the tasks without a report, `agencies` those whose figures are to be checked;
    `agency_id` is that of the page with the former, `length` how many lines of each are shown.
    """

    plan_slug: str
    round_id: int
    name: str
    closes_at: tuple[date, str]
    is_opening: bool
    lines: tuple[RoundLine, ...]
    agencies: tuple[RoundAgency, ...]
    agency_id: int
    length: int
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class ReliefFacts(Facts):
    """What became of a wish to be relieved of a task. `reason` are the words of a refusal."""

    plan_slug: str
    number: int
    title: str
    standing_agency: str
    is_granted: bool
    reason: str
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class NudgeFacts(Facts):
    """Late duties of the reader that a coordinator reminds of by hand, the most urgent first.

    `words` are the coordinator's, empty for the usual ones; `asks_cause`: the reader is asked to
    report why.
    """

    duties: tuple[Duty, ...]
    standing_agency: str
    words: str
    asks_cause: bool


@dataclass(frozen=True, slots=True)
class LetterLine:
    """What was entered of one task."""

    number: int
    title: str
    label: str
    state: MilestoneState
    result: str


@dataclass(frozen=True, slots=True)
class LetterFacts(Facts):
    """What was entered on behalf of the reader's agency, and until when it may object."""

    plan_slug: str
    letter_id: int
    reference: str
    dated: date
    object_by: date
    standing_agency: str
    lines: tuple[LetterLine, ...]
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class AccountFacts(Facts):
    """Invitation, password mails and tests.

    `said` is what the service that queued the message put into its context; what only the
    reader may see was sealed there. `tasks` is how many tasks the reader is the owner of, and
    `lead_agency` leads all of them; "" where several agencies do.
    """

    said: dict[str, Any]
    tasks: int
    standing_agency: str
    lead_agency: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Why a message is not to be sent any more; `bad_address` when it has nowhere to go."""

    reason: str
    bad_address: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """The message is as right as before, but its hour is over: it may leave at `until`."""

    until: datetime


def digest(facts: Facts) -> str:
    """The SHA-256 of all that the facts say."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()
