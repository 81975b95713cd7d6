"""A push parser of multipart bodies, and the headers of their parts.

RFC 7578, RFC 2046 section 5.1; RFC 6266 and RFC 5987 for Content-Disposition. The parser is fed
octets as they arrive, in pieces of any size, and passes the parts to a `PartSink`. It keeps no more
than one header line, or the few octets that may begin a boundary; its cost grows with the number of
octets alone, and its findings do not depend on where the body is cut.
"""

import re
from enum import Enum, auto
from typing import NoReturn, Protocol
from urllib.parse import unquote_to_bytes

import attrs

from compose_adapters.wire.limits import Limits
from compose_core.errors import Definition, Param, Phrase, Rejected
from compose_core.errors.catalogue import multipart as multipart_findings
from compose_core.errors.catalogue import phrases as reasons
from compose_core.model.personal import hide_texts

Header = tuple[str, str]

_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
# A line break, `--` and the boundary are one only where `--` or the end of the line follows.
_PADDING = 64
_AFTER_BOUNDARY = re.compile(rb"(--)|[ \t]{0,%d}\r\n" % _PADDING)
_BARE_LINE_FEED = re.compile(rb"[ \t]{0,%d}\n" % _PADDING)
_MAY_GO_ON = re.compile(rb"(?:-|[ \t]{0,%d}\r?)\Z" % _PADDING)
_CARRIAGE_RETURN = ord("\r")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)")


class PartSink(Protocol):
    """The receiver of the parts."""

    def begin(self, headers: list[Header]) -> None:
        """Begin a part; its headers in their order, names in small letters."""
        ...

    def data(self, octets: bytes) -> None:
        """Add octets to the part."""
        ...

    def end(self) -> None:
        """End the part."""
        ...


class _State(Enum):
    PREAMBLE = auto()
    HEADERS = auto()
    DATA = auto()
    EPILOGUE = auto()


class MultipartParser:
    """The parser of one body.

    Args:
        boundary: as the content type gives it.
        limits: of parts and headers.
        sink: receives the parts as they arrive.

    Raises:
        Rejected: the boundary is not allowed; one finding.
    """

    def __init__(self, boundary: str, limits: Limits, sink: PartSink) -> None:
        if not _BOUNDARY.fullmatch(boundary):
            raise Rejected([multipart_findings.BOUNDARY.at()])
        self._delimiter = b"\r\n--" + boundary.encode()
        self._limits = limits
        self._sink = sink
        # The first boundary needs no line break before it, but the delimiter has one.
        self._buffer = b"\r\n"
        self._at = 0
        self._passed = -2
        self._state = _State.PREAMBLE
        self._parts = 0
        self._headers: list[Header] = []
        self._skip = 0

    def feed(self, octets: bytes) -> None:
        """Parse further octets of the body.

        Raises:
            Rejected: it is not well-formed, or beyond a limit; one finding.
        """
        if self._state is _State.EPILOGUE:
            return
        self._buffer += octets
        while self._step():
            pass
        self._buffer = self._buffer[self._at :]
        self._at = 0

    def close(self) -> None:
        """End the body.

        Raises:
            Rejected: it ended before its last boundary; one finding.
        """
        if self._state is not _State.EPILOGUE:
            self._take(self._left)
            self._malformed(reasons.MULTIPART_END)

    @property
    def _left(self) -> int:
        return len(self._buffer) - self._at

    def _take(self, length: int) -> bytes:
        start, self._at = self._at, self._at + length
        self._passed += length
        return self._buffer[start : self._at]

    def _step(self) -> bool:
        """Parse one piece of the buffer, and return whether there may be another."""
        if self._state is _State.HEADERS:
            return self._header()
        return self._state is not _State.EPILOGUE and self._up_to_boundary()

    def _up_to_boundary(self) -> bool:
        place = self._buffer.find(self._delimiter, self._at)
        while place >= 0:
            after = place + len(self._delimiter)
            found = _AFTER_BOUNDARY.match(self._buffer, after)
            if found is not None:
                self._forward(place - self._at)
                self._take(found.end() - place)
                self._boundary(is_last=found.group(1) is not None)
                return True
            if self._state is _State.PREAMBLE:
                self._check_line_feed(after)
            if _MAY_GO_ON.match(self._buffer, after):
                self._forward(place - self._at)
                return False
            place = self._buffer.find(self._delimiter, place + 1)
        # The end may be the beginning of the delimiter.
        self._forward(self._left - len(self._delimiter) + 1)
        return False

    def _check_line_feed(self, after: int) -> None:
        """Refuse a body whose first boundary ends in LF alone: all of its lines will."""
        if found := _BARE_LINE_FEED.match(self._buffer, after):
            self._take(found.end() - 1 - self._at)
            self._malformed(reasons.MULTIPART_LINE_FEED)

    def _forward(self, length: int) -> None:
        if length <= 0:
            return
        octets = self._take(length)
        if self._state is _State.PREAMBLE and (rest := octets.lstrip(b"\r\n")):
            self._passed -= len(rest)
            self._malformed(reasons.MULTIPART_BEGINNING)
        skipped = min(self._skip, length)
        self._skip -= skipped
        if self._state is _State.DATA and length > skipped:
            self._sink.data(octets[skipped:])

    def _boundary(self, *, is_last: bool) -> None:
        if self._state is _State.DATA:
            self._sink.end()
        self._state = _State.EPILOGUE if is_last else _State.HEADERS
        self._parts += not is_last
        if self._parts > self._limits.parts:
            _stop(multipart_findings.TOO_MANY_PARTS, limit=self._limits.parts)
        self._headers = []

    def _header(self) -> bool:
        line_feed = self._buffer.find(b"\n", self._at)
        # Of a line without an end, the last octet may be the first of its end.
        end = (len(self._buffer) if line_feed < 0 else line_feed) - 1
        if end - self._at > self._limits.header_octets:
            _stop(multipart_findings.HEADER_TOO_LARGE, limit=self._limits.header_octets)
        if line_feed < 0:
            return False
        if end < self._at or self._buffer[end] != _CARRIAGE_RETURN:
            self._take(line_feed - self._at)
            self._malformed(reasons.MULTIPART_LINE_FEED)
        if end == self._at:
            self._begin()
            return True
        self._headers.append(self._parse_header(self._take(end - self._at)))
        self._take(2)
        if len(self._headers) > self._limits.part_headers:
            _stop(multipart_findings.TOO_MANY_HEADERS, limit=self._limits.part_headers)
        return True

    def _begin(self) -> None:
        # The empty line's own end may be where the boundary begins: a part without a body.
        self._skip = 2
        self._state = _State.DATA
        self._sink.begin(self._headers)

    def _parse_header(self, line: bytes) -> Header:
        try:
            found = _HEADER.fullmatch(line.decode())
        except UnicodeDecodeError:
            self._malformed(reasons.MULTIPART_NOT_UTF_8)
        if found is None:
            self._malformed(reasons.MULTIPART_HEADER)
        return found.group(1).lower(), found.group(2).rstrip(" \t")

    def _malformed(self, reason: Phrase) -> NoReturn:
        _stop(multipart_findings.MALFORMED, offset=self._passed, reason=reason)


