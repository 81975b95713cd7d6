"""What a reader must be shown, by the words of P9, C1 and section 9; it knows no code of ours."""

import json
from typing import Any

import attrs

from authorisation_oracle import CASES, MISSING, NAMES, Document

BOSS = "boss@example.com"


@attrs.frozen(kw_only=True)
class Kept:
    """An activity as it was stored: whose, by whom, in which case and for which customer."""

    department: str
    by: str
    case: int
    customer: int


ACTIVITIES = {
    5_000_031: Kept(department="service", by="agent", case=5_000_021, customer=5_000_011),
    5_000_032: Kept(department="service", by="other", case=5_000_021, customer=5_000_011),
    5_000_033: Kept(department="sales", by="other", case=5_000_023, customer=5_000_012),
    5_000_034: Kept(department="billing", by="other", case=5_000_024, customer=5_000_013),
    5_000_035: Kept(department="service", by="other", case=5_000_023, customer=5_000_013),
    5_000_036: Kept(department="service", by="other", case=5_000_024, customer=5_000_012),
    5_000_037: Kept(department="sales", by="agent", case=5_000_021, customer=5_000_014),
}


@attrs.frozen(kw_only=True)
class Reader:
    """Who reads; what else a user may do does not matter.

    Args:
        active: whether the user is.
        abroad: whether the user, at home in ``service``, is a foreign user in ``sales`` (P3).
        edits_bcc: P2.
        departmentalised: S4.
        sends: whether the user holds the licence and Create (P1, P7), which reading never asks.
    """

    active: bool
    abroad: bool
    edits_bcc: bool
    departmentalised: bool
    sends: bool

    @property
    def departments(self) -> set[str]:
        """Those whose activities and cases are seen."""
        if not self.active:
            return set()
        return {"service", "sales"} if self.abroad else {"service"}


def sees_activity(reader: Reader, number: int) -> bool:
    """Whether an activity is there for the reader."""
    return number in ACTIVITIES and ACTIVITIES[number].department in reader.departments


def sees_case(reader: Reader, number: int) -> bool:
    """Whether a case is there for the reader."""
    return number in CASES and CASES[number][0] in reader.departments


def sees_customer(reader: Reader, number: int) -> bool:
    """Whether a customer is there for the reader (S4)."""
    if not reader.active or number not in NAMES:
        return False
    owner = NAMES[number][0]
    return not reader.departmentalised or owner is None or owner in reader.departments


def sees_bcc(reader: Reader, number: int) -> bool:
    """Whether the reader sees the blind copies of an activity that they see."""
    return reader.edits_bcc or ACTIVITIES[number].by == "agent"


def answer_to_get(reader: Reader, numbers: tuple[int, ...]) -> tuple[int, bytes]:
    """Status and body of ``GET activity/{ids}`` in JSON."""
    if not reader.active:
        return 401, _json(
            {
                "code": "401-101",
                "developerMessage": "Invalid or expired 'X-egain-session' header provided. "
                "New login is required.",
            }
        )
    seen = [each for each in sorted(set(numbers)) if sees_activity(reader, each)]
    if not seen:
        told = "What was asked for was not found."
        return 404, _json({"code": "404-100", "developerMessage": told})
    return 200, _json({"activity": [activity(reader, each) for each in seen]})


def activity(reader: Reader, number: int) -> Document:
    """An activity as the reader is shown it; of a case unseen there is the id that it names."""
    kept = ACTIVITIES[number]
    case: Document = {"id": str(kept.case)}
    if sees_case(reader, kept.case):
        case["status"] = "closed"
    addresses: Document = {
        "from": "support@example.com",
        "to": {"address": [NAMES[kept.customer][1]]},
    }
    recipients = [NAMES[kept.customer][1]]
    if sees_bcc(reader, number):
        addresses["bcc"] = {"address": [BOSS]}
        recipients.append(BOSS)
    return {
        "id": str(number),
        "status": "assigned",
        "createdDate": {"date": "2030-01-02T12:00:00.000Z"},
        "department": {"name": kept.department},
        "type": {"value": "email", "subtype": {"value": "compose"}},
        "case": case,
        "priority": 5,
        "subject": "Your question",
        "payload": {
            "email": {
                "contents": {"content": [{"type": "text", "value": "Good morning"}]},
                "emailAddresses": addresses,
            }
        },
        "customer": {"id": str(kept.customer)},
        "delivery": [{"address": each, "state": "queued", "attempts": 0} for each in recipients],
    }


def of_case(reader: Reader, number: int) -> list[int]:
    """The activities of a case that the reader sees."""
    return [
        each
        for each, kept in ACTIVITIES.items()
        if kept.case == number and sees_activity(reader, each)
    ]


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


ASKED: tuple[tuple[int, ...], ...] = (
    *((each,) for each in (*ACTIVITIES, MISSING)),
    (*ACTIVITIES, MISSING),
    (5_000_034, MISSING),
    (MISSING, 5_000_032, 5_000_034),
)
