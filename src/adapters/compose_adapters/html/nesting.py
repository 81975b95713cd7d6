"""How long a page takes to parse, predicted from its tags alone.

A conforming parser is linear for pages as people and programs write them, and not for others. Each
tag may walk the stack of open elements; formatting that is left open is made again, attributes and
all, in every block that follows; what stands in a table outside its cells is moved before the
table, past all that was moved before; each attribute of an element is compared with its others; and
so on. The prediction adds all this up, in nanoseconds of a slow machine, and never tells less than
the parser takes. A page that would take more than its size allows is not parsed.

A parser passes over many an end tag: in a select, of an element that is not open, across a table.
So an end tag counts only where it ends the element that was begun last, or one with nothing but
formatting in it; and from the first place on where the source can be cut in two ways no end tag
counts at all.
"""

import re

from compose_adapters.html.prediction import (
    NANOSECONDS_AN_OCTET,
    OF_TABLES,
    OTHER_RULES,
    Prediction,
    of_escapes,
)

_MOST_OF_ESCAPES_TOGETHER = 0.2
_LONG = 500

# As the tokenizer of the WHATWG reads a tag, in one match without any going back.
_ATTRIBUTE = (
    r"""[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+"""
    r"""(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"""
    r"""(?:"[^"]*+"|'[^']*+'|[^\t\n\f\r >"'][^\t\n\f\r >]*+|(?=>)))?+"""
)
_ATTRIBUTES = rf"(?:{_ATTRIBUTE})*+[\t\n\f\r /]*+>"
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
# A tag with its name, a comment or declaration; and whether there is text behind it.
_TOKEN = re.compile(
    rf"""<(?:(/?)([a-zA-Z][^\t\n\f\r />]*+){_ATTRIBUTES}"""
    r"""|!--(?:-?>|(?:(?!--!?>)(?s:.))*+--!?>)"""
    r"""|(?:\?|/(?![a-zA-Z])|!(?!--))[^>]*+>)"""
    r"""([\t\n\f\r ]*+[^<])?"""
)
_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
_START_TAG = re.compile(r"<([a-zA-Z][^\t\n\f\r />]*+)([^<]*+)")
_ANY_TAG = re.compile(r"<[^<>]*>")

# The content of these is text up to their end tag, but for what `OTHER_RULES` says.
_RAW = frozenset("title textarea style script xmp iframe noembed noframes".split())
_END_OF_RAW = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in _RAW}
# Where these are passed over, the text before them and after is one; any other begins a new one.
_NEW_TEXT = re.compile(
    rf"<(?!(?:{'|'.join(sorted(OF_TABLES))}|body|form|frame|head|html)[\t\n\f\r />])[a-zA-Z]",
    re.IGNORECASE,
)
_OTHER_RULES_SOMEWHERE = re.compile(rf"<(?:{'|'.join(sorted(OTHER_RULES))})", re.IGNORECASE)


def is_beyond_reason(html: str) -> bool:
    """Whether the page would take a parser longer than its size allows."""
    prediction = Prediction(len(html))
    prediction.cost += _of_all_escapes(html)
    position = 0
    while position >= 0 and not prediction.is_beyond_reason:
        position = _next(html, position, prediction)
    return prediction.is_beyond_reason


def _next(html: str, position: int, prediction: Prediction) -> int:
    """Read from a place to behind the next tag; where to go on, -1 at the end."""
    markup = _MARKUP.search(html, position)
    if markup is None:
        return -1
    start = markup.start()
    token = _TOKEN.match(html, start)
    if token is None:
        # What is begun here and never ended takes in all the rest.
        _add_long_tag(html[start:], prediction)
        return -1
    end = token.end() if token[3] is None else token.start(3)
    if token[2] is not None:
        return _tag(html, token, end, prediction)
    if prediction.has_other_rules and html.startswith("<![CDATA[", start):
        return _only_starts(html, start, prediction)
    return end


def _tag(html: str, token: re.Match[str], end: int, prediction: Prediction) -> int:
    name, size, text_follows = token[2].lower(), end - token.start(), token[3] is not None
    if size > _LONG:
        _add_long_tag(html[token.start() : end], prediction)
    if token[1]:
        prediction.end(name, text_follows=text_follows)
        return end
    prediction.start(name, size, text_follows=text_follows)
    if name in _RAW or name in {"plaintext", "noscript"}:
        return _raw(html, name, end, prediction)
    return end


def _raw(html: str, name: str, start: int, prediction: Prediction) -> int:
    if prediction.has_other_rules:
        return _only_starts(html, start, prediction)
    found = _END_OF_RAW[name].search(html, start) if name in _RAW else None
    content = html[start : found.start() if found else len(html)]
    if name == "script" and "<!--" in content and "<script" in content.lower():
        return _only_starts(html, start, prediction)
    prediction.cost += of_escapes(content)
    return found.start() if found else -1


def _only_starts(html: str, position: int, prediction: Prediction) -> int:
    """Read the rest of a page that can be cut in two ways: whatever may be a start tag is one."""
    for tag in _START_TAG.finditer(html, position):
        if tag.end() - tag.start() > _LONG:
            _add_long_tag(tag[0], prediction)
        prediction.start(tag[1].lower(), tag.end() - tag.start(), text_follows=True)
        if prediction.is_beyond_reason:
            break
    return -1


def _of_all_escapes(html: str) -> float:
    """What ``&`` in texts takes: each is written past all of its text."""
    together = of_escapes(html)
    if together < _MOST_OF_ESCAPES_TOGETHER * NANOSECONDS_AN_OCTET * len(html):
        return together
    if _OTHER_RULES_SOMEWHERE.search(html):
        return together
    return sum(map(of_escapes, _NEW_TEXT.split(html)))


def _add_long_tag(source: str, prediction: Prediction) -> None:
    prediction.long_tag(source, sum(1 for _ in _ONE_ATTRIBUTE.finditer(source)))


def without_tags(html: str) -> str:
    """What is left of a page that is beyond reason: everything but its tags."""
    return _ANY_TAG.sub(" ", html)
