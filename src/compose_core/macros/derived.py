"""The form of an article that nobody wrote, made from the one that somebody did (M7).

A converter sees no macros: each is put in its way as a mark that it takes for a word. So the end
of an element cannot lengthen a macro's name (``<b>``case_id</b>s``), and accents that the HTML
writes as character references make no macro that the author did not write.
"""

import re
from collections.abc import Callable

import attrs

from compose_core.macros.context import Context
from compose_core.macros.encoding import as_element
from compose_core.macros.part import Part
from compose_core.macros.template import Reference, Template

# A character for private use, which no article means to say.
_MARK = "\ue000"
_MARKED = re.compile(f"{_MARK}([0-9]{{1,5}}){_MARK}")


def html_of(text: str) -> Template:
    """The HTML of an article that has only text: escaped, with its line breaks."""
    return Template.compile(as_element(text), Part.HTML, nested=True)


def text_of(html: Template, text_from_html: Callable[[str], str]) -> Template:
    """The text of an article that has only HTML.

    Args:
        html: the article.
        text_from_html: makes readable text of HTML; what it leaves out is not in the text.
    """
    literals, references = _taken_apart(text_from_html(_marked(html)), html)
    return Template(
        source=html.source,
        part=Part.TEXT,
        nested=True,
        literals=literals,
        references=references,
        strays=html.strays,
        complete=html.complete,
        urls=(),
        closed=True,
    )


def _marked(html: Template) -> str:
    first, *others = (literal.replace(_MARK, "") for literal in html.literals)
    numbered = (f"{_MARK}{number}{_MARK}{literal}" for number, literal in enumerate(others))
    return first + "".join(numbered)


def _taken_apart(text: str, html: Template) -> tuple[tuple[str, ...], tuple[Reference, ...]]:
    first, *others = _MARKED.split(text)
    literals = [first]
    references: list[Reference] = []
    for number, literal in zip(others[::2], others[1::2], strict=True):
        if int(number) < len(html.references):
            references.append(attrs.evolve(html.references[int(number)], place=Context.TEXT))
            literals.append(literal)
        else:
            # Not one of ours: the article wrote it, as character references.
            literals[-1] += literal
    return tuple(literals), tuple(references)
