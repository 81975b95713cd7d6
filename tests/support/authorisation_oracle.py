"""What every answer must be, by the words of the specification (sections 3, 4 and 9).

It knows no policy, no rule and no format of the library: its sentences and its two formats are
written here again, so that a mistake would have to be made twice.
"""

import json
from typing import Any, Literal
from xml.sax.saxutils import escape

import attrs

JSON = "application/json"
Document = dict[str, Any]
Finding = dict[str, str]

DEPARTMENTS = ("service", "sales", "billing", "closed")
NEW_ADDRESS = "nora@example.com"
TO = {
    "new": NEW_ADDRESS,
    "unknown": NEW_ADDRESS,
    "service": "olga@example.com",
    "sales": "sally@example.com",
    "billing": "billy@example.com",
    "shared": "sharon@example.com",
    "several": "sev@example.com",
}
NAMES = {
    5_000_011: ("service", "olga@example.com", "Olga", "Own"),
    5_000_012: ("sales", "sally@example.com", "Sally", "Sales"),
    5_000_013: ("billing", "billy@example.com", "Billy", "Billing"),
    5_000_014: (None, "sharon@example.com", "Sharon", "Shared"),
    5_000_015: ("billing", "sev@example.com", "Seven", "Billing"),
    5_000_016: (None, "sev@example.com", "Seven", "Shared"),
    5_000_017: ("sales", "sev@example.com", "Seven", "Sales"),
}
MISSING = 9_999_999
# Of each case: its department, its customer, and the day on which it was made.
CASES = {
    5_000_021: ("service", 5_000_011, "2020-01-01"),
    5_000_022: ("service", 5_000_013, "2021-01-01"),
    5_000_023: ("sales", 5_000_012, "2022-01-01"),
    5_000_024: ("billing", 5_000_013, "2023-01-01"),
}
CASE_OF = {
    "none": None,
    "service": 5_000_021,
    "other customer's": 5_000_022,
    "sales": 5_000_023,
    "billing": 5_000_024,
    "missing": MISSING,
}
BOSS = "boss@example.com"
SUBJECT = "About it"

Command = Literal["send", "sendcomplete", "save"]


@attrs.frozen(kw_only=True)
class Scene:
    """A user, a request and what is stored, named by what matters for who may do what.

    Args:
        active: whether the user is (P8).
        create: whether the user holds Create on Activity (P1).
        licence: whether the user has it (P7).
        abroad: whether the user, at home in ``service``, is a foreign user in ``sales`` (P3).
        department: the activity's; nobody of the user's is ``billing``, ``closed`` is inactive.
        queue: none, or one that is there with or without Pull, inactive, or missing (P6, E8).
        bcc: none, or one with or without Edit BCC field (P2).
        article: none, or one with or without View Folder, alone or in a combination, or as an
            exception article, which needs none (P4).
        link: none, or a usage link with or without Execute (P5).
        case: whose (E7).
        customer: who has the address: nobody, with or without ``customer`` told, or whose.
        departmentalised: S4.
        command: what is asked for.
        media: of the answer.
    """

    active: bool
    create: bool
    licence: bool
    abroad: bool
    department: str
    queue: str
    bcc: str
    article: str
    link: str
    case: str
    customer: str
    departmentalised: bool
    command: Command
    media: str

    @property
    def departments(self) -> set[str]:
        """Those of the user (P3)."""
        return {"service", "closed", *(["sales"] if self.abroad else [])}

    @property
    def to(self) -> str:
        """The customer's address."""
        return TO[self.customer]

    @property
    def case_id(self) -> int | None:
        """The case that the request names."""
        return CASE_OF[self.case]

    @property
    def queue_name(self) -> str | None:
        """The queue that the request names."""
        named = {"none": None, "retired": "retired", "missing": "nowhere"}
        return named.get(self.queue, "outbound")


def answer_to_send(scene: Scene) -> tuple[int, bytes]:
    """Status and body of a command; new ids are told as 0."""
    if not scene.active:
        return no_session(scene.media)
    if lacking := denials(scene):
        return 403, error(scene, "403-105", "User is not allowed to perform this action.", lacking)
    if found := findings(scene):
        return 400, error(scene, "400-152", _developer_message(found), found)
    return 201, written("activity", receipt(scene), "interaction/activity", scene.media)


def answer_to_preview(scene: Scene) -> tuple[int, bytes]:
    """Status and body of a preview; the octets of the letter are told as 0."""
    if not scene.active:
        return no_session(scene.media)
    return 200, written("preview", preview(scene), "interaction/activity", scene.media)


def no_session(media: str) -> tuple[int, bytes]:
    """The answer to who has no session."""
    told = {"code": "401-101", "developerMessage": NO_SESSION}
    return 401, written("error", told, "common", media)


NO_SESSION = "Invalid or expired 'X-egain-session' header provided. New login is required."


