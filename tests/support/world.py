"""A compose service over ports in memory, its clock stopped: everything that a core test drives."""

from collections.abc import Sized
from typing import Any

import attrs

from compose_adapters.html import ReadableText
from compose_adapters.memory import MemoryEvents, MemoryIds, MemoryRecords, MemorySite, MemoryStore
from compose_adapters.system import FirstOctetsScanner, SystemClock, SystemRandom
from compose_core.compose import ComposeService
from compose_core.decision import Receipt
from compose_core.errors import Finding, Rejected
from compose_core.facts import Facts, Identity, Randomness, Scan, StoredFacts
from compose_core.macros import Library, Templates, Uses
from compose_core.model.macro import MacroSet
from compose_core.model.request import Command, ComposeRequest
from compose_core.model.settings import DepartmentSettings, PartitionSettings
from compose_core.model.site import Site
from compose_core.queries import QueryService
from compose_core.testing import builders
from compose_core.testing.clock import StoppedClock
from compose_core.testing.contracts import Storage
from compose_core.testing.random import CountedTokens


class World:
    """A site in memory and the services over it."""

    def __init__(self, site: Site | None = None) -> None:
        self.site = MemorySite(site or builders.site())
        self.store = MemoryStore(self.site)
        self.tables = self.store.tables
        self.clock = StoppedClock()
        self.random = CountedTokens()
        self.ids = MemoryIds()
        self.events = MemoryEvents()
        self.service = ComposeService(
            store=self.store,
            directory=self.site,
            clock=self.clock,
            ids=self.ids,
            random=self.random,
            scanner=FirstOctetsScanner(),
            text_from_html=ReadableText(),
            events=self.events,
        )
        self.reading = QueryService(MemoryRecords(self.tables), self.site)

    @property
    def rows(self) -> int:
        """How many things are stored."""
        tables = self.tables
        kept: list[Sized] = [tables.customers, tables.cases, tables.activities, tables.messages]
        return sum(len(each) for each in [*kept, tables.audit, tables.links, tables.answers])

    @staticmethod
    def random_text(number: int) -> str:
        """The token that was given so-manieth, from 1."""
        return f"token{number:0>38}"

    def do(self, command: Command, request: ComposeRequest) -> Receipt:
        """Do what a command asks, as the agent."""
        if command is Command.SAVE:
            return self.service.save(request, builders.AGENT)
        if command is Command.SEND:
            return self.service.send(request, builders.AGENT)
        return self.service.send_and_complete(request, builders.AGENT)

    def refusal(self, request: ComposeRequest, actor: str = builders.AGENT) -> set[str]:
        """The names of the findings that a send is refused for; nothing is stored by it."""
        before = self.rows
        try:
            self.service.send(request, actor)
        except Rejected as rejected:
            assert self.rows == before
            assert self.events.all == ()
            return {finding.name for finding in rejected.findings}
        return set()


def service_over(storage: Storage) -> ComposeService:
    """A service over stores of any kind, with the clock of this machine."""
    return ComposeService(
        store=storage.store,
        directory=storage.directory,
        clock=SystemClock(),
        ids=storage.ids,
        random=SystemRandom(),
        scanner=FirstOctetsScanner(),
        text_from_html=ReadableText(),
        events=MemoryEvents(),
    )


def facts(
    *,
    settings: DepartmentSettings | None = None,
    partition: PartitionSettings | None = None,
    stored: StoredFacts | None = None,
    scans: tuple[Scan, ...] = (),
    **members: Any,
) -> Facts:
    """The facts of a request that stands alone; other members by their names."""
    known = Facts(
        command=Command.SEND,
        expand_macros=True,
        now=builders.NOON,
        actor=builders.agent(),
        department=builders.department(),
        settings=settings or DepartmentSettings(),
        partition=partition or builders.site().partition,
        custom_attributes=builders.custom_attributes(),
        stored=stored or StoredFacts(),
        scans=scans,
        identity=Identity(11, 22, 33),
        randomness=Randomness("a" * 43, "b" * 43, ("c" * 43, "d" * 43, "e" * 43)),
        templates=Templates(),
        library=Library(MacroSet()),
        derive_text=None,
        uses=Uses(),
        version="1",
    )
    return attrs.evolve(known, **members)


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """Path and name of each finding."""
    return [(finding.path, finding.name) for finding in findings]
