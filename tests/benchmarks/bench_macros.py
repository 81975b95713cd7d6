"""How fast a compiled message is expanded, beside a bare join, a hand-made one and Jinja2.

The floor is a bare join: literals and ready values, these looked up by name as templates do, and
nothing escaped. By hand means what a careful author writes for just this mail: each value read
from the business objects, escaped and joined; compose-core reads them too, Jinja2 does not. Every
contender of a case runs once a round, so that a busy moment of the machine falls on all of them;
the medians are compared.
"""

import html
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

import attrs
import jinja2
from rich.console import Console
from rich.table import Table

from compose_core.macros import (
    Expansion,
    Library,
    MacroFacts,
    Part,
    Template,
    Templates,
    expand,
    uses,
)
from compose_core.macros.library import ValueEntry
from compose_core.macros.template import _compile
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.address import Address
from compose_core.model.case import Case as CustomerCase
from compose_core.model.case import CaseStatus
from compose_core.model.customer import ContactPerson, Customer, CustomerDetails
from compose_core.model.department import Alias, Department
from compose_core.model.macro import (
    Article,
    ArticleMacro,
    CombinationMacro,
    MacroSet,
    UsageLink,
    UsageLinkMacro,
)
from compose_core.model.user import User

NAMES = (
    "contact_person_first_name contact_person_full_name case_id external_case_id customer_name "
    "user_full_name department_name activity_id alias_name contact_point_email"
).split()
SENTENCE = "Your order left our store today and will be with you soon, we promise you. "
NOW = datetime(2030, 1, 31, 9, 30, tzinfo=UTC)
PAT = Address.parse("pat@example.com")
PERSON = ContactPerson("Pat", last_name="O'Neil & Sons <Bonn>")
FACTS = MacroFacts(
    activity=Activity(
        id=11,
        department="service",
        case_id=2001,
        customer_id=7,
        status=ActivityStatus.ASSIGNED,
        created=NOW,
        created_by="agent",
        subject="",
        text=None,
        html=None,
        sender=PAT,
        to=PAT,
        cc=(),
        bcc=(),
        queue=None,
        priority=5,
        due_date=None,
        custom_attributes=(),
        attachments=(),
        secure=False,
    ),
    case=CustomerCase(2001, "service", 7, CaseStatus.OPEN, NOW),
    customer=Customer(7, None, CustomerDetails("individual", (PERSON,))),
    contact_person=PERSON,
    to=PAT,
    user=User("agent", "Ann", "Agent", "service"),
    department=Department("service"),
    alias=Alias("Example Support", PAT),
    queue=None,
    now=NOW,
)
LIBRARY = Library(
    MacroSet(
        (
            CombinationMacro("signature", "``user_full_name, ``department_name"),
            ArticleMacro("greeting", "greeting"),
            UsageLinkMacro("order", "order"),
        ),
        (Article("greeting", "f", "<p>Dear ``contact_person_first_name</p>", None),),
        (UsageLink("order", "Your order", "https://shop.example.com/{case.id}?c={customer.id}"),),
    )
)


@attrs.frozen
class Contender:
    """Someone who expands a message.

    Args:
        name: as it stands in the table.
        act: does it once.
        bound: how many times the first contender of the case it may take; ``None`` for a peer.
    """

    name: str
    act: Callable[[], object]
    bound: float | None = None


@attrs.frozen
class Case:
    """Contenders who do the same; the first is what the others are measured by."""

    name: str
    contenders: tuple[Contender, ...]
    rounds: int = 400
    batch: int = 20


