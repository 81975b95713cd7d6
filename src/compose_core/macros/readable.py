"""A readable text of an article's HTML."""


def plain_text_from_html(html: str) -> str:
    """The text that a reader of the HTML would read."""
    raise NotImplementedError
