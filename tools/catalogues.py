"""Brings the gettext catalogues up to date with the texts that the library tells people.

    python tools/catalogues.py [LANGUAGE ...]

Every text is in every catalogue, in the order of the code; what is not translated yet is empty,
and what is told no more is gone. The English catalogue is its own translation. A language that
has no catalogue yet is begun.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from compose_adapters.http import secure_page
from compose_adapters.http.statuses import ANSWERS
from compose_adapters.language import LANGUAGES, entries_of
from compose_core.errors import CATALOGUE, PHRASES

FOLDER = Path(__file__).parents[1] / "src/adapters/compose_adapters/language/locale"
ENGLISH = "en-US"
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {name}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
)


def texts() -> dict[str, str]:
    """Every text that people are told, with what it is about."""
    found: dict[str, str] = {}
    for name, definition in CATALOGUE.items():
        found.setdefault(definition.text, f"{name}, rule {definition.rule}")
    for phrase in PHRASES:
        found.setdefault(phrase.text, "a piece of a finding's sentence")
    for error, answer in ANSWERS.items():
        found.setdefault(answer.text, f"the answer to {error.__name__}")
    for text in secure_page.TEXTS:
        found.setdefault(text, "the page of a secure message")
    found.pop("", None)
    return found


def catalogue(language: str, translations: dict[str, str]) -> str:
    """The catalogue of a language, with its translations of what is told today."""
    blocks = [HEADER.format(name=language.replace("-", "_"))]
    for text, about in texts().items():
        translated = text if language == ENGLISH else translations.get(text, "")
        lines = (f"#. {about}", f"msgid {_quoted(text)}", f"msgstr {_quoted(translated)}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _file_of(language: str) -> Path:
    return FOLDER / f"{language.replace('-', '_')}.po"


def _languages(asked: list[str]) -> Iterator[str]:
    return (each for each in LANGUAGES if each in asked or _file_of(each).exists())


def main(asked: list[str]) -> None:
    """Write the catalogues that there are, and begin those that are asked for."""
    for language in _languages([ENGLISH, *asked]):
        file = _file_of(language)
        known = entries_of(file.read_text("utf-8")) if file.exists() else {}
        file.write_text(catalogue(language, known), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
