"""The replies of a server out of the octets that arrive (RFC 5321, section 4.2).

No octet more is kept than a reply may have: a server that talks without end is cut short.
"""

import re

import attrs

from compose_adapters.smtp.errors import SmtpFailure
from compose_core.model.personal import hide_texts

LONGEST_LINE = 2048
MOST_OCTETS = 65_536

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)
_CLOSING = 421


class NoReply(ValueError):
    """What arrives is no reply of SMTP."""


@attrs.frozen(field_transformer=hide_texts())
class Reply:
    """What a server answers.

    Args:
        code: 200 to 599.
        lines: without the code.
    """

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The reply in one line."""
        return " ".join((str(self.code), *self.lines))

    def fault(self, expected: int) -> SmtpFailure | None:
        """What is wrong with it, where a code of that first digit was expected."""
        first = self.code // 100
        if self.code == _CLOSING:
            return SmtpFailure.CLOSING
        if first == expected:
            return None
        return {4: SmtpFailure.TRANSIENT, 5: SmtpFailure.PERMANENT}.get(first, SmtpFailure.GARBAGE)


class ReplyReader:
    """Takes octets, gives replies."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._lines: list[tuple[int, str]] = []
        self._octets = 0

    @property
    def is_empty(self) -> bool:
        """Whether every octet that arrived belongs to a reply that was given."""
        return not self._buffer and not self._lines

    def feed(self, octets: bytes) -> None:
        """Take octets as they arrive."""
        self._buffer += octets

    def next(self) -> Reply | None:
        """The next reply; ``None`` while it is not whole.

        Raises:
            NoReply: there will never be one.
        """
        while (line := self._line()) is not None:
            code, is_last = self._keep(line)
            if is_last:
                reply = Reply(code, tuple(text for _, text in self._lines))
                self._lines, self._octets = [], 0
                return reply
        return None

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\n", 0, LONGEST_LINE)
        if end < 0:
            if len(self._buffer) >= LONGEST_LINE:
                raise NoReply(f"a line of more than {LONGEST_LINE} octets")
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._octets += end + 1
        if self._octets > MOST_OCTETS:
            raise NoReply(f"a reply of more than {MOST_OCTETS} octets")
        return line.removesuffix(b"\r")

    def _keep(self, line: bytes) -> tuple[int, bool]:
        if not (match := _LINE.fullmatch(line)):
            raise NoReply(f"no reply of SMTP: {line[:80].decode('ascii', 'backslashreplace')}")
        code = int(match[1])
        if self._lines and code != self._lines[0][0]:
            raise NoReply("a reply whose lines have different codes")
        self._lines.append((code, (match[3] or b"").decode("utf-8", "backslashreplace")))
        return code, match[2] != b"-"
