"""Whatever the order of answers, reports, edits, withdrawals, holding back and showing: nobody sees more than promised.

The model knows only what people did. What every reader then gets comes from the code that shows and exports; what they
may get is written out here once more, without asking the policy.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dialogs.errors import ModeratorError
from dialogs.experiments.model import Experiment, ExperimentState, Safety
from dialogs.experiments.report import REPORT_PLACE, Done, ExperimentReport, ReportStatus, Sharing
from dialogs.exports.every import ExportTable, export_of
from dialogs.exports.observations import Observed, observations_export
from dialogs.exports.reading import Reading
from dialogs.exports.watched import answers_seen, reports_seen
from dialogs.formats.model import (
    Field,
    FieldType,
    Form,
    Format,
    FormatKind,
    Language,
    Meaning,
    RoundKind,
    Shows,
    Visibility,
)
from dialogs.groups import Group
from dialogs.ids import ExperimentId, PersonId, ProgrammeId
from dialogs.policy.matrix import Reader, Sight
from dialogs.records import Consent, ConsentKind, ExperimentRecord, ProgrammeRecords
from dialogs.sessions.model import Fields, RoundPhase, RunKey, SessionPhase
from dialogs.sessions.stages import board_is_up
from dialogs.sessions.views import contributions
from dialogs.usecases.look_back_shown import sees_report
from tests.builders import BERT, CHAIMA, DAAN, ELS, HANNA, IRIS, OTTO, STRANGER, TEN, Play, a_field, a_round, a_session
from tests.dialogs.finding import Values, found_by

PEOPLE: Final = (BERT, CHAIMA, DAAN)
AGREED: Final = BERT
"""With what an observer takes along."""
NOBODY_SPECIAL: Final = ELS
NOTE_TAKER: Final = HANNA
IN_THE_GROUP: Final = (None, NOBODY_SPECIAL, NOTE_TAKER)
LETTERS: Final = "mgpr"
ASKED: Final = ("1.1", "1.2")


def the_form() -> Form:
    fields: list[Field] = [
        a_field("m", visibility=Visibility.MODERATOR),
        a_field("g"),
        replace(a_field("p"), programme=True, meaning=Meaning.INSIGHT),
        a_field("a", FieldType.NUMBER, Visibility.UNNAMED, minimum=0, maximum=100_000),
    ]
    return Form(fields=tuple(fields))


def with_an_experiment() -> Form:
    return Form(fields=(*the_form().fields, a_field("e", FieldType.EXPERIMENT)))


def without_the_unnamed() -> Form:
    """What can be added to and caught up with."""
    return Form(fields=tuple(field for field in the_form().fields if field.id != "a"))


def for_nobody() -> Form:
    return Form(fields=(a_field("n", visibility=Visibility.NOBODY),))


@dataclass(slots=True)
class Said:
    """One person's newest answer in one round, as the model remembers it."""

    texts: Fields
    added: tuple[str, ...] = ()
    withdrawn: bool = False
    held: bool = False
    taken_back: bool = False
    reported: bool = False


@dataclass(slots=True)
class Told:
    """One person's report of their experiment."""

    text: str
    sharing: Sharing
    withdrawn: bool = False
    held: bool = False
    reported: bool = False


