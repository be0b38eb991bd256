"""What the rounds of the library need of a scene: what their cards and forms read, and no more."""

from pathlib import Path

import pytest

import dialogs.formats
from dialogs.formats.model import Format, Round
from dialogs.formats.reader import read_format
from dialogs.usecases.scene import Part, parts_of, parts_of_form

FILE = Path(dialogs.formats.__file__).parent / "library" / "mastermind-4.yaml"


@pytest.fixture(scope="module")
def mastermind() -> Format:
    return read_format(FILE.read_text(encoding="utf-8"), file=FILE.name, shipped=True).format


def the_round(of: Format, round_id: str) -> Round:
    return next(r for plan in of.presets["standard"] for r in plan.rounds if r.id == round_id)


ALWAYS = {Part.AMBITION, Part.INCIDENTS}


@pytest.mark.parametrize(
    ("round_id", "more"),
    [
        ("1.2", set()),
        ("1.3", {Part.HANDOVERS}),  # whose words the preparation card is
        ("2.2", {Part.REPORTS, Part.EXPERIMENTS}),  # the board
        ("3.6", {Part.BUDDIES}),
        ("4.1", {Part.FORMS, Part.REPORTS, Part.EXPERIMENTS}),  # the timeline
        ("4.4", {Part.FORMS}),  # begins with the harvest card
        ("4.5", {Part.FORMS}),  # votes on its tips
    ],
)
def test_a_card_reads_the_ambition_what_was_reported_and_what_its_round_shows(
    mastermind: Format, round_id: str, more: set[Part]
) -> None:
    assert parts_of(the_round(mastermind, round_id)) == ALWAYS | more


@pytest.mark.parametrize(
    ("round_id", "parts"),
    [
        ("1.5", {Part.AMBITION}),  # which dilemma
        ("1.7", {Part.INCIDENTS}),  # a pick of what others wrote
        ("3.5", {Part.EXPERIMENTS, Part.REPORTS, Part.INCIDENTS}),  # the own ones, and what their reports said
        ("4.5", {Part.FORMS, Part.INCIDENTS}),
    ],
)
def test_a_form_reads_what_it_offers_and_what_it_begins_with(
    mastermind: Format, round_id: str, parts: set[Part]
) -> None:
    assert parts_of_form(the_round(mastermind, round_id).form) == parts


def test_a_form_that_offers_nothing_reads_nothing(mastermind: Format) -> None:
    assert parts_of_form(the_round(mastermind, "1.9").form) == frozenset()
    assert parts_of_form(None) == frozenset()
