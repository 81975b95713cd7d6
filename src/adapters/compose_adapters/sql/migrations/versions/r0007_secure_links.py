"""Secure links whose tokens are nowhere stored, openings that are counted, sanitised HTML.

Until now the letters of notifications held the tokens in clear. Those letters lose them here; the
links that were mailed go on opening their messages, and a letter that still waits gets a new token
when it is handed over.
"""

import json
import re
import secrets
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

from compose_adapters.sql.migrations.columns import (
    big_integers,
    ids,
    integers,
    key,
    refers,
    texts,
    times,
)
from compose_core.model.token import token_hash

revision = "0007"
down_revision = "0006"

_TOKEN_CHARACTERS = 43
_RUN = re.compile(rf"[A-Za-z0-9_-]{{{_TOKEN_CHARACTERS},}}")
_AT_ONCE = 500


def upgrade() -> None:
    """Take the tokens out of the letters, and give openings and sanitised HTML their place."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        # What is overwritten shall not be found in the free parts of the file.
        op.execute("PRAGMA secure_delete = ON")
    op.add_column("activities", sa.Column("safe_html", sa.Text()))
    _take_tokens_out()
    _remake_links()
    if is_sqlite:
        op.execute("PRAGMA secure_delete = OFF")


def _take_tokens_out() -> None:
    connection = op.get_bind()
    hashes = _grouped(
        connection.execute(sa.text("SELECT activity_id, token_hash FROM secure_links"))
    )
    letters = sa.table(
        "letters",
        *(sa.column(name, sa.Integer) for name in ("activity_id", "mail")),
        sa.column("letter", sa.JSON),
        *(sa.column(name, sa.Text) for name in ("text", "html")),
    )
    activities = sorted(hashes)
    for start in range(0, len(activities), _AT_ONCE):
        some = activities[start : start + _AT_ONCE]
        found = connection.execute(sa.select(letters).where(letters.c.activity_id.in_(some)))
        for row in found.all():
            values = _without_token(row, hashes[row.activity_id])
            if values:
                connection.execute(
                    sa.update(letters)
                    .where(
                        letters.c.activity_id == row.activity_id,
                        letters.c.mail == row.mail,
                    )
                    .values(values)
                )


def _grouped(rows: Iterable[Any]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row.activity_id, set()).add(row.token_hash)
    return found


def _without_token(row: Any, hashes: set[str]) -> dict[str, Any]:
    tokens = {
        token
        for text in (row.letter["subject"], row.text or "", row.html or "")
        for token in _candidates(text)
        if token_hash(token) in hashes
    }
    if not tokens:
        return {}
    placeholder = secrets.token_urlsafe(32)
    kept = json.dumps([row.letter, row.text, row.html])
    for token in tokens:
        kept = kept.replace(token, placeholder)
    letter, text, html = json.loads(kept)
    return {"letter": {**letter, "link_token": placeholder}, "text": text, "html": html}


def _candidates(text: str) -> Iterable[str]:
    for run in _RUN.findall(text):
        for start in range(len(run) - _TOKEN_CHARACTERS + 1):
            yield run[start : start + _TOKEN_CHARACTERS]


def _remake_links() -> None:
    op.execute("CREATE TABLE secure_links_before AS SELECT * FROM secure_links")
    op.drop_table("secure_links")
    _make_links()
    _make_tokens()
    _fill_in()
    op.drop_table("secure_links_before")


def _make_links() -> None:
    op.create_table(
        "secure_links",
        *ids("activity_id"),
        *integers("number"),
        *times("expires"),
        *big_integers("openings"),
        *times("last_opened", nullable=True),
        key("activity_id", "number"),
        refers("activity_id", "activities"),
    )
    op.create_index("ix_secure_links_expires", "secure_links", ["expires"])


def _make_tokens() -> None:
    op.create_table(
        "secure_link_tokens",
        *texts("token_hash"),
        *ids("activity_id"),
        *integers("number"),
        key("token_hash"),
        refers("activity_id number", "secure_links", "activity_id number"),
    )
    op.create_index(
        "ix_secure_link_tokens_activity_id_number", "secure_link_tokens", ["activity_id", "number"]
    )


def _fill_in() -> None:
    numbered = (
        "FROM secure_links_before JOIN deliveries"
        " ON deliveries.activity_id = secure_links_before.activity_id"
        " AND deliveries.key = secure_links_before.key"
    )
    op.execute(
        "INSERT INTO secure_links (activity_id, number, expires, openings)"
        f" SELECT deliveries.activity_id, deliveries.number, expires, 0 {numbered}"
    )
    op.execute(
        "INSERT INTO secure_link_tokens (token_hash, activity_id, number)"
        f" SELECT token_hash, deliveries.activity_id, deliveries.number {numbered}"
    )
