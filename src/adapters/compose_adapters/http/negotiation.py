"""In which format and language a call is answered (H3, F5)."""

import re
from collections.abc import Iterator, Sequence

import attrs

from compose_adapters.http.exceptions import NoFormatFits, NoLanguageFits
from compose_adapters.wire.media import JSON, XML
from compose_core.errors.exceptions import NoLanguage
from compose_core.letter import parse_media_type
from compose_core.model.language import chosen_language
from compose_core.model.personal import hide_texts

_QUALITY = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?", re.ASCII)
# A comma inside a quoted parameter separates nothing. Quotes that nothing closes reach to the end,
# so that no octet is looked at twice.
_MEMBER = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.?)*+"?+)++')


@attrs.frozen(field_transformer=hide_texts())
class MediaRange:
    """A member of an Accept header: which types it covers, and how welcome they are."""

    type: str
    subtype: str
    quality: float

    def precision(self, media_type: str) -> int:
        """How exactly it names a type: 2, 1 for ``application/*``, 0 for ``*/*``, -1 not at all."""
        main, _, sub = media_type.partition("/")
        if (self.type, self.subtype) == (main, sub):
            return 2
        if (self.type, self.subtype) == (main, "*"):
            return 1
        return 0 if (self.type, self.subtype) == ("*", "*") else -1


def format_of(content_type: str | None) -> str:
    """The format that a request is written in; JSON for all but XML."""
    essence = (content_type or "").partition(";")[0].strip().lower()
    return XML if essence == XML else JSON


def negotiate_format(accept: str | None, own: str) -> str:
    """The format to answer in.

    Args:
        accept: the header; ``None`` or empty is no wish.
        own: the request's own format, for no wish and where both are as welcome.

    Raises:
        NoFormatFits: the header is malformed, or neither format is acceptable.
    """
    return best_match(accept, (own, XML if own == JSON else JSON))


def best_match(accept: str | None, offered: Sequence[str]) -> str:
    """The most welcome of several media types; of those as welcome, the first.

    Raises:
        NoFormatFits: the header is malformed, or none of them is acceptable.
    """
    ranges = tuple(_ranges(accept or ""))
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda each: _quality(each, ranges))
    if not _quality(best, ranges):
        raise NoFormatFits(accept)
    return best


def best_match_or_none(accept: str | None, offered: Sequence[str]) -> str | None:
    """As `best_match`; ``None`` where none fits."""
    try:
        return best_match(accept, offered)
    except NoFormatFits:
        return None


def negotiate_language(wishes: str | None, default: str) -> str:
    """The language to answer in (F5).

    Raises:
        NoLanguageFits: the header is malformed, or no language of ours fits.
    """
    try:
        return chosen_language(wishes, default)
    except NoLanguage as refusal:
        raise NoLanguageFits(str(refusal)) from refusal


def _ranges(accept: str) -> Iterator[MediaRange]:
    for member in filter(None, (each.strip(" \t") for each in _MEMBER.findall(accept))):
        found = parse_media_type(member)
        quality = found.parameter("q", "1") if found else ""
        if found is None or not _QUALITY.fullmatch(quality):
            raise NoFormatFits(accept)
        main, _, subtype = found.essence.partition("/")
        yield MediaRange(main, subtype, float(quality))


def _quality(media_type: str, ranges: tuple[MediaRange, ...]) -> float:
    # The most precise range decides, whatever a wider one says (RFC 9110 section 12.5.1).
    best = max(ranges, key=lambda each: (each.precision(media_type), each.quality))
    return best.quality if best.precision(media_type) >= 0 else 0.0
