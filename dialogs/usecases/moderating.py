"""What a moderator does in `Regie`: every press, and the page that follows it."""

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from dialogs.cards import actions as a
from dialogs.cards.choose import ChooseView, choose_dialog
from dialogs.cards.offers import Offer
from dialogs.cards.reading import chosen
from dialogs.cards.regie import MORE
from dialogs.cards.regie_pages import (
    ExtendView,
    SeatState,
    SpeakingOrderView,
    extend_dialog,
    seat_input,
    speaking_order_dialog,
    who_is_here_dialog,
)
from dialogs.errors import ModeratorError, Stale
from dialogs.ids import PersonId, SessionId
from dialogs.sessions import messages as m
from dialogs.sessions.model import RoundRun, RunKey, SessionPhase
from dialogs.sessions.views import audience, in_group, not_played, overrun, proposal
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.answer_form import answer_dialog
from dialogs.usecases.house import House
from dialogs.usecases.lead import command_session, move_card_down
from dialogs.usecases.regie_pages import EXTENSION_MINUTES, earlier_closed, private, regie, who_is_here
from dialogs.usecases.reporting import decide_report, open_report
from dialogs.usecases.scene import Scene, read_scene
from dialogs.usecases.seats import no_seat
from dialogs.usecases.who import sender_of

_NOBODY: Final = "nobody"


