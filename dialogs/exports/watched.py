"""What an observer reads of a session, and of whom: the same for the page and for what goes along. Names are for the
caller to make codes of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dialogs.cards.expand import by_experiment
from dialogs.cards.picked import PICKED
from dialogs.experiments.model import Experiment
from dialogs.experiments.report import DONE, SHARING, ExperimentReport
from dialogs.formats.model import FieldType, Format, Meaning, Visibility
from dialogs.groups import FormAnswer
from dialogs.ids import ExperimentId, PersonId, SessionId
from dialogs.policy.matrix import Reader, Sight, Stage, Thing, sight
from dialogs.policy.promises import Promise, experiment_promise, report_promise
from dialogs.sessions.model import Answer, Fields, RoundRun, RunKey, Session, Value
from dialogs.sessions.seats import form_of
from dialogs.sessions.stages import HARVEST, Hidden, form_stage, report_stage
from dialogs.sessions.visibility import stage_of_answer

END_STATE: Final = "end_state"
TIP: Final = "tip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A session with what people brought to it. `incidents` are of all sessions of its group, and so are the
    `experiments`; `reports` and `forms` are its own."""

    session: Session
    format: Format
    incidents: Mapping[SessionId, Hidden]
    experiments: Mapping[ExperimentId, Experiment]
    reports: Sequence[ExperimentReport]
    forms: Sequence[FormAnswer]

    @property
    def hidden(self) -> Hidden:
        return self.incidents.get(self.session.id, frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one person brought in, as far as an observer reads it. An experiment is a mapping of `when` and `then`."""

    person: PersonId
    fields: Fields = field(default_factory=dict)
    supplements: tuple[str, ...] = ()


def answers_seen(watched: Watched, run: RoundRun) -> Iterator[Seen]:
    """In the order of the seats."""
    session, form = watched.session, form_of(watched.session, run.key)
    places = {seat.person: place for place, seat in enumerate(session.seats)}
    given = [answer for (key, _), answer in session.answers.items() if key == run.key]
    for answer in sorted(given, key=lambda one: (places.get(one.person, len(places)), one.person)):
        stage = stage_of_answer(session, run, answer, reported=(run.key, answer.person) in watched.hidden)
        told: dict[str, Value] = {}
        for asked in form.fields if form else ():
            value = answer.fields.get(asked.id)
            if value is None or not _coded(Thing.ANSWER, Promise(asked.visibility, asked.programme), stage):
                continue
            now = _as_it_stands(watched, run.key, answer, value) if asked.type is FieldType.EXPERIMENT else value
            if now is not None:
                told[asked.id] = now
        added = answer.supplements if _coded(Thing.ANSWER, _ADDED, stage) else ()
        if told or added:
            yield Seen(person=answer.person, fields=told, supplements=added)


_ADDED: Final = Promise(Visibility.GROUP)
"""What is added to a shown answer is for the group, whatever the form asked."""


def _as_it_stands(watched: Watched, run: RunKey, answer: Answer, said: Value) -> Value | None:
    """The experiment of an answer in the words it has now. None where its author keeps it from the group meanwhile."""
    picked = said.get(PICKED) if isinstance(said, Mapping) else None
    if picked is not None:
        one = watched.experiments.get(ExperimentId(picked))
    else:
        place = (watched.session.id, run, answer.person)
        one = next((e for e in watched.experiments.values() if (e.session, _born_in(e), e.person) == place), None)
    if one is None or one.person != answer.person or not experiment_is_seen(watched, one):
        return None
    return {"when": one.when, "then": one.then, "on": one.on.isoformat()}


def experiment_is_seen(watched: Watched, experiment: Experiment) -> bool:
    """Of one that was brought before the group."""
    hidden = watched.incidents.get(experiment.session, frozenset()) if experiment.session else frozenset()
    stage = Stage.SHOWN
    if (_born_in(experiment), experiment.person) in hidden:
        stage = Stage.REPORTED
    elif experiment.untold:
        stage = Stage.HELD
    return _coded(Thing.EXPERIMENT, experiment_promise(experiment), stage)


def _born_in(experiment: Experiment) -> RunKey | None:
    return RunKey(experiment.round_id, experiment.run or 1) if experiment.round_id else None


def reports_seen(watched: Watched) -> Iterator[Seen]:
    """With what the first page asked: *uitgevoerd*."""
    for report in watched.reports:
        promise = report_promise(report, watched.experiments.get(report.experiment))
        if _coded(Thing.REPORT, promise, report_stage(report, watched.session, watched.hidden)):
            told = {name: value for name, value in report.fields.items() if name != SHARING}
            yield Seen(person=report.person, fields={DONE: report.done.value, **told}, supplements=report.supplements)


def ends_seen(watched: Watched) -> Iterator[tuple[Seen, Experiment]]:
    """What became of each experiment, as the harvest cards say."""
    for card in watched.forms:
        if _harvest_is_seen(watched, card, END_STATE):
            for id_, end in by_experiment(card.fields, END_STATE).items():
                one = watched.experiments.get(ExperimentId(id_))
                if one is not None and isinstance(end, str) and experiment_is_seen(watched, one):
                    yield Seen(person=card.person, fields={END_STATE: end}), one


def tips_seen(watched: Watched) -> Iterator[Seen]:
    for card in watched.forms:
        asked = watched.format.forms.get(HARVEST)
        name = next((f.id for f in asked.fields if f.meaning is Meaning.TIP), TIP) if asked else TIP
        said = card.fields.get(name)
        if isinstance(said, str) and _harvest_is_seen(watched, card, name):
            yield Seen(person=card.person, fields={name: said})


def _harvest_is_seen(watched: Watched, card: FormAnswer, name: str) -> bool:
    form = watched.format.forms.get(card.form)
    asked = next((f for f in form.fields if f.id == name), None) if form else None
    if asked is None or card.form != HARVEST:
        return False
    stage = form_stage(card.form, asked, card.person, watched.session, watched.hidden)
    return _coded(Thing.HARVEST, Promise(asked.visibility, asked.programme), stage)


def _coded(thing: Thing, promise: Promise, stage: Stage) -> bool:
    seen = sight(thing, promise.visibility, programme=promise.programme, reader=Reader.OBSERVER, stage=stage)
    return seen is Sight.CODED
