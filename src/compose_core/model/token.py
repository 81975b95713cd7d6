"""Tokens are given away; their hashes are stored."""

import hashlib


def token_hash(token: str) -> str:
    """Hash a token for the store: SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