class Moderating:
    """One press of one moderator: who they are and how the session stands."""

    def __init__(self, *, house: House, origin: Origin, scene: Scene, person: PersonId, texts: Texts) -> None:
        self.house = house
        self.origin = origin
        self.scene = scene
        self.person = person
        self.texts = texts

    async def again(self, *, notice: str | None = None, done: str | None = None) -> Reply:
        """The first page as it stands now, after whatever happened."""
        async with self.house.reading() as uow:
            scene = await read_scene(uow, self.scene.session.id, now=self.house.now())
        return regie(scene or self.scene, self.texts, notice=notice, done=done)

    async def does(self, command: m.Command) -> Reply:
        """Carries out a step; a stale press does nothing and shows how it stands."""
        try:
            await command_session(self.house, origin=self.origin, session=self.scene.session.id, command=command)
        except Stale:
            return await self.again(notice=self.texts.say("reply.moved_on"))
        except ModeratorError as error:
            return await self.again(notice=self.texts.say(error.text_key, **error.values))
        return await self.again()

    # --- the list and the phase buttons

    async def chose(self, do: a.RegieDo, step: int) -> Reply:
        session = self.scene.session.id
        steps: dict[a.RegieDo, m.Command] = {
            a.RegieDo.REVEAL: m.Reveal(by=self.person, step=step),
            a.RegieDo.CLOSE: m.CloseRound(by=self.person, step=step),
            a.RegieDo.REOPEN: m.ReopenRound(by=self.person, step=step),
            a.RegieDo.SKIP: m.SkipRound(by=self.person, step=step),
            a.RegieDo.REPEAT: m.RepeatRound(by=self.person, step=step),
            a.RegieDo.START: m.Start(by=self.person),
            a.RegieDo.RESUME: m.Start(by=self.person),
            a.RegieDo.END: m.End(by=self.person, step=step),
        }
        if do in steps:
            return await self.does(steps[do])
        pages: dict[a.RegieDo, Callable[[], Awaitable[Reply]]] = {
            a.RegieDo.EXTEND: lambda: self.extend(step),
            a.RegieDo.SKIP_LATER: lambda: self.choose_later(step),
            a.RegieDo.REVEAL_EARLIER: lambda: self.choose_earlier(step),
            a.RegieDo.MOVE_CARD: self.move_card,
            a.RegieDo.SPEAKING_ORDER: lambda: self.speaking_order(random.SystemRandom().randrange(1, 10**6), 0),
            a.RegieDo.WHO_IS_HERE: self.who_is_here,
            a.RegieDo.ON_BEHALF: self.choose_behalf,
            a.RegieDo.NOTE_TAKER: self.choose_note_taker,
            a.RegieDo.REPORT: lambda: open_report(self.house, self.origin, a.ReportOpen(session=session)),
        }
        page = pages.get(do)
        return await page() if page else await self.again()

    async def move_card(self) -> Reply:
        try:
            await move_card_down(self.house, origin=self.origin, session=self.scene.session.id)
        except ModeratorError as error:
            return await self.again(notice=self.texts.say(error.text_key))
        return await self.again(done=self.texts.say("reply.regie.moved"))

    # --- time

    async def extend(self, step: int, minutes: int = EXTENSION_MINUTES) -> Reply:
        """At once while it fits; else asks where the minutes come from."""
        session, now = self.scene.session, self.scene.now
        over = overrun(session, now, extra=minutes)
        if not over:
            return await self.does(m.Extend(by=self.person, minutes=minutes, step=step))
        spare = proposal(session, minutes, now)
        view = ExtendView(
            session=session.id,
            step=step,
            minutes=minutes,
            over=over,
            skip=spare.id if spare else None,
            skip_title=spare.title.in_(self.texts.language) if spare else None,
            others=len(not_played(session)) > 1,
        )
        return extend_dialog(view, self.texts)

    async def extended(self, action: a.Extend, data: Mapping[str, Any]) -> Reply:
        later = [r.id for r in not_played(self.scene.session)]
        command = m.Extend(by=self.person, minutes=action.minutes, step=action.step)
        match action.how:
            case a.Extending.RUN_OVER:
                command = m.Extend(by=self.person, minutes=action.minutes, step=action.step, run_over=True)
            case a.Extending.PROPOSAL if action.skip in later:
                command = m.Extend(by=self.person, minutes=action.minutes, step=action.step, skip=action.skip)
            case a.Extending.CHOSEN if (skip := chosen(data, later)) is not None:
                command = m.Extend(by=self.person, minutes=action.minutes, step=action.step, skip=skip)
            case _:
                return self._later_rounds(
                    a.Extend(session=action.session, step=action.step, minutes=action.minutes, how=a.Extending.CHOSEN)
                )
        return await self.does(command)

    async def choose_later(self, step: int) -> Reply:
        return self._later_rounds(a.SkipLater(session=self.scene.session.id, step=step))

    def _later_rounds(self, submit: a.Action) -> Reply:
        plan = self.scene.session.plan
        rounds = [
            Offer(id=r.id, text=f"{plan.position(r.id)}. {r.title.in_(self.texts.language)} ({r.minutes} min)")
            for r in not_played(self.scene.session)
        ]
        return self._choose("skip_later", rounds, submit)

    async def skip_later(self, action: a.SkipLater, data: Mapping[str, Any]) -> Reply:
        round_id = chosen(data, [r.id for r in not_played(self.scene.session)])
        if round_id is None:
            return await self.choose_later(action.step)
        return await self.does(m.SkipRound(by=self.person, step=action.step, round_id=round_id))

    async def choose_earlier(self, step: int) -> Reply:
        runs = [
            Offer(id=a.run_key(run.key), text=self.scene.round(run.key).title.in_(self.texts.language))
            for run in earlier_closed(self.scene)
        ]
        return self._choose("reveal_earlier", runs, a.RevealEarlier(session=self.scene.session.id, step=step))

    async def reveal_earlier(self, action: a.RevealEarlier, data: Mapping[str, Any]) -> Reply:
        key = chosen(data, [a.run_key(run.key) for run in earlier_closed(self.scene)])
        run = a.read_run_key(key) if key else None
        if run is None:
            return await self.choose_earlier(action.step)
        return await self.does(m.Reveal(by=self.person, step=action.step, run=run))

    def _choose(self, do: str, options: list[Offer], submit: a.Action) -> Reply:
        if not options:
            return regie(self.scene, self.texts, notice=self.texts.say(f"reply.regie.none.{do}"))
        view = ChooseView(
            heading=self.texts.say(f"regie.do.{do}"),
            question=self.texts.say(f"reply.regie.question.{do}"),
            options=tuple(options),
            submit=submit,
            button=self.texts.say("button.do"),
            back=a.RegieBack(session=self.scene.session.id),
        )
        return choose_dialog(view, self.texts)

    # --- people

    async def speaking_order(self, seed: int, at: int) -> Reply:
        """Follows from the seed: nothing is measured or stored."""
        run = self.scene.session.current
        names = [s.name for s in self._talkers(run)]
        random.Random(seed).shuffle(names)  # noqa: S311 - an order to speak in, no secret
        round_ = self.scene.round(run.key) if run else None
        view = SpeakingOrderView(
            session=self.scene.session.id,
            seed=seed,
            at=at,
            names=tuple(names),
            seconds_each=round_.seconds_each if round_ else None,
        )
        return speaking_order_dialog(view, self.texts)

    def _talkers(self, run: RoundRun | None) -> list[Any]:
        session = self.scene.session
        asked = audience(session, self.scene.round(run.key), run) if run else session.seats
        return [s for s in asked if in_group(s) and not (s.absent or s.cannot_come)]

    async def who_is_here(self) -> Reply:
        return who_is_here_dialog(who_is_here(self.scene), self.texts)

    async def seats_said(self, data: Mapping[str, Any]) -> Reply:
        """Only what changed is recorded, one command a person."""
        wanted = {line.person: (line.state, seat_input(line.person)) for line in who_is_here(self.scene).seats}
        for person, (before, name) in wanted.items():
            said = chosen(data, list(SeatState), name=name)
            if said is None or said == before:
                continue
            state = SeatState(said)
            command = m.MarkSeat(
                by=self.person,
                person=person,
                absent=state is SeatState.ABSENT,
                present=state in {SeatState.PRESENT, SeatState.ALOUD},
                aloud=state is SeatState.ALOUD,
            )
            await self._quietly(command, part=person)
        return await self.again(done=self.texts.say("reply.done"))

    async def _quietly(self, command: m.Command, *, part: str) -> None:
        """One of several commands of one press; each has its own place in the inbox."""
        origin = replace(
            self.origin, activity_id=f"{self.origin.activity_id}/{part}" if self.origin.activity_id else ""
        )
        await command_session(self.house, origin=origin, session=self.scene.session.id, command=command)

    async def choose_note_taker(self) -> Reply:
        people = [Offer(id=s.person, text=s.name) for s in self.scene.session.seats if in_group(s)]
        options = [Offer(id=_NOBODY, text=self.texts.say("reply.regie.nobody")), *people]
        return self._choose("note_taker", options, a.NoteTakerChoose(session=self.scene.session.id))

    async def name_note_taker(self, data: Mapping[str, Any]) -> Reply:
        people = [s.person for s in self.scene.session.seats if in_group(s)]
        said = chosen(data, [_NOBODY, *people])
        if said is None:
            return await self.choose_note_taker()
        person = None if said == _NOBODY else PersonId(said)
        return await self.does(m.NameNoteTaker(by=self.person, person=person))

    async def choose_behalf(self) -> Reply:
        run = self.scene.session.current
        aloud = [Offer(id=s.person, text=s.name) for s in self.scene.session.seats if in_group(s) and s.aloud]
        if run is None:
            return await self.again()
        key = run.key
        submit = a.OnBehalfChoose(session=self.scene.session.id, round=key.round_id, run=key.run)
        return self._choose("on_behalf", aloud, submit)

    # --- contributions

    async def move_contribution(self, action: a.MoveContribution, data: Mapping[str, Any]) -> Reply:
        keys = [a.contribution_key(key, who) for key, who in self.scene.session.answers]
        said = chosen(data, keys)
        named = a.read_contribution_key(said) if said else None
        if named is None:
            return private(self.scene, self.person, self.texts, notice=self.texts.say("reply.regie.choose_first"))
        key, person = named
        if action.do in {a.Moving.WIPE, a.Moving.LIFT}:
            return await self.decide(key, person, wipe=action.do is a.Moving.WIPE)
        commands: dict[a.Moving, m.Command] = {
            a.Moving.HOLD: m.HoldBack(by=self.person, person=person, run=key),
            a.Moving.RELEASE: m.Release(by=self.person, person=person, run=key),
            a.Moving.TAKE_BACK: m.TakeBack(by=self.person, person=person, run=key),
        }
        notice = None
        try:
            await command_session(
                self.house, origin=self.origin, session=self.scene.session.id, command=commands[action.do]
            )
        except ModeratorError as error:
            notice = self.texts.say(error.text_key, **error.values)
        return await self.in_private(notice=notice)

    async def decide(self, run: RunKey, person: PersonId, *, wipe: bool) -> Reply:
        """The word about something that was reported: gone for good, or visible again."""
        said = await decide_report(
            self.house, self.origin, session=self.scene.session.id, run=run, person=person, wipe=wipe
        )
        return await self.in_private(done=self.texts.say(said) if said else None)

    async def in_private(self, *, notice: str | None = None, done: str | None = None) -> Reply:
        async with self.house.reading() as uow:
            scene = await read_scene(uow, self.scene.session.id, now=self.house.now())
        return private(scene or self.scene, self.person, self.texts, notice=notice, done=done)


