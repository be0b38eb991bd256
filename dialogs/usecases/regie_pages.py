"""What `Regie` shows: the first page, which may be on a shared screen, and the page for the moderator alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from dialogs.cards.actions import Moving, RegieDo, contribution_key
from dialogs.cards.blocks import Part
from dialogs.cards.regie import RegieView, regie_dialog
from dialogs.cards.regie_pages import SeatLine, SeatState, WhoIsHereView
from dialogs.cards.regie_private import PrivateContribution, PrivateLine, PrivateView, Standing, private_dialog
from dialogs.cards.values import parts
from dialogs.formats.model import FieldType, Form, Visibility
from dialogs.ids import PersonId
from dialogs.sessions.model import RoundPhase, RoundRun, Seat, SessionPhase
from dialogs.sessions.views import (
    Contribution,
    Mark,
    contributions,
    group_sees,
    in_group,
    missing,
    moderator_sees,
    not_played,
    overrun,
    single_answerer,
)
from dialogs.texts.catalogue import Texts
from dialogs.turns import Reply
from dialogs.usecases.ambition_shown import PREPARATION_RUN
from dialogs.usecases.offering import offers_of
from dialogs.usecases.pictures import count_of
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
        count=count_of(scene, run) if run else None,
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
    buttons: list[RegieDo] = []
    more: list[RegieDo] = []
    if phase is SessionPhase.OPEN and run is not None:
        form = scene.round(run.key).form
        revealed = scene.round(run.key).kind.revealed
        nobody = form is not None and form.has_nobody_fields
        if run.phase is RoundPhase.OPEN:
            buttons = [RegieDo.EXTEND, RegieDo.CLOSE if revealed else RegieDo.SKIP]
            more += [RegieDo.SKIP] if revealed else []
        elif run.phase is RoundPhase.CLOSED:
            buttons = [RegieDo.SKIP] if nobody else [RegieDo.REOPEN, RegieDo.SKIP]
        elif run.phase is RoundPhase.SKIPPED and not nobody:
            buttons = [RegieDo.REOPEN]
        if run.phase in {RoundPhase.CLOSED, RoundPhase.SHOWN, RoundPhase.DONE} and not nobody:
            more.append(RegieDo.REPEAT)
        more.append(RegieDo.MOVE_CARD)
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
    more += [RegieDo.STATUS, RegieDo.PLANNING]
    if phase is SessionPhase.OPEN:
        more.append(RegieDo.END)
    return tuple(buttons), tuple(more)


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


def private(
    scene: Scene, person: PersonId, texts: Texts, *, notice: str | None = None, done: str | None = None
) -> Reply:
    """The second page: who is missing, what came in, what can be held back."""
    session, run = scene.session, scene.session.current
    round_ = scene.round(run.key) if run else None
    form = round_.form if round_ else None
    absent = tuple(s.name for s in session.seats if in_group(s) and (s.absent or s.cannot_come))
    aloud = tuple(s.name for s in session.seats if in_group(s) and s.aloud)
    names: tuple[str, ...] | None = ()
    if form is not None and form.has_unnamed_fields:
        names = None
    elif run is not None:
        names = tuple(s.name for s in missing(session, run))
    title = round_.title.in_(texts.language) if round_ else texts.say(f"regie.session.{session.phase}")
    shown: tuple[PrivateContribution, ...] | None = ()
    lines: tuple[PrivateLine, ...] = ()
    if run is not None and form is not None:
        lines = tuple(_lines(scene, run, form, person))
        shown = tuple(_private(scene, run, form, person, texts)) if moderator_sees(session, run) else None
    earlier = tuple(_earlier(scene, run, person, texts))
    if earlier:
        shown = (*(shown or ()), *earlier)
    view = PrivateView(
        session=session.id,
        title=title,
        missing=names,
        aloud=aloud,
        absent=absent,
        lines=lines,
        contributions=shown,
        notice=notice,
        done=done,
    )
    return private_dialog(view, texts)


def _lines(scene: Scene, run: RoundRun, form: Form, person: PersonId) -> Iterator[PrivateLine]:
    """M fields, which nobody else reads."""
    secret = [f.id for f in form.fields if f.visibility is Visibility.MODERATOR]
    for one in contributions(scene.session, run, person, hidden=scene.hidden):
        for name in secret:
            said = one.fields.get(name)
            if isinstance(said, str):
                yield PrivateLine(name=one.name, text=said)


def _private(scene: Scene, run: RoundRun, form: Form, person: PersonId, texts: Texts) -> Iterator[PrivateContribution]:
    group_fields = [f.id for f in form.fields if f.visibility is Visibility.GROUP or f.type is FieldType.EXPERIMENT]
    if not group_fields:
        return
    offers = offers_of(form, scene)
    for one in contributions(scene.session, run, person, hidden=scene.hidden):
        standing = _standing(scene, run, one)
        yield PrivateContribution(
            key=contribution_key(run.key, one.person),
            name=one.name,
            parts=parts(form, one.fields, texts, offers=offers, shown=group_fields),
            standing=standing,
            can=_MOVES.get(standing, ()),
            by=one.by_name,
        )


def _earlier(scene: Scene, current: RoundRun | None, person: PersonId, texts: Texts) -> Iterator[PrivateContribution]:
    """From earlier rounds: what still waits for the moderator's word, and what the round just before left in the
    chat, as the answers of a talk are posted only when the next round opens."""
    for key, author in scene.hidden:
        if key == PREPARATION_RUN:
            yield PrivateContribution(
                key=contribution_key(key, author),
                name=scene.name(author),
                parts=(Part(text=texts.say("button.preparation")),),
                standing=Standing.HIDDEN,
                can=_MOVES[Standing.HIDDEN],
            )
    before = _just_before(scene, current)
    for run in scene.session.runs:
        round_ = scene.round(run.key)
        if round_.form is None or run == current:
            continue
        for one in _private(scene, run, round_.form, person, texts):
            if one.standing in _UNDECIDED or (run == before and one.standing is Standing.SHOWN):
                yield replace(one, name=f"{one.name} ({round_.title.in_(texts.language)})")


def _just_before(scene: Scene, current: RoundRun | None) -> RoundRun | None:
    if current is None or current.order is None:
        return None
    opened = [run for run in scene.session.runs if run.order is not None and run.order < current.order]
    return max(opened, key=lambda run: run.order or 0, default=None)


_UNDECIDED: Final = frozenset({Standing.HELD, Standing.TAKEN_BACK, Standing.HIDDEN})

_MOVES: Final = {
    Standing.IN: (Moving.HOLD,),
    Standing.HELD: (Moving.RELEASE,),
    Standing.SHOWN: (Moving.TAKE_BACK,),
    Standing.TAKEN_BACK: (Moving.RELEASE,),
    Standing.HIDDEN: (Moving.WIPE, Moving.LIFT),
}


def _standing(scene: Scene, run: RoundRun, one: Contribution) -> Standing:
    match one.mark:
        case Mark.HELD:
            return Standing.HELD
        case Mark.TAKEN_BACK:
            return Standing.TAKEN_BACK
        case Mark.WITHDRAWN:
            return Standing.WITHDRAWN
        case Mark.REPORTED:
            return Standing.HIDDEN
        case Mark.PLAIN:
            return Standing.SHOWN if group_sees(scene.session, run) else Standing.IN


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
