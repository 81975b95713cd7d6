"""Activities are shown to those who may see them; what others may not see does not exist."""

import attrs
import pytest

from bodies import told
from calls import JSON, XML, Caller
from compose_adapters.http import application
from compose_adapters.memory import MemoryOutbox
from compose_core.errors import Unavailable
from compose_core.model.site import Site, SiteDepartment, SiteUser
from compose_core.model.user import EDIT_BCC
from compose_core.outbox import OutboxCounts
from compose_core.testing import builders
from host import Host

ACTIVITY = "/ws/v12/interaction/activity"
OPTIONS = "/ws/v12/interaction/compose/options"


def site_of_two() -> Site:
    """A second department, with a user of its own; and one who may not see blind copies."""
    site = builders.site()
    sales = SiteDepartment(attrs.evolve(builders.department("sales"), aliases=()))
    seller = attrs.evolve(builders.agent("seller"), home_department="sales")
    trainee = attrs.evolve(builders.agent("trainee"), actions=builders.agent().actions - {EDIT_BCC})
    users = (*site.users, SiteUser(seller), SiteUser(trainee))
    return attrs.evolve(site, departments=(*site.departments, sales), users=users)


def host_with_activities(count: int = 1, **members: object) -> Host:
    host = Host(site_of_two())
    for _ in range(count):
        host.world.service.send(builders.request(**members), builders.AGENT)
    return host


def ids_of(caller: Caller, asked: str) -> list[str]:
    answer = caller.get(f"{ACTIVITY}/{asked}")
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["activity"]]


def test_an_activity_is_shown_with_the_names_of_a_request_and_what_became_of_it() -> None:
    [activity] = host_with_activities().agent().get(f"{ACTIVITY}/1").json()["activity"]
    assert activity == {
        "id": "1",
        "status": "assigned",
        "createdDate": {"date": "2030-01-02T12:00:00.000Z"},
        "department": {"name": "service"},
        "type": {"value": "email", "subtype": {"value": "compose"}},
        "case": {"id": "1", "status": "open"},
        "customer": {"id": "1"},
        "priority": 5,
        "subject": "Your question",
        "payload": {
            "email": {
                "contents": {
                    "content": [
                        {"type": "text", "value": "Good morning"},
                        {"type": "html", "value": "<p>Good morning</p>"},
                    ]
                },
                "emailAddresses": {
                    "from": "support@example.com",
                    "to": {"address": ["pat@example.com"]},
                },
            }
        },
        "delivery": [{"address": "pat@example.com", "state": "queued", "attempts": 0}],
    }


def test_several_activities_are_shown_and_unknown_ones_left_out() -> None:
    agent = host_with_activities(3).agent()
    assert ids_of(agent, "3,1,1,99,x,0") == ["1", "3"]
    assert agent.get(f"{ACTIVITY}/1,2", Accept=XML).text.count("<activity ") == 2


@pytest.mark.rule("F4")
@pytest.mark.parametrize(
    "ids",
    [
        "2",
        "2,3",
        "0",
        "-1",
        "01",
        "1.0",
        "x",
        ",",
        "1x",
        "1 ",
        "%31%00",
        "9" * 30,
        "9" * 5000,
        "send",
    ],
)
def test_ids_that_name_nothing_are_not_found(ids: str) -> None:
    method_is_known = ids != "send"
    answer = host_with_activities().agent().get(f"{ACTIVITY}/{ids}")
    expected = (404, "404-100") if method_is_known else (405, "405-100")
    assert (answer.status_code, told(answer)["code"]) == expected


def test_75_ids_are_answered_and_76_are_too_many() -> None:
    agent = host_with_activities().agent()
    assert ids_of(agent, ",".join(["1"] * 75)) == ["1"]
    answer = agent.get(f"{ACTIVITY}/{','.join(['1'] * 76)}")
    assert answer.status_code == 400
    assert [each["name"] for each in told(answer)["details"]] == ["ids.too_many"]


