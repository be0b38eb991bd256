"""Which experiments of a session the group may read: those of a shown round, and those thought of outside it."""

from collections.abc import Iterator

from dialogs.cards.blocks import ExperimentLine
from dialogs.experiments.model import Experiment
from dialogs.formats.model import Visibility
from dialogs.sessions.model import AnswerStatus, RoundPhase, RoundRun, RunKey, SessionPhase
from dialogs.sessions.views import group_sees, in_group
from dialogs.usecases.offering import newest_shown
from dialogs.usecases.own_experiment import OUTSIDE, born_in
from dialogs.usecases.scene import Scene


def experiments_shown(scene: Scene) -> Iterator[tuple[str, Experiment]]:
    """Each with the name of whose it is, in the order of the seats."""
    for seat in scene.session.seats:
        if in_group(seat):
            for one in scene.experiments:
                if one.person == seat.person and one.session == scene.session.id and _may_be_read(scene, one):
                    yield seat.name, one


def experiment_lines_of(scene: Scene) -> tuple[ExperimentLine, ...]:
    """*Wie probeert wat, wanneer*: what was thought of in this session and may be shown."""
    return tuple(
        ExperimentLine(name=name, when=one.when, then=one.then, on=one.on) for name, one in experiments_shown(scene)
    )


def belongs_to(scene: Scene, own: Experiment | None) -> RunKey:
    """Where a change made outside the rounds belongs: with its round as long as that shows it, still may, or had it
    kept back; else outside, where the group reads it."""
    run = scene.session.run(born_in(own)) if own else None
    if own is None or run is None:
        return OUTSIDE
    coming = scene.session.phase is SessionPhase.OPEN and run.phase in {RoundPhase.OPEN, RoundPhase.CLOSED}
    stays = coming or _kept_back(scene, own) or _stands_in(scene, run)
    return run.key if stays else OUTSIDE


def _may_be_read(scene: Scene, one: Experiment) -> bool:
    run = scene.session.run(born_in(one))
    in_the_open = run is None or _stands_in(scene, run)
    return one.visibility is Visibility.GROUP and in_the_open and not _kept_back(scene, one)


def _stands_in(scene: Scene, run: RoundRun) -> bool:
    """A repeated round shows what its newest run brought."""
    return group_sees(scene.session, run) and newest_shown(scene, run.key.round_id) == run


def _kept_back(scene: Scene, one: Experiment) -> bool:
    place = (born_in(one), one.person)
    answer = scene.session.answers.get(place)
    withdrawn = answer is not None and answer.status is AnswerStatus.WITHDRAWN
    return place in scene.hidden or (answer is not None and (answer.held or answer.taken_back or withdrawn))
