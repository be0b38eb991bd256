"""Who plays in the rehearsal room: the people of every programme, each of them once."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.rehearsal.casting import cast_of
from bot.rehearsal.people import Chair
from bot.rehearsal.room import Room
from bot.rehearsal.sample import invented, sample_programme
from dialogs.programmes.model import Role

NOW = datetime(2027, 5, 10, 8, tzinfo=UTC)


def test_groups_of_two_programmes_with_the_same_number_and_title_have_chats_of_their_own() -> None:
    one = sample_programme(NOW)
    other = replace(one, slug="tweede")
    cast = cast_of([one, other])
    room = Room(cast=cast, clock=lambda: NOW)
    assert [group.number for group in cast.groups] == [1, 2, 1, 2]
    assert len({group.chat_id for group in cast.groups}) == 4
    assert all(len(room.channel.chats[group.chat_id].members) == len(group.people) for group in cast.groups)


def test_somebody_with_two_places_is_one_person_as_the_channel_knows_them() -> None:
    programme = sample_programme(NOW)
    first, second = programme.groups
    guest = first.participants[2]
    twice = replace(second, moderators=(*second.moderators, replace(guest, role=Role.MODERATOR)))
    cast = cast_of([replace(programme, groups=(first, twice))])
    places = [person for group in cast.groups for person in group.people if person.name == guest.name]
    assert [person.role for person in places] == [Chair.PARTICIPANT, Chair.MODERATOR]
    assert len({(person.id, person.email, person.upn) for person in places}) == 1
    assert places[0].email == ""  # the roster of a guest shows none


def test_some_participants_are_guests_and_no_moderator_is() -> None:
    people = cast_of([sample_programme(NOW)]).people
    guests = [person for person in people if person.upn is not None and "#EXT#" in person.upn]
    assert 0 < len(guests) < len(people) / 2
    assert {person.role for person in guests} == {Chair.PARTICIPANT}


def test_who_looks_on_sits_on_a_chair_of_their_own_and_is_not_let_in_by_the_room() -> None:
    programme = sample_programme(NOW)
    first, *others = programme.groups
    watched = replace(first, participants=(*first.participants, invented("Otto", 1, 9, Role.OBSERVER)))
    room = Room(cast=cast_of([replace(programme, groups=(watched, *others))]), clock=lambda: NOW)
    otto = next(person for person in room.cast.group(1).people if person.name == "Otto")
    assert otto.role is Chair.OBSERVER
    assert "Otto" not in {actor.person.name for actor in room.participants(1)}
