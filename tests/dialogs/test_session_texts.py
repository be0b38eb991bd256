"""Every refusal of a session has its sentence in both languages, and every sentence its refusal."""

from pathlib import Path
from string import Formatter

import pytest

import dialogs
from dialogs.sessions.answers import MayAnswer
from dialogs.texts.session import EN, NL

ROOT = Path(str(dialogs.__file__)).parent
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for room in ("sessions", "usecases")
    for path in sorted((ROOT / room).rglob("*.py"))
)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_sentences() -> None:
    assert NL.keys() == EN.keys()
    assert {key: placeholders(NL[key]) for key in NL} == {key: placeholders(EN[key]) for key in EN}


@pytest.mark.parametrize("key", list(NL))
def test_each_sentence_belongs_to_a_refusal(key: str) -> None:
    reason = key.removeprefix("session.refused.")
    from_a_form = {f"answer_{may}" for may in MayAnswer}

    assert reason in from_a_form or f'"{reason}"' in SOURCES or f'"{key}"' in SOURCES


@pytest.mark.parametrize("may", [m for m in MayAnswer if not m.opens_form and m is not MayAnswer.SUPPLEMENT])
def test_each_reason_not_to_answer_has_its_sentence(may: MayAnswer) -> None:
    assert f"session.refused.answer_{may}" in NL


@pytest.mark.parametrize("sentence", [*NL.values(), *EN.values()])
def test_a_refusal_is_calm_and_offers_a_way_forward(sentence: str) -> None:
    assert "!" not in sentence
    assert sentence.endswith(".")
