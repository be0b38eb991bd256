"""Plays a whole series as people would: over the wire, on the moved clock, led by the moderator with the one button."""

from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.rehearsal.actors import Actor
from bot.rehearsal.chats import Chat
from bot.rehearsal.diary import Diary, Place, can_be_missed
from bot.rehearsal.leading import Leading
from bot.rehearsal.outcomes import Did, Outcome
from bot.rehearsal.people import Chair, Person
from bot.rehearsal.room import Room
from bot.rehearsal.simulated import CATCH_UP, IN_A_ROUND, LOOK_BACK, SimulatedPerson, between
from bot.rehearsal.troubles import Troubles
from dialogs.cards.actions.regie import RegieDo
from dialogs.formats.model import Shows
from dialogs.sessions.model import RoundPhase, Session
from dialogs.sessions.seats import expected

PAUSE: Final = timedelta(seconds=3)
"""Longer than a card's refresh may lag."""
_BREATH: Final = timedelta(seconds=20)
"""Between two people who answer, so that the clock of a session is a real one."""
_WEEK_BEFORE: Final = timedelta(days=7)
_DAYS_BEFORE: Final = timedelta(days=2)
_DAY_BEFORE: Final = timedelta(days=1)
_MOST_REPORTS: Final = 2
"""As many experiments as somebody has under way."""

Look = Callable[[int], Awaitable[Session]]
"""The session with this number, as the store has it now."""


class Mover(Protocol):
    """The clock of the bot that is played with: `ClockMover`, or one in another process."""

    async def move_to(self, moment: datetime) -> object: ...

    async def advance(self, by: timedelta) -> object: ...


class Stuck(Exception):
    """The session cannot go on; the message says where."""


