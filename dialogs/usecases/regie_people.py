"""`Regie` about people: the order to speak in, who is here, who takes notes, on whose behalf."""

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from dialogs.cards.actions.regie_people import NoteTakerChoose, OnBehalfChoose
from dialogs.cards.offers import Offer
from dialogs.cards.reading import chosen
from dialogs.cards.regie_pages import (
    SeatState,
    SpeakingOrderView,
    seat_input,
    speaking_order_dialog,
    who_is_here_dialog,
)
from dialogs.errors import ModeratorError
from dialogs.ids import PersonId
from dialogs.sessions import messages as m
from dialogs.sessions.model import RoundRun, Seat
from dialogs.sessions.views import audience, in_group
from dialogs.turns import Reply, Say
from dialogs.usecases.lead import command_session
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.regie_pages import who_is_here as seats_view

_NOBODY: Final = "nobody"


async def speaking_order(by: Moderator, seed: int, at: int) -> Reply:
    """Follows from the seed: nothing is measured or stored."""
    run = by.scene.session.current
    names = [s.name for s in _talkers(by, run)]
    random.Random(seed).shuffle(names)  # noqa: S311 - an order to speak in, no secret
    round_ = by.scene.round(run.key) if run else None
    view = SpeakingOrderView(
        session=by.scene.session.id,
        seed=seed,
        at=at,
        names=tuple(names),
        seconds_each=round_.seconds_each if round_ else None,
    )
    return speaking_order_dialog(view, by.texts)


def _talkers(by: Moderator, run: RoundRun | None) -> list[Seat]:
    session = by.scene.session
    asked = audience(session, by.scene.round(run.key), run) if run else session.seats
    return [s for s in asked if in_group(s) and not (s.absent or s.cannot_come)]


async def who_is_here(by: Moderator) -> Reply:
    return who_is_here_dialog(seats_view(by.scene), by.texts)


async def seats_said(by: Moderator, data: Mapping[str, Any]) -> Reply:
    """Only what changed is recorded, one command a person."""
    wanted = {line.person: (line.state, seat_input(line.person)) for line in seats_view(by.scene).seats}
    for person, (before, name) in wanted.items():
        said = chosen(data, list(SeatState), name=name)
        if said is None or said == before:
            continue
        state = SeatState(said)
        command = m.MarkSeat(
            by=by.person,
            person=person,
            absent=state is SeatState.ABSENT,
            present=state in {SeatState.PRESENT, SeatState.ALOUD},
            aloud=state is SeatState.ALOUD,
        )
        try:
            await _quietly(by, command, part=person)
        except ModeratorError as error:
            return await by.again(notice=by.texts.say(error.text_key, **error.values))
    return await by.again(done=by.texts.say("reply.done"))


async def _quietly(by: Moderator, command: m.Command, *, part: str) -> None:
    """One of several commands of one press; each has its own place in the inbox."""
    origin = replace(by.origin, activity_id=f"{by.origin.activity_id}/{part}" if by.origin.activity_id else "")
    await command_session(by.house, origin=origin, session=by.scene.session.id, command=command)


async def choose_note_taker(by: Moderator) -> Reply:
    people = [Offer(id=s.person, text=s.name) for s in by.scene.session.seats if in_group(s)]
    options = [Offer(id=_NOBODY, text=by.texts.say("reply.regie.nobody")), *people]
    return by.choose("note_taker", options, NoteTakerChoose(session=by.scene.session.id))


async def name_note_taker(by: Moderator, data: Mapping[str, Any]) -> Reply:
    people = [s.person for s in by.scene.session.seats if in_group(s)]
    said = chosen(data, [_NOBODY, *people])
    if said is None:
        return await choose_note_taker(by)
    person = None if said == _NOBODY else PersonId(said)
    return await by.does(m.NameNoteTaker(by=by.person, person=person))


async def notes(by: Moderator) -> Reply:
    """All that a note-taker, who is no moderator, does in `Regie`."""
    if by.scene.session.current is None or not _aloud(by):
        return Say(text=by.texts.say("reply.regie.none.on_behalf"))
    return await choose_behalf(by)


def _aloud(by: Moderator) -> list[Offer]:
    return [Offer(id=s.person, text=s.name) for s in by.scene.session.seats if in_group(s) and s.aloud]


async def choose_behalf(by: Moderator) -> Reply:
    run = by.scene.session.current
    aloud = _aloud(by)
    if run is None:
        return await by.again()
    key = run.key
    submit = OnBehalfChoose(session=by.scene.session.id, round=key.round_id, run=key.run)
    return by.choose("on_behalf", aloud, submit)
