"""The form by which a member of a group of agencies answers for itself."""

from plan_app.forms.milestones import ReportForm


class MemberAnswerForm(ReportForm):
    """The three questions of the ordinary report; its version is the id of the present answer."""

    papers = None  # type: ignore[assignment]
