"""Counts what a played session left in the store, and lists what should have happened in it and did not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.rehearsal.player import Played
from dialogs.experiments.model import Experiment
from dialogs.formats.model import FieldType, Round, RoundKind
from dialogs.sessions.model import RoundPhase, RunKey, Session, SessionPhase
from dialogs.sessions.seats import answered, everyone_answered, round_of

_SHOWN_TOGETHER: Final = frozenset({RoundKind.SILENT, RoundKind.CHOOSE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    rounds: int
    answers: int
    experiments: int


def count(session: Session, experiments: Sequence[Experiment]) -> Count:
    finished = {RoundPhase.SHOWN, RoundPhase.DONE}
    return Count(
        rounds=sum(run.phase in finished for run in session.runs),
        answers=sum(len(answered(session, run)) for run in session.runs),
        experiments=len(experiments),
    )


def shortcomings(session: Session, experiments: Sequence[Experiment], played: Played) -> Iterator[str]:
    """One line for each thing the session holds that did not happen; nothing when all of it did."""
    if session.phase is not SessionPhase.ENDED:
        yield f"session {session.number} is {session.phase}, not ended"
    for each in session.plan.rounds:
        yield from _of_round(session, each, played)
    tried = sum(played.answers.get(run.key, 0) for run in session.runs if _asks_experiment(session, run.key))
    if len(experiments) != tried:
        yield f"{tried} people thought of an experiment, the store has {len(experiments)}"
    for outcome in played.gave_up:
        yield f"{outcome.person} could not hand in a form: {outcome.message}"


def _of_round(session: Session, each: Round, played: Played) -> Iterator[str]:
    wanted = RoundPhase.SHOWN if each.kind in _SHOWN_TOGETHER else RoundPhase.DONE
    run = session.newest_run(each.id)
    if run is None or run.phase is not wanted:
        yield f"round {each.id} is {session.phase_of(each.id)}, not {wanted}"
        return
    given, kept = played.answers.get(run.key, 0), len(answered(session, run))
    if given != kept:
        yield f"round {each.id}: {given} people answered, the store has {kept} answers"
    if each.form is not None and each.form.required and not everyone_answered(session, run):
        yield f"round {each.id}: not everybody who was asked has answered"


def _asks_experiment(session: Session, key: RunKey) -> bool:
    each = round_of(session, key.round_id)
    form = each.form if each else None
    return form is not None and any(field.type is FieldType.EXPERIMENT for field in form.fields)