def denials(scene: Scene) -> list[Finding]:
    """What the user lacks (P1 to P8), by its place in the document, then by name."""
    served = is_served(scene)
    lacks = [
        (not scene.create, "", "permission.create_activity", _CREATE),
        (served and scene.link == "lacking", "", "permission.execute_usage_link", _LINK),
        (not scene.active, "", "permission.inactive_user", _USER),
        (not scene.licence, "", "permission.licence", _LICENCE),
        (served and scene.article in _UNSEEN, "", "permission.view_folder", _FOLDER),
        (not served, "department.name", "permission.department", _DEPARTMENT),
        (served and scene.queue == "lacking", "queue.name", "permission.pull_queue", _QUEUE),
        (scene.bcc == "lacking", _BCC_PATH, "permission.edit_bcc", _BCC),
    ]
    return [_found(*each) for is_lacking, *each in lacks if is_lacking]


def findings(scene: Scene) -> list[Finding]:
    """What the facts have against the request; to a user who is denied, without values (P9)."""
    hides = bool(denials(scene))
    found = []
    if customer_of(scene) is None and scene.customer != "new":
        address = "…" if hides else scene.to
        sentence = f"No customer has the address '{address}'; tell in 'customer' who this is."
        found.append(_found("customer", "customer.required", sentence))
    if is_served(scene) and scene.queue in {"retired", "missing"}:
        queue, department = ("…", "…") if hides else (scene.queue_name, scene.department)
        sentence = (
            f"The queue '{queue}' was not found in the department '{department}'; "
            "name one of its active queues or none."
        )
        found.append(_found("queue.name", "queue.not_found", sentence))
    if scene.case_id is not None and not has_case(scene):
        found.append(_found("case.id", "case.not_found", _CASE))
    return found


def is_served(scene: Scene) -> bool:
    """Whether the activity's department is an active one of the user's (P3, P8)."""
    known = {"service", "sales", "billing"}
    return scene.department in known and scene.department in scene.departments


def has_case(scene: Scene) -> bool:
    """Whether the case is there for the user: in a department of theirs (E7, P9)."""
    case = CASES.get(scene.case_id or 0)
    return scene.active and case is not None and case[0] in scene.departments


def customer_of(scene: Scene) -> int | None:
    """The customer with the address, in C1's scope and order."""
    if not scene.active:
        return None
    own = scene.department if is_served(scene) else "none"
    having = [
        (owner != own, owner is not None, number)
        for number, (owner, address, *_) in NAMES.items()
        if address == scene.to and (owner == own or not scene.departmentalised)
    ]
    return min(having)[2] if having else None


def preview(scene: Scene) -> Document:
    """The report of a preview (A7, P9)."""
    lacking, found = denials(scene), findings(scene)
    if lacking:
        return {
            "sendable": False,
            "secure": False,
            "denials": lacking,
            "findings": found,
            "recipients": [],
            "macros": [],
        }
    # Without its case or its customer a message cannot be composed.
    composes = not {"customer.required", "case.not_found"} & {each["name"] for each in found}
    text, landed = expanded(scene) if composes else ("", [])
    parts = {"subject": SUBJECT, "text": text} if composes else {}
    sizes = {"sizes": {"bodyOctets": len(text.encode()), "emailOctets": 0}} if composes else {}
    return {
        "sendable": not found,
        "secure": False,
        **parts,
        "denials": [],
        "findings": found,
        "recipients": [{"address": address, "list": each} for each, address in _recipients(scene)],
        **sizes,
        "macros": landed,
    }


def receipt(scene: Scene) -> Document:
    """What the sender is told (A1)."""
    customer, case = customer_of(scene), CASES.get(scene.case_id or 0)
    told: Document = {"id": str(scene.case_id if case else 0), "found": case is not None}
    if case and case[1] != customer:
        told["ofOtherCustomer"] = True
    queued = [] if scene.command == "save" else _recipients(scene)
    return {
        "id": "0",
        "case": told,
        "customer": {"id": str(customer or 0), "found": customer is not None},
        "delivery": [{"address": address, "state": "queued"} for _, address in queued],
    }


OFFERED = ("departments", "department", "sendAllowed", "denials", "queues", "bccAllowed")


def options(scene: Scene) -> Document:
    """What a form is told of what the user may do: nothing that is not held (section 9)."""
    lacking = []
    if not scene.create:
        lacking.append(_found("", "permission.create_activity", _CREATE))
    if not scene.licence:
        lacking.append(_found("", "permission.licence", _LICENCE))
    return {
        "departments": sorted({"service", "sales"} & scene.departments),
        "department": scene.department,
        "sendAllowed": not lacking,
        "denials": lacking,
        "queues": ["outbound"] if scene.queue == "held" else [],
        "bccAllowed": scene.bcc == "held",
    }


