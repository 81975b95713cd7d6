"""The scenes of the authorisation tests, played: the site, what is stored, the calls."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import httpx

from authorisation_oracle import (
    BOSS,
    CASES,
    DEPARTMENTS,
    JSON,
    NAMES,
    SUBJECT,
    Command,
    Scene,
    written_text,
)
from compose_adapters.wire import decode
from compose_core.decision import Receipt
from compose_core.errors import Finding, Rejected
from compose_core.model.address import Address
from compose_core.model.case import Case, CaseStatus
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    Customer,
    CustomerDetails,
    EmailPoint,
)
from compose_core.model.department import Alias, Department, Queue
from compose_core.model.macro import (
    Article,
    ArticleMacro,
    BusinessObjectMacro,
    CombinationMacro,
    MacroSet,
    UsageLink,
    UsageLinkMacro,
)
from compose_core.model.request import Command as Asked
from compose_core.model.request import CommandOptions, ComposeRequest
from compose_core.model.session import SessionTerms
from compose_core.model.settings import DepartmentSettings, PartitionSettings
from compose_core.model.site import Site, SiteDepartment, SiteUser
from compose_core.model.user import Scoped, User
from compose_core.testing import builders
from host import HASH, Host

XML = "application/xml"
ACTIVITY = "/ws/v12/interaction/activity"
PATHS = {"send": f"{ACTIVITY}/send", "sendcomplete": f"{ACTIVITY}/sendcomplete", "save": ACTIVITY}
ASKED = {
    "send": Asked.SEND,
    "sendcomplete": Asked.SEND_AND_COMPLETE,
    "save": Asked.SAVE,
}
AXES: dict[str, tuple[object, ...]] = {
    "department": (*DEPARTMENTS, "nowhere"),
    "abroad": (True, False),
    "queue": ("none", "held", "lacking", "retired", "missing"),
    "bcc": ("none", "held", "lacking"),
    "article": ("none", "held", "lacking", "nested held", "nested lacking", "exception"),
    "link": ("none", "held", "lacking"),
    "create": (True, False),
    "licence": (True, False),
    "case": ("none", "service", "other customer's", "sales", "billing", "missing"),
    "customer": ("new", "unknown", "service", "sales", "billing", "shared", "several"),
    "departmentalised": (True, False),
}
BESIDE: dict[str, tuple[object, ...]] = {
    "active": (True, True, True, False),
    "command": get_args(Command),
    "media": (JSON, XML),
}
MACROS = MacroSet(
    macros=(
        ArticleMacro("greeting", "greeting"),
        CombinationMacro("hello", "``greeting"),
        BusinessObjectMacro("queue_or", "queue.name", None, "greeting"),
        UsageLinkMacro("order_page", "order_page"),
    ),
    articles=(Article("greeting", "public", text="Dear reader"),),
    usage_links=(UsageLink("order_page", "Your order", "https://shop.example.com/orders"),),
)
_NEW = re.compile(r'(?<="id": ")[1-9][0-9]{0,5}(?=")|(?<= id=")[1-9][0-9]{0,5}(?=")')
_OCTETS = re.compile(r'(?<="emailOctets": )[1-9][0-9]*|(?<=<emailOctets>)[1-9][0-9]*')


def site_of(scene: Scene) -> Site:
    """The site in which the scene's user holds what the scene says."""
    return site_of_user(user_of(scene), departmentalised=scene.departmentalised)


def site_of_user(user: User, *, departmentalised: bool) -> Site:
    """The site of all departments and one user."""
    return Site(
        partition=PartitionSettings(customer_departmentalisation=departmentalised),
        departments=_SITE_DEPARTMENTS,
        users=(SiteUser(user, HASH),),
    )


def _department(name: str) -> Department:
    return Department(
        name,
        active=name != "closed",
        aliases=(Alias("Support", Address.parse(builders.ALIAS)),),
        queues=(Queue("outbound"), Queue("retired", active=False)),
        folders=("public",),
        macros=MACROS,
    )


_SITE_DEPARTMENTS = tuple(
    SiteDepartment(_department(name), DepartmentSettings()) for name in DEPARTMENTS
)


def user_of(scene: Scene) -> User:
    """The user; what is lacking is held in a department that is not the user's."""
    actions = {"Activity.Create": scene.create, "Email.Edit BCC field": scene.bcc == "held"}
    return User(
        "agent",
        "Ann",
        "Agent",
        home_department="service",
        active=scene.active,
        foreign_departments=frozenset({"closed", *(["sales"] if scene.abroad else [])}),
        licences=frozenset({"ECE MailPlus"} if scene.licence else ()),
        actions=frozenset(name for name, held in actions.items() if held),
        view_folders=_scoped("public", is_held=scene.article in {"held", "nested held"}),
        execute_usage_links=_scoped("order_page", is_held=scene.link == "held"),
        pull_queues=_scoped("outbound", is_held=scene.queue == "held"),
    )


def _scoped(name: str, *, is_held: bool) -> frozenset[Scoped]:
    return frozenset(Scoped(each, name) for each in (DEPARTMENTS if is_held else ["billing"]))


