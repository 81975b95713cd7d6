"""The pictures of the docs are what the code makes."""

import importlib

import pytest

import pictures


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_a_picture_is_what_the_code_makes(name: str) -> None:
    assert (pictures.FOLDER / name).read_text("utf-8") == pictures.PICTURES[name]()


def test_the_steps_of_a_send_are_modules_and_hand_on_values_that_there_are() -> None:
    named = {
        value: any(
            hasattr(importlib.import_module(module), value)
            for module in (
                "compose_core.compose",
                "compose_core.decision",
                "compose_core.facts",
                "compose_core.model.request",
            )
        )
        for _, _, _, value in pictures.STEPS
        if value
    }
    assert named == dict.fromkeys(named, True)
    for _, module, _, _ in pictures.STEPS:
        importlib.import_module(module)
