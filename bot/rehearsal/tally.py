"""Counts what a played series left in the store, and lists what should have happened in it and did not.

The store and the people's own diary are counted apart from each other: whatever one of them has that the other has not
is a shortcoming, an answer too many as much as one too few.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.rehearsal.diary import Diary, Place, Told
from bot.rehearsal.troubles import Troubles
from dialogs.experiments.model import Experiment, ExperimentState
from dialogs.experiments.report import ExperimentReport, ReportStatus
from dialogs.formats.model import Format, Round, RoundKind, Shows
from dialogs.groups import Buddies, FormAnswer, Handover
from dialogs.ids import PersonId, SessionId
from dialogs.reminders.model import Fate
from dialogs.reminders.model import Told as Reminded
from dialogs.sessions.model import RoundPhase, RunKey, Session, SessionPhase
from dialogs.sessions.seats import answered, has_answered

_SHOWN_TOGETHER: Final = frozenset({RoundKind.SILENT, RoundKind.CHOOSE})
_FINISHED: Final = frozenset({RoundPhase.SHOWN, RoundPhase.DONE})
_LOOK_BACK: Final = "look_back"
_HARVEST: Final = "harvest"
_SKIPPED: Final = frozenset({Fate.PAUSED, Fate.TOO_MANY, Fate.LATE, Fate.UNREACHABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the store has of one group, read whole when all is over."""

    format: Format
    sessions: Sequence[Session]
    names: Mapping[PersonId, str]
    experiments: Sequence[Experiment] = ()
    reports: Sequence[ExperimentReport] = ()
    forms: Sequence[FormAnswer] = ()
    handovers: Sequence[Handover] = ()
    buddies: Sequence[Buddies] = ()
    reminders: Sequence[Reminded] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    sessions: int = 0
    rounds: int = 0
    answers: int = 0
    caught_up: int = 0
    experiments: int = 0
    reports: int = 0
    forms: int = 0
    handovers: int = 0
    reminders: int = 0
    """Messages: all that somebody hears of in a day is one."""
    skipped: int = 0
    """Reminders that did not go out, and not because there was nothing left to ask."""
    reported: Mapping[str, int] = field(default_factory=dict)
    """How many reports said yes, partly, no, other."""


def count(kept: Kept) -> Count:
    reports = [report for report in kept.reports if report.status is ReportStatus.SUBMITTED]
    said = [report.done.value for report in reports]
    return Count(
        sessions=sum(session.phase is SessionPhase.ENDED for session in kept.sessions),
        rounds=sum(run.phase in _FINISHED for session in kept.sessions for run in session.runs),
        answers=sum(len(answered(session, run)) for session in kept.sessions for run in session.runs),
        caught_up=sum(len(names) for names in _caught_up(kept).values()),
        experiments=len(kept.experiments),
        reports=len(reports),
        forms=len(kept.forms),
        handovers=len(kept.handovers),
        reminders=len({(one.person, one.on) for one in kept.reminders if one.fate is Fate.SAID}),
        skipped=sum(one.fate in _SKIPPED for one in kept.reminders),
        reported={done: said.count(done) for done in dict.fromkeys(said)},
    )


def shortcomings(kept: Kept, diary: Diary, troubles: Troubles | None = None) -> Iterator[str]:
    """One line for each thing the series holds that did not happen; nothing when all of it did."""
    harvested = {(s, name) for (s, form), people in diary.forms.items() if form == _HARVEST for name in people}
    for session in kept.sessions:
        if session.phase is not SessionPhase.ENDED:
            yield f"session {session.number} is {session.phase}, not ended"
        for each in session.plan.rounds:
            yield from _of_round(session, each, diary, harvested=harvested)
        yield from _of_look_back(session, kept, diary)
    yield from _of_people(kept, diary)
    yield from _of_pairs(kept, diary)
    yield from _of_troubles(kept, diary, troubles or Troubles())
    for outcome in diary.gave_up:
        yield f"{outcome.person} could not hand in a form: {outcome.message}"


def _of_round(session: Session, each: Round, diary: Diary, *, harvested: set[tuple[SessionId, str]]) -> Iterator[str]:
    where = f"session {session.number}, round {each.id}"
    wanted = RoundPhase.SHOWN if each.kind in _SHOWN_TOGETHER else RoundPhase.DONE
    run = session.newest_run(each.id)
    if run is None or run.phase is not wanted:
        yield f"{where} is {session.phase_of(each.id)}, not {wanted}"
        return
    place = (session.id, run.key)
    stored, given = {seat.name for seat in answered(session, run)}, diary.answers.get(place, set())
    if each.form is not None and each.form.answered_by is not None:
        given = given | {name for name in stored if (session.id, name) in harvested}
    yield from _compared(f"{where}: answers", stored, given)
    if each.form is not None and each.form.required:
        silent = diary.asked.get(place, set()) - stored - diary.excused.get(place, set())
        if silent:
            yield f"{where}: no answer of {', '.join(sorted(silent))}"


