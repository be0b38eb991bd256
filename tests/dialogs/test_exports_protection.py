"""Small numbers: whoever knows everything else that is told still cannot reckon them out."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.exports.protection import ENOUGH, FEW, LEFT_OUT, MANY, of_the_whole, protected, shuffled

COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9), max_size=4)


def possible(cells: Mapping[str, int | str], whole: int | str) -> Iterator[dict[str, int]]:
    """Every table that fits what is told: each `<5` is one to four, each `-` five or more (here up to thirty)."""
    ranges = [
        range(1, ENOUGH) if cell == FEW else range(ENOUGH, 31) if cell == LEFT_OUT else (int(cell),)
        for cell in cells.values()
    ]
    for numbers in product(*ranges):
        if whole == LEFT_OUT or sum(numbers) == whole:
            yield dict(zip(cells, numbers, strict=True))


@given(COUNTS)
def test_no_small_number_follows_from_what_is_told(counts: dict[str, int]) -> None:
    safe = protected(counts)
    tables = list(possible(safe.cells, safe.whole))

    assert counts in tables
    for key, count in counts.items():
        if 0 < count < ENOUGH:
            assert len({table[key] for table in tables}) > 1


@given(COUNTS)
def test_nothing_is_left_out_where_no_number_is_small(counts: dict[str, int]) -> None:
    large = {key: count for key, count in counts.items() if count == 0 or count >= ENOUGH}

    assert protected(large).cells == large
    assert protected(large).whole == sum(large.values())


@pytest.mark.parametrize(
    ("counts", "cells", "whole"),
    [
        ({"a": 12, "b": 7}, {"a": 12, "b": 7}, 19),
        ({"a": 12, "b": 0}, {"a": 12, "b": 0}, 12),
        ({"a": 12, "b": 7, "c": 2}, {"a": 12, "b": LEFT_OUT, "c": FEW}, 21),
        ({"a": 12, "b": 5, "c": 1}, {"a": LEFT_OUT, "b": LEFT_OUT, "c": FEW}, 18),
        ({"a": 20, "b": 2, "c": 3}, {"a": 20, "b": FEW, "c": FEW}, 25),
        ({"a": 3}, {"a": FEW}, LEFT_OUT),
        ({"a": 4, "b": 4}, {"a": FEW, "b": FEW}, LEFT_OUT),
    ],
)
def test_what_is_told_of_few(counts: dict[str, int], cells: dict[str, int | str], whole: int | str) -> None:
    safe = protected(counts)

    assert (dict(safe.cells), safe.whole) == (cells, whole)


VALUES = st.lists(st.sampled_from("12345"), max_size=9).map(Counter)


@given(st.lists(VALUES, max_size=3), VALUES)
def test_a_programmes_figure_differs_from_its_parts_by_nothing_or_by_five_at_least(
    told: list[Counter[str]], later: Counter[str]
) -> None:
    parts = sum(told, Counter[str]())

    whole = of_the_whole(told, parts + later)

    assert (whole - parts).total() == 0 or (whole - parts).total() >= ENOUGH


def test_an_answer_that_came_in_late_does_not_stand_alone_between_two_figures() -> None:
    told = [Counter({"4": 5})]

    assert of_the_whole(told, Counter({"4": 5, "1": 1})) == told[0]
    assert of_the_whole(told, Counter({"4": 5, "1": 5})) == Counter({"4": 5, "1": 5})


def test_one_person_with_five_choices_is_not_five_people() -> None:
    told = [Counter({"a": 5, "b": 5})]
    all_ = Counter({"a": 6, "b": 6, "c": 1, "d": 1, "e": 1})

    assert of_the_whole(told, all_, each=5) == told[0]


def test_texts_that_nobody_may_trace_are_told_from_ten_on_in_no_order() -> None:
    texts = [f"tekst {n}" for n in range(MANY)]

    assert shuffled(texts[:-1], Random(1)) == ()
    assert sorted(shuffled(texts, Random(1))) == sorted(texts)
    assert shuffled(texts, Random(1)) != shuffled(texts, Random(2))
