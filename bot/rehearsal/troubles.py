"""The people of a rehearsal who do not do as planned: late, absent, twice, stopping, handing over."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.rehearsal.outcomes import Habits
from bot.rehearsal.people import CastGroup, Chair, Person

_ROOM_FOR_ALL: Final = 5


_TWICE: Final = Habits(twice=True)
_STOPS: Final = Habits(wishes={"done": "yes", "next": "stop"})
_UNLUCKY: Final = Habits(wishes={"done": "no"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """Who and when; in a small group there are fewer of them, and somebody away may have a habit too.

    `hand_over` is the session before which the hotseat goes to `heir`. `twice` sends everything twice, `stopper` stops
    with what was tried, `unlucky` did not get to it.
    """

    late: Person | None = None
    absent: Person | None = None
    absent_in: int | None = None
    hand_over: int | None = None
    heir: Person | None = None
    twice: Person | None = None
    stopper: Person | None = None
    unlucky: Person | None = None

    def of(self, person: Person) -> Habits:
        has = {self.twice: _TWICE, self.stopper: _STOPS, self.unlucky: _UNLUCKY}
        return has.get(person, Habits())

    def is_absent(self, person: Person, number: int) -> bool:
        return person == self.absent and number == self.absent_in

    def has_missed(self, person: Person, number: int) -> bool:
        """This session, or the beginning of it."""
        return self.is_absent(person, number) or (number == 1 and person == self.late)


def troubles(group: CastGroup, sessions: int, *, seed: int) -> Troubles:
    """Drawn by the seed from who sits on no special chair. In a group under five nobody is away, since nothing would
    be left to see."""
    chance = random.Random(f"{seed}|{group.chat_id}")  # noqa: S311 - a play
    ordinary = [p for p in group.people if p.role is Chair.PARTICIPANT]
    away = ordinary if len(ordinary) + 1 >= _ROOM_FOR_ALL else []
    drawn = iter(chance.sample(ordinary, len(ordinary)))
    twice, stopper, unlucky = (next(drawn, None) for _ in range(3))
    late = _one_of(chance, away, but=(twice, stopper, unlucky))
    absent = _one_of(chance, away, but=(late, twice, stopper, unlucky))
    has_hotseat = any(p.role is Chair.HOTSEAT for p in group.people)
    heirs = [p for p in ordinary if p not in {late, absent}]
    heir = chance.choice(heirs) if heirs and has_hotseat else None
    return Troubles(
        late=late,
        absent=absent,
        absent_in=min(2, sessions) if absent else None,
        hand_over=min(3, sessions) if heir else None,
        heir=heir,
        twice=twice,
        stopper=stopper,
        unlucky=unlucky,
    )


def _one_of(chance: random.Random, people: Sequence[Person], *, but: Sequence[Person | None]) -> Person | None:
    """Somebody else than these; where too few are left, the first of them all the same are spared."""
    spared = list(but)
    while people and all(person in spared for person in people):
        spared.pop()
    return chance.choice([person for person in people if person not in spared]) if people else None
