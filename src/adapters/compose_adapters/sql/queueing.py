"""A decision's mails, put into the outbox."""

from collections.abc import Sequence

from compose_adapters.sql.compiled_statements import Connection, inserting
from compose_adapters.sql.rows.customers import Row
from compose_adapters.sql.rows.letters import letter_row
from compose_adapters.sql.tables import deliveries, letters, mails
from compose_core.decision import Decision
from compose_core.delivery import queue_mails
from compose_core.model.activity import Recipient
from compose_core.model.attachment import Attachment
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Mail

_INSERT_MAILS = inserting(mails)
_INSERT_LETTERS = inserting(letters)
_INSERT_DELIVERIES = inserting(deliveries)


def queue(connection: Connection, decision: Decision, files: Sequence[Attachment]) -> None:
    """Queue a decision's mails inside the transaction that is open.

    Args:
        connection: of the transaction.
        decision: what shall be.
        files: the activity's, in the order of their numbers.
    """
    if decision.messages:
        _INSERT_MAILS.write_all(connection, _mails(queue_mails(decision)))
        _INSERT_LETTERS.write_all(connection, _letters(decision, files))
    if lines := _deliveries(decision):
        _INSERT_DELIVERIES.write_all(connection, lines)


def _mails(waiting: Sequence[Mail]) -> list[Row]:
    return [
        {
            "activity_id": mail.activity_id,
            "mail": mail.index,
            "queued": mail.queued,
            "on_uncertain": mail.on_uncertain.value,
            "attempts": mail.attempts,
            "crashes": mail.expired_leases,
            "revision": mail.revision,
            "lease_token": None,
            "lease_until": None,
            "lane": mail.queue_class.value,
            "due": mail.due,
        }
        for mail in waiting
    ]


def _letters(decision: Decision, files: Sequence[Attachment]) -> list[Row]:
    return [
        {"activity_id": decision.activity.id, "mail": index} | letter_row(message, files)
        for index, message in enumerate(decision.messages)
    ]


def _deliveries(decision: Decision) -> list[Row]:
    recipients = decision.activity.recipients
    numbers = {each.address.key: number for number, each in enumerate(recipients)}
    rows = [_delivery(each, None, DeliveryState.KEPT) for each in decision.kept]
    for index, message in enumerate(decision.messages):
        rows += [_delivery(each, index, DeliveryState.QUEUED) for each in message.recipients]
    activity = decision.activity.id
    return [row | {"activity_id": activity, "number": numbers[row["key"]]} for row in rows]


def _delivery(recipient: Recipient, mail: int | None, state: DeliveryState) -> Row:
    return {
        "mail": mail,
        "address": recipient.address.text,
        "key": recipient.address.key,
        "visibility": recipient.visibility.value,
        "state": state.value,
        "attempts": 0,
        "uncertain_attempts": 0,
        "next_attempt": None,
        "reply": "",
    }