async def moderating(house: House, origin: Origin, session: SessionId) -> Moderating | Reply:
    """Others are told kindly that it is the moderator's."""
    async with house.reading() as uow:
        scene = await read_scene(uow, session, now=house.now())
        sender = await sender_of(uow, house, origin, group=scene.group if scene else None)
    if scene is None or sender.person is None:
        return await no_seat(house, origin, session)
    own = Moderating(house=house, origin=origin, scene=scene, person=sender.person, texts=sender.texts)
    if scene.moderates(sender.person):
        return own
    if scene.session.note_taker == sender.person:
        return await own.choose_behalf()  # all that a note-taker does in Regie
    return Say(text=sender.texts.say("error.moderator_only"))


_Press = Callable[[Moderating, Any, Mapping[str, Any]], Awaitable[Reply]]


async def _more(by: Moderating, action: a.RegieMore, data: Mapping[str, Any]) -> Reply:
    do = chosen(data, list(a.RegieDo), name=MORE)
    return await by.chose(a.RegieDo(do), action.step) if do else await by.again()


async def _private(by: Moderating, _action: a.RegiePrivate, _data: Mapping[str, Any]) -> Reply:
    return private(by.scene, by.person, by.texts)


_BUTTONS: Final[Mapping[type[a.Action], _Press]] = {
    a.RegieOpen: lambda by, _action, _data: by.again(),
    a.RegieBack: lambda by, _action, _data: by.again(),
    a.RegiePrivate: _private,
    a.Continue: lambda by, action, _data: by.does(m.Continue(by=by.person, step=action.step)),
    a.RegieStep: lambda by, action, _data: by.chose(action.do, action.step),
    a.RegieMore: _more,
    a.Extend: lambda by, action, data: by.extended(action, data),
    a.SkipLater: lambda by, action, data: by.skip_later(action, data),
    a.RevealEarlier: lambda by, action, data: by.reveal_earlier(action, data),
    a.MoveContribution: lambda by, action, data: by.move_contribution(action, data),
    a.NextSpeaker: lambda by, action, _data: by.speaking_order(action.seed, action.at),
    a.WhoIsHereSubmit: lambda by, _action, data: by.seats_said(data),
    a.NoteTakerChoose: lambda by, _action, data: by.name_note_taker(data),
    a.SessionStart: lambda by, _action, _data: by.does(m.Start(by=by.person)),
    a.SessionResume: lambda by, _action, _data: by.does(m.Start(by=by.person)),
}