def _stop(definition: Definition, **params: Param) -> NoReturn:
    raise Rejected([definition.at("", **params)])


_TYPE = re.compile(r"[ \t]*([A-Za-z0-9-]+)[ \t]*")
_PARAMETER = re.compile(
    r';[ \t]*(?:(?P<name>[^\s;="]+)[ \t]*=[ \t]*'
    r'(?:(?P<token>[^\s;"]+)|"(?P<quoted>(?:[^"\\]|\\.)*+)"))?[ \t]*'
)
# A backslash escapes these two alone: some senders write a path of backslashes, unescaped.
_ESCAPE = re.compile(r'\\(["\\])')
_EXTENDED = re.compile(
    r"([A-Za-z0-9-]+)'[A-Za-z0-9-]*'((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-Fa-f]{2})*+)"
)
_CHARSETS = {"utf-8", "iso-8859-1"}
_FORM_DATA = "form-data"
_INLINE = "inline"


class InvalidDisposition(ValueError):
    """A Content-Disposition cannot be read, for a reason that is also the message."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason)
        self.reason = reason


@attrs.frozen(field_transformer=hide_texts("type"))
class Disposition:
    """A Content-Disposition of a part (RFC 7578 section 4.2).

    Args:
        type: in small letters; empty where there is none.
        name: of the part; empty where there is none.
        file_names: of its file, each once.
    """

    type: str = ""
    name: str = ""
    file_names: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """The name of the file, else of the part, for a person."""
        return self.file_names[0] if self.file_names else self.name

    @property
    def is_form_data(self) -> bool:
        """Whether the part is a field of the form."""
        return self.type == _FORM_DATA

    @property
    def is_inline(self) -> bool:
        """Whether the part would be shown within the message."""
        return self.type == _INLINE


def parse_disposition(text: str, *more: str) -> Disposition:
    """Parse a Content-Disposition.

    Args:
        text: the value of the header.
        more: the values of further headers of the name; there must be none.

    Raises:
        InvalidDisposition: it is repeated or malformed, or ``filename*`` is not of RFC 5987.
    """
    found = _TYPE.match(text)
    if more:
        raise InvalidDisposition(reasons.DISPOSITION_REPEATED)
    if found is None:
        raise InvalidDisposition(reasons.DISPOSITION_TYPE)
    parameters = _parameters(text, found.end())
    called = next((value for name, value in parameters if name == "name"), "")
    files = (_decoded(*each) for each in parameters if each[0] in {"filename", "filename*"})
    return Disposition(found.group(1).lower(), called, tuple(dict.fromkeys(files)))


def _parameters(text: str, place: int) -> list[tuple[str, str]]:
    parameters: list[tuple[str, str]] = []
    while place < len(text):
        found = _PARAMETER.match(text, place)
        if found is None:
            raise InvalidDisposition(reasons.DISPOSITION_PARAMETER)
        if found["name"]:
            parameters.append((found["name"].lower(), _value_of(found)))
        place = found.end()
    return parameters


def _value_of(found: re.Match[str]) -> str:
    quoted: str | None = found["quoted"]
    return found["token"] if quoted is None else _ESCAPE.sub(r"\1", quoted)


def _decoded(parameter: str, value: str) -> str:
    if not parameter.endswith("*"):
        return value
    found = _EXTENDED.fullmatch(value)
    if found is None or found.group(1).lower() not in _CHARSETS:
        raise InvalidDisposition(reasons.DISPOSITION_FILE_NAME)
    try:
        return unquote_to_bytes(found.group(2)).decode(found.group(1))
    except UnicodeDecodeError:
        raise InvalidDisposition(reasons.DISPOSITION_CHARACTER_SET) from None
