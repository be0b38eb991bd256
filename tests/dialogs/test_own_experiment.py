"""A short experiment out of a form, and what is asked once more before it is stored."""

from datetime import UTC, date, datetime

from dialogs.experiments.model import Experiment, ExperimentState, Safety
from dialogs.formats.model import FieldType, Visibility
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId
from dialogs.sessions.model import RunKey
from dialogs.usecases.own_experiment import Origination, asked_once_more, parts_in
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


def test_a_title_is_the_first_words_of_what_will_be_tried() -> None:
    assert an_experiment(1).title == "vraag ik door"
    assert len(an_experiment(9).title) <= 80
    assert an_experiment(9).title.endswith("…")


def test_only_a_form_with_an_experiment_holds_one() -> None:
    form = a_form(a_field("try", FieldType.EXPERIMENT))
    assert parts_in(form, {"try": PARTS}) == PARTS
    assert parts_in(form, {}) is None
    assert parts_in(a_form(), {"text": "iets"}) is None
    assert parts_in(None, {"try": PARTS}) is None
