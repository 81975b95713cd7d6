"""The business objects and the library that the macro tests are about."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from compose_adapters.html import text_from_html
from compose_core.macros import (
    Expansion,
    Library,
    Limits,
    MacroFacts,
    MacroFinding,
    Templates,
    expand,
)
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.address import Address
from compose_core.model.case import Case, CaseStatus
from compose_core.model.custom_attribute import AttributeValue, CustomAttribute, Kind, Subject
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    Customer,
    CustomerDetails,
    EmailPoint,
    PhonePoint,
)
from compose_core.model.department import Alias, Department
from compose_core.model.macro import (
    Article,
    ArticleMacro,
    BusinessObjectMacro,
    CombinationMacro,
    Macro,
    MacroSet,
    UsageLink,
    UsageLinkMacro,
)
from compose_core.model.user import User

LIMITS = Limits()
MORNING = datetime(2030, 1, 31, 9, 5, 59, tzinfo=UTC)
PAT = Address.parse("pat@example.com")
SUPPORT = Address.parse("support@example.com")

PERSON = ContactPerson(
    first_name="Pat",
    middle_name="Q.",
    last_name="O'Neil",
    salutation="Ms.",
    job_title="Buyer",
    contact_points=(
        ContactPoint("email", EmailPoint("pat@example.com")),
        ContactPoint("phone", PhonePoint("7000", "office", "49", "228", "12")),
    ),
)
DETAILS = CustomerDetails(
    "individual",
    (PERSON,),
    custom_attributes=(AttributeValue("tier", "gold"),),
)
ACTIVITY = Activity(
    id=11,
    department="service",
    case_id=2001,
    customer_id=7,
    status=ActivityStatus.ASSIGNED,
    created=MORNING,
    created_by="agent",
    subject="",
    text=None,
    html=None,
    sender=SUPPORT,
    to=PAT,
    cc=(Address.parse("a@example.com"), Address.parse("b@example.com")),
    bcc=(Address.parse("hidden@example.com"),),
    queue="outbound",
    priority=3,
    due_date=datetime(2030, 12, 24, 18, 0, tzinfo=UTC),
    custom_attributes=(),
    attachments=(),
    secure=False,
)
FACTS = MacroFacts(
    activity=ACTIVITY,
    case=Case(2001, "service", 7, CaseStatus.OPEN, datetime(2029, 2, 3, 4, 5, tzinfo=UTC)),
    customer=Customer(7, None, DETAILS),
    contact_person=PERSON,
    to=PAT,
    user=User("agent", "Ann", "Agent", "service"),
    department=Department("service"),
    alias=Alias("Example Support", SUPPORT),
    queue="outbound",
    now=MORNING,
    custom_attributes=(
        CustomAttribute(Subject.ACTIVITY, "bought", Kind.DATE),
        CustomAttribute(Subject.CUSTOMER, "tier", Kind.STRING),
    ),
)


def facts(values: Mapping[str, str] | None = None, **members: Any) -> MacroFacts:
    """The facts, with values of the activity's own attributes; ``members`` replace others."""
    given = tuple(AttributeValue(name, value) for name, value in (values or {}).items())
    changed = attrs.evolve(FACTS, **members)
    return attrs.evolve(changed, activity=attrs.evolve(changed.activity, custom_attributes=given))


def person(**members: Any) -> MacroFacts:
    """The facts with another contact person."""
    return facts(contact_person=attrs.evolve(PERSON, **members))


def value(name: str, default: str | None = None, exception: str | None = None) -> Macro:
    """A macro that shows the activity's own attribute of its name."""
    return BusinessObjectMacro(name, f"activity.custom.{name}", default, exception)


def library(*macros: Macro, articles: tuple[Article, ...] = (), **members: Any) -> Library:
    """A library of these macros, each article with a macro of its name."""
    shown = tuple(ArticleMacro(each.name, each.name) for each in articles)
    members.setdefault("text_from_html", text_from_html)
    return Library(MacroSet((*macros, *shown), articles), **members)


