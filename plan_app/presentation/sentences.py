"""Sentences that the layers below the pages made, in the reader's language."""

from flask_babel import gettext as _

from plan_app.domain.appendix import Sentence


def in_words(sentence: Sentence) -> str:
    """The sentence of the catalogue with its values filled in."""
    return _(sentence.text, **dict(sentence.values))
