"""A short experiment out of a form, and what is asked once more before it is stored."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dialogs.experiments.model import Experiment, ExperimentState, Safety
from dialogs.experiments.report import Done, ExperimentReport, ReportStatus
from dialogs.experiments.rules import OPEN
from dialogs.formats.model import FieldType, Visibility
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId
from dialogs.sessions.model import RunKey
from dialogs.usecases.own_experiment import (
    Origination,
    asked_once_more,
    born_in,
    first_day_for,
    is_outside,
    next_place,
    own_offers,
    parts_in,
)
from tests.builders import ANNA, BERT, a_field, a_form

PARTS = {"when": "een overleg vastloopt", "then": "vraag ik wat iemand zelf kan", "on": "2027-05-11", "safety": "no"}


def an_experiment(number: int, state: ExperimentState = ExperimentState.THOUGHT_OF) -> Experiment:
    return Experiment(
        id=ExperimentId(f"e{number}"),
        group=GroupId("g1"),
        person=PersonId("anna"),
        when="een overleg vastloopt",
        then="x" * 100 if number == 9 else "vraag ik door",
        on=date(2027, 5, 11),
        safety=Safety.NO,
        state=state,
        version=1,
        visibility=Visibility.GROUP,
        created_at=datetime(2027, 5, 10, tzinfo=UTC),
    )


def asked(others: list[Experiment], *, on: str = "2027-05-11", following: date | None = date(2027, 5, 24)) -> list[str]:
    parts = {**PARTS, "on": on}
    own = ExperimentId("own")
    return [key for key, _ in asked_once_more(parts, own=own, others=others, next_session=following)]


def test_a_first_experiment_before_the_next_session_is_not_asked_twice() -> None:
    assert asked([]) == []


def test_a_day_after_the_next_session_is_asked_once_more() -> None:
    assert asked([], on="2027-05-25") == ["form.experiment.later"]
    assert asked([], on="2027-05-24") == []
    assert asked([], on="2030-01-01", following=None) == []


def test_a_third_open_experiment_is_asked_once_more_and_finished_ones_do_not_count() -> None:
    two = [an_experiment(1), an_experiment(2, ExperimentState.RUNNING)]
    assert asked(two) == ["form.experiment.third"]
    assert asked([an_experiment(1), an_experiment(2, ExperimentState.STOPPED)]) == []


def test_changing_ones_own_experiment_is_no_third_one() -> None:
    parts, own = PARTS, ExperimentId("e2")
    others = [an_experiment(1), an_experiment(2)]
    assert asked_once_more(parts, own=own, others=others, next_session=None) == ()


def test_the_same_person_in_the_same_round_has_one_experiment_however_often_it_is_changed() -> None:
    first = Origination(session=SessionId("s1"), run=RunKey("1.8", 1), person=ANNA)
    again = Origination(session=SessionId("s1"), run=RunKey("1.8", 1), person=ANNA)
    assert first.id == again.id
    assert first.id != Origination(session=SessionId("s1"), run=RunKey("1.8", 2), person=ANNA).id
    assert first.id != Origination(session=SessionId("s1"), run=RunKey("1.8", 1), person=BERT).id


def at(number: int, run: int, round_id: str = "experiment", *, session: str = "s1", person: str = "anna") -> Experiment:
    return replace(
        an_experiment(number), round_id=round_id, run=run, session=SessionId(session), person=PersonId(person)
    )


def test_outside_the_rounds_the_next_place_comes_after_the_last_one_of_this_person_and_session() -> None:
    there = [at(1, 1), at(2, 3), at(3, 9, "1.8"), at(4, 7, session="s2"), at(5, 8, person="bert")]
    assert next_place([], SessionId("s1"), PersonId("anna")) == RunKey("experiment", 1)
    assert next_place(there, SessionId("s1"), PersonId("anna")) == RunKey("experiment", 4)
    assert [is_outside(born_in(one)) for one in there] == [True, True, False, True, True]


def test_a_past_day_is_refused_unless_it_stands_there_already() -> None:
    stored, today = date(2027, 5, 11), date(2027, 5, 20)
    assert first_day_for("2027-05-11", stored, today) == stored
    assert first_day_for("2027-05-12", stored, today) == today
    assert first_day_for("2027-05-11", None, today) == today
    assert first_day_for(None, stored, today) == today
    assert first_day_for("2027-05-30", date(2027, 5, 30), today) == today


NEXT_STEP = a_form(
    a_field("how", FieldType.CHOICE, choices=("go_on", "adapt", "other")), a_field("try", FieldType.EXPERIMENT)
)


def offered(own: list[Experiment], *, but: str = "new", reports: tuple[ExperimentReport, ...] = ()) -> list[str]:
    offers = own_offers(NEXT_STEP, own, but=ExperimentId(but), reports=reports)
    return [offer.id for offer in offers.get("try", ())]


def a_report(experiment: str, following: str, status: ReportStatus = ReportStatus.SUBMITTED) -> ExperimentReport:
    return ExperimentReport(
        session=SessionId("s2"),
        person=ANNA,
        number=1,
        experiment=ExperimentId(experiment),
        group=GroupId("g1"),
        version=1,
        status=status,
        done=Done.YES,
        fields={"next": following},
        by=ANNA,
        at=datetime(2027, 5, 20, tzinfo=UTC),
    )


def test_what_is_open_can_be_gone_on_with_and_what_is_over_cannot() -> None:
    own = [an_experiment(n, state) for n, state in enumerate(ExperimentState)]
    assert offered(own) == [one.id for one in own if one.state in OPEN]
    assert offered(own[:1], but=own[0].id) == []
    assert own_offers(a_form(a_field("try", FieldType.EXPERIMENT)), own, but=ExperimentId("new")) == {}


def test_what_its_report_said_would_be_adapted_can_be_until_something_follows_from_it() -> None:
    over = an_experiment(1, ExperimentState.FINISHED)
    follower = replace(an_experiment(2), follows=over.id)
    assert offered([over], reports=(a_report("e1", "adapt"),)) == ["e1"]
    assert offered([over], reports=(a_report("e1", "share"),)) == []
    assert offered([over], reports=(a_report("e1", "adapt", ReportStatus.WITHDRAWN),)) == []
    assert offered([over, follower], reports=(a_report("e1", "adapt"),)) == ["e2"]
    assert offered([over, follower], but="e2") == ["e1"]  # the form of the follower itself still names it


def test_a_title_is_the_first_words_of_what_will_be_tried() -> None:
    assert an_experiment(1).title == "vraag ik door"
    assert len(an_experiment(9).title) <= 80
    assert an_experiment(9).title.endswith("…")


@pytest.mark.parametrize(
    ("then", "title"),
    [
        ("dan vraag ik door", "vraag ik door"),
        ("Dan, … vraag ik door", "vraag ik door"),
        ("… dan vraag ik door", "vraag ik door"),
        ("then I ask on", "I ask on"),
        ("danken we elkaar", "danken we elkaar"),
        ("vraag ik dan door", "vraag ik dan door"),
        ("dan ...", "dan ..."),
    ],
)
def test_a_title_leaves_out_a_then_that_somebody_typed(then: str, title: str) -> None:
    assert replace(an_experiment(1), then=then).title == title


def test_only_a_form_with_an_experiment_holds_one() -> None:
    form = a_form(a_field("try", FieldType.EXPERIMENT))
    assert parts_in(form, {"try": PARTS}) == PARTS
    assert parts_in(form, {}) is None
    assert parts_in(a_form(), {"text": "iets"}) is None
    assert parts_in(None, {"try": PARTS}) is None
