"""What a commit puts into the outbox."""

from compose_core.decision import Decision
from compose_core.model.activity import Recipient
from compose_core.model.delivery import Delivery, DeliveryState
from compose_core.outbox import Mail, MailRecipient


def queued(decision: Decision) -> tuple[Mail, ...]:
    """The mails of a decision, to be stored with it, in the order of its messages.

    A recipient's number is its place in `Activity.recipients`.
    """
    numbers = {
        recipient.address.key: number
        for number, recipient in enumerate(decision.activity.recipients)
    }
    return tuple(
        Mail(
            activity_id=decision.activity.id,
            index=index,
            queued=decision.audit.at,
            on_uncertain=message.on_uncertain,
            recipients=tuple(
                _waiting(numbers[recipient.address.key], recipient)
                for recipient in message.recipients
            ),
        )
        for index, message in enumerate(decision.messages)
    )


def _waiting(number: int, recipient: Recipient) -> MailRecipient:
    delivery = Delivery(recipient.address.text, recipient.visibility, DeliveryState.QUEUED)
    return MailRecipient(number, delivery)
