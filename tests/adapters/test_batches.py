"""What waits is taken up in batches, by threads that end when nobody needs them."""

import gc
import threading
import time

import pytest

from compose_adapters.batches import Batches

PATIENCE = 10


def test_what_waits_while_others_are_worked_on_is_the_next_batch() -> None:
    seen: list[list[int]] = []
    began, may_go_on = threading.Event(), threading.Event()

    def work(batch: list[int]) -> None:
        seen.append(batch)
        began.set()
        assert may_go_on.wait(PATIENCE)

    batches = Batches(work, most=4, name="test")
    batches.add(0)
    assert began.wait(PATIENCE)
    for number in range(1, 7):
        batches.add(number)
    may_go_on.set()
    batches.close()
    assert seen == [[0], [1, 2, 3, 4], [5, 6]]


@pytest.mark.parametrize("threads", [1, 4])
def test_each_thing_is_worked_on_once_and_nothing_is_taken_after_the_end(threads: int) -> None:
    seen: list[int] = []
    batches = Batches(seen.extend, most=3, threads=threads, name="test")
    for number in range(100):
        batches.add(number)
    batches.close()
    assert sorted(seen) == list(range(100))
    with pytest.raises(RuntimeError, match="closed"):
        batches.add(100)
    batches.close()


def test_the_threads_end_when_nobody_holds_it_any_more() -> None:
    name = "batches of nobody"
    batches: Batches[int] = Batches(list.clear, most=3, threads=2, name=name)
    assert sum(each.name == name for each in threading.enumerate()) == 2
    del batches
    gc.collect()
    end = time.monotonic() + PATIENCE
    while any(each.name == name for each in threading.enumerate()):
        assert time.monotonic() < end
        time.sleep(0.01)
