"""Plays sessions as people would: over the wire, on the moved clock, led by the moderator with the one button."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.rehearsal.actors import Actor
from bot.rehearsal.chats import Chat
from bot.rehearsal.clock import ClockMover
from bot.rehearsal.people import Chair
from bot.rehearsal.room import Room
from bot.rehearsal.simulated import Did, Outcome, SimulatedPerson
from dialogs.sessions.model import RoundPhase, RunKey, Session

PAUSE: Final = timedelta(seconds=3)
"""Longer than a card's refresh may lag."""
_BREATH: Final = timedelta(seconds=20)
"""Between two people who answer, so that the clock of a session is a real one."""

Look = Callable[[int], Awaitable[Session]]
"""The session with this number, as the store has it now."""


class Stuck(Exception):
    """The session cannot go on; the message says where."""


@dataclass(slots=True, kw_only=True)
class Played:
    """What was done in one session: how often *Verder* was pressed, and who answered in which run."""

    presses: int = 0
    answers: dict[RunKey, int] = field(default_factory=dict)
    gave_up: list[Outcome] = field(default_factory=list)


class Player:
    """One group with its people. `look` reads its sessions; every outcome of a simulated person goes to `told`, and
    `round_played` hears when the next round may come."""

    def __init__(
        self,
        *,
        room: Room,
        mover: ClockMover,
        group: int,
        look: Look,
        seed: int = 1,
        told: Callable[[Outcome], None] = lambda outcome: None,  # noqa: ARG005 - nobody listens
        round_played: Callable[[], None] = lambda: None,
    ) -> None:
        self._room = room
        self._mover = mover
        self._group = group
        self._look = look
        self._seed = seed
        self._told = told
        self._round_played = round_played

    @property
    def chat(self) -> Chat:
        return self._room.group_chat(self._group)

    @property
    def moderator(self) -> Actor:
        return self._room.moderator(self._group)

    async def settle(self) -> None:
        """Lets everything be said that is due by now or in a moment."""
        await self._mover.advance(PAUSE)

    async def links(self) -> None:
        """The bot comes into the chats, and the moderator links the group's."""
        await self._room.come_alive()
        await self.settle()
        await self.moderator.mentions(self.chat, f"koppel {self._group}")
        await self.settle()

    async def prepares(self) -> list[Outcome]:
        """Whoever has a card in their own chat that asks for something, answers it."""
        outcomes = []
        for place, person in enumerate(self._room.cast.group(self._group).people):
            actor = self._room.actor(person)
            if actor.chat.installed and person.role is not Chair.MODERATOR:
                outcomes.append(await self._answers(actor, place, actor.chat))
        await self.settle()
        return outcomes

    async def plays(self, number: int) -> Played:
        """From the start to the end, every round as long as planned. Raises `Stuck`."""
        played = Played()
        planned = await self._look(number)
        await self._mover.move_to(max(planned.starts_at, self._room.channel.clock()))
        await self.moderator.mentions(self.chat, f"start sessie {number}")
        await self.settle()
        for _ in range(3 * len(planned.plan.rounds)):
            await self._plays_round(number, played)
            dialog = await self.moderator.presses(self.chat, "Regie")
            if "Verder" not in dialog.titles:
                await dialog.submits("Sessie afronden")
                await self.settle()
                return played
            await dialog.submits("Verder")
            played.presses += 1
            await self.settle()
        raise Stuck(f"session {number} does not come to its end; it stands at {await self._where(number)}")

    async def _plays_round(self, number: int, played: Played) -> None:
        run = (await self._look(number)).current
        if run is None:
            raise Stuck(f"session {number} did not start")
        if run.phase is not RoundPhase.OPEN:
            return
        for place, person in enumerate(self._room.cast.group(self._group).people):
            if person.role is Chair.MODERATOR:
                continue
            outcome = await self._answers(self._room.actor(person), place, self.chat)
            if outcome.did is Did.ANSWERED:
                played.answers[run.key] = played.answers.get(run.key, 0) + 1
                await self._mover.advance(_BREATH)
            elif outcome.did is Did.GAVE_UP:
                played.gave_up.append(outcome)
        if run.ends_at is not None:
            await self._mover.move_to(max(run.ends_at, self._room.channel.clock()))
        await self.settle()
        self._round_played()

    async def _answers(self, actor: Actor, place: int, chat: Chat) -> Outcome:
        outcome = await SimulatedPerson(actor=actor, seed=self._seed, place=place).answers(chat)
        self._told(outcome)
        return outcome

    async def _where(self, number: int) -> str:
        run = (await self._look(number)).current
        return "its start" if run is None else f"round {run.key.round_id} ({run.phase})"
