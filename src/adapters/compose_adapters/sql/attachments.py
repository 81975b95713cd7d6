"""Files as rows of 256 KiB, streamed in and out."""

from collections.abc import Iterable, Iterator
from typing import Any

import attrs
import sqlalchemy as sa

from compose_adapters.sql.compiled_statements import CompiledStatement, insert_into
from compose_adapters.sql.database import Database
from compose_adapters.sql.failures import StorageFailed
from compose_adapters.sql.tables import attachments, chunks
from compose_core.model.attachment import CHUNK_OCTETS, Attachment, Content

_INSERT = insert_into(attachments)
_INSERT_CHUNK = insert_into(chunks)
_CHUNK = CompiledStatement(
    sa.select(chunks.c.octets).where(
        chunks.c.activity_id == sa.bindparam("activity"),
        chunks.c.number == sa.bindparam("number"),
        chunks.c.chunk == sa.bindparam("chunk"),
    )
)
_OF_ACTIVITIES = (
    sa.select(attachments)
    .where(attachments.c.activity_id.in_(sa.bindparam("activities", expanding=True)))
    .order_by(attachments.c.activity_id, attachments.c.number)
)


@attrs.frozen
class StoredContent:
    """The octets of a stored file; a piece is read when it is asked for.

    No transaction is open between two pieces, however slow the reader is.

    Args:
        activity_id: the activity that the file belongs to.
        number: which of its files, from 0.
        size: how many octets there are.
    """

    _database: Database = attrs.field(repr=False, eq=False)
    activity_id: int
    number: int
    size: int

    def chunks(self) -> Iterator[bytes]:
        """The octets in pieces of 256 KiB.

        Raises:
            Unavailable: the database is busy or away.
        """
        for chunk in range(-(-self.size // CHUNK_OCTETS)):
            yield self._chunk(chunk)

    def _chunk(self, chunk: int) -> bytes:
        place = {"activity": self.activity_id, "number": self.number, "chunk": chunk}
        with self._database.read() as connection:
            row = _CHUNK.first(connection, place)
        if row is None:
            raise StorageFailed(f"a file of activity {self.activity_id} is not complete any more")
        return bytes(row.octets)


def write_attachments(
    connection: sa.Connection, activity_id: int, files: Iterable[tuple[Attachment, bool]]
) -> None:
    """Store an activity's files, each with whether the activity lists it, one piece at a time."""
    for number, (file, listed) in enumerate(files):
        row = {"activity_id": activity_id, "number": number, "listed": listed}
        described = {"content_type": file.content_type, "file_name": file.file_name}
        _INSERT.write(connection, row | described | {"size": file.content.size})
        for chunk, octets in enumerate(_pieces(file.content)):
            place = {"activity_id": activity_id, "number": number, "chunk": chunk}
            _INSERT_CHUNK.write(connection, place | {"octets": octets})


def attachments_of(
    connection: sa.Connection, database: Database, activities: list[int]
) -> dict[int, list[tuple[Attachment, bool]]]:
    """The files of activities, each with whether its activity lists it."""
    found: dict[int, list[tuple[Attachment, bool]]] = {number: [] for number in activities}
    for row in connection.execute(_OF_ACTIVITIES, {"activities": activities}):
        found[row.activity_id].append((_attachment(database, row), row.listed))
    return found


def _attachment(database: Database, row: sa.Row[Any]) -> Attachment:
    content = StoredContent(database, row.activity_id, row.number, row.size)
    return Attachment(row.content_type, row.file_name, content)


def _pieces(content: Content) -> Iterator[bytes]:
    """The octets in pieces of exactly 256 KiB, but for the last."""
    kept = bytearray()
    for piece in content.chunks():
        if not kept and len(piece) == CHUNK_OCTETS:
            yield piece
            continue
        kept += piece
        while len(kept) >= CHUNK_OCTETS:
            yield bytes(kept[:CHUNK_OCTETS])
            del kept[:CHUNK_OCTETS]
    if kept:
        yield bytes(kept)
