"""docs/reference/delivery.md: states and steps, crashes, and the answers of mail servers."""

from collections.abc import Iterator

from compose_adapters.smtp import SPECIAL, VERDICTS, SmtpFailure, Stage
from compose_core.delivery import CRASH_POINTS, MOST_EXPIRED_LEASES, RECOVERY, TRANSITIONS, Backoff
from compose_core.model.delivery import DeliveryState
from reference.markdown import code, filled, line, table

STATES = {
    DeliveryState.QUEUED: "stored with its activity; due at once",
    DeliveryState.CLAIMED: "a worker has a lease of the mail and has not begun",
    DeliveryState.HANDING_OVER: "a worker wrote that it hands the mail over, and is at it",
    DeliveryState.ACCEPTED: "the mail server took it",
    DeliveryState.DEFERRED: "to be tried again at a time that is told; without one it is parked",
    DeliveryState.REFUSED: "the mail server will not have it, or it came back",
    DeliveryState.UNCERTAIN: "nobody knows whether it arrived; without a time it is an operator's",
    DeliveryState.CANCELLED: "an operator stopped it",
    DeliveryState.KEPT: "a secure message of which nobody is told by mail",
}


def delivery_page() -> str:
    """The page."""
    backoff = Backoff()
    return filled(
        "delivery.md",
        states="\n".join(line((code(each.value), says)) for each, says in STATES.items()),
        steps=table(("from", "because", "to"), _steps()),
        crashes=table(("killed", "the store holds", "and then"), _crashes()),
        most_crashes=str(MOST_EXPIRED_LEASES),
        verdicts=table(("at", *(each.value for each in SmtpFailure)), _verdicts()),
        special=table(("the reply", "to", "counts as", "at"), _special()),
        base=f"{backoff.base.total_seconds():.0f}",
        longest=f"{backoff.longest.total_seconds() / 3600:.0f}",
        horizon=str(backoff.horizon.days),
        least=str(backoff.least),
    )


def _steps() -> Iterator[tuple[str, ...]]:
    for (state, step), after in TRANSITIONS.items():
        yield code(state.value), step.value, code(after.value)


def _crashes() -> Iterator[tuple[str, ...]]:
    for point, state in CRASH_POINTS.items():
        if state is None:
            yield point, "the results", "nothing is to be done"
        elif state in RECOVERY:
            after = TRANSITIONS[state, RECOVERY[state]]
            yield point, code(state.value), f"it is {code(after.value)}"
        else:
            yield point, code(state.value), "the next worker takes it"


def _verdicts() -> Iterator[tuple[str, ...]]:
    for stage in Stage:
        yield stage.value, *(VERDICTS[stage, fault].value for fault in SmtpFailure)


def _special() -> Iterator[tuple[str, ...]]:
    for (stage, reply), (counted_at, fault) in SPECIAL.items():
        yield str(reply), stage.value, fault.value, counted_at.value