@pytest.mark.rule("P9")
@pytest.mark.parametrize("media_type", [JSON, XML])
def test_what_a_user_may_not_see_and_what_does_not_exist_are_answered_alike(
    media_type: str,
) -> None:
    seller = host_with_activities().agent("seller")
    hidden, missing = (seller.get(f"{ACTIVITY}/{each}", Accept=media_type) for each in (1, 99))
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
    assert hidden.status_code == 404
    differing = {
        name
        for name in {*hidden.headers, *missing.headers}
        if hidden.headers.get(name) != missing.headers.get(name)
    }
    assert differing == {"x-request-id"}


@pytest.mark.rule("P9")
@pytest.mark.parametrize(("login", "sees"), [("agent", True), ("trainee", False)])
def test_blind_copies_are_shown_to_those_who_may_see_them(login: str, sees: bool) -> None:
    answer = host_with_activities(bcc=("lee@example.com",)).agent(login).get(f"{ACTIVITY}/1")
    assert ("lee@example.com" in answer.text) is sees


@pytest.mark.parametrize("query", ["", "?department=service"])
def test_options_tell_what_a_form_needs(query: str) -> None:
    options = host_with_activities().agent().get(OPTIONS + query).json()
    assert options["department"] == "service"
    assert options["aliases"] == [{"name": "Example Support", "address": "support@example.com"}]
    assert options["queues"] == ["outbound"]
    assert options["limits"]["subjectCharacters"] == 245
    assert {
        "name": "first_name",
        "kind": "business object",
        "sample": "Pat",
        "allowed": True,
        "inSubject": True,
    } in options["macros"]
    assert {
        "of": "activity",
        "name": "product",
        "kind": "enumeration",
        "values": ["router", "switch"],
    } in (options["customAttributes"])


def test_a_user_who_can_send_nothing_is_told_what_is_missing() -> None:
    user = attrs.evolve(builders.agent(), licences=frozenset())
    options = Host(builders.site(user=user)).agent().get(OPTIONS, Accept_Language="de").json()
    assert options["sendAllowed"] is False
    assert [(each["name"], each["value"]) for each in options["denials"]] == [
        ("permission.licence", "Dafür brauchen Sie die Lizenz 'ECE MailPlus'.")
    ]


@pytest.mark.rule("P8")
@pytest.mark.parametrize("department", ["sales", "nowhere", ""])
def test_options_of_a_department_that_is_not_the_users_are_denied_word_for_word(
    department: str,
) -> None:
    answer = host_with_activities().agent().get(f"{OPTIONS}?department={department}")
    assert answer.status_code == 403
    assert told(answer)["details"] == [
        {
            "key": "department",
            "value": "This department is not one that you can send for.",
            "name": "permission.department",
        }
    ]


@pytest.mark.rule("H1")
@pytest.mark.parametrize("path", [f"{ACTIVITY}/1", OPTIONS, "/healthz", "/secure/x"])
def test_no_call_takes_a_parameter_that_it_does_not_define(path: str) -> None:
    answer = host_with_activities().agent().get(f"{path}?debug=1", Accept=JSON)
    assert (answer.status_code, told(answer)["code"]) == (400, "400-101")


def test_health_tells_the_state_of_database_and_outbox() -> None:
    answer = host_with_activities(2).caller().get("/healthz")
    assert answer.status_code == 200
    report = answer.json()
    assert (report["status"], report["database"]) == ("ok", "ok")
    assert report["outbox"]["recipients"]["queued"] == 2
    assert report["outbox"]["oldestDueSeconds"] == 0.0


class Away(MemoryOutbox):
    """An outbox whose database does not answer."""

    def counts(self, *_: object) -> OutboxCounts:
        raise Unavailable("the database at 192.0.2.7 is away")


def test_health_tells_that_the_database_is_away() -> None:
    host = Host()
    away = attrs.evolve(host.services, outbox=Away(host.world.tables))
    answer = Caller(application(away)).get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": "unavailable"}
