"""Texts of persons are hidden from a `repr`, however their fields are declared."""

import attrs

from compose_core.model.personal import hide_texts


@attrs.frozen(field_transformer=hide_texts("kind"))
class Person:
    kind: str
    name: "str"
    friends: "tuple[Person, ...]" = ()
    age: int = 7
    notes: tuple[str, ...] = ()


def test_texts_are_hidden_and_several_of_them_counted() -> None:
    person = Person("customer", "Pat", (), notes=("a", "b"))
    assert repr(person) == "Person(kind='customer', friends=(), age=7, notes=<2>)"
