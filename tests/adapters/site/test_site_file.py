"""A site file is judged whole: what it says, or everything that is wrong with it."""

from datetime import timedelta
from pathlib import Path

import pytest

from compose_adapters.site import SiteFaults, evaluate_site, read_site
from compose_core.model.address import Address
from compose_core.model.custom_attribute import CustomAttribute, Kind, Subject
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
from compose_core.model.settings import (
    DepartmentSettings,
    EmailTypes,
    Notification,
    OnUncertainDelivery,
    PartitionSettings,
    SecureMessageCenter,
)
from compose_core.model.site import Site, SiteDepartment, SiteUser
from compose_core.model.user import Scoped, User

HASH = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b4dWRWJTmaaJObG"
EXAMPLE = Path(__file__).parents[3] / "examples" / "site.toml"

COMPLETE = f"""
[partition]
language = "de-DE"
customer_departmentalisation = true
max_email_size_mb = 2
max_body_size_kb = 3
blocked_file_types = ["EXE", "text/HTML"]
session_idle_minutes = 7
sessions_per_user = 2
allow_special_use_domains = true

[customer_values]
group_types = ["Association"]
contact_person_types = ["Buyer"]
identification_types = ["Passport"]
regions = ["North"]
levels = ["Gold"]
industries = ["Telecom"]

[[departments]]
name = "service"
active = false
secure_messaging = true
email_types = "only secure"
agents_may_choose_queue = false
on_uncertain_delivery = "hold"
default_priority = 2
aliases = [{{ name = "Support", address = "support@mail.test", active = false }}]
queues = [{{ name = "outbound", active = false }}]
folders = ["public"]
articles = [{{ name = "greeting", folder = "public", html = "<p>Hi</p>", text = "Hi" }}]
usage_links = [{{ name = "order", label = "Your order", url = "https://a.example/{{case.id}}" }}]
macros = [
  {{ name = "name", kind = "business object", attribute = "contact_person.first_name",
     default = "you", exception_article = "greeting" }},
  {{ name = "signature", kind = "combination", content = "``user_full_name" }},
  {{ name = "greeting", kind = "article", article = "greeting" }},
  {{ name = "order", kind = "usage link", usage_link = "order" }},
]
[departments.secure_message_center]
url = "https://secure.example.com/{{token}}"
link_days = 9
notification = {{ from = "noreply@mail.test", subject = "News", text = "At ``secure_message_url" }}

[[custom_attributes]]
of = "customer"
name = "product"
kind = "enumeration"
values = ["router"]

[[users]]
login = "agent"
password_hash = "{HASH}"
first_name = "Ann"
last_name = "Agent"
active = false
home_department = "service"
foreign_departments = []
licences = ["ECE MailPlus"]
actions = ["Activity.Create", "Email.Edit BCC field"]
view_folders = ["public"]
execute_usage_links = ["order"]
pull_queues = ["outbound"]
""".replace(",\n     default", ", default")


def test_every_member_of_a_site_file_arrives_in_the_site() -> None:
    site = read_site(COMPLETE.encode())

    assert site == Site(
        partition=PartitionSettings(
            language="de-DE",
            customer_departmentalisation=True,
            max_email_octets=2 * 1_048_576,
            max_body_octets=3 * 1_024,
            blocked_file_types=("exe", "text/html"),
            session_idle=timedelta(minutes=7),
            sessions_per_user=2,
            allow_special_use_domains=True,
            group_types=("Association",),
            contact_person_types=("Buyer",),
            identification_types=("Passport",),
            regions=("North",),
            levels=("Gold",),
            industries=("Telecom",),
        ),
        departments=(
            SiteDepartment(
                Department(
                    name="service",
                    active=False,
                    aliases=(Alias("Support", Address.parse("support@mail.test"), active=False),),
                    queues=(Queue("outbound", active=False),),
                    folders=("public",),
                    macros=MacroSet(
                        macros=(
                            BusinessObjectMacro(
                                "name", "contact_person.first_name", "you", "greeting"
                            ),
                            CombinationMacro("signature", "``user_full_name"),
                            ArticleMacro("greeting", "greeting"),
                            UsageLinkMacro("order", "order"),
                        ),
                        articles=(Article("greeting", "public", "<p>Hi</p>", "Hi"),),
                        usage_links=(
                            UsageLink("order", "Your order", "https://a.example/{case.id}"),
                        ),
                    ),
                ),
                DepartmentSettings(
                    secure_messaging=True,
                    email_types=EmailTypes.ONLY_SECURE,
                    agents_may_choose_queue=False,
                    on_uncertain_delivery=OnUncertainDelivery.HOLD,
                    default_priority=2,
                    secure_message_center=SecureMessageCenter(
                        "https://secure.example.com/{token}",
                        timedelta(days=9),
                        Notification(
                            Address.parse("noreply@mail.test"), "News", "At ``secure_message_url"
                        ),
                    ),
                ),
            ),
        ),
        custom_attributes=(
            CustomAttribute(Subject.CUSTOMER, "product", Kind.ENUMERATION, ("router",)),
        ),
        users=(
            SiteUser(
                User(
                    login="agent",
                    first_name="Ann",
                    last_name="Agent",
                    home_department="service",
                    active=False,
                    licences=frozenset({"ECE MailPlus"}),
                    actions=frozenset({"Activity.Create", "Email.Edit BCC field"}),
                    view_folders=frozenset({Scoped("service", "public")}),
                    execute_usage_links=frozenset({Scoped("service", "order")}),
                    pull_queues=frozenset({Scoped("service", "outbound")}),
                ),
                HASH,
            ),
        ),
        digest=site.digest,
    )


def test_an_empty_file_is_a_site_of_defaults() -> None:
    site = read_site(b"")

    assert site == Site(digest=site.digest)


def test_a_site_of_the_same_octets_has_the_same_digest_and_of_others_another() -> None:
    assert read_site(b"").digest == read_site(b"").digest
    assert read_site(b"").digest != read_site(b"# a remark").digest


def test_the_example_site_has_no_faults_and_no_warnings() -> None:
    judgement = evaluate_site(EXAMPLE)

    assert judgement.faults == ()
    assert judgement.warnings == ()


def test_a_password_hash_is_in_no_repr() -> None:
    assert HASH not in repr(read_site(COMPLETE.encode()))


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    with pytest.raises(SiteFaults) as raised:
        read_site(b"""
[partition]
languages = "en-US"
max_body_size_kb = 0

[[departments]]
aliases = [
  { name = "Support", address = "support" },
]
colour = "red"

[[users]]
login = "agent"
home_department = "servise"
""")

    assert str(raised.value).splitlines() == [
        "line 3: partition.languages: is not known here; remove it; did you mean 'language'?",
        "line 4: partition.max_body_size_kb: is 0; it must be from 1 to 1048576",
        "line 6: departments[0].name: is missing; it is required",
        (
            "line 8: departments[0].aliases[0].address: 'support' is not an email address: "
            "it must look like name@domain.example"
        ),
        "line 10: departments[0].colour: is not known here; remove it",
        (
            "line 14: users[0].home_department: there is no department 'servise'; "
            "add it or name another"
        ),
    ]