def body_of(scene: Scene) -> bytes:
    """The request."""
    addresses: dict[str, Any] = {"from": builders.ALIAS, "to": [scene.to]}
    if scene.bcc != "none":
        addresses["bcc"] = [BOSS]
    text = {"type": "text", "value": written_text(scene)}
    members = {
        "department": {"name": scene.department},
        "type": {"value": "email", "subtype": {"value": "compose"}},
        "queue": {"name": scene.queue_name} if scene.queue_name else None,
        "case": {"id": scene.case_id} if scene.case_id else None,
        "customer": _NORA if scene.customer == "new" else None,
        "subject": SUBJECT,
        "payload": {"email": {"contents": {"content": [text]}, "emailAddresses": addresses}},
    }
    return json.dumps({name: each for name, each in members.items() if each}).encode()


_NORA = {
    "type": {"value": "individual"},
    "contactPersons": {"contactPerson": [{"firstName": "Nora", "lastName": "New"}]},
}


def _customer(number: int) -> Customer:
    department, address, first, last = NAMES[number]
    person = ContactPerson(
        first, last_name=last, contact_points=(ContactPoint("email", EmailPoint(address)),)
    )
    return Customer(number, department, CustomerDetails("individual", (person,)))


def _case(number: int) -> Case:
    department, customer, day = CASES[number]
    made = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Case(number, department, customer, CaseStatus.CLOSED, made)


CUSTOMERS = {number: _customer(number) for number in NAMES}
STORED_CASES = {number: _case(number) for number in CASES}

ALWAYS = SessionTerms(idle=timedelta(days=1), life=timedelta(days=1), most=5)


class Stage:
    """An application in memory that plays one scene after another."""

    def __init__(self) -> None:
        self.host = Host(Site(users=(SiteUser(builders.agent()),), departments=()))
        self.world = self.host.world
        self.agent = self.host.agent()
        [self.session] = self.host.sessions.of("agent")

    def apply(self, site: Site) -> None:
        """Make the site another; a scene in which the user was dismissed has ended the session."""
        self.world.site.apply(site)
        if self.host.sessions.find(self.session.token_hash) is None:
            self.host.sessions.open(self.session, ALWAYS, force=True)

    def set(self, scene: Scene) -> None:
        """Make the site and what is stored as the scene begins."""
        self.apply(site_of(scene))
        tables = self.world.tables
        tables.activities.clear()
        tables.customers.clear()
        tables.customers.update(CUSTOMERS)
        tables.addresses.clear()
        tables.addresses.update({(NAMES[n][0], NAMES[n][1]): n for n in CUSTOMERS})
        tables.cases.clear()
        tables.cases.update(STORED_CASES)

    def previewed(self, scene: Scene) -> httpx.Response:
        """The answer to a preview."""
        return self.agent.post(f"{ACTIVITY}/preview", body_of(scene), Accept=scene.media)

    def sent(self, scene: Scene) -> httpx.Response:
        """The answer to the scene's command."""
        wishes = {"Accept": scene.media, "Prefer": "return=representation"}
        return self.agent.post(PATHS[scene.command], body_of(scene), **wishes)

    def request(self, scene: Scene) -> ComposeRequest:
        """The request, for the library."""
        return decode(body_of(scene), JSON)

    def previewed_by_library(self, scene: Scene) -> dict[str, Any]:
        """What the library's preview shows, under the names of the wire."""
        shown = self.world.service.preview(self.request(scene), "agent")
        whole = {
            "sendable": shown.prepared is not None,
            "secure": shown.secure,
            "subject": shown.subject,
            "text": shown.text,
            "html": shown.html,
            "denials": list(map(told, shown.denials)),
            "findings": list(map(told, shown.findings)),
            "recipients": [
                {"address": each.address.text, "list": each.visibility.value}
                for each in shown.recipients
            ],
            "sizes": shown.sizes and {"bodyOctets": shown.sizes.body_octets, "emailOctets": 0},
            "macros": [
                {
                    "part": each.part.value,
                    "offset": each.offset,
                    "name": each.name,
                    "start": each.start,
                    "end": each.end,
                }
                for each in shown.landings
            ],
        }
        return {name: value for name, value in whole.items() if value is not None}

    def sent_by_library(self, scene: Scene) -> Receipt | list[dict[str, str]]:
        """What the library's command gives, or the findings that it is refused for."""
        request, service = self.request(scene), self.world.service
        act = CommandOptions(ASKED[scene.command])
        try:
            return service.perform(request, "agent", act)
        except Rejected as refused:
            return list(map(told, refused.findings))


def told(finding: Finding) -> dict[str, str]:
    """A finding under the names of the wire."""
    return {"key": finding.path, "value": finding.message, "name": finding.name}


def blanked(answer: httpx.Response) -> tuple[int, bytes]:
    """Status and body, ids that are new and the octets of a letter told as 0."""
    body = _OCTETS.sub("0", _NEW.sub("0", answer.content.decode()))
    return answer.status_code, body.encode()
