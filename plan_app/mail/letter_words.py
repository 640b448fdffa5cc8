"""What a mail says about a letter that was entered on an agency's behalf."""

from typing import Any

from plan_app.mail import links
from plan_app.mail.addressing import dated_document
from plan_app.mail.facts import LetterFacts
from plan_app.presentation.formatters import count, day
from plan_app.presentation.words import reported


def of_letter(facts: LetterFacts) -> dict[str, Any]:
    """What was entered, and until when the agency may object."""
    return {
        "standing_agency": facts.standing_agency,
        "tasks": count(len(facts.lines)),
        "document": dated_document(facts.reference, facts.dated),
        "object_by": day(facts.object_by),
        "lines": [
            {
                "number": each.number,
                "title": each.title,
                "label": each.label,
                "standing": reported(each.state),
                "result": each.result,
            }
            for each in facts.lines
        ],
        "is_draft": facts.is_draft,
        "link": links.letter(facts.plan_slug, facts.letter_id),
    }
