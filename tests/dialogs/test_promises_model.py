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
from dialogs.formats.model import Field, FieldType, Form, Format, FormatKind, Language, RoundKind, Shows, Visibility
from dialogs.groups import Group
from dialogs.ids import ExperimentId, PersonId, ProgrammeId
from dialogs.policy.matrix import Reader
from dialogs.records import ExperimentRecord, ProgrammeRecords
from dialogs.sessions.model import Fields, RoundPhase, RunKey, SessionPhase
from dialogs.sessions.stages import board_is_up
from dialogs.sessions.views import contributions
from dialogs.usecases.look_back_shown import sees_report
from tests.builders import BERT, CHAIMA, DAAN, ELS, IRIS, OTTO, STRANGER, TEN, Play, a_field, a_round, a_session

PEOPLE: Final = (BERT, CHAIMA, DAAN)
NOBODY_SPECIAL: Final = ELS
ASKED: Final = ("1.1", "1.2")
PROMISES: Final = {"m": Visibility.MODERATOR, "g": Visibility.GROUP, "p": Visibility.GROUP, "a": Visibility.UNNAMED}


def the_form() -> Form:
    fields: list[Field] = [
        a_field("m", visibility=Visibility.MODERATOR),
        a_field("g"),
        replace(a_field("p"), programme=True),
        a_field("a", FieldType.NUMBER, Visibility.UNNAMED, minimum=0, maximum=100_000),
    ]
    return Form(fields=tuple(fields))


