"""The guide at /help: one Markdown file a language, and the section that tells of each page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from plan_app.domain import vietnamese

_CHAPTER, _SECTION = "h2", "h3"
_ANCHOR: Final = re.compile(r'<a id="([a-z-]+)"></a>')
_TAGS: Final = re.compile(r"<[^>]+>")

# Where a page is told of: by its endpoint, else by its blueprint.
_OF_PAGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "security": "sign-in",
        "security.change_password": "account",
        "sign_in": "sign-in",
        "home": "home",
        "dashboard": "dashboard",
        "first_run": "checklist",
        "task_list": "tasks",
        "timeline": "timeline",
        "search": "search",
        "saved_filters": "saved-filters",
        "plan_file": "workbooks",
        "tasks": "task",
        "tasks.assign": "assign",
        "tasks.why": "why",
        "overdue": "overdue",
        "agenda": "agenda",
        "agenda_feeds": "subscribe",
        "feed_reading": "subscribe",
        "documents": "documents",
        "rounds": "rounds",
        "round_board": "rounds",
        "round_agency": "check-figures",
        "milestone_list": "confirm",
        "confirmations": "confirm",
        "papers": "papers",
        "progress": "report",
        "quick_reports": "report",
        "milestones": "dates",
        "extensions": "extensions",
        "extension_asking": "ask-extension",
        "letters": "on-behalf",
        "letters.object_": "objection",
        "on_behalf": "on-behalf",
        "milestones.return_": "confirm",
        "assigning": "assign",
        "assigning.unassigned": "unassigned",
        "structure": "structure",
        "task_places": "structure",
        "task_places.after": "order",
        "members": "members",
        "members.answer": "member-answers",
        "members.mine": "member-answers",
        "task_texts": "texts",
        "text_checking": "texts",
        "appendix_import": "appendix",
        "milestone_places": "milestones",
        "measures": "measures",
        "measure_list": "measures",
        "reminders": "reminders",
        "policy": "policy",
        "policy.outlook": "outlook",
        "task_days": "task-days",
        "pauses": "pauses",
        "calls": "calls",
        "nudges": "nudge",
        "causes": "state-cause",
        "cause_confirmations": "causes",
        "calendar": "calendar",
        "rehearsal": "rehearsal",
        "link_list": "update-links",
        "update_links": "mail-links",
        "unsubscribing": "mail-preferences",
        "preferences": "mail-preferences",
        "comments": "comments",
        "mentions": "comments",
        "directions": "directions",
        "directions.answer": "answer-direction",
        "reliefs": "reliefs",
        "relief_asking": "relief",
        "mail_log": "mail-log",
        "mail_steering": "mail-log",
        "unreachable": "unreachable",
        "journal": "journal",
        "people": "people",
        "people_import": "people-import",
        "people_standing": "people",
        "people_standing.hand_over": "hand-over",
        "people_standing.deactivate": "hand-over",
        "absences": "absence",
        "agencies": "agencies",
        "reorganisations": "reorganisations",
        "leader_lists": "leader-lists",
        "leader_province": "leader-lists",
        "leader_fields": "leader-lists",
        "leader_page": "leader-lists",
        "mail_domains": "mail-domains",
        "account": "account",
        "profile": "account",
        "profile.own_absences": "absence",
        "profile.data": "own-data",
        "privacy": "own-data",
    }
)
_OF_ANY_OTHER: Final = "errors"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its anchor and what stands below it, down to the next heading.

    `words` are the section's words as the search compares them.
    """

    anchor: str
    title: str
    body: Markup
    words: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the guide for one role, with the sections in it."""

    head: Section
    sections: tuple[Section, ...]

    @property
    def all(self) -> tuple[Section, ...]:
        """The head and the sections."""
        return self.head, *self.sections


@dataclass(frozen=True, slots=True)
class Guide:
    """The whole guide in one language; `intro` stands above the first chapter."""

    title: str
    intro: Markup
    chapters: tuple[Chapter, ...]

    def find(self, words: str) -> list[Section]:
        """The sections that hold every one of the words, in their order; none without words."""
        wanted = vietnamese.fold(words).split()
        if not wanted:
            return []
        return [
            section
            for chapter in self.chapters
            for section in chapter.all
            if all(word in section.words for word in wanted)
        ]


def anchor_of(endpoint: str | None) -> str:
    """The section that tells of the page; the one about errors where nothing tells of it."""
    name = endpoint or ""
    found = _OF_PAGE.get(name) or _OF_PAGE.get(name.partition(".")[0])
    return found or _OF_ANY_OTHER


def get_guide(language: str) -> Guide:
    """The guide in the language, `vi` or `en`; read once a process.

    The files are those of docs/: the package holds links to them, and a wheel the files.
    """
    return _read(language)


@cache
def _read(language: str) -> Guide:
    file = resources.files("plan_app") / "guides" / f"{language}.md"
    return read(file.read_text(encoding="utf-8"))


def read(text: str) -> Guide:
    """The guide that a Markdown text is; every heading has its anchor: `## <a id="x"></a>Words`.

    Raises ValueError for a heading without one.
    """
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    parts = list(_parts(markdown.parse(text)))
    title, intro = parts[0]
    chapters: list[Chapter] = []
    for head, tokens in parts[1:]:
        section = _section(markdown, head, tokens)
        if head[0].tag == _CHAPTER:
            chapters.append(Chapter(section, ()))
        else:
            last = chapters[-1]
            chapters[-1] = Chapter(last.head, (*last.sections, section))
    return Guide(title[1].content, _render(markdown, intro), tuple(chapters))


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
    """Each heading (three tokens) with what stands below it."""
    starts = [
        place
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag in {"h1", _CHAPTER, _SECTION}
    ]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        yield tokens[start : start + 3], tokens[start + 3 : end]


def _section(markdown: MarkdownIt, head: Sequence[Token], tokens: Sequence[Token]) -> Section:
    written = head[1].content
    anchor = _ANCHOR.match(written)
    if anchor is None:
        raise ValueError(f"a heading without an anchor: {written}")
    title = written[anchor.end() :].strip()
    body = _render(markdown, tokens)
    plain = _TAGS.sub(" ", body)
    return Section(anchor.group(1), title, body, vietnamese.fold(f"{title} {plain}"))


def _render(markdown: MarkdownIt, tokens: Sequence[Token]) -> Markup:
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704 (a text of ours)
