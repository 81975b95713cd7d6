"""The line of each value of a TOML document.

The standard parser gives values without lines. This one gives lines without values, for
documents that the standard parser has accepted; it checks nothing.
"""

import re
import tomllib
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?P<newline>\n)|(?P<blank>[ \t\r]+|\#[^\n]*)
    |(?P<text>\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\])*"|'[^']*')
    |(?P<mark>[\[\]{}=,.])
    |(?P<word>[^\s\[\]{}=,."'\#]+)""",
    re.VERBOSE | re.DOTALL,
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LAST = re.compile(r"""(?:\[\d+\]|\.?[A-Za-z0-9_-]+|\.?"(?:\\.|[^"\\])*")\Z""")

_Token = tuple[str, str, int]
_END: _Token = ("end", "", 0)


def child_of(path: str, key: str) -> str:
    """Write the path of a member of a table."""
    written = key if _BARE.fullmatch(key) else '"' + re.sub(r'(["\\])', r"\\\1", key) + '"'
    return f"{path}.{written}" if path else written


def item_of(path: str, index: int) -> str:
    """Write the path of an item of a list."""
    return f"{path}[{index}]"


def parent_of(path: str) -> str:
    """Cut the last part off a path; empty for the document."""
    return _LAST.sub("", path)


def lines_of(document: str) -> dict[str, int]:
    """Find the line of every path of a well-formed document, counted from one."""
    return _Walk(document).lines


class _Walk:
    def __init__(self, document: str) -> None:
        self.lines: dict[str, int] = {}
        self._latest: dict[str, int] = {}
        self._tokens = _tokens_of(document)
        self._token = next(self._tokens, _END)
        self._document()

    def _document(self) -> None:
        table = ""
        while self._token is not _END:
            if self._token[0] == "newline":
                self._next()
            elif self._token[1] == "[":
                table = self._header()
            else:
                self._member(table)

    def _next(self) -> _Token:
        token, self._token = self._token, next(self._tokens, _END)
        return token

    def _skip_mark(self, mark: str) -> bool:
        found = self._token[1] == mark and self._token[0] == "mark"
        if found:
            self._next()
        return found

    def _header(self) -> str:
        line = self._next()[2]
        is_list = self._skip_mark("[")
        path = ""
        for key in self._keys():
            path = child_of(self._current(path), key)
        self._next()
        if is_list:
            self._next()
            self._latest[path] = self._latest.get(path, -1) + 1
        return self._note(self._current(path), line)

    def _current(self, path: str) -> str:
        return item_of(path, self._latest[path]) if path in self._latest else path

    def _note(self, path: str, line: int) -> str:
        self.lines.setdefault(path, line)
        return path

    def _keys(self) -> list[str]:
        keys = [_key(self._next())]
        while self._skip_mark("."):
            keys.append(_key(self._next()))
        return keys

    def _member(self, table: str) -> None:
        line, path = self._token[2], table
        for key in self._keys():
            path = self._note(child_of(path, key), line)
        self._skip_mark("=")
        self._value(path)

    def _value(self, path: str) -> None:
        if self._skip_mark("["):
            self._list(path)
        elif self._skip_mark("{"):
            self._inline(path)
        else:
            self._scalar()

    def _scalar(self) -> None:
        while self._token[0] not in {"newline", "end"} and self._token[1] not in {",", "]", "}"}:
            self._next()

    def _list(self, path: str) -> None:
        index = 0
        while self._token is not _END and not self._skip_mark("]"):
            if self._token[0] == "newline" or self._token[1] == ",":
                self._next()
                continue
            self._value(self._note(item_of(path, index), self._token[2]))
            index += 1

    def _inline(self, path: str) -> None:
        while self._token is not _END and not self._skip_mark("}"):
            if self._token[0] == "newline" or self._token[1] == ",":
                self._next()
            else:
                self._member(path)


def _key(token: _Token) -> str:
    kind, text, _ = token
    if kind != "text":
        return text
    return str(tomllib.loads(f"key = {text}")["key"])


def _tokens_of(document: str) -> Iterator[_Token]:
    line = 1
    for found in _TOKEN.finditer(document):
        kind, text = str(found.lastgroup), found.group()
        if kind != "blank":
            yield kind, text, line
        line += text.count("\n")
