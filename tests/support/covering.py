"""Selections of a product of axes: every pair of values, and a sample beside them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from random import Random

Row = dict[str, object]
Axes = Mapping[str, Sequence[object]]
Pair = tuple[tuple[str, object], tuple[str, object]]

_TRIES = 40


def whole(axes: Axes) -> Iterator[Row]:
    """Every combination."""
    for values in product(*axes.values()):
        yield dict(zip(axes, values, strict=True))


def sampled(axes: Axes, number: int, seed: int) -> Iterator[Row]:
    """So many combinations by chance, the same for the same seed."""
    random = Random(seed)  # noqa: S311 - a selection is no secret
    return (_any_row(axes, random) for _ in range(number))


def pairwise(axes: Axes, seed: int) -> Iterator[Row]:
    """Combinations in which every two values of two axes come together."""
    random = Random(seed)  # noqa: S311 - a selection is no secret
    missing = {
        ((one, a), (other, b))
        for one, other in combinations(axes, 2)
        for a, b in product(axes[one], axes[other])
    }
    for first, second in sorted(missing, key=repr):
        if (first, second) not in missing:
            continue
        rows = [
            {**_any_row(axes, random), first[0]: first[1], second[0]: second[1]}
            for _ in range(_TRIES)
        ]
        best = max(rows, key=lambda row: len(missing & _pairs(row)))
        missing -= _pairs(best)
        yield best


def _any_row(axes: Axes, random: Random) -> Row:
    return {name: random.choice(values) for name, values in axes.items()}


def _pairs(row: Row) -> set[Pair]:
    return set(combinations(row.items(), 2))
