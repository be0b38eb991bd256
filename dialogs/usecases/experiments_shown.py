"""Which experiments the group may read: those of a shown round, and those thought of outside it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dialogs.cards.experiments_block import ExperimentLine, in_full
from dialogs.cards.picked import PICKED
from dialogs.cards.values import experiment_line, line_of
from dialogs.experiments.model import Experiment
from dialogs.experiments.rules import OPEN
from dialogs.formats.model import Shows
from dialogs.ids import PersonId
from dialogs.notices import Notice, NoticeKind
from dialogs.policy.matrix import Reader, Sight, Stage, Thing, sight
from dialogs.sessions.model import AnswerStatus, RoundPhase, RoundRun, RunKey, SessionPhase
from dialogs.sessions.views import Contribution, group_sees, in_group
from dialogs.texts.catalogue import Texts
from dialogs.usecases.card_rows import card_refresh, summary_refresh
from dialogs.usecases.offering import newest_shown
from dialogs.usecases.own_experiment import born_in, is_outside, next_place
from dialogs.usecases.scene import Scene
from dialogs.usecases.series_consequences import boards_after


def experiments_shown(scene: Scene) -> Iterator[tuple[str, Experiment]]:
    """Each with the name of whose it is, in the order of the seats; then of those who left."""
    for person, name in _people(scene):
        for one in scene.experiments:
            if one.person == person and one.session == scene.session.id and _may_be_read(scene, one):
                yield name, one


def _people(scene: Scene) -> Iterator[tuple[PersonId, str]]:
    """Those who make up the group, and those who did: what they tried stays."""
    yield from ((seat.person, seat.name) for seat in scene.session.seats if in_group(seat))
    yield from scene.session.former.items()


def experiment_lines_of(scene: Scene) -> tuple[ExperimentLine, ...]:
    """*Wie probeert wat, wanneer*: what was thought of in this session or goes on from before, and may be shown."""
    lines = [_as_entered(scene, line_of(one, name), one) for name, one in experiments_shown(scene)]
    return (*lines, *_picked_lines(scene))


def lines_under_way(scene: Scene) -> tuple[ExperimentLine, ...]:
    """What goes on when no session is to come: of whatever session, as far as the group may read it. The same words of
    one person are said once."""
    lines = {
        (seat.person, one.when, one.then): _going_on(scene, seat.name, one)
        for seat in scene.session.seats
        for one in scene.experiments
        if in_group(seat) and one.person == seat.person and one.state in OPEN and _may_go_on(scene, one)
    }
    return tuple(lines.values())


def _may_go_on(scene: Scene, one: Experiment) -> bool:
    return _stays_readable(scene, one) and (one.session != scene.session.id or _may_be_read(scene, one))


def experiments_for_moderator(scene: Scene, texts: Texts) -> Iterator[tuple[str, str]]:
    """(name, words) of what people try and keep from the group: the moderator alone reads it, while it is open; and
    what was added to it in its round, which the group does not read either."""
    for seat in scene.session.seats:
        for one in scene.experiments:
            kept = _sight(one, Stage.SHOWN) is not Sight.NAMED
            added = [texts.say("card.contribution.supplement", text=said) for said in _added_to(scene, one)]
            if one.person == seat.person and kept and (one.state in OPEN or added) and not _reported(scene, one):
                yield seat.name, " · ".join([in_full(line_of(one), texts), *added])


def _added_to(scene: Scene, one: Experiment) -> tuple[str, ...]:
    answer = scene.session.answers.get((born_in(one), one.person)) if one.session == scene.session.id else None
    return answer.supplements if answer else ()


def line_in_result(scene: Scene, run: RoundRun, one: Contribution, said: Mapping[str, object]) -> ExperimentLine | None:
    """What a round's result card says of somebody's experiment; None where its author keeps it from the group."""
    if PICKED in said:
        picked = next((e for e in scene.experiments if e.id == said[PICKED] and e.person == one.person), None)
        if picked is None or not _stays_readable(scene, picked):
            return None
        return replace(_going_on(scene, one.name, picked), by=one.by_name)
    place = (scene.session.id, run.key, one.person)
    stored = next((e for e in scene.experiments if (e.session, born_in(e), e.person) == place), None)
    if stored is not None and _sight(stored, Stage.SHOWN) is not Sight.NAMED:
        return None
    if stored is None:
        return replace(experiment_line(one.name, said), by=one.by_name)
    return _as_entered(scene, line_of(stored, one.name), stored)


def _as_entered(scene: Scene, line: ExperimentLine, one: Experiment) -> ExperimentLine:
    """With who typed it for somebody else, for as long as these are the words that were typed."""
    answer = scene.session.answers.get((born_in(one), one.person)) if one.session == scene.session.id else None
    if answer is None or answer.by == answer.person:
        return line
    entered = [experiment_line("", said) for said in answer.fields.values() if isinstance(said, Mapping)]
    same = any((said.when, said.then) == (one.when, one.then) for said in entered)
    return replace(line, by=scene.name(answer.by) or None) if same else line


def place_after_edit(scene: Scene, own: Experiment) -> RunKey:
    """Where a change made outside the rounds belongs: with its round as long as that shows it, still may, or had it
    kept back; else outside, where the group reads it. `scene` is of the session it was thought of in."""
    run = scene.session.run(born_in(own))
    if run is None:
        place = born_in(own)
        return place if is_outside(place) else next_place(scene.experiments, scene.session.id, own.person)
    coming = scene.session.phase is SessionPhase.OPEN and run.phase in {RoundPhase.OPEN, RoundPhase.CLOSED}
    stays = coming or _kept_back(scene, own) or _stands_in(scene, run)
    return run.key if stays else next_place(scene.experiments, scene.session.id, own.person)


def cards_with_experiments(scene: Scene, *places: RunKey) -> tuple[Notice, ...]:
    """Every card in the group's chat that may hold what was thought of in these places of this session."""
    chat, session, now = scene.group.conversation, scene.session, scene.now
    if chat is None:
        return ()
    shown = {run.key: run for run in session.runs if Shows.EXPERIMENTS in scene.round(run.key).shows}
    results = [run.key for run in session.runs if run.key in places and run.phase in _POSTED]
    return (
        *(card_refresh(session.id, key, chat=chat, due_at=now) for key in shown),
        *(card_refresh(session.id, key, chat=chat, due_at=now, kind=NoticeKind.RESULT) for key in results),
        summary_refresh(session.id, chat=chat, now=now),
        *boards_after(scene.group, session, chat=chat, now=now),
    )


