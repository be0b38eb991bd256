"""A form in which one's own experiment that is under way can be gone on with or adapted: read on the server."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.cards.actions.answers import AnswerSubmit
from dialogs.cards.form_view import FormView
from dialogs.cards.forms import form_dialog
from dialogs.cards.offers import Offer
from dialogs.cards.reading import as_typed, read, typed
from dialogs.cards.values import tell
from dialogs.errors import Invalid
from dialogs.formats.model import Form, Language
from dialogs.ids import SessionId
from dialogs.texts.catalogue import load
from tests.dialogs.gallery_experiments import NEXT, OWN

TODAY = date(2027, 5, 10)
PARTS = {"when": "een overleg vastloopt", "then": "vraag ik eerst door", "on": "2027-05-11", "safety": "no"}
WRITTEN = {f"f-experiment.{part}": said for part, said in PARTS.items()}
ONE, TWO = {"experiment": OWN[:1]}, {"experiment": OWN}
CHOOSE = Form(fields=(replace(NEXT.fields[1], source="experiments"),), required=True)
"""As in 3.5: an own one or a new one, without the question how."""


def said(data: Mapping[str, Any], *, offers: Mapping[str, tuple[Offer, ...]], form: Form = NEXT) -> object:
    return read(form, data, offers=offers, first_day=TODAY).get("experiment")


def faults(data: Mapping[str, Any], *, offers: Mapping[str, tuple[Offer, ...]], form: Form = NEXT) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        read(form, data, offers=offers, first_day=TODAY)
    return {name: key for name, (key, _) in caught.value.faults.items()}


def asked(offers: Mapping[str, tuple[Offer, ...]]) -> str:
    """The dialog as it is sent."""
    submit = AnswerSubmit(session=SessionId("s2"), round="2.6", run=1, version=0)
    view = FormView(heading="", form=NEXT, submit=submit, offers=offers)
    return json.dumps(form_dialog(view, load().in_(Language.NL)).card, ensure_ascii=False)


def test_one_that_is_alone_is_the_one_that_goes_on() -> None:
    assert said({"f-how": "go_on"}, offers=ONE) == {"picked": OWN[0].id}
    assert said({"f-how": "go_on", **WRITTEN}, offers=ONE) == {"picked": OWN[0].id}


def test_one_that_is_alone_is_named_and_of_two_one_is_chosen() -> None:
    assert "Doorgaan of aanpassen gaat over:" in asked(ONE)
    assert OWN[0].text in asked(ONE)
    assert "Doorgaan of aanpassen gaat over:" not in asked(TWO)
    assert "Doorgaan of aanpassen gaat over:" not in asked({})


def test_of_two_the_chosen_one_goes_on() -> None:
    assert said({"f-how": "go_on", "f-experiment.pick": OWN[1].id}, offers=TWO) == {"picked": OWN[1].id}
    assert faults({"f-how": "go_on"}, offers=TWO) == {"experiment.pick": "form.fault.experiment.pick"}
    assert faults({"f-how": "adapt", **WRITTEN}, offers=TWO) == {"experiment.pick": "form.fault.experiment.pick"}


def test_what_is_adapted_is_told_anew_beside_what_it_follows_from() -> None:
    assert said({"f-how": "adapt", **WRITTEN}, offers=ONE) == {**PARTS, "follows": OWN[0].id}
    assert faults({"f-how": "adapt"}, offers=ONE) == {
        f"experiment.{part}": f"form.fault.experiment.{part}" for part in PARTS
    }


def test_something_else_is_a_new_one() -> None:
    assert said({"f-how": "other", **WRITTEN}, offers=TWO) == PARTS


@pytest.mark.parametrize("how", ["go_on", "adapt", "other"])
def test_without_any_of_ones_own_everybody_writes_a_new_one(how: str) -> None:
    assert said({"f-how": how, **WRITTEN}, offers={}) == PARTS
    assert "experiment.then" in faults({"f-how": how}, offers={})


def test_without_any_of_ones_own_how_to_go_on_is_not_asked() -> None:
    assert "f-how" in asked(ONE)
    assert "f-how" not in asked({})
    assert read(NEXT, {"f-how": "go_on", **WRITTEN}, offers={}, first_day=TODAY) == {"experiment": PARTS}


def test_without_saying_how_only_that_is_asked_for() -> None:
    assert faults({}, offers=ONE) == {"how": "form.fault.empty_choice"}


@pytest.mark.parametrize("form", [NEXT, CHOOSE], ids=["how", "choose"])
def test_what_is_not_offered_cannot_be_chosen(form: Form) -> None:
    data = {"f-how": "go_on", "f-experiment.pick": "somebody-elses"}
    assert faults(data, offers=TWO, form=form) == {"experiment.pick": "form.fault.choice"}


def test_one_is_chosen_or_a_new_one_written_but_not_both() -> None:
    mine = {"f-experiment.pick": OWN[0].id}
    assert said(mine, offers=ONE, form=CHOOSE) == {"picked": OWN[0].id}
    assert said(WRITTEN, offers=ONE, form=CHOOSE) == PARTS
    assert said({"f-experiment.pick": "new", **WRITTEN}, offers=ONE, form=CHOOSE) == PARTS
    assert faults({}, offers=ONE, form=CHOOSE) == {"experiment.pick": "form.fault.experiment.pick_or_write"}
    assert faults({**mine, **WRITTEN}, offers=ONE, form=CHOOSE) == {"experiment.pick": "form.fault.experiment.both"}


@given(
    st.sampled_from(["go_on", "adapt", "other", "", "?"]),
    st.sampled_from([OWN[0].id, OWN[1].id, "new", "", "?"]),
    st.sampled_from([NEXT, CHOOSE]),
    st.sampled_from([{}, ONE, TWO]),
    st.sampled_from([{}, WRITTEN]),
)
def test_whatever_comes_in_is_whole_or_comes_back_with_all_of_it(
    how: str, pick: str, form: Form, offers: Mapping[str, tuple[Offer, ...]], written: Mapping[str, str]
) -> None:
    data = {"f-how": how, "f-experiment.pick": pick, **written}
    try:
        value = said(data, offers=offers, form=form)
    except Invalid:
        back = typed(form, data)
        assert back.get("experiment.pick", "") == pick
        assert back.get("experiment.then", "") == (PARTS["then"] if written else "")
        return
    assert isinstance(value, Mapping)
    whole = set(value) in ({"picked"}, set(PARTS), {*PARTS, "follows"})
    mine = {offer.id for offer in offers.get("experiment", ())}
    assert whole
    assert {value[name] for name in ("picked", "follows") if name in value} <= mine


def test_an_earlier_answer_fills_the_form_again() -> None:
    assert as_typed(NEXT, {"how": "go_on", "experiment": {"picked": "e1"}}) == {
        "how": "go_on",
        "experiment.pick": "e1",
    }
    assert as_typed(NEXT, {"experiment": {**PARTS, "follows": "e1"}})["experiment.pick"] == "e1"


@pytest.mark.parametrize("language", Language)
def test_where_only_the_answer_is_known_it_says_that_an_earlier_one_goes_on(language: Language) -> None:
    words = tell(NEXT.fields[1], {"picked": "e1"}, load().in_(language), offers={})
    assert "e1" not in words
    assert "experiment" in words
