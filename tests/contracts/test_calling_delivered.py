"""Seasons in which sessions move there and back, and what was said comes late, or never: whoever has not answered for
the moment of now has read of it or it is noted why not, and no card makes a sound that has nothing new to tell."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

import pytest

from dialogs.groups import SessionHead
from dialogs.ids import PersonId, SessionId
from dialogs.notices import Act, NoticeKind, NoticeState
from dialogs.ports import ClaimedNotice
from dialogs.reminders.model import Fate
from dialogs.reminders.rules import due_of
from dialogs.sessions.model import SessionPhase
from dialogs.usecases.asks import asked_on
from dialogs.usecases.called_again import ask_another_day
from dialogs.usecases.drawing import draw
from tests.calling_town import ZONE, Town, local, the_group

BEGINS: Final = date(2027, 4, 12)
DAYS: Final = 45
GROUPS: Final = {1: ("Anna", "Bert", "Chaima"), 2: ("Bert", "Dirk")}
RULE: Final = "attendance"
EXPLAINED: Final = frozenset({Fate.TOO_MANY, Fate.LATE, Fate.PAUSED})

Thing = tuple[SessionId, datetime, str]
"""What somebody is asked: for a session at a moment, by a rule."""


@dataclass(kw_only=True)
class Channel:
    """What stands in the chats, what made a sound there, and what was read."""

    town: Town
    cards: dict[tuple[str, str], frozenset[Thing]] = field(default_factory=dict)
    heard: dict[PersonId, set[Thing]] = field(default_factory=lambda: defaultdict(set))
    read: dict[PersonId, set[Thing]] = field(default_factory=lambda: defaultdict(set))
    promised: Counter[tuple[PersonId, SessionId, str]] = field(default_factory=Counter)

    async def delivers(self) -> None:
        desk, now = self.town.database.courier_desk(), self.town.clock.now()
        while claimed := await desk.claim(worker="w", now=now, real=now, limit=1):
            (one,) = claimed
            dropped = await self._says(one, now)
            if dropped:
                await desk.settle(one, worker="w", state=NoticeState.DROPPED, error=dropped, now=now)
            else:
                activity = None if one.notice.act is Act.DELETE else one.card_activity or f"activity-{one.id}"
                await desk.sent([(one, activity)], worker="w", now=now)

    async def _says(self, one: ClaimedNotice, now: datetime) -> str | None:
        notice, chat = one.notice, one.chat
        person = chat.person if chat else None
        if chat is None:
            return "no chat"
        if notice.drop_after is not None and now > notice.drop_after:
            await ask_another_day(self.town.house, notice, person)
            return "too late"
        place = (notice.conversation, notice.key or "")
        if notice.act is Act.DELETE:
            if not await self._comes_back(one):
                self._is_gone(person, place)
            return None
        if notice.act is Act.REFRESH and one.card_activity is None:
            return "no card"
        if await draw(self.town.house, notice, chat) is None:
            return "nothing to say"
        if notice.kind is NoticeKind.REMINDER and person is not None:
            self._stands(person, place, await self._asks(person, str(notice.payload["day"])), is_new=self._sounds(one))
        return None

    @staticmethod
    def _sounds(one: ClaimedNotice) -> bool:
        return one.notice.act is Act.POST or one.card_activity is None

    async def _comes_back(self, one: ClaimedNotice) -> bool:
        rows = [row for row in await self.town.outbox() if row.conversation_id == one.notice.conversation]
        after = next((row for row in rows if row.id > one.id), None)
        return after is not None and (after.act, after.key) == ("post", one.notice.key)

    async def _asks(self, person: PersonId, day: str) -> frozenset[Thing]:
        on = date.fromisoformat(day)
        async with self.town.database.reading() as uow:
            told = [one for one in await uow.reminders.told([person], since=on) if one.on == on]
            asked = await asked_on(uow, self.town.house, person, told)
        return frozenset((scene.session.id, scene.session.starts_at, rule.id) for scene, rule in asked.still)

    def _is_gone(self, person: PersonId | None, place: tuple[str, str]) -> None:
        before = self.cards.pop(place, frozenset())
        if person is not None:
            self.heard[person] -= before  # nobody finds it there any more
            self.read[person] -= before

    def _stands(self, person: PersonId, place: tuple[str, str], asks: frozenset[Thing], *, is_new: bool) -> None:
        if is_new:
            again = Counter((person, session, rule) for session, _, rule in asks) & self.promised
            assert asks - self.heard[person] or again, (person, place, asks)
            self.promised -= again
            self.heard[person] |= asks
        gone = self.cards.get(place, frozenset()) - asks
        self.heard[person] -= gone
        self.cards[place] = asks
        self.read[person] |= asks


@dataclass(kw_only=True)
class Season:
    town: Town
    chance: Random
    channel: Channel
    coming: dict[PersonId, set[tuple[SessionId, datetime]]] = field(default_factory=lambda: defaultdict(set))
    planned: dict[SessionId, datetime] = field(default_factory=dict)
    """Since when a session is at its moment."""

    async def passes(self) -> None:
        for nth in range(DAYS):
            for minute in sorted(self.chance.sample(range(7 * 60, 21 * 60), 4)):
                moment = f"{BEGINS + timedelta(days=nth)} {minute // 60:02}:{minute % 60:02}"
                if local(moment) > self.town.clock.now():
                    await self.goes_to(moment)
                    await self.something_happens()

    async def goes_to(self, moment: str) -> None:
        while True:
            group, head = await self._next()
            begins = f"{head.starts_at.astimezone(ZONE):%Y-%m-%d %H:%M}" if head else moment
            await self.town.goes_to(min(begins, moment))
            if self.chance.random() < 0.8:
                await self.channel.delivers()
            if head is None or begins > moment:
                return
            await self.nobody_was_forgotten(group, head)
            await self.town.leads(head.number, begins, minutes=head.minutes, group=group)

    async def _next(self) -> tuple[int, SessionHead | None]:
        found = [one async for one in self._planned()]
        first = min(found, key=lambda one: (one[1].starts_at, one[0]), default=None)
        return first or (0, None)

    async def _planned(self) -> Any:
        for number in GROUPS:
            for head in (await self.town.group(number)).sessions:
                if head.phase is SessionPhase.PLANNED:
                    yield number, head

    async def something_happens(self) -> None:
        group = self.chance.choice(list(GROUPS))
        coming = [head async for number, head in self._planned() if number == group]
        if not coming:
            return
        name = self.chance.choice(GROUPS[group])
        match self.chance.choice(("says", "moves", "strays", "later", "outage", "")):
            case "says":
                await self.town.answers(name, RULE, coming[0].number, group=group, coming="yes")
                person = await self.town.person(name, group=group)
                self.coming[person].add((coming[0].id, coming[0].starts_at))
            case "moves":
                await self._moves(group, coming, timedelta(days=self.chance.choice((1, 2, 7))))
            case "strays":
                await self._strays(group, coming)
            case "later":
                await self._puts_off(group, name, coming[0])
            case "outage":
                until = self.town.clock.now() + timedelta(hours=self.chance.choice((1, 5)))
                self.town.clock.moment = min([until, *[head.starts_at async for _, head in self._planned()]])
            case _:
                pass

    async def _strays(self, group: int, coming: list[SessionHead]) -> None:
        """Another date by mistake, corrected soon; the card may have followed meanwhile, or not yet."""
        back = f"{coming[0].starts_at.astimezone(ZONE):%Y-%m-%d %H:%M}"
        if not await self._moves(group, coming, timedelta(days=7)):
            return
        for _ in range(self.chance.randint(0, 2)):
            if self.chance.random() < 0.5:
                await self.channel.delivers()
        self.town.clock.moment += timedelta(minutes=self.chance.choice((1, 10, 200)))
        if self.town.clock.moment < coming[0].starts_at - timedelta(hours=2):
            await self.town.moves(coming[0].number, back, group=group)

    async def _moves(self, group: int, coming: list[SessionHead], by: timedelta) -> bool:
        head, to = coming[0], coming[0].starts_at.astimezone(ZONE) + by
        if len(coming) > 1 and to + timedelta(hours=2) >= coming[1].starts_at:
            return False
        await self.town.moves(head.number, f"{to:%Y-%m-%d %H:%M}", group=group)
        self.planned[head.id] = self.town.clock.now()
        return True

    async def _puts_off(self, group: int, name: str, head: SessionHead) -> None:
        calendar, person = self.town.house.calendar(ZONE), await self.town.person(name, group=group)
        on_a_card = any((head.id, head.starts_at, RULE) in asks for asks in self._cards_of(name))
        due = calendar.after(calendar.at(calendar.day(self.town.clock.now()) + timedelta(days=1), time(9)))
        if on_a_card and due + timedelta(hours=2) <= head.starts_at:
            until = f"{due.astimezone(ZONE):%Y-%m-%d %H:%M}"
            await self.town.puts_off(name, RULE, head.number, until=until, group=group)
            self.channel.promised[person, head.id, RULE] += 1

    def _cards_of(self, name: str) -> Iterator[frozenset[Thing]]:
        return (asks for (chat, _), asks in self.channel.cards.items() if chat == f"a:{name.lower()}")

    async def nobody_was_forgotten(self, number: int, head: SessionHead) -> None:
        group = await self.town.group(number)
        calendar = self.town.house.calendar(ZONE)
        due = due_of(group, calendar, session=head.id, rule=RULE)
        since = self.planned.get(head.id, datetime.min.replace(tzinfo=ZONE))
        if due is None or due <= since:
            return
        async with self.town.database.reading() as uow:
            told = await uow.reminders.told_group(group.id, since=BEGINS)
        for name in GROUPS[number]:
            person = await self.town.person(name, group=number)
            if (head.id, head.starts_at) in self.coming[person]:
                continue
            noted = {one.fate for one in told if one.place == (head.id, RULE, person)}
            seen = (head.id, head.starts_at, RULE) in self.channel.read[person]
            assert seen or noted & EXPLAINED, (name, head, due, noted)


@pytest.mark.parametrize("seed", range(4))
async def test_who_has_not_answered_was_asked_and_heard_nothing_twice(sqlite_town: Town, seed: int) -> None:
    chance = Random(seed)
    entries = []
    for number, names in GROUPS.items():
        day, starts = BEGINS + timedelta(days=chance.randint(9, 14)), list[str]()
        for _ in range(3):
            starts.append(f"{day} {chance.randint(9, 16):02}:00")
            day += timedelta(days=chance.choice((9, 12, 15)))
        entries.append(the_group(*starts, number=number, names=names))
    await sqlite_town.settles(*entries)
    season = Season(town=sqlite_town, chance=chance, channel=Channel(town=sqlite_town))
    await season.passes()
    assert any(season.channel.read.values())
