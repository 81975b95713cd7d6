"""Tokens: what is given away, and what is kept of it."""

import hashlib


def token_hash(token: str) -> str:
    """What is kept of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
