"""Icons of our own sprite; they never carry a meaning alone, so that readers may skip them."""

from flask import g, url_for
from markupsafe import Markup


def icon(name: str, css: str = "") -> Markup:
    """The icon `name` of `static/icons.svg`, with further CSS classes."""
    sprite: str | None = g.get("icon_sprite")
    if sprite is None:
        sprite = g.icon_sprite = url_for("static", filename="icons.svg")
    return Markup(  # noqa: S704 (all three are ours)
        f'<svg class="icon {css}" aria-hidden="true" focusable="false">'
        f'<use href="{sprite}#{name}"></use></svg>'
    )
