"""What can go wrong in the product's own words; every layer raises these and only these."""

from typing import Final

# Every variable of the environment that is ours begins so.
SETTINGS_PREFIX: Final = "PLAN_APP_"
# Stands between a context and its sentence, as in gettext's own files.
CONTEXT: Final = "\x04"


def N_(message: str) -> str:  # noqa: N802  Babel extracts messages marked with this name by default.
    """Mark a sentence for the catalogue and return it unchanged.

    The layers below the web cannot translate: they do not know who will read. Whoever shows the
    error translates `error.message`.
    """
    return message


def NC_(context: str, message: str) -> str:  # noqa: N802  As gettext's tools name it.
    """Mark a word that one language says in several ways; `context` tells which is meant.

    `Tạm dừng` is a state (Suspended) and something to do (Suspend).
    """
    return context + CONTEXT + message


class PlanError(Exception):
    """Base of all errors with a meaning for a person.

    `message` may be a lazy string: it is turned into text each time it is read, so that it comes
    out in the language of the reader and not in that of the moment of raising.
    """

    def __init__(self, message: object = "") -> None:
        super().__init__(message)
        self._message = message

    @property
    def message(self) -> str:
        """The sentence for the person, as text."""
        return str(self._message)


class NotAllowed(PlanError):
    """The person may not do this (a page answers 403)."""


class NotFound(PlanError):
    """There is no such thing, or not for this person (a page answers 404)."""


class RuleBroken(PlanError):
    """A rule of the plan forbids this; `field` names the form field at fault, if there is one.

    `values` are for the places that the sentence leaves open, filled in once it is translated.
    """

    def __init__(self, message: object = "", field: str | None = None, **values: str | int) -> None:
        super().__init__(message)
        self.field = field
        self.values = values


class StaleEdit(PlanError):
    """Somebody else changed the record after this person opened it (a page answers 409)."""


class BadSetting(Exception):
    """One variable of the environment has a value that cannot be used."""

    def __init__(self, name: str, problem: str, example: str) -> None:
        self.name = SETTINGS_PREFIX + name
        super().__init__(f"{self.name}: {problem}. Example: {self.name}={example}")
