"""Brings the gettext catalogues up to date with the texts that the library tells people.

    python tools/catalogues.py [LANGUAGE ...]

Every text is in every catalogue, in the order of the code; what is not translated yet is empty,
and what is told no more is gone. English has no catalogue: the texts are English. A language that
has none yet is begun, with a header that says that nobody has reviewed it; the header of one that
there is stays as it is.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from compose_adapters.http import secure_page
from compose_adapters.http.statuses import ANSWERS
from compose_adapters.language import LANGUAGES, entries_of
from compose_core.errors import CATALOGUE, PHRASES

FOLDER = Path(__file__).parents[1] / "src/adapters/compose_adapters/language/locale"
HEADER = r"""# Not yet reviewed by a native speaker.
msgid ""
msgstr ""
"Last-Translator: Automatically generated\n"
"Language-Team: none\n"
"Language: {name}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"""


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


def catalogue(header: str, translations: dict[str, str]) -> str:
    """A catalogue with a header and the translations of what is told today."""
    blocks = [header]
    for text, about in texts().items():
        translated = _quoted(translations.get(text, ""))
        blocks.append(f"#. {about}\nmsgid {_quoted(text)}\nmsgstr {translated}\n")
    return "\n".join(blocks)


def header_of(document: str) -> str:
    """The header of a catalogue: what stands before its first empty line."""
    return document.partition("\n\n")[0].rstrip("\n") + "\n"


def new_catalogue(language: str) -> str:
    """The catalogue of a language that nothing is translated into yet."""
    return catalogue(HEADER.format(name=language.replace("-", "_")), {})


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def file_of(language: str) -> Path:
    """Where the catalogue of a language is."""
    return FOLDER / f"{language.replace('-', '_')}.po"


def _languages(asked: list[str]) -> Iterator[str]:
    return (each for each in LANGUAGES if each in asked or file_of(each).exists())


def main(asked: list[str]) -> None:
    """Write the catalogues that there are, and begin those that are asked for."""
    for language in _languages(asked):
        file = file_of(language)
        document = file.read_text("utf-8") if file.exists() else new_catalogue(language)
        file.write_text(catalogue(header_of(document), entries_of(document)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