_POSTED = frozenset({RoundPhase.SHOWN, RoundPhase.DONE})


def _going_on(scene: Scene, name: str, one: Experiment) -> ExperimentLine:
    """One that may be under way already: the day it starts is told only while that is still to come."""
    today = scene.session.starts_at.astimezone(scene.group.zone).date()
    line = line_of(one, name)
    return line if one.on >= today else replace(line, on=None)


def _picked_lines(scene: Scene) -> Iterator[ExperimentLine]:
    """Those of earlier sessions that somebody goes on with, as they chose in a round the group has read."""
    for somebody, name in _people(scene):
        for (key, person), answer in scene.session.answers.items():
            run = scene.session.run(key)
            if person != somebody or run is None or not _stands_in(scene, run):
                continue
            if answer.held or answer.taken_back or answer.status is not AnswerStatus.SUBMITTED:
                continue
            if (key, person) in scene.hidden:
                continue
            for said in answer.fields.values():
                wanted = said.get(PICKED) if isinstance(said, Mapping) else None
                picked = next((e for e in scene.experiments if e.id == wanted and e.person == person), None)
                if picked is not None and picked.session != scene.session.id and _stays_readable(scene, picked):
                    by = scene.name(answer.by) if answer.by != person else ""
                    yield replace(_going_on(scene, name, picked), by=by or None)


def _may_be_read(scene: Scene, one: Experiment) -> bool:
    run = scene.session.run(born_in(one))
    stage = Stage.SHOWN if run is None or _stands_in(scene, run) else Stage.CLOSED
    return _sight(one, stage) is Sight.NAMED and not one.taken_back and not _kept_back(scene, one)


def _stays_readable(scene: Scene, one: Experiment) -> bool:
    """Of any session: its author goes on with it before the group, and nobody kept its words back."""
    return _sight(one, Stage.SHOWN) is Sight.NAMED and not one.untold and not _reported(scene, one)


def _reported(scene: Scene, one: Experiment) -> bool:
    """As recognisable, in whatever session it belongs to."""
    hidden = scene.incidents.get(one.session, frozenset()) if one.session else frozenset()
    return (born_in(one), one.person) in hidden


def _sight(one: Experiment, stage: Stage) -> Sight:
    return sight(Thing.EXPERIMENT, one.visibility, programme=one.programme, reader=Reader.GROUP, stage=stage)


def _stands_in(scene: Scene, run: RoundRun) -> bool:
    """A repeated round shows what its newest run brought."""
    return group_sees(scene.session, run) and newest_shown(scene, run.key.round_id) == run


def _kept_back(scene: Scene, one: Experiment) -> bool:
    place = (born_in(one), one.person)
    answer = scene.session.answers.get(place)
    withdrawn = answer is not None and answer.status is AnswerStatus.WITHDRAWN
    return place in scene.hidden or (answer is not None and (answer.held or answer.taken_back or withdrawn))
