"""What a test draws by lot it draws again in every run: no outcome hangs on the ids, codes and pauses of one."""

import random
import secrets
import uuid

from tests.lots import lots_of


def drawn(name: str) -> tuple[object, ...]:
    with lots_of(name):
        order = list(range(20))
        secrets.SystemRandom().shuffle(order)
        return uuid.uuid4(), uuid.uuid4(), secrets.token_hex(), secrets.choice("abcdef"), order, random.random()


def test_a_test_draws_the_same_in_every_run_and_not_what_another_draws() -> None:
    assert drawn("one") == drawn("one")
    assert not set(map(str, drawn("one"))) & set(map(str, drawn("other"))) - set("abcdef")
    assert drawn("one")[0] != drawn("one")[1]