def _of_look_back(session: Session, kept: Kept, diary: Diary) -> Iterator[str]:
    """A session after the first whose board shows reports has some to show."""
    shows = any(Shows.REPORTS in each.shows for each in session.plan.rounds)
    earlier = any(e.session != session.id for e in kept.experiments)
    if not shows or not earlier or session.number == 1 or _LOOK_BACK not in kept.format.forms:
        return
    if not any(told.session == session.id for told in diary.reports) and _tried_before(session, kept.experiments, kept):
        yield f"session {session.number}: nobody looked back on an experiment"


def _tried_before(session: Session, experiments: Sequence[Experiment], kept: Kept) -> bool:
    numbers = {one.id: one.number for one in kept.sessions}
    return any(numbers.get(e.session, session.number) < session.number for e in experiments if e.session)


def _of_people(kept: Kept, diary: Diary) -> Iterator[str]:
    """What people know they did between and in the sessions, beside what the store has."""
    stored = [(r.session, kept.names[r.person], str(r.experiment), r.done.value) for r in kept.reports]
    given = [_short(told) for told in diary.reports]
    yield from _compared("reports", map(_line, stored), map(_line, given))
    experiments: dict[str, int] = {}
    for experiment in kept.experiments:
        name = kept.names[experiment.person]
        experiments[name] = experiments.get(name, 0) + 1
    thought_of = {name: number for name, number in diary.experiments.items() if number}
    for name in sorted(experiments.keys() | thought_of.keys()):
        mine, theirs = thought_of.get(name, 0), experiments.get(name, 0)
        if mine != theirs:
            yield f"{name} thought of {mine} experiments, the store has {theirs}"
    forms = [(f.session, f.form, kept.names[f.person]) for f in kept.forms]
    sent = [(session, form, name) for (session, form), names in diary.forms.items() for name in names]
    yield from _compared("forms between sessions", map(_line, forms), map(_line, sent))
    yield from _of_catching_up(kept, diary)


def _of_pairs(kept: Kept, diary: Diary) -> Iterator[str]:
    """Where a round shows who calls whom, the moderator agreed to it."""
    shown = [s for s in kept.sessions if any(Shows.PAIRS in each.shows for each in s.plan.rounds)]
    agreed = sum(one.agreed for one in kept.buddies)
    if not len(shown) == agreed == diary.pairs:
        yield f"pairs: {len(shown)} sessions show them, {diary.pairs} were agreed to, the store has {agreed}"


def _of_catching_up(kept: Kept, diary: Diary) -> Iterator[str]:
    stored = _caught_up(kept)
    for place in stored.keys() | diary.caught_up.keys():
        what = f"caught up with in round {place[1].round_id}"
        yield from _compared(what, stored.get(place, set()), diary.caught_up.get(place, set()))
    for place, names in diary.missed.items():
        for name in sorted(names - stored.get(place, set())):
            yield f"{name} did not catch up with round {place[1].round_id}"


def _of_troubles(kept: Kept, diary: Diary, troubles: Troubles) -> Iterator[str]:
    names = [kept.names[handover.to] for handover in kept.handovers]
    if names != diary.handovers:
        yield f"the hotseat went to {diary.handovers}, the store has {names}"
    if troubles.heir is not None and not diary.handovers:
        yield "the hotseat was not handed over"
    if troubles.twice is not None and not diary.again[troubles.twice.name]:
        yield f"{troubles.twice.name} sent nothing twice"
    if troubles.stopper is not None:
        yield from _of_stopping(kept, troubles.stopper.name)


def _of_stopping(kept: Kept, name: str) -> Iterator[str]:
    """Who would stop with what was tried did so, where there was something to look back on."""
    mine = [e for e in kept.experiments if kept.names[e.person] == name]
    boards = [s for s in kept.sessions if any(Shows.REPORTS in each.shows for each in s.plan.rounds)]
    asked = any(_tried_before(session, mine, kept) for session in boards) and _LOOK_BACK in kept.format.forms
    if asked and not any(e.state is ExperimentState.STOPPED for e in mine):
        yield f"{name} stopped with no experiment"


def _caught_up(kept: Kept) -> dict[Place, set[str]]:
    found: dict[Place, set[str]] = {}
    for session in kept.sessions:
        for (run, person), answer in session.answers.items():
            if answer.caught_up and has_answered(answer):
                found.setdefault((session.id, RunKey(run.round_id, run.run)), set()).add(kept.names[person])
    return found


def _compared(what: str, stored: Iterable[str], given: Iterable[str]) -> Iterator[str]:
    """One thing more of the same counts too."""
    kept, told = Counter(stored), Counter(given)
    if lost := told - kept:
        yield f"{what}: given and not in the store: {', '.join(sorted(lost.elements()))}"
    if unknown := kept - told:
        yield f"{what}: in the store and given by nobody: {', '.join(sorted(unknown.elements()))}"


def _short(told: Told) -> tuple[SessionId, str, str, str]:
    return told.session, told.person, told.experiment, told.done


def _line(parts: tuple[str, ...]) -> str:
    return " ".join(parts)
