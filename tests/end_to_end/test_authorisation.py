"""Who may do and see what: the product of all that bears on it, against an oracle of its own.

Every scene is previewed and carried out, over HTTP and through the library, and every answer is
compared whole: status and bytes, with new ids and the octets of a letter blanked.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Literal

import attrs
import pytest

import authorisation_oracle as oracle
from authorisation import AXES, BESIDE, Stage, blanked
from authorisation_oracle import JSON, Scene
from compose_core.decision import Receipt
from covering import Row, pairwise, sampled, whole

pytestmark = [
    pytest.mark.permissions,
    pytest.mark.rule("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "A7", "C1", "E7", "E8"),
]
OPTIONS = "/ws/v12/interaction/compose/options"
Scale = Literal["short", "full"]
SAMPLE = 1_200
BY_LIBRARY = {"short": 1, "full": 5}
CHUNKS = tuple(product(AXES["department"], AXES["customer"]))


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage()


def scenes(department: object, customer: object, scale: Scale) -> Iterator[Scene]:
    """Those of a department and a customer; in the short form a selection."""
    if scale == "full":
        fixed = {**AXES, "department": (department,), "customer": (customer,)}
        beside = list(whole(BESIDE))
        for number, row in enumerate(whole(fixed)):
            yield Scene(**{**row, **beside[number % len(beside)]})  # type: ignore[arg-type]
        return
    for row in selection():
        if (row["department"], row["customer"]) == (department, customer):
            yield Scene(**row)  # type: ignore[arg-type]


@cache
def selection() -> tuple[Row, ...]:
    """Every pair of values, some by chance, and as many of users who are denied little."""
    some = {**AXES, **BESIDE}
    allowed = {name: tuple(v for v in values if is_held(v)) for name, values in some.items()}
    served = {**allowed, "department": ("service", "sales"), **_SERVED}
    return (
        *pairwise({**some, "active": (True, False)}, seed=1),
        *sampled(some, SAMPLE // 2, seed=2),
        *sampled(served, SAMPLE // 2, seed=3),
    )


_SERVED = {"abroad": (True,), "create": (True,), "licence": (True,), "active": (True,)}


def is_held(value: object) -> bool:
    """Whether a value of an axis denies the user nothing."""
    return value not in {"lacking", "nested lacking"}


def test_the_selection_comes_to_every_kind_of_answer() -> None:
    chosen = [Scene(**row) for row in selection()]  # type: ignore[arg-type]
    counted = Counter(oracle.answer_to_send(scene)[0] for scene in chosen)
    assert set(counted) == {201, 400, 401, 403}
    assert min(counted.values()) > SAMPLE // 20


@pytest.mark.parametrize(("department", "customer"), CHUNKS)
def test_every_answer_is_the_oracles(
    stage: Stage, department: object, customer: object, scale: Scale
) -> None:
    for number, scene in enumerate(scenes(department, customer, scale)):
        stage.set(scene)
        assert blanked(stage.previewed(scene)) == oracle.answer_to_preview(scene), scene
        assert blanked(stage.sent(scene)) == oracle.answer_to_send(scene), scene
        # HTTP goes through the library: of a million scenes it is asked itself for some.
        if number % BY_LIBRARY[scale] == 0:
            assert_library_says_the_same(stage, scene)


def assert_library_says_the_same(stage: Stage, scene: Scene) -> None:
    # A command that was carried out has changed what is stored.
    stage.set(scene)
    assert stage.previewed_by_library(scene) == oracle.preview(scene), scene
    given = stage.sent_by_library(scene)
    against = oracle.denials(scene) or oracle.findings(scene)
    if against:
        assert given == against, scene
        return
    assert isinstance(given, Receipt), scene
    told = oracle.receipt(scene)
    assert (given.case_found, given.customer_found) == (
        told["case"]["found"],
        told["customer"]["found"],
    ), scene
    assert given.case_of_other_customer is told["case"].get("ofOtherCustomer", False), scene
    assert not given.customer_found or str(given.customer_id) == told["customer"]["id"], scene


def test_options_offer_what_the_oracle_allows(stage: Stage) -> None:
    chosen = [Scene(**row) for row in selection()[::4]]  # type: ignore[arg-type]
    for scene in chosen:
        stage.set(scene)
        answer = stage.agent.get(f"{OPTIONS}?department={scene.department}", Accept=JSON)
        if not (scene.active and oracle.is_served(scene)):
            assert blanked(answer) == oracle.answer_to_denied_options(scene), scene
            continue
        assert answer.status_code == 200
        told = answer.json()
        assert {name: told[name] for name in oracle.OFFERED} == oracle.options(scene), scene
        offered = {each["name"]: (each["allowed"], each.get("sample")) for each in told["macros"]}
        expected = oracle.macros_offered(scene)
        assert {name: offered[name] for name in expected} == expected, scene


def alike(scene: Scene) -> Iterator[Scene]:
    """Scenes that differ in what the user may not see alone: a foreign thing, a missing one."""
    if not oracle.is_served(scene):
        for department in ("billing", "closed", "nowhere"):
            yield attrs.evolve(scene, department=department)
    elif scene.case_id is not None and not oracle.has_case(scene):
        yield attrs.evolve(scene, case="billing")
        yield attrs.evolve(scene, case="missing")
    elif oracle.customer_of(scene) is None and scene.customer != "new":
        yield scene
        yield attrs.evolve(scene, customer="unknown")


def test_what_may_not_be_seen_is_answered_as_what_does_not_exist(stage: Stage) -> None:
    twins = [list(alike(Scene(**row))) for row in selection()[::3]]  # type: ignore[arg-type]
    assert len(list(filter(None, twins))) > SAMPLE // 10
    for scenes_alike in filter(None, twins):
        answers = set()
        for scene in scenes_alike:
            stage.set(scene)
            for answer in (stage.previewed(scene), stage.sent(scene)):
                status, body = blanked(answer)
                headers = {n: v for n, v in answer.headers.items() if n not in OF_THE_CALL}
                address = scene.to.encode()
                answers.add((status, body.replace(address, b"TO"), str(headers)))
        assert len(answers) <= 2, scenes_alike


OF_THE_CALL = {"x-request-id", "content-length", "location"}
