"""Measures the guard on an own synthetic test set: what it was tuned on, and what was held out."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from dialogs.guard import Kind, check

HERE = Path(__file__).parent
SETS = {"tuned on": "guard_cases.yaml", "held out": "guard_cases_held_out.yaml"}


def lines(sentences: str) -> list[str]:
    return sentences.splitlines()


def read(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((HERE / SETS[name]).read_text(encoding="utf-8"))
    return loaded


def sentences(name: str, part: str) -> list[str]:
    return [text for group in read(name)[part].values() for text in lines(group)]


def test_the_set_is_large_enough_and_says_nothing_twice() -> None:
    block = [text for name in SETS for text in sentences(name, "block")]
    warn = [text for name in SETS for text in sentences(name, "warn")]
    normal = [text for name in SETS for text in lines(read(name)["normal"])]
    assert len(block) >= 150
    assert len(warn) >= 150
    assert len(normal) >= 400
    assert len(set(block + warn + normal)) == len(block + warn + normal)


@pytest.mark.parametrize("name", SETS)
def test_recall_and_false_alarms_meet_the_targets(
    name: str,
    pytestconfig: pytest.Config,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    block, warn, normal = sentences(name, "block"), sentences(name, "warn"), lines(read(name)["normal"])
    passed = [text for text in block if not check(text).blocked]
    unwarned = [text for text in warn if not check(text).findings]
    wrongly_blocked = [text for text in normal if check(text).blocked]
    wrongly_warned = [text for text in normal if check(text).warned]
    figures = {
        "blocked": 1 - len(passed) / len(block),
        "warned": 1 - len(unwarned) / len(warn),
        "normal blocked": len(wrongly_blocked) / len(normal),
        "normal warned": len(wrongly_warned) / len(normal),
    }
    for what, figure in figures.items():
        record_property(f"guard, {name}: {what}", f"{figure:.1%}")
    told = ", ".join(f"{what} {figure:.1%}" for what, figure in figures.items())
    with capsys.disabled():
        pytestconfig.get_terminal_writer().line(
            f"\nguard, {name} ({len(block)} + {len(warn)} + {len(normal)} texts): {told}"
        )
    assert figures["blocked"] >= 0.99, passed
    assert figures["warned"] >= 0.90, unwarned
    assert figures["normal blocked"] <= 0.02, wrongly_blocked
    assert figures["normal warned"] <= 0.05, wrongly_warned


@pytest.mark.parametrize("kind", list(Kind))
def test_most_sentences_are_found_for_the_reason_they_were_written_for(kind: Kind) -> None:
    texts = [text for name in SETS for text in lines(read(name)[kind.severity].get(kind, ""))]
    right = [text for text in texts if kind in check(text).kinds]
    assert len(right) >= 0.85 * len(texts), sorted(set(texts) - set(right))


def test_an_answer_of_280_characters_is_read_before_anybody_notices(
    record_property: Callable[[str, object], None],
) -> None:
    text = " ".join(lines(read("held out")["normal"]))[:280]
    runs = 100
    spent: list[float] = []
    for _ in range(5):
        before = time.process_time()
        for _ in range(runs):
            check(text)
        spent.append((time.process_time() - before) / runs)
    record_property("guard: milliseconds for 280 characters", f"{min(spent) * 1000:.3f}")
    # It takes 0.3 ms on a machine of its own; a shared one gets room. That the time grows with the length, not with its
    # square, is tested beside the rules.
    assert min(spent) < 0.005
