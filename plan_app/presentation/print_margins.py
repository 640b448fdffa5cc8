"""What stands at the margins of every printed page of a plan: its title, the day, the page.

Only a style sheet can say it, and no page carries styles of its own, so it is one by itself.
"""

from datetime import date
from typing import Final

from flask_babel import gettext as _

from plan_app.presentation import formatters

# Longer ones would run out of the page; the first page has the whole title above its heading.
LONGEST: Final = 110

_STYLE: Final = """\
@page {{
  @top-left {{
    color: #333;
    content: {title};
    font: 8pt "Segoe UI", "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif;
  }}

  @bottom-left {{
    color: #333;
    content: {printed};
    font: 8pt "Segoe UI", "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif;
  }}

  @bottom-right {{
    content: {page} " " counter(page) "/" counter(pages);
  }}
}}

@page :first {{
  @top-left {{
    content: none;
  }}
}}
"""


def stylesheet(title: str, today: date) -> str:
    """The sheet for pages that are printed today."""
    short = title if len(title) <= LONGEST else f"{title[:LONGEST].rsplit(' ', 1)[0]} …"
    return _STYLE.format(
        title=quoted(short),
        printed=quoted(_("In ngày %(day)s", day=formatters.day(today))),
        page=quoted(_("Trang")),
    )


def quoted(text: str) -> str:
    """The text as a string of a style sheet, whatever is in it."""
    return '"' + "".join(each if _is_plain(each) else f"\\{ord(each):x} " for each in text) + '"'


def _is_plain(character: str) -> bool:
    return character.isalnum() or character in " .,;:–-/()…"