class Player:
    """One group with its people. `look` reads its sessions; every outcome of a simulated person goes to `told`, and
    `round_played` hears when the next round may come. `diary` holds what the people themselves know they did.

    `before_answers` is awaited when a form is open and nobody has answered yet. With `hurry` nobody takes a breath
    between two answers, and only who is asked tries to. `mover` is another one after the bot started again.
    """

    def __init__(
        self,
        *,
        room: Room,
        mover: Mover,
        group: int,
        look: Look,
        seed: int = 1,
        troubles: Troubles | None = None,
        told: Callable[[Outcome], None] = lambda outcome: None,  # noqa: ARG005 - nobody listens
        round_played: Callable[[], None] = lambda: None,
        before_answers: Callable[[Session], Awaitable[None]] | None = None,
        hurry: bool = False,
    ) -> None:
        self._room = room
        self.mover = mover
        self._group = group
        self._look = look
        self._seed = seed
        self._troubles = troubles or Troubles()
        self._told = told
        self._round_played = round_played
        self.before_answers = before_answers
        self._hurry = hurry
        self.diary = Diary()

    @property
    def chat(self) -> Chat:
        return self._room.group_chat(self._group)

    @property
    def moderator(self) -> Actor:
        return self._room.moderator(self._group)

    @property
    def _leading(self) -> Leading:
        return Leading(moderator=self.moderator, chat=self.chat)

    @property
    def people(self) -> Iterator[tuple[int, Person]]:
        """Everybody but the moderators, with their places."""
        for place, person in enumerate(self._room.cast.group(self._group).people):
            if person.role is not Chair.MODERATOR:
                yield place, person

    async def settle(self) -> None:
        """Lets everything be said that is due by now or in a moment."""
        await self.mover.advance(PAUSE)

    # --- before

    async def links(self) -> None:
        """The bot comes into the chats, and the moderator links the group's. Who is late is not in the chat yet."""
        if (late := self._troubles.late) is not None:
            await self._room.channel.leave(self.chat, late)
        await self._room.come_alive()
        await self.settle()
        await self.moderator.mentions(self.chat, f"koppel {self._group}")
        await self.settle()

    async def prepares(self) -> list[Outcome]:
        """Whoever has a card in their own chat that asks for something, answers it."""
        outcomes = []
        for place, person in self.people:
            actor = self._room.actor(person)
            if actor.chat.installed:
                outcomes.append(await self._does(place, person, actor.chat, IN_A_ROUND))
        await self.settle()
        return outcomes

    # --- between the sessions

    async def between(self, number: int) -> None:
        """What people do before this session: say whether they come, look back, harvest, offer what they bring in."""
        session = await self._look(number)
        await self._hands_over(number)
        await self._until(session.starts_at - _WEEK_BEFORE)
        for kind in (between("attendance"), between("preparation"), between("consent"), between("harvest")):
            await self._everyone_does(kind, number)
        if number > 1:
            await self._until(session.starts_at - _DAYS_BEFORE)
            await self._everyone_does(LOOK_BACK, number, most=_MOST_REPORTS)
            await self._everyone_does(between("highlight"), number)
            await self._until(session.starts_at - _DAY_BEFORE)
            await self._everyone_does(between("highlight_vote"), number)
        await self.settle()

    async def _everyone_does(self, kind: str, number: int, *, most: int = 1) -> None:
        """As often as there is something to do, `most` times; what was adapted just now has not been tried yet. Who is
        late to the group does nothing before it began."""
        for place, person in self.people:
            if number == 1 and person == self._troubles.late:
                continue
            for _ in range(most):
                outcome = await self._does(place, person, self.chat, {kind}, number=number)
                if outcome.did is not Did.ANSWERED or outcome.adapts:
                    break

    async def _until(self, moment: datetime) -> None:
        await self.mover.move_to(max(moment, self._room.channel.clock()))

    # --- a session

    async def plays(self, number: int) -> None:
        """From the start to the end, every round as long as planned. Raises `Stuck`."""
        planned = await self._look(number)
        await self._until(planned.starts_at)
        await self.moderator.mentions(self.chat, f"start sessie {number}")
        await self.settle()
        for _ in range(3 * len(planned.plan.rounds)):
            await self._plays_round(number)
            if not await self._leading.goes_on():
                await self.settle()
                return
            self.diary.presses += 1
            await self.settle()
        raise Stuck(f"session {number} does not come to its end; it stands at {await self._where(number)}")

    async def catches_up(self, number: int) -> None:
        """Who missed this session, or the beginning of it, fills in afterwards what was missed."""
        for place, person in self.people:
            if self._troubles.has_missed(person, number):
                if person.id not in self.chat.members:
                    await self._room.channel.join(self.chat, person)
                await self._room.actor(person).mentions(self.chat, "inhalen")
                await self.settle()
                await self._does(place, person, self.chat, {CATCH_UP})
                await self.settle()

    async def _hands_over(self, number: int) -> None:
        """The hotseat cannot go on, and somebody else takes it over."""
        heir = self._troubles.heir
        if heir is None or number != self._troubles.hand_over:
            return
        if await self._leading.hands_over(heir.name):
            self.diary.handovers.append(heir.name)
        await self.settle()

    async def _agrees_to_pairs(self) -> None:
        page = await self._leading.page(RegieDo.PAIRS)
        if page is not None and await self._leading.agrees(page):
            self.diary.pairs += 1

    async def _comes_in(self) -> None:
        """Who is late comes in when there is something to catch up with."""
        late = self._troubles.late
        if late is not None and late.id not in self.chat.members and self.diary.has_missed(late.name):
            await self._room.channel.join(self.chat, late)
            await self.settle()

    async def _plays_round(self, number: int) -> None:
        session = await self._look(number)
        run = session.current
        if run is None:
            raise Stuck(f"session {number} did not start")
        if run.phase is not RoundPhase.OPEN:
            return
        asked = session.plan.round(run.key.round_id)
        if asked.form is not None:
            place = (session.id, run.key)
            self.diary.asked[place] = {seat.name for seat in expected(session, run)}
            await self._comes_in()
            if self.before_answers is not None:
                await self.before_answers(session)
            await self._answers(place, number, may_miss=can_be_missed(session, run))
        if Shows.PAIRS in asked.shows:
            await self._agrees_to_pairs()
        if run.ends_at is not None:
            await self._until(run.ends_at)
        await self.settle()
        self._round_played()

    async def _answers(self, place: Place, number: int, *, may_miss: Collection[str]) -> None:
        for seat, person in self.people:
            if person.id not in self.chat.members or self._troubles.is_absent(person, number):
                self.diary.excuse(place, person.name, missed=person.name in may_miss)
                continue
            if self._hurry and person.name not in self.diary.asked[place]:
                continue
            outcome = await self._does(seat, person, self.chat, IN_A_ROUND)
            if outcome.did is Did.ANSWERED and not self._hurry:
                await self.mover.advance(_BREATH)

    async def _where(self, number: int) -> str:
        run = (await self._look(number)).current
        return "its start" if run is None else f"round {run.key.round_id} ({run.phase})"

    # --- one person, one thing

    async def _does(
        self,
        place: int,
        person: Person,
        chat: Chat,
        kinds: Collection[str],
        *,
        number: int | None = None,
    ) -> Outcome:
        habits = self._troubles.of(person)
        if number is not None and self._troubles.is_absent(person, number):
            habits = replace(habits, wishes={**habits.wishes, "coming": "no"})
        one = SimulatedPerson(actor=self._room.actor(person), seed=self._seed, place=place, habits=habits)
        outcome = await one.does(chat, kinds)
        self._told(outcome)
        self.diary.note(outcome)
        return outcome
