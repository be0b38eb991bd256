"""Buddies: everybody has one, three only where the number is odd, and nobody the same one twice when avoidable."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.ids import PersonId
from dialogs.sessions.pairs import Pair, mended, pairs

NAMES = tuple(PersonId(name) for name in ("anna", "bert", "chaima", "daan", "els", "farid", "gijs", "hanna", "ilse"))


def people(number: int) -> list[PersonId]:
    return list(NAMES[:number])


def meetings(groups: tuple[Pair, ...]) -> set[Pair]:
    return {frozenset(two) for group in groups for two in combinations(sorted(group), 2)}


def fewest_repeats(names: list[PersonId], earlier: set[Pair]) -> int:
    """The simplest way to know: every division there is."""
    if not names:
        return 0
    first, rest = names[0], names[1:]
    sizes = {1} if len(names) % 2 == 0 else {2} if len(names) == 3 else {1, 2}
    best = 10**6
    for size in sizes:
        for others in combinations(rest, size):
            here = len({frozenset(two) for two in combinations((first, *others), 2)} & earlier)
            best = min(best, here + fewest_repeats([n for n in rest if n not in others], earlier))
    return best


some_people = st.lists(st.sampled_from(NAMES), unique=True, max_size=9)
some_pairs = st.sets(st.sets(st.sampled_from(NAMES), min_size=2, max_size=3).map(frozenset), max_size=12)
seeds = st.text(max_size=3)


@given(here=some_people, seed=seeds, earlier=some_pairs)
def test_everybody_has_somebody_and_there_is_one_trio_at_most(
    here: list[PersonId], seed: str, earlier: set[Pair]
) -> None:
    made = pairs(here, seed, earlier)

    seated = [person for pair in made for person in pair]
    assert sorted(seated) == (sorted(here) if len(here) > 1 else [])
    assert [len(pair) for pair in made if len(pair) != 2] == ([3] if len(here) % 2 and len(here) > 1 else [])


@given(here=some_people, seed=seeds, earlier=some_pairs)
def test_nobody_is_with_somebody_of_an_earlier_session_when_that_can_be_avoided(
    here: list[PersonId], seed: str, earlier: set[Pair]
) -> None:
    met = meetings(tuple(earlier))

    again = meetings(pairs(here, seed, earlier)) & met

    assert len(again) == (fewest_repeats(here, met) if len(here) > 1 else 0)


@given(here=some_people, seed=seeds)
def test_the_order_of_the_seats_tells_nothing(here: list[PersonId], seed: str) -> None:
    assert pairs(here, seed) == pairs(here[::-1], seed)


@pytest.mark.parametrize("number", [4, 5, 6, 7, 8])
def test_other_pairs_are_other_pairs(number: int) -> None:
    first = pairs(people(number), "een")

    second = pairs(people(number), "twee", latest=first)

    assert len(meetings(first) & meetings(second)) == fewest_repeats(people(number), meetings(first))
    assert set(first) != set(second)


def test_an_earlier_session_weighs_more_than_the_proposal_that_did_not_fit() -> None:
    anna, bert, chaima, daan = people(4)
    before = {frozenset({anna, bert}), frozenset({chaima, daan}), frozenset({anna, chaima}), frozenset({bert, daan})}
    proposal = (frozenset({anna, daan}), frozenset({bert, chaima}))

    assert set(pairs(people(4), "x", before, latest=proposal)) == set(proposal)


def test_of_a_crowd_the_pairs_are_there_at_once() -> None:
    crowd = [PersonId(f"p{number:02}") for number in range(31)]
    everybody_met = {frozenset(two) for two in combinations(crowd, 2)}

    made = pairs(crowd, "veel", everybody_met)

    assert sorted(person for pair in made for person in pair) == crowd


def test_when_somebody_leaves_the_other_pairs_stay_and_who_was_left_joins_one() -> None:
    anna, bert, chaima, daan, els, farid = people(6)
    proposal = (frozenset({anna, bert}), frozenset({chaima, daan}), frozenset({els, farid}))

    made = mended(proposal, [anna, chaima, daan, els, farid], "x")

    assert set(made) == {frozenset({anna, chaima, daan}), frozenset({els, farid})}


def test_who_is_left_joins_the_trio_which_then_is_two_pairs() -> None:
    anna, bert, chaima, daan, els = people(5)

    made = mended((frozenset({anna, bert}), frozenset({chaima, daan, els})), [anna, chaima, daan, els], "x")

    assert sorted(map(len, made)) == [2, 2]


def test_when_two_of_different_pairs_leave_those_they_left_are_put_together() -> None:
    anna, bert, chaima, daan, els, farid = people(6)
    proposal = (frozenset({anna, bert}), frozenset({chaima, daan}), frozenset({els, farid}))

    assert set(mended(proposal, [anna, chaima, els, farid], "x")) == {
        frozenset({anna, chaima}),
        frozenset({els, farid}),
    }


@given(before=some_people, now=some_people, seed=seeds)
def test_whoever_leaves_or_joins_everybody_has_somebody(before: list[PersonId], now: list[PersonId], seed: str) -> None:
    made = mended(pairs(before, seed), now, seed)

    seated = sorted(person for pair in made for person in pair)
    assert seated == (sorted(now) if len(now) > 1 else [])
    assert [len(pair) for pair in made if len(pair) != 2] == ([3] if len(now) % 2 and len(now) > 1 else [])


@given(here=some_people, seed=seeds)
def test_while_nobody_leaves_nothing_changes(here: list[PersonId], seed: str) -> None:
    made = pairs(here, seed)

    assert set(mended(made, here, "anders")) == set(made)
