"""The look of the pages: light, dark, or as the reader's device has it. No script decides it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from flask import g, request
from flask_babel import gettext as _

COOKIE: Final = "look"


class Look(StrEnum):
    """What a reader may choose."""

    DEVICE = "device"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Theme:
    """How a page is linked: `scheme` for its `color-scheme`, `dark_on` the media of dark.css.

    `dark_on` is empty where dark.css is not wanted. It never names paper.
    """

    look: Look
    scheme: str
    dark_on: str


_THEMES: Final[Mapping[Look, Theme]] = MappingProxyType(
    {
        Look.DEVICE: Theme(Look.DEVICE, "light dark", "screen and (prefers-color-scheme: dark)"),
        Look.LIGHT: Theme(Look.LIGHT, "light", ""),
        Look.DARK: Theme(Look.DARK, "dark", "screen"),
    }
)


def theme() -> Theme:
    """The theme of the page: what was chosen in this browser, else as the device has it."""
    chosen = g.get("look") or request.cookies.get(COOKIE)
    return _THEMES[Look(chosen) if chosen in set(Look) else Look.DEVICE]


def switch(look: Look) -> None:
    """From here on the page has this look."""
    g.look = look


def looks() -> list[tuple[Look, str]]:
    """What can be chosen, each with its word."""
    return [
        (Look.DEVICE, _("Theo thiết bị")),
        (Look.LIGHT, _("Sáng")),
        (Look.DARK, _("Tối")),
    ]
