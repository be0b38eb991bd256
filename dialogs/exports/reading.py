"""Finds one's way in a programme's records: which session something belongs to, how far it came, what is promised."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dialogs.experiments.model import Experiment
from dialogs.experiments.report import ExperimentReport
from dialogs.exports.coding import without_names
from dialogs.exports.watched import Watched
from dialogs.formats.model import Field, Form
from dialogs.groups import Group
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId
from dialogs.policy.matrix import Reader, Sight, Stage, Thing, sight
from dialogs.policy.promises import Promise, experiment_promise, report_promise
from dialogs.records import ConsentKind, ProgrammeRecords
from dialogs.sessions.model import Answer, RoundRun, RunKey, Session
from dialogs.sessions.seats import form_of, has_answered
from dialogs.sessions.stages import Hidden, experiment_stage, form_stage, report_stage
from dialogs.sessions.visibility import stage_of_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer with its form, and how far it came."""

    session: Session
    run: RoundRun
    form: Form
    answer: Answer
    stage: Stage


class Reading:
    """The coordinator's eyes on the records."""

    def __init__(self, records: ProgrammeRecords, *, today: date) -> None:
        """`today` in the programme's own zone: an experiment is running from its day on."""
        self.records = records
        self.today = today

    @cached_property
    def groups(self) -> Mapping[GroupId, Group]:
        return {group.id: group for group in self.records.groups}

    @cached_property
    def sessions(self) -> Mapping[SessionId, Session]:
        return {session.id: session for session in self.records.sessions}

    @cached_property
    def experiments(self) -> Mapping[ExperimentId, Experiment]:
        return {record.experiment.id: record.experiment for record in self.records.experiments}

    def hidden(self, session: SessionId) -> Hidden:
        return self.records.incidents.get(session, frozenset())

    def names(self, group: GroupId) -> Mapping[PersonId, str]:
        """Of everybody who is or was in it, whatever their part."""
        left = {p: n for s in self.records.sessions if s.group == group for p, n in s.former.items()}
        return {**left, **{member.person: member.name for member in self.groups[group].members}}

    def unnamed(self, group: GroupId, text: str) -> str:
        """Words that leave their group, without the names of its people in them."""
        return self._without_names[group](text)

    @cached_property
    def _without_names(self) -> Mapping[GroupId, Callable[[str], str]]:
        return {one.id: without_names(self.names(one.id).values(), one.language) for one in self.records.groups}

    def choices(self, asked: Callable[[Field], bool]) -> tuple[str, ...]:
        """What can be chosen in these fields, in any of the formats that are played."""
        formats = {group.format.id: group.format for group in self.records.groups}.values()
        plans = [plan for one in formats for plans in one.presets.values() for plan in plans]
        forms = [r.form for plan in plans for r in plan.rounds if r.form]
        forms += [form for one in formats for form in one.forms.values()]
        return tuple(dict.fromkeys(c.id for form in forms for f in form.fields if asked(f) for c in f.choices))

    def group_number(self, group: GroupId) -> int:
        return self.groups[group].number

    def session_number(self, session: SessionId | None) -> int | None:
        found = self.sessions.get(session) if session else None
        return found.number if found else None

    def answers(self) -> Sequence[Given]:
        """Every answer that is in, of every run, whoever gave it."""
        return self._answers

    def of_run(self, session: Session, run: RoundRun) -> Sequence[Given]:
        return self._by_run.get((session.id, run.key), ())

    @cached_property
    def _answers(self) -> Sequence[Given]:
        return tuple(self._read_answers())

    @cached_property
    def _by_run(self) -> Mapping[tuple[SessionId, RunKey], Sequence[Given]]:
        found: dict[tuple[SessionId, RunKey], list[Given]] = {}
        for given in self._answers:
            found.setdefault((given.session.id, given.run.key), []).append(given)
        return found

    def _read_answers(self) -> Iterator[Given]:
        for session in self.records.sessions:
            hidden = self.hidden(session.id)
            for (key, person), answer in session.answers.items():
                run, form = session.run(key), form_of(session, key)
                if run is None or form is None or not has_answered(answer):
                    continue
                stage = stage_of_answer(session, run, answer, reported=(key, person) in hidden)
                yield Given(session=session, run=run, form=form, answer=answer, stage=stage)

    def watched(self, session: Session) -> Watched:
        """What an observer comes upon there."""
        return Watched(
            session=session,
            format=self.groups[session.group].format,
            incidents=self.records.incidents,
            experiments=self.experiments,
            reports=[one for one in self.records.reports if one.session == session.id],
            forms=[one for one in self.records.forms if one.session == session.id],
        )

    def of_experiment(self, experiment: Experiment) -> tuple[Promise, Sight]:
        session = self.sessions.get(experiment.session) if experiment.session else None
        hidden = self.hidden(experiment.session) if experiment.session else frozenset()
        promise = experiment_promise(experiment)
        return promise, _to_programme(Thing.EXPERIMENT, promise, experiment_stage(experiment, session, hidden))

    def of_report(self, report: ExperimentReport) -> tuple[Promise, Sight]:
        promise = report_promise(report, self.experiments.get(report.experiment))
        stage = report_stage(report, self.sessions[report.session], self.hidden(report.session))
        return promise, _to_programme(Thing.REPORT, promise, stage)

    def of_form(self, form: str, person: PersonId, session: SessionId, field: Field) -> Sight:
        stage = form_stage(form, field, person, self.sessions[session], self.hidden(session))
        return _to_programme(Thing.HARVEST, Promise(field.visibility, field.programme), stage)

    @cached_property
    def _unquoted(self) -> frozenset[PersonId]:
        return frozenset(c.person for c in self.records.consents if c.kind is ConsentKind.NO_QUOTES and c.stands)

    def may_be_quoted(self, person: PersonId, *, ticked: object) -> bool:
        """A tick beside the words themselves, as long as the person has not taken back being quoted at all."""
        return ticked is True and person not in self._unquoted


def of_field(given: Given, field: Field) -> Sight:
    return _to_programme(Thing.ANSWER, Promise(field.visibility, field.programme), given.stage)


def _to_programme(thing: Thing, promise: Promise, stage: Stage) -> Sight:
    return sight(thing, promise.visibility, programme=promise.programme, reader=Reader.COORDINATOR, stage=stage)