def page(macros: int) -> str:
    """An HTML page of 12 KB that names so many macros."""
    padding = SENTENCE * (12_000 // (len(SENTENCE) * macros))
    lines = (f"<p>{padding}``{NAMES[n % len(NAMES)]} and so on.</p>\n" for n in range(macros))
    return "<html><body>" + "".join(lines) + "</body></html>"


def warm(macros: int) -> Case:
    source = page(macros)
    templates = Templates.compile(html=source)
    expansion = expand(templates, LIBRARY, FACTS)
    by_jinja = jinja2.Environment(autoescape=True).from_string(as_jinja(source))
    ready = {name: value_of(name) for name in NAMES}
    joined = bare_join(templates.html, ready)
    by_hand = hand_made(templates.html)
    agree(expansion, by_hand(), by_jinja.render(ready))
    return Case(
        f"{len(source) / 1000:.0f} KB of HTML, {macros} macros, compiled",
        (
            Contender("a bare join, values by name", joined),
            Contender("compose-core", lambda: expand(templates, LIBRARY, FACTS)),
            Contender("by hand: read, escape, join", by_hand),
            Contender("Jinja2, values by name", lambda: by_jinja.render(ready)),
        ),
    )


def as_jinja(source: str) -> str:
    return re.sub(r"``(\w+)", r"{{ \1 }}", source)


def value_of(name: str) -> str:
    return expand(Templates.compile(text=f"``{name}"), LIBRARY, FACTS).text or ""


def bare_join(template: Template | None, ready: dict[str, str]) -> Callable[[], str]:
    """What joins literals and ready values, and does nothing else."""
    assert template is not None
    first, *others = template.literals
    names = [reference.name for reference in template.references]
    pairs = list(zip(names, others, strict=True))

    def join() -> str:
        pieces = [first]
        for name, literal in pairs:
            pieces += (ready[name], literal)
        return "".join(pieces)

    return join


def hand_made(template: Template | None) -> Callable[[], str]:
    """What reads each value where it is needed, escapes it and joins all."""
    assert template is not None
    entries = {
        name: entry.get for name, entry in LIBRARY.entries.items() if isinstance(entry, ValueEntry)
    }
    getters = [entries[reference.name] for reference in template.references]
    first, *others = template.literals

    def join() -> str:
        pieces = [first]
        for get, literal in zip(getters, others, strict=True):
            pieces.append(html.escape(get(FACTS) or ""))
            pieces.append(literal)
        return "".join(pieces)

    return join


def agree(expansion: Expansion, *others: str) -> None:
    """See that the contenders make the same page, however they spell an apostrophe."""
    pages = {(expansion.html or "").replace("&#39;", "'")}
    pages |= {other.replace("&#39;", "'").replace("&#x27;", "'") for other in others}
    assert len(pages) == 1, pages


def whole_message() -> Case:
    templates = Templates.compile(
        subject="Case ``external_case_id",
        text="``greeting\n\nabout ``case_id: ``order\n\n``signature\n" + SENTENCE * 40,
        html="``greeting<p>about ``case_id: ``order</p><p title='``case_id'>``signature</p>"
        + SENTENCE * 40,
    )
    return Case(
        "a whole message of 6 KB: article, link, combination",
        (
            Contender("compose-core, expanded", lambda: expand(templates, LIBRARY, FACTS)),
            Contender("compose-core, what P4 and P5 ask", lambda: uses(templates, LIBRARY)),
        ),
    )


def cold() -> Case:
    source = page(100)
    environment = jinja2.Environment(autoescape=True)
    for_jinja = as_jinja(source)
    ready = {name: value_of(name) for name in NAMES}

    def act() -> Expansion:
        template = _compile(source, Part.HTML, nested=False)
        return expand(Templates(html=template), LIBRARY, FACTS)

    return Case(
        "12 KB of HTML, 100 macros, never seen before",
        (
            Contender("Jinja2", lambda: environment.from_string(for_jinja).render(ready)),
            Contender("compose-core", act, bound=0.5),
        ),
        rounds=20,
        batch=1,
    )


def medians(case: Case) -> list[float]:
    """The median time of each contender in seconds, round by round."""
    times: list[list[float]] = [[] for _ in case.contenders]
    for _ in range(case.rounds):
        for taken, contender in zip(times, case.contenders, strict=True):
            start = perf_counter()
            for _ in range(case.batch):
                contender.act()
            taken.append((perf_counter() - start) / case.batch)
    return [median(taken) for taken in times]


def add_times(table: Table, case: Case) -> bool:
    """Put a case into the table; whether it keeps its bounds."""
    taken = medians(case)
    kept = True
    for contender, time in zip(case.contenders, taken, strict=True):
        ratio = time / taken[0]
        within = contender.bound is None or ratio <= contender.bound
        kept &= within
        verdict = "" if contender.bound is None else f"at most {contender.bound:g}"
        name = case.name if contender is case.contenders[0] else ""
        colour = "green" if within else "red"
        row = (f"{time * 1e6:,.1f} µs", f"{ratio:.2f}", f"[{colour}]{verdict}[/]")
        table.add_row(name, contender.name, *row)
    table.add_section()
    return kept


def main() -> int:
    table = Table("case", "contender", "median", "ratio", "bound", title="Macros")
    cases = (warm(100), warm(500), whole_message(), cold())
    kept = [add_times(table, case) for case in cases]
    Console().print(table)
    return not all(kept)


if __name__ == "__main__":
    sys.exit(main())
