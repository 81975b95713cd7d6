"""Builders of the domain's values: complete and valid, so that a test tells only what it is about.

Every builder takes the members of what it builds as keywords.
"""

from datetime import UTC, datetime
from typing import Any

import attrs

from compose_core.model.address import Address
from compose_core.model.custom_attribute import CustomAttribute, Kind, Subject
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
from compose_core.model.request import CheckedRequest, ComposeRequest, contents
from compose_core.model.settings import (
    DepartmentSettings,
    EmailTypes,
    Notification,
    PartitionSettings,
    SecureMessageCenter,
)
from compose_core.model.site import Site, SiteDepartment, SiteUser
from compose_core.model.user import CREATE_ACTIVITY, EDIT_BCC, LICENCE, Scoped, User

NOON = datetime(2030, 1, 2, 12, 0, 0, tzinfo=UTC)
AGENT = "agent"
DEPARTMENT = "service"
ALIAS = "support@example.com"
CUSTOMER = "pat@example.com"
ONLY_SECURE = DepartmentSettings(
    secure_messaging=True,
    email_types=EmailTypes.ONLY_SECURE,
    secure_message_center=SecureMessageCenter(
        "https://secure.example.com/secure/{token}",
        notification=Notification(
            Address.parse("noreply@example.com"),
            "A message about ``external_case_id",
            "Dear ``contact_person_first_name, read it at ``secure_message_url",
        ),
    ),
)


def macro_set() -> MacroSet:
    """One macro of each kind, and what they show."""
    return MacroSet(
        macros=(
            BusinessObjectMacro("first_name", "contact_person.first_name", "customer", "greeting"),
            CombinationMacro("signature", "``user_first_name, ``department_name"),
            ArticleMacro("greeting", "greeting"),
            UsageLinkMacro("order_page", "order_page"),
        ),
        articles=(
            Article(
                "greeting",
                "public",
                "<p>Dear ``contact_person_first_name</p>",
                "Dear ``contact_person_first_name",
            ),
        ),
        usage_links=(
            UsageLink(
                "order_page",
                "Your order",
                "https://shop.example.com/orders/{case.id}?c={customer.id}",
            ),
        ),
    )


def department(name: str = DEPARTMENT) -> Department:
    """A department with an alias, a queue and one macro of each kind."""
    return Department(
        name,
        aliases=(Alias("Example Support", Address.parse(ALIAS)),),
        queues=(Queue("outbound"), Queue("retired", active=False)),
        folders=("public",),
        macros=macro_set(),
    )


def agent(login: str = AGENT) -> User:
    """A user who may do everything in the department."""
    return User(
        login=login,
        first_name="Ann",
        last_name="Agent",
        home_department=DEPARTMENT,
        licences=frozenset({LICENCE}),
        actions=frozenset({CREATE_ACTIVITY, EDIT_BCC}),
        view_folders=frozenset({Scoped(DEPARTMENT, "public")}),
        execute_usage_links=frozenset({Scoped(DEPARTMENT, "order_page")}),
        pull_queues=frozenset({Scoped(DEPARTMENT, "outbound")}),
    )


def custom_attributes() -> tuple[CustomAttribute, ...]:
    """One attribute of each kind, of activities and of customers."""
    return tuple(
        CustomAttribute(of, name, kind, ("router", "switch") if name == "product" else ())
        for of in Subject
        for name, kind in (
            ("product", Kind.ENUMERATION),
            ("serial", Kind.STRING),
            ("seats", Kind.INTEGER),
            ("bought", Kind.DATE),
        )
    )


def site(
    *,
    partition: PartitionSettings | None = None,
    settings: DepartmentSettings | None = None,
    user: User | None = None,
) -> Site:
    """A site of one department and one agent."""
    return Site(
        partition=partition
        or PartitionSettings(
            group_types=("Association",),
            contact_person_types=("Buyer",),
            identification_types=("Passport",),
            regions=("North",),
            levels=("Gold",),
            industries=("Telecom",),
        ),
        departments=(SiteDepartment(department(), settings or DepartmentSettings()),),
        custom_attributes=custom_attributes(),
        users=(SiteUser(user or agent()),),
    )


def customer_details(email: str | None = None) -> CustomerDetails:
    """An individual called Pat, with an address if one is given."""
    points = (ContactPoint("email", EmailPoint(email)),) if email else ()
    person = ContactPerson(first_name="Pat", last_name="Example", contact_points=points)
    return CustomerDetails("individual", (person,))


def customer(customer_id: int = 1, email: str = CUSTOMER) -> Customer:
    """A stored, shared customer with an address."""
    return Customer(customer_id, None, customer_details(email))


def request(**members: Any) -> ComposeRequest:
    """A request that may be sent; members replace its own."""
    valid = ComposeRequest(
        department=DEPARTMENT,
        to=CUSTOMER,
        sender=ALIAS,
        subject="Your question",
        contents=contents(text="Good morning", html="<p>Good morning</p>"),
        customer=customer_details(),
    )
    return attrs.evolve(valid, **members)


def checked_request(**members: Any) -> CheckedRequest:
    """The same as a service hands it to policies and rules that need facts."""
    return CheckedRequest.parse(request(**members))