@dataclass(slots=True)
class Said:
    """One person's newest answer in one round, as the model remembers it."""

    texts: Fields
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
        visibility=st.sampled_from((Visibility.GROUP, Visibility.GROUP, Visibility.MODERATOR)), programme=st.booleans()
    )
    def begin(self, visibility: Visibility, programme: bool) -> None:  # noqa: FBT001 - drawn
        board = replace(a_round("1.0", RoundKind.SHOW), shows=(Shows.REPORTS,))
        rounds = (a_round("1.1", form=the_form()), board, a_round("1.2", RoundKind.SPOKEN, form=the_form()))
        self.play = Play(session=a_session(*rounds))
        self.play.start()
        self.count = 0
        self.said: dict[tuple[str, PersonId], Said] = {}
        self.told: dict[PersonId, Told] = {}
        self.experiment = (visibility, programme)
        self.board_is_there = False
        for person in PEOPLE:
            self.answers(person, "1.1")
        for person, sharing in zip(PEOPLE, Sharing, strict=True):
            self.looks_back(person, sharing)

    # --- what people do

    def new_texts(self) -> Fields:
        self.count += 1
        return {
            "m": f"m-{self.count:05}",
            "g": f"g-{self.count:05}",
            "p": f"p-{self.count:05}",
            "a": 50_000 + self.count,
        }

    def run_of(self, round_id: str) -> RunKey | None:
        found = self.play.session.newest_run(round_id)
        return found.key if found else None

    @rule(person=st.sampled_from(PEOPLE), round_id=st.sampled_from(ASKED))
    def answers(self, person: PersonId, round_id: str) -> None:
        texts, run = self.new_texts(), self.run_of(round_id)
        if run is None:
            return
        try:
            self.play.answers(person, texts, run=run)
        except ModeratorError:
            return
        before = self.said.get((round_id, person))
        self.said[round_id, person] = Said(texts, held=before.held if before and not before.withdrawn else False)

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
            fields={"observed": one.text},
            sharing=one.sharing,
            by=person,
            at=TEN,
            held=one.held,
        )

    def exported(self) -> str:
        session = self.play.session
        plan = session.plan
        recipe = Format(
            id="f", version=1, kind=FormatKind.MASTERMIND, title=plan.title, presets={"standard": (plan,)}, forms={}
        )
        group = Group(
            id=session.group,
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
        records = ProgrammeRecords(
            programme=group.programme,
            slug="proef",
            title="Proef",
            language=Language.NL,
            zone=group.zone,
            groups=(group,),
            sessions=(session,),
            incidents={session.id: self.hidden()},
            experiments=tuple(ExperimentRecord(experiment=self.tried(person), states=()) for person in PEOPLE),
            reports=tuple(self.report(person) for person in self.told),
        )
        tables = [export_of(t, records, today=date(2027, 5, 10), chance=Random(1)) for t in ExportTable]
        return str([row for export in tables for table in (export.table, export.figures) for row in table.rows])

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

    @invariant()
    def nobody_sees_more_than_promised(self) -> None:
        exported = self.exported()
        self.the_group_reads_what_it_was_promised_and_nothing_else()
        self.moderators_read_no_more_than_they_may()
        self.who_stands_beside_the_group_reads_nothing_by_name()
        self.an_export_holds_what_was_given_to_the_programme_and_the_group_could_read(exported)
        self.the_board_holds_a_report_only_as_it_was_shared()
        self.earlier_versions_are_nowhere(exported)

    def the_group_reads_what_it_was_promised_and_nothing_else(self) -> None:
        for viewer in (None, NOBODY_SPECIAL):
            read = self.read_by(viewer)
            for round_id, one, name, text in self.texts():
                assert (text in read) == self.may_read(round_id, one, name), (text, viewer)

    def moderators_read_no_more_than_they_may(self) -> None:
        read = self.read_by(IRIS)
        for round_id, one, name, text in self.texts():
            assert (text in read) == self.may_lead(round_id, one, name), text

    def who_stands_beside_the_group_reads_nothing_by_name(self) -> None:
        assert self.read_by(OTTO) == self.read_by(STRANGER) == "[]"

    def an_export_holds_what_was_given_to_the_programme_and_the_group_could_read(self, exported: str) -> None:
        for round_id, one, name, text in self.texts():
            assert (text in exported) == (name == "p" and self.may_read(round_id, one, name)), text
        visibility, programme = self.experiment
        for told in self.told.values():
            plain = not (told.withdrawn or told.held or told.reported)
            shared = told.sharing is Sharing.GROUP_PROGRAMME and visibility is Visibility.GROUP
            assert (told.text in exported) == (plain and shared and self.board_is_there), told
        for person in PEOPLE:
            assert (f"t-{person}" in exported) == (programme and visibility is Visibility.GROUP)

    def earlier_versions_are_nowhere(self, exported: str) -> None:
        newest = {text for _, _, _, text in self.texts()} | {one.text for one in self.told.values()}
        everything = exported + self.read_by(None) + self.read_by(IRIS)
        for number in range(1, self.count + 1):
            for letter in "mgpr":
                text = f"{letter}-{number:05}"
                assert text in newest or text not in everything

    def the_board_holds_a_report_only_as_it_was_shared(self) -> None:
        up = board_is_up(self.play.session)
        visibility, _ = self.experiment
        for person, one in self.told.items():
            seen = sees_report(self.report(person), self.tried(person), Reader.GROUP, up=up, reported=one.reported)
            plain = not (one.withdrawn or one.held or one.reported)
            shared = one.sharing is not Sharing.MODERATOR and visibility is Visibility.GROUP
            assert seen == (plain and shared and self.board_is_there)


Promises.TestCase.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
TestPromises = Promises.TestCase


def test_the_model_gets_to_where_everything_is_shown() -> None:
    """Else the property would hold because nothing ever happened."""
    model = Promises()
    model.begin(Visibility.GROUP, True)  # noqa: FBT003 - as drawn
    model.looks_back(BERT, Sharing.GROUP_PROGRAMME)
    for _ in range(3):
        model.leads("on")
        model.nobody_sees_more_than_promised()
    model.answers(CHAIMA, "1.2")
    model.leads("end")
    model.nobody_sees_more_than_promised()

    assert model.play.session.phase is SessionPhase.ENDED
    assert all(text in model.exported() for text in ("p-00001", "r-00007", "p-00008", "t-bert"))
    assert "g-00001" in model.read_by(None)
    assert "g-00008" in model.read_by(None)