async def press(house: House, origin: Origin, action: a.Action, data: Mapping[str, Any]) -> Reply | None:
    """Every button of `Regie` and of the moderator's own card. None: not a button of the moderator."""
    handle = _BUTTONS.get(type(action))
    session = getattr(action, "session", None)
    if handle is None or session is None:
        return None
    found = await moderating(house, origin, session)
    return await handle(found, action, data) if isinstance(found, Moderating) else found


async def open_behalf(house: House, origin: Origin, action: a.OnBehalfChoose, data: Mapping[str, Any]) -> Reply:
    """The form for somebody who takes part aloud: for a moderator or the note-taker."""
    async with house.reading() as uow:
        scene = await read_scene(uow, action.session, now=house.now())
        sender = await sender_of(uow, house, origin, group=scene.group if scene else None)
    run = scene.session.run(action.key) if scene else None
    if scene is None or run is None or sender.person is None or scene.session.phase is not SessionPhase.OPEN:
        return await no_seat(house, origin, action.session)
    if not (scene.moderates(sender.person) or scene.session.note_taker == sender.person):
        return Say(text=sender.texts.say("error.moderator_only"))
    aloud = [s.person for s in scene.session.seats if s.aloud]
    person = chosen(data, aloud)
    if person is None or scene.round(run.key).form is None:
        return Say(text=sender.texts.say("session.refused.behalf_not_aloud"))
    return answer_dialog(scene, run, person=PersonId(person), texts=sender.texts, behalf=True)
