"""A site changes by being applied, and by nothing else, whoever embeds it."""

import logging
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from command_line import SITE
from compose_adapters.wiring import Configuration, Misconfigured, SiteFaults
from compose_adapters.wiring.embedded import Container
from compose_core.errors import PreviewOutdated
from compose_core.testing.contracts.concurrency import THREADS, at_once

OTHER = SITE.replace('login = "agent"', 'login = "another"')


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    file = tmp_path / "site.toml"
    file.write_text(SITE)
    return Configuration(file, f"sqlite:///{tmp_path}/compose.db")


def file_of(configuration: Configuration) -> Path:
    assert configuration.site is not None
    return configuration.site


def logins(world: Container) -> set[str]:
    found = (world.site.snapshot().user(login) for login in ("agent", "another"))
    return {user.login for user in found if user and user.active}


@pytest.fixture
def world(configuration: Configuration) -> Container:
    made = Container(configuration)
    made.make_ready()
    made.close()
    return Container(configuration)


def test_the_first_site_is_applied(world: Container) -> None:
    assert logins(world) == {"agent"}
    [entry] = world.site.history(10)
    assert entry.version == 1
    world.close()


@pytest.mark.parametrize("text", [OTHER, "x = 1", None])
def test_another_file_is_told_to_the_log_and_changes_nothing(
    world: Container, text: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    file = file_of(world.configuration)
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    world.make_ready()
    assert logins(world) == {"agent"}
    assert len(world.site.history(10)) == 1
    [line] = [each for each in caplog.records if each.name == "compose_core.site"]
    assert line.levelno == logging.WARNING
    assert "going on with the site that is applied" in line.getMessage()
    world.close()


def test_the_same_site_is_told_to_nobody(
    world: Container, caplog: pytest.LogCaptureFixture
) -> None:
    world.make_ready()
    assert caplog.records == []
    world.close()


def test_a_site_is_applied_in_somebody_s_name(world: Container) -> None:
    file = file_of(world.configuration)
    file.write_text(OTHER)
    assert world.apply_site(file, "Ann") is True
    assert world.apply_site(file, "Bob") is False
    assert logins(world) == {"another"}
    assert [entry.actor for entry in world.site.history(1)] == ["Ann"]
    world.close()


def test_what_was_looked_at_on_an_older_site_is_not_applied(world: Container) -> None:
    file = file_of(world.configuration)
    planned = world.site_files.plan(file)
    file.write_text(OTHER)
    elsewhere = Container(world.configuration)
    elsewhere.apply_site(file)
    with pytest.raises(PreviewOutdated):
        world.site_files.apply(planned, "Ann")
    assert logins(world) == {"another"}
    elsewhere.close()
    world.close()


def test_many_that_start_at_once_apply_the_first_site_once(configuration: Configuration) -> None:
    worlds = [Container(configuration) for _ in range(THREADS)]
    worlds[0].migrate()
    at_once(lambda number: worlds[number - 1].make_ready())
    assert len(worlds[0].site.history(10)) == 1
    for each in worlds:
        each.close()


def test_a_first_site_that_cannot_be_used_stops_the_start(configuration: Configuration) -> None:
    file = file_of(configuration)
    for text, error in (("x = 1", SiteFaults), (None, OSError)):
        file.unlink() if text is None else file.write_text(text)
        made = Container(configuration)
        with pytest.raises(error):
            made.make_ready()
        made.close()
    without = Container(attrs.evolve(configuration, site=None))
    with pytest.raises(Misconfigured):
        without.make_ready()
    without.close()


def test_settings_and_departments_are_those_that_another_process_applied(world: Container) -> None:
    world.site.snapshot()
    file = file_of(world.configuration)
    file.write_text(
        f'[partition]\nlanguage = "de-DE"\n{SITE}'.replace(
            'name = "service"', 'name = "service"\ndefault_priority = 3'
        )
    )
    elsewhere = Container(world.configuration)
    elsewhere.apply_site(file)
    assert world.site.snapshot().partition.language == "de-DE"
    assert world.site.snapshot().settings_of("service").default_priority == 3
    elsewhere.close()
    world.close()


@pytest.mark.parametrize("asked", ["partition", "department", "directory", "attributes"])
def test_whatever_is_asked_first_is_told_as_it_is_now(world: Container, asked: str) -> None:
    questions: dict[str, Callable[[], object]] = {
        "partition": lambda: world.site.snapshot().partition.language,
        "department": lambda: world.site.snapshot().settings_of("service").default_priority,
        "directory": lambda: world.site.snapshot().department("service"),
        "attributes": lambda: world.site.snapshot().custom_attributes,
    }
    before = questions[asked]()
    file = file_of(world.configuration)
    more = '[[custom_attributes]]\nof = "activity"\nname = "x"\nkind = "string"\n'
    file.write_text(
        f'[partition]\nlanguage = "de-DE"\n{more}{SITE}'.replace(
            'name = "service"', 'name = "service"\ndefault_priority = 3\nactive = false', 1
        )
    )
    elsewhere = Container(world.configuration)
    elsewhere.apply_site(file)
    assert questions[asked]() != before
    elsewhere.close()
    world.close()
