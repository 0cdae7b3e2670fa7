"""Many small reads by a few threads, with as little of the processor as they can do with."""

import gc
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TypeVar

SHARE = 16
Item = TypeVar("Item")
Found = TypeVar("Found")


def in_shares(pool: Executor, run: Callable[[Item], Found], items: Iterable[Item]) -> Iterator[Found]:
    """`pool.map(run, items)`, so many items a task: handing one over costs as much as a small read computes."""
    wanted = list(items)
    shares = [wanted[start : start + SHARE] for start in range(0, len(wanted), SHARE)]
    for found in pool.map(lambda share: [run(each) for each in share], shares):
        yield from found


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """For work that keeps nearly all that it makes: looking for garbage in it takes a fifth of its time."""
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()
