"""What a user lacks for a request (section 3)."""

from typing import Any

import attrs
import pytest

from compose_core.errors import Definition, Finding, Stage
from compose_core.facts import Facts
from compose_core.macros import Uses
from compose_core.model.macro import Article, UsageLink
from compose_core.model.request import CheckedRequest
from compose_core.model.settings import DepartmentSettings
from compose_core.model.user import User
from compose_core.policies import POLICIES, denials
from compose_core.testing import builders
from world import facts, told

NOBODY = User("nobody", "No", "Body", home_department=builders.DEPARTMENT, active=False)
USES = Uses(
    (Article("greeting", "public", text="Hi"),),
    (UsageLink("order_page", "Order", "https://e.com"),),
)


def denied(actor: User, known: Facts | None = None, **members: Any) -> list[tuple[str, str]]:
    return told(denials(actor, builders.checked_request(**members), known or facts()))


@pytest.mark.rule("P1", "P2", "P3", "P4", "P5", "P6", "P7")
def test_an_agent_who_holds_everything_is_denied_nothing() -> None:
    used = facts(uses=USES)
    assert denied(builders.agent(), used, bcc=("b@example.com",), queue="outbound") == []


@pytest.mark.rule("P1", "P2", "P4", "P5", "P6", "P7", "P8")
def test_every_denial_is_listed_with_what_is_missing() -> None:
    used = facts(uses=USES)
    assert denied(NOBODY, used, bcc=("b@example.com",), queue="outbound") == [
        ("", "permission.inactive_user"),
        ("", "permission.licence"),
        ("", "permission.create_activity"),
        ("payload.email.emailAddresses.bcc", "permission.edit_bcc"),
        ("", "permission.view_folder"),
        ("", "permission.execute_usage_link"),
        ("queue.name", "permission.pull_queue"),
    ]


@pytest.mark.rule("P1")
def test_other_actions_do_not_stand_for_creating_activities() -> None:
    other = attrs.evolve(builders.agent(), actions=frozenset({"Email.Edit BCC field"}))
    assert denied(other) == [("", "permission.create_activity")]


@pytest.mark.rule("P2")
def test_without_a_bcc_no_permission_for_it_is_asked() -> None:
    plain = attrs.evolve(builders.agent(), actions=frozenset({"Activity.Create"}))
    assert denied(plain, bcc=()) == []


@pytest.mark.rule("P3", "P8")
def test_a_department_that_is_not_the_users_is_denied_word_for_word() -> None:
    for name in ("sales", "nowhere"):
        found = denials(
            builders.agent(), builders.checked_request(department=name), facts(department=None)
        )
        assert [(each.path, each.message, each.params) for each in found] == [
            ("department.name", "This department is not one that you can send for.", {})
        ]


@pytest.mark.rule("P4", "P5", "P6")
def test_a_permission_counts_in_its_own_department_alone() -> None:
    away = attrs.evolve(builders.department(), name="sales")
    names = [
        name
        for _, name in denied(builders.agent(), facts(uses=USES, department=away), queue="outbound")
    ]
    assert names == [
        "permission.view_folder",
        "permission.execute_usage_link",
        "permission.pull_queue",
    ]


@pytest.mark.rule("P6", "E8")
@pytest.mark.parametrize(
    ("settings", "queue"),
    [
        (DepartmentSettings(), "missing"),
        (DepartmentSettings(), "retired"),
        (DepartmentSettings(agents_may_choose_queue=False), "outbound"),
    ],
)
def test_a_queue_that_cannot_be_chosen_asks_no_permission(
    settings: DepartmentSettings, queue: str
) -> None:
    unable = attrs.evolve(builders.agent(), pull_queues=frozenset())
    assert denied(unable, facts(settings=settings), queue=queue) == []


def test_a_host_adds_a_policy_without_touching_ours() -> None:
    four_eyes = Definition(
        "host.four_eyes", "host", "{login} needs a second pair of eyes.", Stage.PERMISSION
    )

    def second_pair(actor: User, request: CheckedRequest, known: Facts) -> list[Finding]:
        return [four_eyes.at(login=actor.login)]

    found = denials(builders.agent(), builders.checked_request(), facts(), (*POLICIES, second_pair))
    assert [finding.message for finding in found] == ["agent needs a second pair of eyes."]
