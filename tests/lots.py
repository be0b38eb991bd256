"""What is drawn by lot while a test runs: ids, codes, orders, pauses. It is the same in every run: who comes first in a
row, and at which minute of a spread, hangs on them. Another draw is looked for on purpose (`TEST_LOTS=7`), not by those
who wait for an answer to something else."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest

_DRAW: Final = os.environ.get("TEST_LOTS", "0")


@contextmanager
def lots_of(name: str) -> Iterator[None]:
    """`uuid4`, `secrets` and `SystemRandom` ask for these bytes; `random` is asked for the jitter of a pause."""
    lots = random.Random(f"{_DRAW}|{name}")
    before = random.getstate()
    random.seed(lots.random())
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(os, "urandom", lots.randbytes)
            patched.setattr(random, "_urandom", lots.randbytes)
            yield
    finally:
        random.setstate(before)
