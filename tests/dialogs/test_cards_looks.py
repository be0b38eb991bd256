"""Every card keeps to the rules of the platform and the design, in both languages."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from microsoft_teams.cards.core import AdaptiveCard

from dialogs.cards.actions.registry import unpack
from dialogs.cards.parts import BUDGET, size_of
from dialogs.formats.model import Language
from dialogs.texts.catalogue import load
from tests.dialogs.card_gallery import gallery

CARDS = [
    pytest.param(made, id=f"{language}-{name}")
    for language in Language
    for name, made in gallery(load().in_(language)).items()
]
OWN = "https://bot.voorbeeld.example"
"""Where the bot itself is: pages of its own are the only ones a card opens."""
pytestmark = pytest.mark.parametrize("card", CARDS)


def elements(node: Any) -> Iterator[dict[str, Any]]:
    """Every element and action of a card, without what the buttons carry."""
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for name, inner in node.items():
            if name != "data":
                yield from elements(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from elements(inner)


def of_type(card: dict[str, Any], *kinds: str) -> list[dict[str, Any]]:
    return [element for element in elements(card) if element["type"] in kinds]


def inputs(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [element for element in elements(card) if element["type"].startswith("Input.")]


def test_the_typed_models_read_it_and_know_every_property(card: dict[str, Any]) -> None:
    read = AdaptiveCard.model_validate(card)
    assert _known(json.loads(read.model_dump_json(by_alias=True, exclude_none=True)), card) == []


def _known(model: Any, made: Any, path: str = "") -> list[str]:
    """What the card says and the model lost or read otherwise."""
    if isinstance(made, dict):
        if not isinstance(model, dict):
            return [path]
        return [fault for name in made for fault in _known(model.get(name), made[name], f"{path}.{name}")]
    if isinstance(made, list):
        if not isinstance(model, list) or len(model) != len(made):
            return [path]
        return [
            fault
            for n, (left, right) in enumerate(zip(model, made, strict=True))
            for fault in _known(left, right, f"{path}[{n}]")
        ]
    return [] if model == made else [path]


def test_it_is_version_one_point_five_and_fits_on_the_wire(card: dict[str, Any]) -> None:
    assert card["version"] == "1.5"
    assert size_of(card) <= BUDGET


def test_every_text_wraps(card: dict[str, Any]) -> None:
    assert [e for e in of_type(card, "TextBlock", "Input.ChoiceSet", "Input.Toggle") if e.get("wrap") is not True] == []


def test_every_input_has_a_label_and_nothing_is_checked_by_the_client(card: dict[str, Any]) -> None:
    assert [e["id"] for e in inputs(card) if not e.get("label")] == []
    assert [e["id"] for e in inputs(card) if e.get("isRequired") or e.get("regex")] == []


def test_where_the_client_keeps_to_bounds_it_says_so_in_words(card: dict[str, Any]) -> None:
    """A press on the button sends nothing then, and without words nobody would know why."""
    bounded = [e for e in inputs(card) if "min" in e or "max" in e]
    assert [e["id"] for e in bounded if not e.get("errorMessage")] == []
    assert [e["id"] for e in inputs(card) if e.get("errorMessage") and e not in bounded] == []


def test_no_input_can_overwrite_what_a_button_carries(card: dict[str, Any]) -> None:
    names = [e["id"] for e in inputs(card)]
    assert [name for name in names if not name.startswith("f-")] == []
    assert len(names) == len(set(names))


def test_at_most_six_buttons_two_in_a_row_and_one_filled(card: dict[str, Any]) -> None:
    buttons = of_type(card, "Action.Submit")
    assert len(buttons) <= 6
    assert sum(1 for e in buttons if e.get("style") == "positive") <= 1
    for row in of_type(card, "ActionSet"):
        titles = [e["title"] for e in row["actions"]]
        taps = titles == ["1", "2", "3", "4", "5"]
        assert taps or len(titles) <= 2
        assert len(titles) == 1 or sum(map(len, titles)) <= 34


def test_every_button_is_one_the_bot_can_read(card: dict[str, Any]) -> None:
    assert [e["title"] for e in of_type(card, "Action.Submit") if unpack(e["data"]) is None] == []


def test_nothing_is_markdown_an_image_or_an_address_of_others(card: dict[str, Any]) -> None:
    assert of_type(card, "Image", "Media", "Table", "Action.Execute", "FactSet") == []
    assert [e["url"] for e in of_type(card, "Action.OpenUrl") if not e["url"].startswith(f"{OWN}/")] == []
    assert [
        e["text"] for e in of_type(card, "TextBlock") if any(mark in e["text"] for mark in ("**", "](", "__", "`"))
    ] == []


def test_no_line_is_empty_and_no_placeholder_is_left(card: dict[str, Any]) -> None:
    said = [e["text"] for e in of_type(card, "TextBlock", "TextRun")]
    assert [line for line in said if not line.strip() or "{" in line or "None" in line] == []


def test_a_title_is_a_heading_for_screen_readers(card: dict[str, Any]) -> None:
    large = [e for e in of_type(card, "TextBlock") if e.get("size") == "Large" and e.get("weight") == "Bolder"]
    counted = [e for e in large if e["text"].isdecimal()]
    assert [e["text"] for e in large if e.get("style") != "heading" and e not in counted] == []
