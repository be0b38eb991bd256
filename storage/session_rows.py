"""Makes sessions, runs, seats and answers from the rows that `session_reading` selects, by their labels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from dialogs.groups import Group
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.programmes.model import Role
from dialogs.sessions.model import (
    Answer,
    AnswerStatus,
    Fields,
    RoundPhase,
    RoundRun,
    RunKey,
    Seat,
    Session,
    SessionPhase,
    Tally,
)
from dialogs.sessions.same_names import Named, told_apart
from storage.columns import thawed


def session_from(
    row: Any,
    group: Group,
    *,
    runs: Iterable[RoundRun],
    seats: tuple[Seat, ...],
    answers: dict[tuple[RunKey, PersonId], Answer],
    former: Mapping[PersonId, str] = MappingProxyType({}),
    unsigned: Mapping[RunKey, tuple[Fields, ...]] = MappingProxyType({}),
) -> Session:
    return Session(
        id=SessionId(row.session_id),
        group=GroupId(row.session_group_id),
        number=row.session_number,
        phase=SessionPhase(row.session_phase),
        step=row.session_step,
        plan=group.plan(row.session_number),
        starts_at=row.session_starts_at,
        minutes=row.session_minutes,
        opened_at=row.session_opened_at,
        ends_at=row.session_ends_at,
        ended_at=row.session_ended_at,
        note_taker=row.session_note_taker_id,
        moved_from=row.session_moved_from,
        superseded=row.superseded,
        runs=tuple(runs),
        seats=seats,
        answers=answers,
        former=former,
        unsigned=unsigned,
    )


def run_from(row: Any) -> RoundRun:
    return RoundRun(
        key=RunKey(row.run_round_id, row.run_run),
        phase=RoundPhase(row.run_phase),
        minutes=row.run_minutes,
        order=row.run_step,
        opened_at=row.run_opened_at,
        ends_at=row.run_ends_at,
        closed_at=row.run_closed_at,
        settled_at=row.run_settled_at,
        forms_until=row.run_forms_until,
        tallies={name: Tally(**tally) for name, tally in row.run_tallies.items()},
        chosen=frozenset(PersonId(person) for person in row.run_chosen),
    )


DETAILS: Final = ("organisation", "profession", "region")
"""What tells people with the same name apart, the clearest first."""


def names_from(rows: Iterable[Any]) -> Mapping[PersonId, str]:
    """Of seats and of who left alike: what somebody wrote keeps a name of its own."""
    return told_apart(
        Named(
            person=PersonId(row.seat_person),
            name=row.seat_name,
            details=tuple(getattr(row, f"seat_{detail}") for detail in DETAILS),
        )
        for row in rows
    )


def seats_from(rows: Iterable[Any], names: Mapping[PersonId, str]) -> tuple[Seat, ...]:
    """One a person: a row comes for each role, and at the desk for each supplement."""
    found: dict[str, tuple[Any, set[Role]]] = {}
    for row in rows:
        found.setdefault(row.seat_person, (row, set()))[1].add(Role(row.seat_role))
    return tuple(
        Seat(
            person=PersonId(person),
            name=names[PersonId(person)],
            roles=frozenset(roles),
            cannot_come=bool(row.seat_cannot_come),
            absent=bool(row.seat_absent),
            aloud=bool(row.seat_aloud),
            present=bool(row.seat_present),
            matched=getattr(row, "seat_matched", True),
            later=bool(row.seat_later),
        )
        for person, (row, roles) in found.items()
    )


def as_they_were(seats: tuple[Seat, ...], since: Sequence[Any]) -> tuple[Seat, ...]:
    """A session that is over keeps its own hotseat: `since` are the handovers after it, the oldest first."""
    if not since:
        return seats
    holder, heirs = since[0].from_id, {one.to_id for one in since}

    def own_roles(seat: Seat) -> frozenset[Role]:
        if seat.person == holder:
            return seat.roles - {Role.PARTICIPANT} | {Role.HOTSEAT}
        return seat.roles - {Role.HOTSEAT} | {Role.PARTICIPANT} if seat.person in heirs else seat.roles

    return tuple(replace(seat, roles=own_roles(seat)) for seat in seats)


def answers_from(rows: Iterable[Any]) -> dict[tuple[RunKey, PersonId], Answer]:
    found: dict[tuple[RunKey, PersonId], tuple[Any, dict[int, str]]] = {}
    for row in rows:
        if row.answer_version is None:
            continue
        place = (RunKey(row.answer_round_id, row.answer_run), PersonId(row.answer_person_id))
        extras = found.setdefault(place, (row, {}))[1]
        if row.extra is not None:
            extras[row.extra] = row.extra_text
    return {
        (run, person): Answer(
            person=person,
            run=run,
            version=row.answer_version,
            status=AnswerStatus(row.answer_status),
            fields=thawed(row.answer_fields),
            by=PersonId(row.answer_by_id),
            at=row.answer_at,
            held=row.answer_held,
            taken_back=row.answer_taken_back,
            caught_up=row.answer_caught_up,
            supplements=tuple(text for _, text in sorted(extras.items())),
        )
        for (run, person), (row, extras) in found.items()
    }
