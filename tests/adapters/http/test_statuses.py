"""Every outcome has exactly one status and code."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import compose_adapters
import compose_core
from compose_adapters.http.statuses import ANSWERS, answer_to, answer_to_findings
from compose_core.errors import CATALOGUE, ComposeError, Rejected, Stage
from compose_core.errors.catalogue import call, permission, request

pytestmark = pytest.mark.rule("H5", "H7")

STATUSES = {Stage.REQUEST: 400, Stage.PERMISSION: 403, Stage.FACTS: 400}
CODES = {
    "query.unsupported": "400-101",
    "query.value": "400-102",
    "query.repeated": "400-102",
}
# What never leaves the room that raises it; a fault of ours if it does.
INSIDE = {"ComposeError", "LeaseLost", "StaleDecision", "Unrenderable"}
# What only the command line and whoever starts the server can meet.
OUTSIDE = {"Misconfigured", "SiteFaults"}
EXPECTED = {
    "PreviewOutdated": (409, "409-100"),
    "Conflict": (409, "409-100"),
    "DatabaseTooNew": (503, "503-100"),
    "IdempotencyMismatch": (409, "409-100"),
    "LoginFailed": (401, "401-101"),
    "LoginTypeUnsupported": (415, "415-100"),
    "MethodNotAllowed": (405, "405-100"),
    "NoFormatFits": (406, "406-101"),
    "NoLanguageFits": (406, "406-100"),
    "NoSecureFormatFits": (406, "406-101"),
    "NoSession": (401, "401-101"),
    "NotFound": (404, "404-100"),
    "NotPossible": (409, "409-100"),
    "OutcomeUnknown": (503, "503-100"),
    "PathUnknown": (404, "404-101"),
    "Overtaken": (503, "503-100"),
    "StorageFailed": (503, "503-100"),
    "TooManyLogins": (429, "429-100"),
    "TooManySessions": (401, "401-101"),
    "Unavailable": (503, "503-100"),
    "UnsupportedMediaType": (415, "415-100"),
}


def classes_below(above: type[ComposeError]) -> Iterator[type[ComposeError]]:
    for each in above.__subclasses__():
        if each.__module__.startswith(("compose_core.", "compose_adapters.")):
            yield each
            yield from classes_below(each)


def import_everything() -> None:
    for package in (compose_core, compose_adapters):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not {"migrations", "testing", "__main__"} & set(module.name.split(".")):
                importlib.import_module(module.name)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_finding_has_the_status_and_code_of_its_stage(name: str) -> None:
    answer = answer_to_findings([CATALOGUE[name].at()])
    status = STATUSES[CATALOGUE[name].stage]
    standard = {400: "400-152", 403: "403-105"}[status]
    assert (answer.status, answer.code) == (status, CODES.get(name, standard))


def test_every_exception_of_ours_has_a_status_or_never_comes_here() -> None:
    import_everything()
    names = {each.__name__ for each in classes_below(ComposeError)} | {"ComposeError"}
    assert names - {Rejected.__name__} == INSIDE | OUTSIDE | set(EXPECTED)


def test_every_exception_has_the_status_that_is_promised() -> None:
    import_everything()
    found = {
        each.__name__: answer_to(each.__new__(each))
        for each in classes_below(ComposeError)
        if each is not Rejected
    }
    told = {name: (answer.status, answer.code) for name, answer in found.items()}
    unexpected = dict.fromkeys(set(told) - set(EXPECTED), (500, "500-100"))
    assert told == EXPECTED | unexpected


def test_what_nobody_foresaw_is_a_fault_of_ours() -> None:
    answer = answer_to(KeyError("a secret"))
    assert (answer.status, answer.code) == (500, "500-100")
    assert "secret" not in answer.text


def test_every_answer_has_a_sentence_for_a_person() -> None:
    assert [answer for answer in ANSWERS.values() if not answer.text.endswith(".")] == []


def test_findings_that_share_a_code_are_answered_with_it() -> None:
    unsupported = call.QUERY_UNSUPPORTED.at("?x", parameter="x")
    value = call.QUERY_VALUE.at("?y", parameter="y", values="yes")
    assert answer_to_findings([unsupported, unsupported]).code == "400-101"
    assert answer_to_findings([value, value]).code == "400-102"


def test_findings_of_several_codes_are_answered_with_the_one_for_all() -> None:
    unsupported = call.QUERY_UNSUPPORTED.at("?x", parameter="x")
    value = call.QUERY_VALUE.at("?y", parameter="y", values="yes")
    nothing = request.NOTHING_TO_SEND.at()
    assert answer_to_findings([unsupported, value]).code == "400-152"
    assert answer_to_findings([unsupported, nothing]).code == "400-152"
    assert answer_to_findings([permission.CREATE.at()]).code == "403-105"
