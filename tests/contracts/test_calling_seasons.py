"""Seasons that nobody made up: three groups with people in common, who answer, pause, put off and move sessions at
random, and a bot that is away now and then. Whatever happens, nobody is chased who has answered, nor more often or at
another hour than was promised."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

import pytest

from dialogs.groups import SessionHead
from dialogs.ids import PersonId, SessionId
from dialogs.programmes.model import GroupEntry
from dialogs.reminders.model import Fate, Told
from dialogs.reminders.quota import DAYS_A_WEEK, week_of
from dialogs.sessions.model import SessionPhase
from tests.calling_town import ZONE, Town, local, the_group

BEGINS: Final = date(2027, 4, 12)
DAYS: Final = 75
GROUPS: Final = {1: ("Anna", "Bert", "Chaima"), 2: ("Bert", "Anna", "Dirk"), 3: ("Esra", "Anna", "Bert")}
ALONE: Final = ("Chaima",)
REACHED: Final = frozenset({Fate.SAID, Fate.IN_GROUP})
FREE: Final = frozenset({"run_sheet", "session_link"})
_DAY: Final = timedelta(days=1)


def entry(number: int, chance: Random) -> GroupEntry:
    day, starts = BEGINS + timedelta(days=chance.randint(7, 16)), list[str]()
    for _ in range(4):
        starts.append(f"{day} {chance.randint(8, 17):02}:00")
        day += timedelta(days=chance.choice((2, 5, 7, 8, 10, 14, 16)))
    return the_group(*starts, number=number, names=GROUPS[number])


@dataclass(kw_only=True)
class Season:
    """What happened, as the people in it would tell it; the bot's own tables have no say in it."""

    town: Town
    chance: Random
    coming: dict[tuple[PersonId, SessionId], datetime] = field(default_factory=dict)
    quiet: dict[PersonId, date] = field(default_factory=dict)
    put_off: dict[PersonId, set[date]] = field(default_factory=lambda: defaultdict(set))
    told: list[Told] = field(default_factory=list)

    async def passes(self) -> None:
        for nth in range(DAYS):
            day = BEGINS + timedelta(days=nth)
            for hour in sorted(self.chance.sample(range(6, 23), 2)):
                if local(f"{day} {hour:02}:30") >= self.town.house.now():
                    await self.goes_to(f"{day} {hour:02}:30")
                    await self.something_happens()

    async def goes_to(self, moment: str) -> None:
        """Sessions are held when they begin; what is said in between is looked at at once."""
        while True:
            group, head = await self._next_session()
            begins = f"{head.starts_at.astimezone(ZONE):%Y-%m-%d %H:%M}" if head else moment
            told = await self.town.goes_to(min(begins, moment))
            await self.are_right(told)
            if head is None or begins > moment:
                return
            await self.town.leads(head.number, begins, minutes=head.minutes, group=group)

    async def _next_session(self) -> tuple[int, SessionHead | None]:
        planned = [
            (head.starts_at, number, head)
            for number in GROUPS
            for head in (await self.town.group(number)).sessions
            if head.phase is SessionPhase.PLANNED
        ]
        first = min(planned, key=lambda one: one[:2], default=None)
        return (first[1], first[2]) if first else (0, None)

    async def something_happens(self) -> None:
        group = self.chance.choice(list(GROUPS))
        name = self.chance.choice(GROUPS[group])
        found = await self.town.group(group)
        coming = [head for head in found.sessions if head.phase is SessionPhase.PLANNED]
        held = [head for head in found.sessions if head.phase is SessionPhase.ENDED]
        person = await self.town.person(name, group=group)
        match self.chance.choice(("says", "says", "tries", "pauses", "later", "later", "moves", "outage")):
            case "says" if coming:
                said = self.chance.choice(("yes", "no"))
                await self.town.answers(name, "attendance", coming[0].number, group=group, coming=said)
                self.coming[person, coming[0].id] = coming[0].starts_at
            case "tries" if held:
                now = self.town.house.now()
                await self.town.tries(name, since=held[-1].number, group=group, on=now.date(), nth=now.isoformat())
            case "pauses":
                last = self.town.house.now().astimezone(ZONE).date() + timedelta(days=self.chance.randint(1, 6))
                await self.town.pauses(name, last, group=group)
                self.quiet[person] = last
            case "later" if coming:
                await self._puts_off(group, name, coming[0])
            case "outage":
                _, head = await self._next_session()
                until = self.town.house.now() + timedelta(hours=self.chance.choice((1, 9, 30)))
                self.town.clock.moment = min(until, head.starts_at) if head else until
            case "moves" if coming:
                await self._moves(group, coming)
            case _:
                pass

    async def _puts_off(self, group: int, name: str, head: SessionHead) -> None:
        """What they have a card of."""
        calendar, person = self.town.house.calendar(ZONE), await self.town.person(name, group=group)
        asked = [one for one in self.told if (one.session, one.rule, one.person) == (head.id, "attendance", person)]
        today = calendar.day(self.town.house.now())
        if not any(one.fate is Fate.SAID and one.on <= today for one in asked):
            return
        due = calendar.after(calendar.at(today + _DAY, time(9)))
        if due + timedelta(hours=2) <= head.starts_at:
            until = f"{due.astimezone(ZONE):%Y-%m-%d %H:%M}"
            await self.town.puts_off(name, "attendance", head.number, until=until, group=group)
            self.put_off[person].add(calendar.day(due))

    async def _moves(self, group: int, coming: Sequence[SessionHead]) -> None:
        head, last = coming[0], coming[1].starts_at if len(coming) > 1 else None
        to = head.starts_at.astimezone(ZONE) + timedelta(days=self.chance.choice((1, 3, 7)))
        if last is None or to + timedelta(hours=2) < last:
            await self.town.moves(head.number, f"{to:%Y-%m-%d %H:%M}", group=group)

    # --- what must be true at every moment

    async def are_right(self, told: Sequence[Told]) -> None:
        self.told += told
        starts = {head.id: head.starts_at for nr in GROUPS for head in (await self.town.group(nr)).sessions}
        for one in told:
            if one.fate not in REACHED or one.person is None:
                continue
            if one.rule == "attendance":
                assert self.coming.get((one.person, one.session)) != starts[one.session], one
            if one.rule not in FREE:
                assert self.quiet.get(one.person, date.min) < one.on, one

    def nobody_is_nagged(self) -> None:
        reached = [one for one in self.told if one.fate in REACHED and one.person is not None]
        once = Counter((one.person, one.session, one.rule, one.on) for one in reached if one.rule not in FREE)
        twice = [place for place, often in once.items() if often > 1]
        assert not twice, [one for one in reached if (one.person, one.session, one.rule, one.on) in twice]
        days: dict[tuple[PersonId, tuple[int, int]], set[date]] = defaultdict(set)
        for one in reached:
            if one.person is not None and one.rule not in FREE:
                days[one.person, week_of(one.on)].add(one.on)
        for (person, week), on in days.items():
            chosen = {day for day in self.put_off[person] if week_of(day) == week}
            assert len(on - chosen) <= DAYS_A_WEEK, (person, sorted(on), sorted(chosen))

    async def nothing_comes_at_a_forbidden_hour(self) -> None:
        calendar = self.town.house.calendar(ZONE)
        rows = await self.town.outbox("reminder", "letter", "run_sheet", "group_reminder")
        linked = {one.on.isoformat() for one in self.told if one.rule == "session_link" and one.fate is Fate.SAID}
        for row in rows:
            exempt = row.kind == "group_reminder" and row.payload["day"] in linked
            assert exempt or calendar.allows(row.due_at), row
            assert row.drop_after >= row.due_at, row


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_people_do_nobody_is_chased(sqlite_town: Town, seed: int) -> None:
    chance = Random(seed)
    await sqlite_town.settles(*(entry(number, chance) for number in GROUPS), alone=ALONE)
    season = Season(town=sqlite_town, chance=chance)
    await season.passes()
    assert any(one.fate in REACHED for one in season.told)
    season.nobody_is_nagged()
    await season.nothing_comes_at_a_forbidden_hour()
