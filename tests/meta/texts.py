"""The sentences of the source, and the file of their translations: `make texts` renews it.

Babel's own extractor takes any word within the brackets for a sentence, and writes the lines
where one stands; branches would then differ in every entry. So the code is read as the tests
read it, and the file is sorted by sentence, one line to each.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import nodes

from plan_app.errors import CONTEXT, NC_
from plan_app.presentation.catalogue import TRANSLATIONS
from tests.meta import source

FILE: Final = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
MARKS: Final = frozenset({"_", "_l", "N_", "gettext", "lazy_gettext", "sentence"})
HEAD: Final = """\
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


def of_code(tree: ast.AST) -> Iterator[str]:
    """The sentences that a module marks, with the context before them where they have one."""
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
            continue
        words = [each.value for each in call.args if isinstance(each, ast.Constant)]
        if call.func.id in MARKS and words and isinstance(call.args[0], ast.Constant):
            yield str(words[0])
        elif call.func.id == "NC_" and len(words) == 2:
            yield NC_(str(words[0]), str(words[1]))


def of_template(tree: nodes.Template) -> Iterator[str]:
    """The sentences that a template says."""
    for call in tree.find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        words = [str(each.value) for each in call.args if isinstance(each, nodes.Const)]
        if name == "_" and words:
            yield words[0]
        elif name == "NC_" and len(words) == 2:
            yield NC_(*words)


def said() -> set[str]:
    """Every sentence of the source."""
    found = {text for tree in source.modules().values() for text in of_code(tree)}
    return found | {text for tree in source.templates().values() for text in of_template(tree)}


def translated(path: Path = FILE) -> dict[str, Message]:
    """The entries of the file by their sentences."""
    with path.open("rb") as file:
        catalogue: Catalog = read_po(file)
    return {_sentence(entry): entry for entry in catalogue if entry.id}


def renewed(texts: Iterable[str], entries: dict[str, Message]) -> str:
    """The file with an entry for each of the sentences; what is no longer said is left out."""
    found = [entries.get(text) or _untranslated(text) for text in sorted(texts)]
    return "\n".join([HEAD, *map(_written, found)])


def forms(value: object) -> tuple[str, ...]:
    """The forms of a sentence or of its translation."""
    return tuple(map(str, value)) if isinstance(value, tuple | list) else (str(value),)


def _sentence(entry: Message) -> str:
    text = forms(entry.id)[0]
    return NC_(entry.context, text) if entry.context else text


def _untranslated(text: str) -> Message:
    context, _, sentence = text.rpartition(CONTEXT)
    return Message(sentence, context=context or None)


def _written(entry: Message) -> str:
    ids, strings = forms(entry.id), forms(entry.string)
    lines = [f"msgctxt {_quoted(entry.context)}"] if entry.context else []
    lines.append(f"msgid {_quoted(ids[0])}")
    if len(ids) == 1:
        lines.append(f"msgstr {_quoted(strings[0])}")
    else:
        lines.append(f"msgid_plural {_quoted(ids[1])}")
        lines += [f"msgstr[{n}] {_quoted(each)}" for n, each in enumerate(strings)]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    FILE.write_text(renewed(said(), translated()), encoding="utf-8")