def macros_offered(scene: Scene) -> dict[str, tuple[bool, str | None]]:
    """Of each macro of the department whether it may be used, and what it shows if so (P4, P5)."""
    reads, follows = scene.article in {"held", "nested held"}, scene.link == "held"
    link = "Your order <https://shop.example.com/orders>"
    return {
        "greeting": (reads, "Dear reader" if reads else None),
        "hello": (reads, "Dear reader" if reads else None),
        "queue_or": (True, "Dear reader"),
        "order_page": (follows, link if follows else None),
    }


def answer_to_denied_options(scene: Scene) -> tuple[int, bytes]:
    """The answer to who has no session, or for whom the department is none of theirs (P8)."""
    if not scene.active:
        return no_session(JSON)
    found = [_found("department", "permission.department", _DEPARTMENT)]
    told = "User is not allowed to perform this action."
    return 403, error(attrs.evolve(scene, media=JSON), "403-105", told, found)


def source(scene: Scene) -> list[str | tuple[str, str]]:
    """The text of the request: words, and macros with what each shows."""
    customer = customer_of(scene)
    name = " ".join(NAMES[customer][2:]) if customer else "Nora New"
    case = CASES.get(scene.case_id or 0)
    made = f"{case[2]} 00:00 GMT" if case else "2030-01-02 12:00 GMT"
    pieces: list[str | tuple[str, str]] = ["For ", ("customer_name", name)]
    pieces += [", made ", ("case_created", made), ".\n"]
    if scene.article in {"held", "lacking"}:
        pieces.append(("greeting", "Dear reader"))
    elif scene.article.startswith("nested"):
        pieces.append(("hello", "Dear reader"))
    elif scene.article == "exception":
        pieces.append(("queue_or", scene.queue_name or "Dear reader"))
    if scene.link != "none":
        pieces += [" ", ("order_page", "Your order <https://shop.example.com/orders>")]
    return pieces


def written_text(scene: Scene) -> str:
    """The text as it is written in the request."""
    return "".join(p if isinstance(p, str) else f"``{p[0]}" for p in source(scene))


def expanded(scene: Scene) -> tuple[str, list[Document]]:
    """The text as it is mailed, and where each macro landed."""
    text, offset, landed = "", 0, []
    for piece in source(scene):
        if isinstance(piece, str):
            text, offset = text + piece, offset + len(piece)
            continue
        name, value = piece
        places = {"start": len(text), "end": len(text) + len(value)}
        landed.append({"part": "text", "offset": offset, "name": name, **places})
        text, offset = text + value, offset + len(name) + 2
    return text, landed


def _recipients(scene: Scene) -> list[tuple[str, str]]:
    return [("to", scene.to), *([("bcc", BOSS)] if scene.bcc != "none" else [])]


def _found(path: str, name: str, sentence: str) -> Finding:
    return {"key": path, "value": sentence, "name": name}


def error(scene: Scene, code: str, message: str, found: list[Finding]) -> bytes:
    """The body of an error."""
    told = {"code": code, "developerMessage": message, "details": found}
    return written("error", told, "common", scene.media)


def _developer_message(found: list[Finding]) -> str:
    if len(found) == 1:
        return found[0]["value"]
    paths = ", ".join(each["key"] for each in found)
    return (
        f"Invalid value is provided in the request body for the following attribute(s): '{paths}'."
    )


_UNSEEN = {"lacking", "nested lacking"}
_BCC_PATH = "payload.email.emailAddresses.bcc"
_CREATE = "You need the action 'Create' on 'Activity' to do this."
_BCC = "You need the action 'Edit BCC field' to send blind copies."
_DEPARTMENT = "This department is not one that you can send for."
_FOLDER = "You need 'View Folder' on the folder 'public' to use its article 'greeting'."
_LINK = "You need 'Execute' on the usage link 'order_page' to send it."
_QUEUE = "You need 'Pull' on the queue 'outbound' to choose it."
_LICENCE = "You need the licence 'ECE MailPlus' to do this."
_USER = "The user 'agent' is not an active user."
_CASE = "This case was not found; name an existing one or none."

_SPACE = "http://bindings.egain.com/ws/model/v12/gen/"
_ITEMS = {
    "denials": "denial",
    "findings": "finding",
    "recipients": "recipient",
    "macros": "macro",
    "details": "detail",
    "delivery": "recipient",
}


def written(root: str, document: Document, space: str, media: str) -> bytes:
    """A document in the format of an answer (SPEC 9)."""
    if media == JSON:
        return json.dumps(document, ensure_ascii=False).encode()
    element = _xml(root, document, f' xmlns="{_SPACE}{space}"')
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{element}\n'.encode()


def _xml(name: str, value: Any, attributes: str = "") -> str:
    if isinstance(value, dict):
        if "id" in value:
            attributes += f' id="{value["id"]}"'
        inside = "".join(_xml(n, v) for n, v in value.items() if n != "id")
    elif isinstance(value, list):
        inside = "".join(_xml(_ITEMS[name], each) for each in value)
    elif isinstance(value, bool):
        inside = str(value).lower()
    else:
        inside = escape(str(value))
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"
