"""Buttons: what they carry comes back as it went, and nothing else is taken for a button."""

from dataclasses import fields
from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.cards import actions
from dialogs.cards.actions import answers, base, keys, regie, registry
from dialogs.ids import PersonId, SessionId
from dialogs.sessions.model import RunKey

IDS = st.text(st.characters(codec="ascii", categories=("L", "N"), include_characters="-:@._"), min_size=1, max_size=60)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def _values(kind: type[base.Action]) -> st.SearchStrategy[dict[str, Any]]:
    hints = get_type_hints(kind)
    return st.fixed_dictionaries({item.name: _value(kind, item.name, hints[item.name]) for item in fields(kind)})


def _value(kind: type[base.Action], name: str, hint: Any) -> st.SearchStrategy[Any]:
    inner = [arg for arg in get_args(hint) if arg is not type(None)]
    if inner:
        return st.none() | _value(kind, name, inner[0])
    plain = getattr(hint, "__supertype__", hint)
    if plain is bool:
        return st.booleans()
    if plain is int:
        return st.integers(1, 5) if kind is answers.EnergyTap and name == "value" else st.integers(0, 10_000)
    return st.sampled_from(list(plain)) if issubclass(plain, StrEnum) else IDS


ACTIONS = st.sampled_from(registry.ACTIONS).flatmap(lambda kind: _values(kind).map(lambda values: kind(**values)))


@given(ACTIONS)
def test_every_button_comes_back_as_it_was_packed(action: base.Action) -> None:
    assert registry.unpack(action.pack()) == action


@given(ACTIONS, st.dictionaries(st.text(max_size=10).map(lambda name: f"f-{name}"), st.text(max_size=20), max_size=4))
def test_inputs_beside_the_data_change_nothing(action: base.Action, inputs: dict[str, str]) -> None:
    assert registry.unpack({**action.pack(), **inputs}) == action


@given(ACTIONS, st.data())
def test_a_button_that_was_tampered_with_is_refused(action: base.Action, data: st.DataObject) -> None:
    packed = action.pack()
    names = [item.name for item in fields(action) if getattr(action, item.name) is not None]
    if not names:
        return
    name = data.draw(st.sampled_from(names))
    wrong = data.draw(
        st.sampled_from([1.5, [], {}, "", "x" * 500, "a\x00b", "line\nbreak", -1, 10**9, object()]).filter(
            lambda value: (
                type(value) is not type(packed[name]) or value in {"", "x" * 500, "a\x00b", "line\nbreak", -1, 10**9}
            )
        )
    )
    assert registry.unpack({**packed, name: wrong}) is None


@given(ACTIONS, st.data())
def test_a_button_that_lost_something_is_refused(action: base.Action, data: st.DataObject) -> None:
    packed = action.pack()
    needed = [item.name for item in fields(action) if item.name in packed and not _optional(type(action), item.name)]
    lost = data.draw(st.sampled_from(["verb", *needed]))
    del packed[lost]
    assert registry.unpack(packed) is None


def _optional(kind: type[base.Action], name: str) -> bool:
    return type(None) in get_args(get_type_hints(kind)[name])


@given(
    st.dictionaries(st.sampled_from(["verb", "session", "step", "round", "run", "version", "do", "value"]), ANYTHING)
)
def test_whatever_arrives_never_raises(data: dict[str, Any]) -> None:
    assert registry.unpack(data) is None or isinstance(registry.unpack(data), base.Action)


@given(st.sampled_from(registry.ACTIONS), st.data())
def test_strange_values_under_a_known_verb_never_raise(kind: type[base.Action], data: st.DataObject) -> None:
    values = {item.name: data.draw(ANYTHING) for item in fields(kind)}
    found = registry.unpack({"verb": kind.verb, **values})
    assert found is None or isinstance(found, kind)


def test_verbs_are_unlike_each_other() -> None:
    assert len({kind.verb for kind in registry.ACTIONS}) == len(registry.ACTIONS)
    assert all(kind.verb for kind in registry.ACTIONS)


def test_every_button_that_exists_can_be_unpacked() -> None:
    families = [import_module(f"{actions.__name__}.{found.name}") for found in iter_modules(actions.__path__)]
    named = {kind for family in families for kind in vars(family).values() if isinstance(kind, type)}
    assert {kind for kind in named if kind.__dict__.get("verb")} == set(registry.ACTIONS)


def test_only_buttons_that_open_a_dialog_say_so() -> None:
    opening = answers.AnswerOpen(session=SessionId("s"), round="1.4", run=1).pack()
    assert opening["msteams"] == {"type": "task/fetch"}
    assert "msteams" not in regie.Continue(session=SessionId("s"), step=3).pack()


def test_card_data_holds_ids_a_verb_and_versions_only() -> None:
    packed = answers.AnswerSubmit(
        session=SessionId("s-1"), round="1.4", run=1, version=2, behalf=PersonId("p-1")
    ).pack()
    expected = {"verb": "answer.submit", "session": "s-1", "round": "1.4", "run": 1, "version": 2, "behalf": "p-1"}
    assert packed == expected


@pytest.mark.parametrize("value", [0, 6, True, "3", None, 2.0])
def test_energy_outside_one_to_five_is_refused(value: object) -> None:
    data = {"verb": "energy.tap", "session": "s", "round": "1.9", "run": 1, "value": value}
    assert registry.unpack(data) is None


def test_a_truth_value_is_no_number() -> None:
    assert registry.unpack({"verb": "regie.continue", "session": "s", "step": True}) is None


@given(st.from_regex(r"\d\.\d{1,2}|A\d", fullmatch=True), st.integers(1, 99), IDS)
def test_runs_and_contributions_survive_being_a_choice(round_id: str, run: int, person: str) -> None:
    key = RunKey(round_id, run)
    assert keys.read_run_key(keys.run_key(key)) == key
    assert keys.read_contribution_key(keys.contribution_key(key, PersonId(person))) == (key, person)


@given(st.text(max_size=30))
def test_reading_a_strange_choice_never_raises(value: str) -> None:
    run, contribution = keys.read_run_key(value), keys.read_contribution_key(value)
    assert run is None or isinstance(run, RunKey)
    assert contribution is None or isinstance(contribution[0], RunKey)