def expanded(
    known: Library, told: MacroFacts = FACTS, limits: Limits = LIMITS, **parts: str
) -> Expansion:
    """The expansion of parts given as ``subject``, ``text`` and ``html``."""
    subject = parts.get("subject", "")
    told = attrs.evolve(told, activity=attrs.evolve(told.activity, subject=subject))
    return expand(Templates.compile(**parts), known, told, limits)


def told(faults: tuple[MacroFinding, ...]) -> list[str]:
    """Faults as lines: part, offset, the macros that lead to it, name."""
    return [
        f"{each.part.value} {each.offset} "
        f"{' > '.join((*each.in_macro, each.name)) or '-'}: {each.definition.name}"
        for each in faults
    ]


# What the corpus is expanded with.
ARTICLES = (
    Article("greeting", "public", "<p>Dear ``x</p>", "Dear ``x,\nhello"),
    Article("html_only", "public", "<ul><li>One ``x<li>Two</ul>", None),
    Article(
        "tricky",
        "public",
        "<b>``x</b>s <i>``x</i>case_id <!--``z-->``y&#xE000;9&#xE000;\ue0005 &#96;&#x60;case_id "
        "<a href='https://a.example/?``x'></a>",
    ),
    Article("stray_html", "public", "<p>``</p>"),
    Article("text_only", "private", None, "One & ``x\nTwo"),
    Article("open_tag", "public", '<a title="', "open"),
    Article("open_element", "public", "<style>", "open"),
    Article("less_than", "public", "1 <", "1 <"),
    Article("bad_accents", "public", "<b>`` ``x</b>", "``` ``x"),
    Article("bad_name", "public", "<b>``nobody</b>", "``nobody"),
    Article("in_script", "public", "<script>``x</script>", "script"),
    Article("nested", "public", "<div>``greeting ``order_page</div>", "(``greeting)"),
    Article("sorry", "private", "<i>sorry, ``y</i>", "sorry, ``y"),
    Article("round", "public", "``turn", "``turn"),
    Article("url_in_article", "public", "<a href='``x'>", "``x"),
    Article("url_article", "public", "x", "https://shop.example.com/``x"),
)
LINKS = (
    UsageLink(
        "order_page", "Your <order>", "https://shop.example.com/o/{case.id}?x={activity.custom.x}&y"
    ),
    UsageLink("queue_page", "Queue", "https://shop.example.com/{queue.name}"),
    UsageLink("unknown_page", "?", "https://shop.example.com/{case.nothing}"),
    UsageLink("script_page", "?", "javascript:alert({case.id})"),
    UsageLink("made_page", "?", "{activity.custom.x}://shop.example.com/"),
    UsageLink("spaced_page", "Two\nlines", "https://shop.example.com/a b>c"),
)
MACROS = (
    *(value(name) for name in "xyz"),
    value("with_default", default="<none> & ``case_id"),
    value("with_empty_default", default=""),
    value("with_article", exception="sorry"),
    value("with_both", default="none", exception="sorry"),
    BusinessObjectMacro("own_queue", "queue.name", "none", "sorry"),
    BusinessObjectMacro("no_attribute", "case.nothing"),
    BusinessObjectMacro("no_exception", "case.id", None, "nothing"),
    BusinessObjectMacro("subject_again", "activity.subject"),
    CombinationMacro("signature", "``user_first_name <``department_name>\n``x"),
    CombinationMacro("shop", "https://shop.example.com/``x?y=``y&z"),
    CombinationMacro("scripted", "java``x"),
    CombinationMacro("this", "``that"),
    CombinationMacro("that", "and ``this"),
    CombinationMacro("turn", "``round"),
    CombinationMacro("subject_inside", "``activity_subject"),
    CombinationMacro("bad_combination", "`` ``nobody"),
    CombinationMacro("control", "a\x7fb"),
    CombinationMacro("empty", ""),
    *(ArticleMacro(each.name, each.name) for each in ARTICLES),
    ArticleMacro("no_article", "nothing"),
    *(UsageLinkMacro(each.name, each.name) for each in LINKS),
    UsageLinkMacro("no_link", "nothing"),
)
LIBRARY = Library(MacroSet(MACROS, ARTICLES, LINKS), text_from_html=text_from_html)
