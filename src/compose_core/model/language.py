"""The languages of texts, and the choice of one (F5)."""

import re
from collections.abc import Iterator, Mapping

from compose_core.errors.exceptions import NoLanguage

LANGUAGES = (
    "en-US",
    "es-ES",
    "fr-FR",
    "it-IT",
    "de-DE",
    "nl-NL",
    "pt-BR",
    "pt-PT",
    "da-DK",
    "ru-RU",
    "fr-CA",
    "zh-CN",
    "ja-JP",
    "ko-KR",
    "sv-SE",
)
"""Every language, in the order in which those of one primary language are preferred."""

_RANGE = re.compile(
    r"(?P<tag>\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)"
    r"(?:[ \t]*;[ \t]*[qQ]=(?P<quality>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?",
    re.ASCII,
)
_BLANKS = " \t"


def chosen_language(wishes: str | None, default: str) -> str:
    """The language of ours that fits a quality list best.

    A tag fits exactly, or else the first of ours with the same primary language; ``*`` is the
    default; what has q=0 is excluded. Of equal qualities the one that stands first wins.

    Args:
        wishes: as the header Accept-Language writes it (RFC 9110 section 12.5.4); ``None`` or
            empty is no wish.
        default: one of ours, for no wish and for ``*``.

    Raises:
        NoLanguage: the list is malformed, or no language of ours fits.
    """
    ranges = tuple(_ranges(wishes or ""))
    if not ranges:
        return default
    qualities = {tag.lower(): quality for tag, quality in ranges}
    for tag, quality in sorted(ranges, key=lambda each: -each[1]):
        if quality and (found := _fitting(tag, default, qualities)):
            return found
    raise NoLanguage(f"none of the languages {', '.join(LANGUAGES)} is acceptable")


def _ranges(wishes: str) -> Iterator[tuple[str, float]]:
    # Empty members are allowed in a list (RFC 9110 section 5.6.1.2).
    for member in filter(None, (each.strip(_BLANKS) for each in wishes.split(","))):
        found = _RANGE.fullmatch(member)
        if not found:
            raise NoLanguage("the list of languages is malformed")
        yield found["tag"], float(found["quality"] or 1)


def _fitting(tag: str, default: str, qualities: Mapping[str, float]) -> str | None:
    candidates = (default, *LANGUAGES) if tag == "*" else _of_primary(tag)
    return next((each for each in candidates if not _is_excluded(each, qualities)), None)


def _of_primary(tag: str) -> tuple[str, ...]:
    exact = tuple(each for each in LANGUAGES if each.lower() == tag.lower())
    return exact or tuple(each for each in LANGUAGES if _primary(each) == _primary(tag))


def _is_excluded(language: str, qualities: Mapping[str, float]) -> bool:
    # What names a language exactly says more than what names its primary language.
    by_primary = qualities.get(_primary(language), 1.0)
    return not qualities.get(language.lower(), by_primary)


def _primary(tag: str) -> str:
    return tag.lower().partition("-")[0]
