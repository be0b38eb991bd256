"""Small numbers: whoever knows everything else that is told still cannot reckon them out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.exports.figures import by_outcome, by_region
from dialogs.exports.protection import ENOUGH, FEW, LEFT_OUT, MANY, of_the_whole, protected, shuffled
from dialogs.exports.tables import Row
from dialogs.ids import PersonId

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


# --- the figures of one table, together

PEOPLE: Final = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from(("yes", "no", None))), max_size=13
)


def cells_of(rows: Iterable[Row], value: str) -> dict[str, int | str]:
    """What is told of the parts of one value."""
    of_regions = {str(r["region"]): r["count"] for r in rows if r["value"] == value and r["region"]}
    of_outcomes = {str(r["value"]): r["count"] for r in rows if str(r["value"]).startswith(f"{value}: ")}
    return {part: count for part, count in (of_regions or of_outcomes).items() if isinstance(count, int | str)}


@given(PEOPLE)
def test_no_part_follows_from_the_whole_that_stands_beside_it(told: list[tuple[str, str, str | None]]) -> None:
    """Whoever reads the rows knows of how many people a kind is, whatever the figure of it says."""
    people = {PersonId(str(n)): one for n, one in enumerate(told)}
    kinds = {kind: {p for p, one in people.items() if one[0] == kind} for kind in "ab"}
    regions = list(by_region("f", kinds, {p: region for p, (_, region, _) in people.items()}))
    outcomes = list(by_outcome("f", kinds, [(kind, said, p) for p, (kind, _, said) in people.items() if said]))

    for kind, who in kinds.items():
        for rows, place, name in ((regions, 1, "{part}"), (outcomes, 2, "{kind}: {part}")):
            true = Counter(name.format(kind=kind, part=people[p][place]) for p in who if people[p][place] is not None)
            untold = {"untold": len(who) - true.total()} if true.total() < len(who) else {}
            cells = cells_of(rows, kind)
            if not cells:
                continue
            assert set(cells) == set(true)
            tables = [
                table
                for rest in (range(1, len(who) + 1) if untold else (0,))
                for table in possible(cells, len(who) - rest)
            ]
            for part, count in true.items():
                if count < ENOUGH:
                    assert len({table[part] for table in tables}) > 1


@pytest.mark.parametrize(
    ("regions", "told"),
    [
        ({"x": 1, "y": 5}, {}),
        ({"x": 4, "y": 4}, {}),
        ({"x": 2}, {}),
        ({"x": 2, "y": 8}, {"x": FEW, "y": LEFT_OUT}),
        ({"x": 5, "y": 8}, {"x": 5, "y": 8}),
    ],
)
def test_what_is_told_of_one_kind_by_region(regions: dict[str, int], told: dict[str, int | str]) -> None:
    region_of = {PersonId(f"{region}{n}"): region for region, count in regions.items() for n in range(count)}

    rows = list(by_region("f", {"a": set(region_of)}, region_of))

    assert {row["region"]: row["count"] for row in rows} == told
