"""The tables. Importing this package makes all of them known to the metadata."""

from plan_app.models.agency import Agency, AgencyContact, ContactKind, agency_member
from plan_app.models.agenda_feed import AgendaFeed
from plan_app.models.appendix_import import AppendixImport, ImportSource
from plan_app.models.calendar import CalendarDay
from plan_app.models.cause import CauseConfirmation, ConfirmedCause
from plan_app.models.comment import Comment, Mention
from plan_app.models.delivery_report import DeliveryReport
from plan_app.models.direction import Direction, DirectionMail
from plan_app.models.hold import CallNote, ExtensionRequest, ReminderPause
from plan_app.models.journal import JournalEntry, JournalHead, JournalText
from plan_app.models.leader_list import (
    LeaderField,
    LeaderLetter,
    LeaderList,
    LeaderListRow,
    leader_field_agency,
)
from plan_app.models.letter import AgencyLetter, LetterObjection
from plan_app.models.measure import Measure, MeasureTarget, MeasureValue
from plan_app.models.member_answer import MemberAnswer
from plan_app.models.milestone import Cause, DeadlineRevision, Milestone
from plan_app.models.outbox import (
    LedgerRow,
    MailAttempt,
    MailQueue,
    MailResend,
    OutboxMessage,
    QueueStop,
    outbox_message_task,
)
from plan_app.models.paper import Paper
from plan_app.models.plan import Plan, SolutionGroup
from plan_app.models.relief import ReliefRequest
from plan_app.models.reorganisation import Reorganisation, ReorganisationKind
from plan_app.models.report import ProgressReport
from plan_app.models.reporting_round import ReportingRound, RoundCheck, RoundMail, RoundNote
from plan_app.models.saved_filter import SavedFilter
from plan_app.models.scheduler import Installation, JobRun, Lease
from plan_app.models.snapshot import Snapshot, SnapshotMeasure, SnapshotRow
from plan_app.models.task import Task, TextStatus, task_coordination
from plan_app.models.update_link import UpdateLink
from plan_app.models.user import Absence, Language, Membership, User, UserSession

__all__ = [
    "Absence",
    "Agency",
    "AgencyContact",
    "AgencyLetter",
    "AgendaFeed",
    "AppendixImport",
    "CalendarDay",
    "CallNote",
    "Cause",
    "CauseConfirmation",
    "Comment",
    "ConfirmedCause",
    "ContactKind",
    "DeadlineRevision",
    "DeliveryReport",
    "Direction",
    "DirectionMail",
    "ExtensionRequest",
    "ImportSource",
    "Installation",
    "JobRun",
    "JournalEntry",
    "JournalHead",
    "JournalText",
    "Language",
    "LeaderField",
    "LeaderLetter",
    "LeaderList",
    "LeaderListRow",
    "Lease",
    "LedgerRow",
    "LetterObjection",
    "MailAttempt",
    "MailQueue",
    "MailResend",
    "Measure",
    "MeasureTarget",
    "MeasureValue",
    "MemberAnswer",
    "Membership",
    "Mention",
    "Milestone",
    "OutboxMessage",
    "Paper",
    "Plan",
    "ProgressReport",
    "QueueStop",
    "ReliefRequest",
    "ReminderPause",
    "Reorganisation",
    "ReorganisationKind",
    "ReportingRound",
    "RoundCheck",
    "RoundMail",
    "RoundNote",
    "SavedFilter",
    "Snapshot",
    "SnapshotMeasure",
    "SnapshotRow",
    "SolutionGroup",
    "Task",
    "TextStatus",
    "UpdateLink",
    "User",
    "UserSession",
    "agency_member",
    "leader_field_agency",
    "outbox_message_task",
    "task_coordination",
]  # fmt: skip
