"""A push parser of multipart bodies (RFC 7578, RFC 2046 section 5.1).

It is fed octets as they come, in pieces of any size, and tells a `PartSink` of the parts. It keeps
no more than one header line, or the few octets that may begin a boundary; what it costs grows with
the number of octets alone.
"""

import re
from enum import Enum, auto
from typing import NoReturn, Protocol

from compose_adapters.wire.limits import Limits
from compose_core.errors import Definition, Param, Phrase, Rejected
from compose_core.errors.catalogue import multipart as multipart_findings
from compose_core.errors.catalogue import phrases as reasons

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
    """Whoever takes the parts."""

    def begin(self, headers: list[Header]) -> None:
        """A part begins; its headers in their order, names in small letters."""
        ...

    def data(self, octets: bytes) -> None:
        """The part goes on."""
        ...

    def end(self) -> None:
        """The part is complete."""
        ...


class _State(Enum):
    PREAMBLE = auto()
    HEADERS = auto()
    DATA = auto()
    EPILOGUE = auto()


class MultipartParser:
    """Reads one body.

    Args:
        boundary: as the content type gives it.
        limits: of parts and headers.
        sink: told of the parts as they arrive.

    Raises:
        Rejected: the boundary is not allowed; one finding.
    """

    def __init__(self, boundary: str, limits: Limits, sink: PartSink) -> None:
        if not _BOUNDARY.fullmatch(boundary):
            raise Rejected([multipart_findings.BOUNDARY.at()])
        self._delimiter = b"\r\n--" + boundary.encode()
        self._limits = limits
        self._sink = sink
        # The first boundary needs no line break before it: this one stands for it.
        self._buffer = b"\r\n"
        self._at = 0
        self._passed = -2
        self._state = _State.PREAMBLE
        self._parts = 0
        self._headers: list[Header] = []
        self._skip = 0

    def feed(self, octets: bytes) -> None:
        """The body goes on.

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
        """The body has ended.

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
        """Do what can be done with what is there, and say whether more may be done."""
        if self._state is _State.HEADERS:
            return self._header()
        return self._state is not _State.EPILOGUE and self._up_to_boundary()

    def _up_to_boundary(self) -> bool:
        place = self._buffer.find(self._delimiter, self._at)
        while place >= 0:
            after = place + len(self._delimiter)
            found = _AFTER_BOUNDARY.match(self._buffer, after)
            if found is not None:
                self._pass_on(place - self._at)
                self._take(found.end() - place)
                self._boundary(is_last=found.group(1) is not None)
                return True
            if self._state is _State.PREAMBLE:
                self._check_line_feed(after)
            if _MAY_GO_ON.match(self._buffer, after):
                self._pass_on(place - self._at)
                return False
            place = self._buffer.find(self._delimiter, place + 1)
        # The end may be the beginning of the delimiter.
        self._pass_on(self._left - len(self._delimiter) + 1)
        return False

    def _check_line_feed(self, after: int) -> None:
        """Tell the body whose first boundary ends in LF alone: all of its lines will."""
        if found := _BARE_LINE_FEED.match(self._buffer, after):
            self._take(found.end() - 1 - self._at)
            self._malformed(reasons.MULTIPART_LINE_FEED)

    def _pass_on(self, length: int) -> None:
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
        self._headers.append(self._parsed(self._take(end - self._at)))
        self._take(2)
        if len(self._headers) > self._limits.part_headers:
            _stop(multipart_findings.TOO_MANY_HEADERS, limit=self._limits.part_headers)
        return True

    def _begin(self) -> None:
        # The empty line's own end may be where the boundary begins: a part without a body.
        self._skip = 2
        self._state = _State.DATA
        self._sink.begin(self._headers)

    def _parsed(self, line: bytes) -> Header:
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
