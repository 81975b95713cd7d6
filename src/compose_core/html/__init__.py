"""HTML cut into tags, text and the rest as a browser cuts it."""

from compose_core.html.tokenizer import HtmlTokenizer, Token

__all__ = ["HtmlTokenizer", "Token"]
