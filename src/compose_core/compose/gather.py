"""Gather the facts that a request is decided by."""

from collections.abc import Callable

import attrs

from compose_core.errors import Rejected
from compose_core.errors.catalogue import permission
from compose_core.facts import Facts, FactsQuery, Identity, Randomness, StoredFacts
from compose_core.macros import Attribute, Library, Templates, uses
from compose_core.model.address import Address
from compose_core.model.department import Department
from compose_core.model.macro import MacroSet
from compose_core.model.request import CheckedRequest, CommandOptions
from compose_core.model.settings import DepartmentSettings, PartitionSettings
from compose_core.model.site import SiteSnapshot
from compose_core.model.user import User
from compose_core.ports import HtmlSanitiser, Scanner, StoreReader, TextFromHtml
from compose_core.ports.clock import Clock
from compose_core.ports.ids import IdKind, Ids
from compose_core.ports.random import Random


@attrs.define
class MacroLibraries:
    """The compiled macros of departments, compiled once a version of the directory.

    Args:
        attributes: those that business object macros can show.
        text_from_html: derives the text form of an article that has only HTML.
    """

    attributes: tuple[Attribute, ...]
    text_from_html: Callable[[str], str]
    _compiled: dict[tuple[str, str], Library] = attrs.field(factory=dict, repr=False)

    def of(self, department: Department | None, version: str) -> Library:
        """Give the macros of a department at a version of the directory."""
        macros = department.macros if department else MacroSet()
        key = (version, department.name if department else "")
        library = self._compiled.get(key)
        if library is None:
            library = Library(macros, self.attributes, self.text_from_html)
            current = {k: v for k, v in self._compiled.items() if k[0] == version}
            # One assignment, so that threads see the old table or the new one.
            self._compiled = {**current, key: library}
        return library


def find_actor(site: SiteSnapshot, login: str) -> User:
    """Look up the user who asks.

    Raises:
        Rejected: no user has this login.
    """
    user = site.user(login)
    if user is None:
        raise Rejected([permission.USER.at(login=login)])
    return user


def find_department(site: SiteSnapshot, user: User, name: str) -> Department | None:
    """Look up an active department, by its name in NFC, among those of a user (P3, P8)."""
    department = site.department(name)
    if department is None or not department.active:
        return None
    return department if department.name in user.departments else None


@attrs.frozen
class FactsLoader:
    """Gathers the facts that a request is decided by."""

    clock: Clock
    random: Random
    scanner: Scanner
    text_from_html: TextFromHtml
    libraries: MacroLibraries
    sanitiser: HtmlSanitiser | None = None

    def facts(
        self,
        request: CheckedRequest,
        actor: User,
        act: CommandOptions,
        site: SiteSnapshot,
        store: StoreReader,
        ids: Ids,
    ) -> Facts:
        """Gather all facts of a request."""
        department = find_department(site, actor, request.department)
        settings = site.settings_of(department.name) if department else DepartmentSettings()
        library = self.libraries.of(department, site.version)
        templates = Templates.compile(subject=request.subject, text=request.text, html=request.html)
        stored = _stored(store, request, actor, department, site.partition)
        return Facts(
            command=act.command,
            expand_macros=act.expands,
            now=self.clock.now(),
            actor=actor,
            department=department,
            settings=settings,
            partition=site.partition,
            custom_attributes=site.custom_attributes,
            stored=stored,
            scans=tuple(self.scanner.scan(each) for each in request.attachments),
            identity=_identity(ids, stored),
            randomness=self._randomness(request, settings),
            templates=templates,
            library=library,
            derive_text=self.text_from_html.text_from if act.automatic_text else None,
            sanitise=self.sanitiser.sanitise if self.sanitiser else None,
            uses=uses(templates, library),
            version=site.version,
        )

    def _randomness(self, request: CheckedRequest, settings: DepartmentSettings) -> Randomness:
        # One for each link of a secure message.
        links = settings.secure_messaging * (1 + len(request.cc) + len(request.bcc))
        token = self.random.token
        return Randomness(
            message_id=token(), boundary=token(), links=tuple(token() for _ in range(links))
        )


def _stored(
    store: StoreReader,
    request: CheckedRequest,
    actor: User,
    department: Department | None,
    partition: PartitionSettings,
) -> StoredFacts:
    if not actor.active:
        # Who has no account any more may see nothing (P8, P9).
        return StoredFacts()
    addresses = request.customer_addresses.values()
    keys = frozenset(each.key for each in addresses if isinstance(each, Address))
    query = FactsQuery(
        department=department.name if department else "",
        departmentalised=partition.customer_departmentalisation,
        to=request.to.key,
        others=keys - {request.to.key},
        case_id=request.case_id,
        departments=actor.departments,
    )
    return store.facts(query)


def _identity(ids: Ids, stored: StoredFacts) -> Identity:
    case, customer = stored.case, stored.customer
    return Identity(
        activity=ids.next(IdKind.ACTIVITY),
        case=case.id if case else ids.next(IdKind.CASE),
        customer=customer.id if customer else ids.next(IdKind.CUSTOMER),
    )
