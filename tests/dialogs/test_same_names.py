"""People with the same name are told apart, everywhere alike and whatever is known of them."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.guard import check
from dialogs.ids import PersonId
from dialogs.sessions.same_names import Named, told_apart


def people(*told: tuple[str, ...]) -> list[Named]:
    """(name, details ...), their ids in the order told."""
    return [Named(person=PersonId(f"p{n}"), name=name, details=tuple(rest)) for n, (name, *rest) in enumerate(told)]


def called(*told: tuple[str, ...]) -> list[str]:
    names: Mapping[PersonId, str] = told_apart(people(*told))
    return [names[PersonId(f"p{n}")] for n in range(len(told))]


def test_who_has_a_name_alone_keeps_it_as_it_is() -> None:
    assert called(("Anna", "Organisatie 1"), ("Bert", "Organisatie 1")) == ["Anna", "Bert"]


def test_two_alike_are_told_apart_by_where_they_work() -> None:
    assert called(("Anna", "Organisatie 1"), ("Bert", ""), ("Anna", "Organisatie 2")) == [
        "Anna (Organisatie 1)",
        "Bert",
        "Anna (Organisatie 2)",
    ]


def test_who_works_at_the_same_place_by_the_next_thing_that_differs() -> None:
    assert called(("Anna", "Organisatie 1", "psycholoog"), ("Anna", "Organisatie 1", "psychiater")) == [
        "Anna (psycholoog)",
        "Anna (psychiater)",
    ]


def test_nothing_known_of_one_of_them_is_a_difference_too() -> None:
    assert called(("Anna", ""), ("Anna", "Organisatie 2")) == ["Anna", "Anna (Organisatie 2)"]


@pytest.mark.parametrize("details", [(), ("", ""), ("Organisatie 1", "psycholoog")])
def test_where_nothing_differs_a_number_does(details: tuple[str, ...]) -> None:
    assert called(("Anna", *details), ("Anna", *details)) == ["Anna (1)", "Anna (2)"]


def test_spaces_and_capitals_make_no_other_name_and_no_other_place() -> None:
    assert called(("Anna  Bakker", "GGZ Noord"), ("anna bakker", "ggz  noord")) == [
        "Anna  Bakker (1)",
        "anna bakker (2)",
    ]


def test_the_order_of_the_seats_changes_nobodys_name() -> None:
    several = people(("Anna", ""), ("Anna", ""), ("Anna", ""))

    assert told_apart(reversed(several)) == told_apart(several)


def test_somebody_with_two_roles_is_one_person() -> None:
    twice = people(("Anna", "Organisatie 1"))

    assert told_apart([*twice, *twice]) == {PersonId("p0"): "Anna"}


WORDS = st.sampled_from(["", "Anna", "anna", "Bert", "Organisatie 1", "Organisatie 2", "1", "2"])


@given(st.lists(st.tuples(st.sampled_from(["Anna", "anna ", "Bert"]), WORDS, WORDS), max_size=9))
def test_no_two_people_are_ever_called_the_same(told: list[tuple[str, str, str]]) -> None:
    names = [" ".join(name.split()).casefold() for name in called(*told)]

    assert len(set(names)) == len(names)


def test_the_guard_still_knows_the_name_of_who_was_told_apart() -> None:
    assert check("Anna vroeg het ook", known_names=("Anna (Organisatie 3)",)).findings == ()
    assert check("Chaima vroeg het ook", known_names=("Anna (Organisatie 3)",)).findings != ()
