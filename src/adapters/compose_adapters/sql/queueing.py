"""A decision's mails, put into the outbox."""

from collections.abc import Sequence

import sqlalchemy as sa

from compose_adapters.sql.rows.customers import Row
from compose_adapters.sql.rows.letters import letter_row
from compose_adapters.sql.tables import deliveries, letters, mails
from compose_core.model.activity import Recipient
from compose_core.model.attachment import Attachment
from compose_core.model.delivery import DeliveryState
from compose_core.ports import Decision
from compose_core.ports.outbox import Lane

_INSERT_MAILS = sa.insert(mails)
_INSERT_LETTERS = sa.insert(letters)
_INSERT_DELIVERIES = sa.insert(deliveries)


def queue(connection: sa.Connection, decision: Decision, files: Sequence[Attachment]) -> None:
    """Queue a decision's mails inside the transaction that is open.

    Args:
        connection: of the transaction.
        decision: what shall be.
        files: the activity's, in the order of their numbers.
    """
    if decision.messages:
        connection.execute(_INSERT_MAILS, _mails(decision))
        connection.execute(_INSERT_LETTERS, _letters(decision, files))
    if lines := _deliveries(decision):
        connection.execute(_INSERT_DELIVERIES, lines)


def _mails(decision: Decision) -> list[Row]:
    return [
        {
            "activity_id": decision.activity.id,
            "mail": index,
            "queued": decision.audit.at,
            "on_uncertain": message.on_uncertain.value,
            "attempts": 0,
            "crashes": 0,
            "revision": 0,
            "lane": Lane.FRESH.value,
            "due": decision.audit.at,
        }
        for index, message in enumerate(decision.messages)
    ]


def _letters(decision: Decision, files: Sequence[Attachment]) -> list[Row]:
    return [
        {"activity_id": decision.activity.id, "mail": index} | letter_row(message, files)
        for index, message in enumerate(decision.messages)
    ]


def _deliveries(decision: Decision) -> list[Row]:
    places = {key: number for number, key in enumerate(_keys(decision))}
    lines = [_delivery(each, None, DeliveryState.KEPT) for each in decision.kept]
    for index, message in enumerate(decision.messages):
        lines += [_delivery(each, index, DeliveryState.QUEUED) for each in message.recipients]
    activity = decision.activity.id
    return [line | {"activity_id": activity, "number": places[line["key"]]} for line in lines]


def _keys(decision: Decision) -> list[str]:
    return [recipient.address.key for recipient in decision.activity.recipients]


def _delivery(recipient: Recipient, mail: int | None, state: DeliveryState) -> Row:
    return {
        "mail": mail,
        "address": recipient.address.text,
        "key": recipient.address.key,
        "visibility": recipient.visibility.value,
        "state": state.value,
        "attempts": 0,
        "doubts": 0,
        "reply": "",
    }
