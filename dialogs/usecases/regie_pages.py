"""The first page of `Regie`, which may be on a shared screen: where we are, what can be done; and who is here."""

from datetime import timedelta
from typing import Final

from dialogs.cards.actions.regie import RegieDo
from dialogs.cards.regie import RegieView, regie_dialog
from dialogs.cards.regie_pages import SeatLine, SeatState, WhoIsHereView
from dialogs.sessions.model import RoundPhase, RoundRun, Seat, SessionPhase
from dialogs.sessions.views import (
    in_group,
    not_played,
    overrun,
    single_answerer,
)
from dialogs.texts.catalogue import Texts
from dialogs.turns import Reply
from dialogs.usecases.pictures import count_of
from dialogs.usecases.regie_offers import series_offers
from dialogs.usecases.scene import Scene
from dialogs.usecases.session_pictures import next_step

EXTENSION_MINUTES: Final = 2


def regie(scene: Scene, texts: Texts, *, notice: str | None = None, done: str | None = None) -> Reply:
    """The first page as things stand now."""
    session, run = scene.session, scene.session.current
    round_ = scene.round(run.key) if run else None
    buttons, more = _can(scene, run)
    left = None
    if run is not None and run.ends_at is not None:
        left = round((run.ends_at - scene.now) / timedelta(minutes=1))
    speaker = single_answerer(session, run) if run is not None and round_ is not None and round_.form else None
    view = RegieView(
        session=session.id,
        step=session.step,
        session_number=session.number,
        session_phase=session.phase,
        next=next_step(session, texts),
        position=session.plan.position(round_.id) if round_ else None,
        rounds=len(session.plan.rounds),
        title=round_.title.in_(texts.language) if round_ else None,
        phase=run.phase if run else None,
        minutes_left=left,
        minutes_behind=overrun(session, scene.now) if session.phase is SessionPhase.OPEN else 0,
        count=count_of(scene.session, run) if run else None,
        speaker=speaker.name if speaker else None,
        buttons=buttons,
        more=more,
        notice=notice,
        done=done,
    )
    return regie_dialog(view, texts)


def _can(scene: Scene, run: RoundRun | None) -> tuple[tuple[RegieDo, ...], tuple[RegieDo, ...]]:
    """The two phase buttons, and the list with the rest: only what would not be refused now."""
    phase = scene.session.phase
    buttons: tuple[RegieDo, ...] = ()
    more: list[RegieDo] = []
    if phase is SessionPhase.OPEN and run is not None:
        buttons, steps = _with_round(scene, run)
        more += [*steps, RegieDo.MOVE_CARD]
        if not_played(scene.session):
            more.append(RegieDo.SKIP_LATER)
    if phase in {SessionPhase.OPEN, SessionPhase.ENDED} and earlier_closed(scene):
        more.append(RegieDo.REVEAL_EARLIER)
    if phase is SessionPhase.OPEN and can_reopen(scene):
        more.append(RegieDo.REOPEN_EARLIER)
    if phase is SessionPhase.OPEN:
        more += [RegieDo.SPEAKING_ORDER, RegieDo.WHO_IS_HERE, RegieDo.ON_BEHALF, RegieDo.NOTE_TAKER]
    if phase in {SessionPhase.OPEN, SessionPhase.ENDED}:
        more.append(RegieDo.REPORT)
    more += [*series_offers(scene), RegieDo.STATUS, RegieDo.PLANNING]
    if phase is SessionPhase.OPEN:
        more.append(RegieDo.END)
    return buttons, tuple(more)


def _with_round(scene: Scene, run: RoundRun) -> tuple[tuple[RegieDo, ...], tuple[RegieDo, ...]]:
    """What can be done with the current round. `Verder` shows the answers too, but who looks for the word of `toon`
    finds it."""
    form = scene.round(run.key).form
    revealed = scene.round(run.key).kind.revealed
    nobody = form is not None and form.has_nobody_fields
    buttons: tuple[RegieDo, ...] = ()
    more: list[RegieDo] = []
    if revealed and run.phase in {RoundPhase.OPEN, RoundPhase.CLOSED}:
        more.append(RegieDo.REVEAL)
    if run.phase is RoundPhase.OPEN:
        buttons = (RegieDo.EXTEND, RegieDo.CLOSE if revealed else RegieDo.SKIP)
        more += [RegieDo.SKIP] if revealed else []
    elif run.phase is RoundPhase.CLOSED:
        buttons = (RegieDo.SKIP,) if nobody else (RegieDo.REOPEN, RegieDo.SKIP)
    elif run.phase is RoundPhase.SKIPPED and not nobody:
        buttons = (RegieDo.REOPEN,)
    if run.phase in {RoundPhase.CLOSED, RoundPhase.SHOWN, RoundPhase.DONE} and not nobody:
        more.append(RegieDo.REPEAT)
    return buttons, tuple(more)


def earlier_closed(scene: Scene) -> tuple[RoundRun, ...]:
    """Closed runs whose answers can still be shown, the current one of an open session aside."""
    current = scene.session.current if scene.session.phase is SessionPhase.OPEN else None
    return tuple(
        run
        for run in scene.session.runs
        if run.phase is RoundPhase.CLOSED and run != current and scene.round(run.key).kind.revealed
    )


def can_reopen(scene: Scene) -> tuple[RoundRun, ...]:
    """Newest runs that were skipped or closed, the current one aside (it has its own button); never with N fields."""
    current = scene.session.current
    return tuple(
        run
        for run in scene.session.runs
        if run.phase in {RoundPhase.SKIPPED, RoundPhase.CLOSED}
        and run != current
        and run == scene.session.newest_run(run.key.round_id)
        and not ((form := scene.round(run.key).form) and form.has_nobody_fields)
    )


def who_is_here(scene: Scene, *, notice: str | None = None) -> WhoIsHereView:
    seats = tuple(
        SeatLine(person=s.person, name=s.name, state=_state(s), cannot_come=s.cannot_come)
        for s in scene.session.seats
        if in_group(s)
    )
    return WhoIsHereView(session=scene.session.id, seats=seats, notice=notice)


def _state(seat: Seat) -> SeatState:
    if seat.absent:
        return SeatState.ABSENT
    if seat.aloud:
        return SeatState.ALOUD
    return SeatState.PRESENT if seat.present else SeatState.UNKNOWN