class Promises(RuleBasedStateMachine):
    @initialize(
        visibility=st.sampled_from((Visibility.GROUP, Visibility.GROUP, Visibility.MODERATOR)),
        programme=st.booleans(),
        ahead=st.sampled_from((0, 0, 4)),
    )
    def begin(self, visibility: Visibility, programme: bool, ahead: int = 0) -> None:  # noqa: FBT001 - drawn
        """`ahead` steps further than the first answers: at 4 everything but the last round is with the group."""
        board = replace(a_round("1.0", RoundKind.SHOW), shows=(Shows.REPORTS,))
        spoken, silent = a_round("1.2", RoundKind.SPOKEN, form=without_the_unnamed()), a_round("1.3", form=for_nobody())
        plan = a_session(a_round("1.1", form=with_an_experiment()), board, spoken, silent)
        self.play = Play(session=replace(plan, note_taker=NOTE_TAKER))
        self.play.start()
        self.count = 0
        self.said: dict[tuple[str, PersonId], Said] = {}
        self.told: dict[PersonId, Told] = {}
        self.experiment = (visibility, programme)
        self.tries: dict[PersonId, str] = {}  # in 1.1, in the words they have now
        self.unsigned: list[Fields] = []
        self.board_is_there = False
        for person in PEOPLE:
            self.answers(person, "1.1")
        for person, sharing in zip(PEOPLE, Sharing, strict=True):
            self.looks_back(person, sharing)
        for _ in range(ahead):
            self.leads("on")
            self.answers(AGREED, "1.2")
        for _ in range(ahead):
            self.a_night_passes()
            self.adds(AGREED, "1.2")

    # --- what people do

    def new_texts(self, round_id: str) -> Fields:
        self.count += 1
        only_there: Fields = {"e": {"when": "w", "then": f"x-{self.count:05}"}, "a": 50_000 + self.count}
        return {
            **(only_there if round_id == "1.1" else {}),
            "m": f"m-{self.count:05}",
            "g": f"g-{self.count:05}",
            "p": f"p-{self.count:05}",
        }

    def run_of(self, round_id: str) -> RunKey | None:
        found = self.play.session.newest_run(round_id)
        return found.key if found else None

    @rule(person=st.sampled_from(PEOPLE), round_id=st.sampled_from(ASKED))
    def answers(self, person: PersonId, round_id: str) -> None:
        texts, run = self.new_texts(round_id), self.run_of(round_id)
        if run is None:
            return
        try:
            self.play.answers(person, texts, run=run)
        except ModeratorError:
            return
        self.has_said(person, round_id, texts)

    def has_said(self, person: PersonId, round_id: str, texts: Fields) -> None:
        before = self.said.get((round_id, person))
        told = {name: text for name, text in texts.items() if name != "e"}
        self.said[round_id, person] = Said(told, held=before.held if before and not before.withdrawn else False)
        if "e" in texts:
            self.tries[person] = f"x-{self.count:05}"

    @rule(person=st.sampled_from(PEOPLE), round_id=st.sampled_from(ASKED))
    def is_entered_for(self, person: PersonId, round_id: str) -> None:
        texts, run = self.new_texts(round_id), self.run_of(round_id)
        if run is None:
            return
        for_group = {name: text for name, text in texts.items() if name in {"g", "p"}}
        try:
            self.play.marks(person, aloud=True)
            self.play.answers(person, for_group, run=run, by=NOTE_TAKER)
        except ModeratorError:
            return
        before = self.said.get((round_id, person))
        kept = {**before.texts, **for_group} if before and not before.withdrawn else for_group
        stored = self.play.session.answers[run, person].fields
        self.has_said(person, round_id, {name: text for name, text in kept.items() if name in stored})

    @rule(person=st.sampled_from(PEOPLE), round_id=st.sampled_from(ASKED))
    def catches_up(self, person: PersonId, round_id: str) -> None:
        texts, run = self.new_texts(round_id), self.run_of(round_id)
        if run is None:
            return
        try:
            self.play.catches_up(person, run, texts)
        except ModeratorError:
            return
        self.has_said(person, round_id, texts)

    @rule()
    def a_night_passes(self) -> None:
        self.play.waits(24 * 60)

    @rule(person=st.sampled_from(PEOPLE), round_id=st.sampled_from(ASKED))
    def adds(self, person: PersonId, round_id: str) -> None:
        run = self.run_of(round_id)
        if run is None or (round_id, person) not in self.said:
            return
        self.count += 1
        try:
            self.play.adds(person, f"s-{self.count:05}", run)
        except ModeratorError:
            return
        self.said[round_id, person].added += (f"s-{self.count:05}",)

    @rule(person=st.sampled_from(PEOPLE))
    def answers_for_nobody_to_trace(self, person: PersonId) -> None:
        run = self.run_of("1.3")
        self.count += 1
        fields: Fields = {"n": f"n-{self.count:05}"}
        try:
            if run is not None:
                self.play.answers(person, fields, run=run)
                self.unsigned.append(fields)
        except ModeratorError:
            return

    @rule(person=st.sampled_from(PEOPLE))
    def rewords_an_experiment(self, person: PersonId) -> None:
        if person in self.tries:
            self.count += 1
            self.tries[person] = f"x-{self.count:05}"

    @rule(
        visibility=st.sampled_from((Visibility.GROUP, Visibility.GROUP, Visibility.MODERATOR)), programme=st.booleans()
    )
    def promises_otherwise(self, visibility: Visibility, programme: bool) -> None:  # noqa: FBT001 - drawn
        self.experiment = (visibility, programme)

    @rule(person=st.sampled_from(PEOPLE), round_id=st.sampled_from(ASKED))
    def withdraws(self, person: PersonId, round_id: str) -> None:
        run = self.run_of(round_id)
        if run is None:
            return
        try:
            self.play.withdraws(person, run)
        except ModeratorError:
            return
        self.said[round_id, person].withdrawn = True

    @rule(
        person=st.sampled_from(PEOPLE),
        round_id=st.sampled_from(ASKED),
        what=st.sampled_from(("holds", "releases", "takes_back")),
    )
    def moderates(self, person: PersonId, round_id: str, what: str) -> None:
        run = self.run_of(round_id)
        if run is None:
            return
        try:
            getattr(self.play, what)(person, run)
        except ModeratorError:
            return
        one = self.said[round_id, person]
        one.held, one.taken_back = what == "holds", what == "takes_back"

    @rule(person=st.sampled_from(PEOPLE), round_id=st.sampled_from(ASKED), reported=st.booleans())
    def reports_something(self, person: PersonId, round_id: str, reported: bool) -> None:  # noqa: FBT001 - drawn
        if (round_id, person) in self.said:
            self.said[round_id, person].reported = reported

    @rule(step=st.sampled_from(("close", "close", "on", "on", "on", "show", "skip", "end")))
    def leads(self, step: str) -> None:
        try:
            getattr(self.play, step)()
        except ModeratorError:
            return
        self.board_is_there = self.play.session.phase_of("1.0") in {
            RoundPhase.OPEN,
            RoundPhase.DONE,
        }  # not when skipped

    @rule(person=st.sampled_from(PEOPLE), sharing=st.sampled_from(Sharing))
    def looks_back(self, person: PersonId, sharing: Sharing) -> None:
        self.count += 1
        self.told[person] = Told(f"r-{self.count:05}", sharing)

    @rule(person=st.sampled_from(PEOPLE), what=st.sampled_from(("withdrawn", "held", "reported")), on=st.booleans())
    def changes_a_report(self, person: PersonId, what: str, on: bool) -> None:  # noqa: FBT001 - drawn
        if person in self.told:
            setattr(self.told[person], what, on)

    # --- what everybody gets

    def hidden(self) -> frozenset[tuple[RunKey, PersonId]]:
        answers = {(RunKey(round_id, 1), who) for (round_id, who), one in self.said.items() if one.reported}
        reports = {(RunKey(REPORT_PLACE, 1), person) for person, one in self.told.items() if one.reported}
        return frozenset(answers | reports)

    def tried_in_round(self, person: PersonId) -> Experiment:
        """The one of 1.1."""
        said = self.said["1.1", person]
        return replace(
            self.tried(person),
            id=ExperimentId(f"x-{person}"),
            then=self.tries[person],
            session=self.play.session.id,
            round_id="1.1",
            run=1,
            untold=said.held or said.taken_back or said.withdrawn,
        )

    def experiments(self) -> tuple[Experiment, ...]:
        return (*(self.tried(person) for person in PEOPLE), *(self.tried_in_round(person) for person in self.tries))

    def tried(self, person: PersonId) -> Experiment:
        visibility, programme = self.experiment
        return Experiment(
            id=ExperimentId(f"e-{person}"),
            group=self.play.session.group,
            person=person,
            when=f"w-{person}",
            then=f"t-{person}",
            on=date(2027, 5, 10),
            safety=Safety.NO,
            state=ExperimentState.RUNNING,
            version=1,
            visibility=visibility,
            programme=programme,
            created_at=TEN - timedelta(days=7),
        )

    def report(self, person: PersonId) -> ExperimentReport:
        one = self.told[person]
        return ExperimentReport(
            session=self.play.session.id,
            person=person,
            number=1,
            experiment=ExperimentId(f"e-{person}"),
            group=self.play.session.group,
            version=1,
            status=ReportStatus.WITHDRAWN if one.withdrawn else ReportStatus.SUBMITTED,
            done=Done.YES,
            fields={"observed": one.text, "learned": one.text},
            sharing=one.sharing,
            by=person,
            at=TEN,
            held=one.held,
        )

    def group(self) -> Group:
        plan = self.play.session.plan
        recipe = Format(
            id="f", version=1, kind=FormatKind.MASTERMIND, title=plan.title, presets={"standard": (plan,)}, forms={}
        )
        return Group(
            id=self.play.session.group,
            programme=ProgrammeId("pr"),
            programme_title="Proef",
            number=1,
            ambition="",
            dilemma="",
            language=Language.NL,
            zone=ZoneInfo("Europe/Amsterdam"),
            format=recipe,
            preset="standard",
        )

    def reading(self) -> Reading:
        group, session = self.group(), self.play.session
        agreed = Consent(
            programme=group.programme, person=AGREED, kind=ConsentKind.RESEARCH, given=True, version="1", at=TEN
        )
        records = ProgrammeRecords(
            programme=group.programme,
            slug="proef",
            title="Proef",
            language=Language.NL,
            zone=group.zone,
            groups=(group,),
            sessions=(session,),
            incidents={session.id: self.hidden()},
            unsigned={(session.id, RunKey("1.3", 1)): tuple(self.unsigned)},
            experiments=tuple(ExperimentRecord(experiment=one, states=()) for one in self.experiments()),
            reports=tuple(self.report(person) for person in self.told),
            consents=(agreed,),
        )
        return Reading(records, today=date(2027, 5, 10))

    def exported(self, reading: Reading) -> str:
        today = date(2027, 5, 10)
        tables = [export_of(t, reading.records, today=today, chance=Random(1)) for t in ExportTable]
        return str([row for export in tables for table in (export.table, export.figures) for row in table.rows])

    def observed(self, reading: Reading) -> str:
        """An observer's page of every round."""
        watched = reading.watched(self.play.session)
        return str(
            [*(one for run in self.play.session.runs for one in answers_seen(watched, run)), *reports_seen(watched)]
        )

    def taken_along(self, reading: Reading) -> str:
        codes = {person: number for number, person in enumerate(PEOPLE, 1)}
        observed = Observed(group=self.group(), codes=codes, notes=())
        return str(observations_export(reading, [observed], Random(1)).table.rows)

    def found(self, *, own: bool) -> str:
        values = Values(
            group=self.group(),
            session=self.play.session,
            hidden=self.hidden(),
            experiments={one.id: one for one in self.experiments()},
            reports=[self.report(person) for person in self.told],
        )
        told = found_by(values, own=own)
        assert own or Sight.NAMED not in told
        return told.get(Sight.NAMED, "") + told.get(Sight.UNNAMED, "")

    def read_by(self, viewer: PersonId | None) -> str:
        """Everything of others that somebody reads in the rounds."""
        session, hidden = self.play.session, self.hidden()
        seen = [c for run in session.runs for c in contributions(session, run, viewer, hidden=hidden)]
        return str([(c.fields, c.supplements) for c in seen if c.person != viewer])

    # --- what was promised

    def is_shown(self, round_id: str) -> bool:
        phase = self.play.session.phase_of(round_id)
        return phase is RoundPhase.SHOWN if round_id == "1.1" else phase is RoundPhase.DONE

    def may_read(self, round_id: str, one: Said, name: str) -> bool:
        """The group."""
        plain = not (one.withdrawn or one.held or one.taken_back or one.reported)
        return self.is_shown(round_id) and plain and name in {"g", "p"}

    def may_lead(self, round_id: str, one: Said, name: str) -> bool:
        """A moderator: after closing what was answered together, at once what came in beside a talk."""
        phase = self.play.session.phase_of(round_id)
        closed = round_id == "1.2" or phase in {RoundPhase.CLOSED, RoundPhase.SHOWN}
        return closed and not one.withdrawn and name in {"m", "g", "p"}

    def texts(self) -> Iterator[tuple[str, Said, str, str]]:
        for (round_id, _), one in self.said.items():
            for name, text in one.texts.items():
                yield round_id, one, name, str(text)

    def added(self) -> Iterator[tuple[str, Said, str]]:
        for (round_id, _), one in self.said.items():
            for text in one.added:
                yield round_id, one, text

    def reads_report(self, told: Told) -> bool:
        """The group, once the board is there."""
        plain = not (told.withdrawn or told.held or told.reported)
        visibility, _ = self.experiment
        shared = told.sharing is not Sharing.MODERATOR and visibility is Visibility.GROUP
        return plain and shared and self.board_is_there

    def reads_experiment(self, person: PersonId) -> bool:
        """The group: the one of 1.1."""
        visibility, _ = self.experiment
        return visibility is Visibility.GROUP and self.may_read("1.1", self.said["1.1", person], "g")

    @invariant()
    def nobody_sees_more_than_promised(self) -> None:
        reading = self.reading()
        exported, observed, along = self.exported(reading), self.observed(reading), self.taken_along(reading)
        self.the_group_reads_what_it_was_promised_and_nothing_else()
        self.moderators_read_no_more_than_they_may()
        self.who_stands_beside_the_group_reads_nothing_by_name()
        self.an_export_holds_what_was_given_to_the_programme_and_the_group_could_read(exported)
        self.an_observer_reads_what_the_group_reads_and_takes_along_what_somebody_agreed_to(observed, along)
        self.who_searches_finds_what_they_were_promised()
        self.the_board_holds_a_report_only_as_it_was_shared()
        self.earlier_versions_are_nowhere(exported + observed)
        self.what_nobody_may_trace_is_read_by_nobody(exported + observed + along)

    def the_group_reads_what_it_was_promised_and_nothing_else(self) -> None:
        for viewer in IN_THE_GROUP:
            read = self.read_by(viewer)
            for round_id, one, name, text in self.texts():
                assert (text in read) == self.may_read(round_id, one, name), (text, viewer)
            for round_id, one, text in self.added():
                assert (text in read) == self.may_read(round_id, one, "g"), (text, viewer)

    def moderators_read_no_more_than_they_may(self) -> None:
        read = self.read_by(IRIS)
        for round_id, one, name, text in self.texts():
            assert (text in read) == self.may_lead(round_id, one, name), text

    def who_stands_beside_the_group_reads_nothing_by_name(self) -> None:
        assert self.read_by(OTTO) == self.read_by(STRANGER) == "[]"

    def an_export_holds_what_was_given_to_the_programme_and_the_group_could_read(self, exported: str) -> None:
        for round_id, one, name, text in self.texts():
            assert (text in exported) == (name == "p" and self.may_read(round_id, one, name)), text
        assert not [text for _, _, text in self.added() if text in exported]
        visibility, programme = self.experiment
        for told in self.told.values():
            shared = told.sharing is Sharing.GROUP_PROGRAMME
            assert (told.text in exported) == (shared and self.reads_report(told)), told
        for person in PEOPLE:
            assert (f"t-{person}" in exported) == (programme and visibility is Visibility.GROUP)
        for person, text in self.tries.items():
            assert (text in exported) == (programme and self.reads_experiment(person)), text

    def an_observer_reads_what_the_group_reads_and_takes_along_what_somebody_agreed_to(
        self, observed: str, along: str
    ) -> None:
        for (round_id, person), one in self.said.items():
            texts = [*((name, str(text)) for name, text in one.texts.items()), *(("g", text) for text in one.added)]
            for name, text in texts:
                assert (text in observed) == self.may_read(round_id, one, name), text
                assert (text in along) == (person == AGREED and self.may_read(round_id, one, name)), text
        for person, told in self.told.items():
            assert (told.text in observed) == self.reads_report(told), told
            assert (told.text in along) == (person == AGREED and self.reads_report(told)), told
        for person, text in self.tries.items():
            reads = self.reads_experiment(person) and "e" in self.play.session.answers[RunKey("1.1", 1), person].fields
            assert (text in observed) == reads, text
            assert (text in along) == (person == AGREED and reads), text

    def who_searches_finds_what_they_were_promised(self) -> None:
        visibility, programme = self.experiment
        for own in (True, False):
            found = self.found(own=own)
            for round_id, one, name, text in self.texts():
                assert (text in found) == (name == "p" and self.may_read(round_id, one, name)), (text, own)
            for told in self.told.values():
                shared = own or told.sharing is Sharing.GROUP_PROGRAMME
                assert (told.text in found) == (shared and self.reads_report(told)), (told, own)
            for person in PEOPLE:
                assert (f"t-{person}" in found) == (visibility is Visibility.GROUP and (own or programme))
            for person, text in self.tries.items():
                assert (text in found) == (self.reads_experiment(person) and (own or programme)), (text, own)

    def earlier_versions_are_nowhere(self, told: str) -> None:
        newest = {text for _, _, _, text in self.texts()} | {one.text for one in self.told.values()}
        newest |= set(self.tries.values())
        read = told + self.read_by(None) + self.read_by(IRIS)
        for number in range(1, self.count + 1):
            for letter in LETTERS:
                text = f"{letter}-{number:05}"
                assert text in newest or text not in read
            assert f"x-{number:05}" in newest or f"x-{number:05}" not in told

    def what_nobody_may_trace_is_read_by_nobody(self, told: str) -> None:
        """Three texts are fewer than ten."""
        everybody = (*IN_THE_GROUP, IRIS, *PEOPLE)
        read = told + "".join(self.read_by(viewer) for viewer in everybody) + self.found(own=True)
        assert not [fields for fields in self.unsigned if str(fields["n"]) in read + str(self.play.session.answers)]

    def the_board_holds_a_report_only_as_it_was_shared(self) -> None:
        up = board_is_up(self.play.session)
        for person, one in self.told.items():
            seen = sees_report(self.report(person), self.tried(person), Reader.GROUP, up=up, reported=one.reported)
            assert seen == self.reads_report(one)


