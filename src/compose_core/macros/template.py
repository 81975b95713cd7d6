"""The compiled source of a message's parts."""

import attrs

from compose_core.macros.part import Part


@attrs.frozen
class Template:
    """One part's source, compiled."""

    source: str
    part: Part

    @classmethod
    def compile(cls, source: str, part: Part) -> "Template":
        """The template of a source; equal sources are compiled once."""
        return cls(source, part)


@attrs.frozen
class Templates:
    """The compiled parts of one message; ``None`` where a part is absent (M2)."""

    subject: Template | None = None
    text: Template | None = None
    html: Template | None = None

    @classmethod
    def compile(
        cls, *, subject: str | None = None, text: str | None = None, html: str | None = None
    ) -> "Templates":
        """The templates of a message's parts."""
        parts = ((subject, Part.SUBJECT), (text, Part.TEXT), (html, Part.HTML))
        return cls(*(None if s is None else Template.compile(s, part) for s, part in parts))
