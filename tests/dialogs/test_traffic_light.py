"""The traffic light of a group: what is urgent a day before a session, what can wait, and never a colour alone."""

from dataclasses import replace

import pytest

from dialogs.cards.overview import Light
from dialogs.formats.model import Language
from dialogs.texts.catalogue import Texts, load
from dialogs.usecases.traffic_light import Facts, light_of, reasons

WELL = Facts(linked=True, soon=True, coming=6, prepared=True, unreported=0)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return load().in_(Language.NL)


RED = [
    (replace(WELL, linked=False), "nog geen chat gekoppeld"),
    (replace(WELL, coming=4), "4 mensen komen"),
    (replace(WELL, coming=1), "1 persoon komt"),
    (replace(WELL, prepared=False), "de hotseat heeft nog niets voorbereid"),
]


@pytest.mark.parametrize(("facts", "why"), RED)
def test_a_day_before_the_session_it_is_red_with_the_reason(facts: Facts, why: str, texts: Texts) -> None:
    assert light_of(facts) is Light.RED
    assert reasons(facts, texts) == (why,)


@pytest.mark.parametrize("facts", [facts for facts, _ in RED])
def test_before_that_day_none_of_it_is_urgent(facts: Facts, texts: Texts) -> None:
    early = replace(facts, soon=False)
    assert light_of(early) is Light.GREEN
    assert reasons(early, texts) == ()


AMBER = [
    (replace(WELL, unreported=1), "1 terugblik ontbreekt nog"),
    (replace(WELL, unreported=3), "3 terugblikken ontbreken nog"),
    (replace(WELL, away=("Anna", "Bert")), "twee keer gemist: Anna en Bert"),
]


@pytest.mark.parametrize(("facts", "why"), AMBER)
def test_what_can_still_be_done_is_amber(facts: Facts, why: str, texts: Texts) -> None:
    assert light_of(facts) is Light.AMBER
    assert reasons(facts, texts) == (why,)


def test_what_is_urgent_is_told_first_and_decides_the_colour(texts: Texts) -> None:
    facts = replace(WELL, linked=False, away=("Anna",))
    assert light_of(facts) is Light.RED
    assert reasons(facts, texts) == ("nog geen chat gekoppeld", "twee keer gemist: Anna")


@pytest.mark.parametrize("facts", [WELL, Facts(), replace(WELL, coming=5), replace(WELL, prepared=None)])
def test_else_it_is_green(facts: Facts, texts: Texts) -> None:
    assert light_of(facts) is Light.GREEN
    assert reasons(facts, texts) == ()