Promises.TestCase.settings = settings(max_examples=75, stateful_step_count=30, deadline=None)
TestPromises = Promises.TestCase


def test_the_model_gets_to_where_everything_is_shown() -> None:
    """Else the property would hold because nothing ever happened."""
    model = Promises()
    model.begin(Visibility.GROUP, True)  # noqa: FBT003 - as drawn
    model.looks_back(BERT, Sharing.GROUP_PROGRAMME)
    model.rewords_an_experiment(BERT)
    for _ in range(3):
        model.leads("on")
        model.nobody_sees_more_than_promised()
    model.answers(CHAIMA, "1.2")
    model.leads("on")
    model.answers_for_nobody_to_trace(DAAN)
    model.adds(CHAIMA, "1.2")
    model.leads("end")
    for _ in range(3):
        model.a_night_passes()
    model.catches_up(BERT, "1.2")
    model.adds(BERT, "1.2")
    model.nobody_sees_more_than_promised()

    reading = model.reading()
    assert model.play.session.phase is SessionPhase.ENDED
    assert all(text in model.exported(reading) for text in ("p-00001", "r-00007", "x-00008", "p-00009", "t-bert"))
    assert "g-00001" in model.read_by(None)
    assert all(text in model.read_by(None) for text in ("g-00009", "s-00011"))
    assert all(text in model.taken_along(reading) for text in ("g-00001", "r-00007", "x-00008", "g-00012", "s-00013"))
    assert "x-00008" in model.found(own=False)
    assert model.unsigned
