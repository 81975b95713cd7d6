"""Headers whose value is free text: the subject and a host's own."""

from compose_core.letter.characters import is_plain, one_line
from compose_core.letter.encoded_words import encoded_words

_COLUMNS = 78
"""Columns that a line should have at most (RFC 5322 section 2.1.1)."""

LONGEST_LITERAL_WORD = 66
LONGEST_LITERAL = 900


def unstructured(
    name: str, value: str, field: str, longest_word: int = LONGEST_LITERAL_WORD
) -> str:
    """The header line, or lines, of a free text; a reader gives back exactly that text.

    Args:
        name: the header's name.
        value: one line in any script; what looks like an encoded word stays literal.
        field: where the value comes from, for the error.
        longest_word: words beyond this many characters are encoded, so that they can be folded.

    Raises:
        Unrenderable: the value is not one line of whole characters.
    """
    if not one_line(value, field):
        return f"{name}:"
    if not _is_literal(value, longest_word):
        return f"{name}: {encoded_words(value, len(name) + 2)}"
    line = f"{name}: {value}"
    return line if len(line) <= _COLUMNS else _folded(line)


def _is_literal(value: str, longest_word: int) -> bool:
    if not is_plain(value):
        return False
    return len(value) <= longest_word or max(map(len, value.split(" "))) <= longest_word


def _folded(line: str) -> str:
    # The space after the name is no place to fold: a first line without content confuses readers.
    name, first, *words = line.split(" ")
    lines = [f"{name} {first}"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) <= _COLUMNS:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "\r\n".join(lines)
