"""What a form for composing needs (SPEC 9, options)."""

import attrs
import pytest

from compose_core.compose import WhenSecure
from compose_core.errors import Rejected
from compose_core.letter.attachments import BUILT_IN
from compose_core.model.macro import BusinessObjectMacro
from compose_core.model.settings import DepartmentSettings, PartitionSettings
from compose_core.model.site import SiteDepartment
from compose_core.testing import builders
from world import World

AGENT = builders.AGENT


def test_a_user_can_choose_from_what_the_department_has_and_the_user_may_use() -> None:
    options = World().service.options(AGENT)
    assert options.departments == ("service",)
    assert [alias.address.text for alias in options.aliases] == [builders.ALIAS]
    assert (options.queues, options.may_send_bcc) == (("outbound",), True)
    assert (options.sender_required, options.default_priority) == (True, 5)
    assert options.custom_attributes == builders.custom_attributes()
    assert options.customer_values.levels == ("Gold",)
    assert options.limits.subject_characters == 245
    assert options.limits.blocked_file_types == tuple(sorted(BUILT_IN))


def test_each_macro_comes_with_a_sample_and_whether_the_user_may_use_it() -> None:
    unable = attrs.evolve(
        builders.agent(), view_folders=frozenset(), execute_usage_links=frozenset()
    )
    macros = {each.name: each for each in World().service.options(AGENT, "service").macros}
    limited = World(builders.site(user=unable)).service.options(AGENT)
    assert (macros["signature"].kind, macros["signature"].sample) == ("combination", "Ann, service")
    assert (macros["greeting"].kind, macros["greeting"].sample) == ("article", "Dear Pat")
    assert (macros["case_id"].kind, macros["case_id"].sample) == ("built-in", "1001")
    assert macros["grave_accents"].sample == "``"
    assert all(each.allowed for each in macros.values())
    assert {each.name for each in limited.macros if not each.allowed} == {"greeting", "order_page"}


@pytest.mark.rule("P4")
@pytest.mark.rule("P5")
def test_what_a_user_may_not_use_is_not_shown_as_a_sample_either() -> None:
    unable = attrs.evolve(
        builders.agent(), view_folders=frozenset(), execute_usage_links=frozenset()
    )
    options = World(builders.site(user=unable)).service.options(AGENT)
    assert {each.sample for each in options.macros if not each.allowed} == {None}


def test_what_the_settings_forbid_is_not_offered() -> None:
    settings = DepartmentSettings(agents_may_choose_queue=False, secure_messaging=True)
    partition = PartitionSettings(blocked_file_types=("exe",))
    world = World(builders.site(settings=settings, partition=partition))
    options = world.service.options(AGENT)
    assert (options.queues, options.sender_required) == ((), False)
    assert options.limits.blocked_file_types == ("exe",)


@pytest.mark.rule("P8")
def test_only_the_users_departments_have_options() -> None:
    with pytest.raises(Rejected) as refused:
        World().service.options(AGENT, "sales")
    assert [each.name for each in refused.value.findings] == ["permission.department"]


@pytest.mark.rule("P8")
def test_an_inactive_user_has_none() -> None:
    world = World(builders.site(user=attrs.evolve(builders.agent(), active=False)))
    with pytest.raises(Rejected):
        world.service.options(AGENT)


@pytest.mark.rule("S1", "S2", "S3")
@pytest.mark.parametrize(
    ("settings", "secure"),
    [
        (DepartmentSettings(), WhenSecure.NEVER),
        (DepartmentSettings(secure_messaging=True), WhenSecure.WITHOUT_SENDER),
        (builders.ONLY_SECURE, WhenSecure.ALWAYS),
    ],
)
def test_a_form_learns_when_a_message_is_secure_and_whether_a_queue_can_be_chosen(
    settings: DepartmentSettings, secure: WhenSecure
) -> None:
    options = World(builders.site(settings=settings)).service.options(AGENT)
    assert (options.secure, options.may_choose_queue) == (secure, True)


@pytest.mark.rule("P1", "P7")
def test_what_a_user_lacks_for_every_request_is_told() -> None:
    unable = attrs.evolve(builders.agent(), licences=frozenset(), actions=frozenset())
    lacking = World(builders.site(user=unable)).service.options(AGENT).denials
    assert [each.name for each in lacking] == ["permission.create_activity", "permission.licence"]
    assert World().service.options(AGENT).denials == ()


@pytest.mark.rule("M4")
def test_a_macro_that_can_never_work_somewhere_is_not_offered_there() -> None:
    own = BusinessObjectMacro("link", "secure_message.url")
    fallback = BusinessObjectMacro("link_or_not", "secure_message.url", default="none")
    macros = builders.macro_set()
    department = attrs.evolve(
        builders.department(),
        macros=attrs.evolve(macros, macros=(*macros.macros, own, fallback)),
    )
    site = attrs.evolve(
        builders.site(), departments=(SiteDepartment(department, DepartmentSettings()),)
    )
    offered = {each.name: each for each in World(site).service.options(AGENT).macros}
    assert {"secure_message_url", "link"}.isdisjoint(offered)
    assert "link_or_not" in offered
    assert {each.name for each in offered.values() if not each.in_subject} == {"activity_subject"}
