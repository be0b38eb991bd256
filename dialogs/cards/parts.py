"""The bricks of a card: small typed functions that return Adaptive Card 1.5 elements.

The typed models of `microsoft_teams.cards.core` take 250 ms to import and several lines per element, so cards are
built as plain dicts here, and the tests hold every card against those models instead.
No Markdown anywhere: what people wrote goes into `run`s, which every renderer shows as it is.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, Literal

from dialogs.cards.actions.base import Action

Card = dict[str, Any]
Element = dict[str, Any]
Spacing = Literal["None", "Small", "Default", "Medium", "Large"]
Size = Literal["Small", "Default", "Medium", "Large"]
Box = Literal["emphasis", "warning"]

BUDGET: Final = 28 * 1024
"""Bytes a card may take on the wire (platform.md section 3)."""

INPUT: Final = "f-"
"""Every input's name starts so: card data and inputs arrive in one mapping, and no input may overwrite an id."""


def size_of(card: Card) -> int:
    """Bytes on the wire, counted with escapes, which is the most it can be."""
    return len(json.dumps(card))


# --- text


def text(
    value: str,
    *,
    size: Size = "Default",
    bold: bool = False,
    quiet: bool = False,
    accent: bool = False,
    right: bool = False,
    heading: bool = False,
    spacing: Spacing = "Default",
) -> Element:
    """The bot's own words."""
    element: Element = {"type": "TextBlock", "text": value, "wrap": True}
    if heading:
        element["style"] = "heading"
    if size != "Default":
        element["size"] = size
    if bold:
        element["weight"] = "Bolder"
    if quiet:
        element["isSubtle"] = True
    if accent:
        element["color"] = "Accent"
    if right:
        element["horizontalAlignment"] = "Right"
    if spacing != "Default":
        element["spacing"] = spacing
    return element


def title(value: str, *, spacing: Spacing = "None") -> Element:
    return text(value, size="Large", bold=True, heading=True, spacing=spacing)


def subtitle(value: str, *, spacing: Spacing = "Medium") -> Element:
    return text(value, bold=True, spacing=spacing)


def quiet(value: str, *, spacing: Spacing = "Medium") -> Element:
    return text(value, size="Small", quiet=True, spacing=spacing)


def run(
    value: str, *, bold: bool = False, italic: bool = False, quiet: bool = False, size: Size = "Default"
) -> Element:
    """Words by people, or part of a line."""
    element: Element = {"type": "TextRun", "text": value}
    if bold:
        element["weight"] = "Bolder"
    if italic:
        element["italic"] = True
    if quiet:
        element["isSubtle"] = True
    if size != "Default":
        element["size"] = size
    return element


def rich(*runs: Element, spacing: Spacing = "Default") -> Element:
    element: Element = {"type": "RichTextBlock", "inlines": list(runs)}
    if spacing != "Default":
        element["spacing"] = spacing
    return element


def words(value: str, *, size: Size = "Default", quiet: bool = False, spacing: Spacing = "Default") -> Element:
    """One paragraph that holds words by people."""
    return rich(run(value, size=size, quiet=quiet), spacing=spacing)


def named(name: str, value: str, *, spacing: Spacing = "Small") -> Element:
    """A name in bold, the text beside it."""
    return rich(run(f"{name}  ", bold=True), run(value), spacing=spacing)


# --- boxes and columns


def box(
    items: Iterable[Element], *, style: Box | None = None, spacing: Spacing = "Medium", separator: bool = False
) -> Element:
    element: Element = {"type": "Container", "items": list(items)}
    if style:
        element["style"] = style
    if spacing != "Default":
        element["spacing"] = spacing
    if separator:
        element["separator"] = True
    return element


def warning(*lines: str, spacing: Spacing = "None") -> Element:
    """The yellow box: what to do, on top of a dialog or above an input. May quote what people wrote."""
    said = [words(line, spacing="Small" if number else "None") for number, line in enumerate(lines)]
    return box(said, style="warning", spacing=spacing)


def count_box(*runs: Element) -> Element:
    return box([rich(*runs, spacing="None")], style="emphasis")


def columns(
    left: Sequence[Element],
    right: Sequence[Element],
    *,
    spacing: Spacing = "Default",
    separator: bool = False,
    even: bool = False,
) -> Element:
    """Two columns: the second as wide as it needs, or both alike."""
    element: Element = {
        "type": "ColumnSet",
        "columns": [
            {"type": "Column", "width": "stretch", "items": list(left)},
            {"type": "Column", "width": "stretch" if even else "auto", "items": list(right)},
        ],
    }
    if not even:
        element["columns"][1]["verticalContentAlignment"] = "Center"
    if spacing != "Default":
        element["spacing"] = spacing
    if separator:
        element["separator"] = True
    return element


def header(where: str, heading: str, corner: str | None = None) -> Element:
    """A quiet line that says where we are, the title, and in the right-hand corner until when."""
    left = [text(where, size="Small", quiet=True, spacing="None"), title(heading)]
    if corner is None:
        return box(left, spacing="Default")
    return columns(left, [text(corner, bold=True, accent=True, right=True, spacing="None")])


# --- buttons


def button(label: str, action: Action, *, filled: bool = False, sends_inputs: bool = True) -> Element:
    element: Element = {"type": "Action.Submit", "title": label, "data": action.pack()}
    if filled:
        element["style"] = "positive"
    if not sends_inputs:
        element["associatedInputs"] = "none"
    return element


def link(label: str, address: str) -> Element:
    """A page of our own, to open beside Teams; nothing people wrote ever becomes an address."""
    return {"type": "Action.OpenUrl", "title": label, "url": address, "style": "positive"}


def row(*buttons: Element, spacing: Spacing = "Default") -> Element:
    element: Element = {"type": "ActionSet", "actions": list(buttons)}
    if spacing != "Default":
        element["spacing"] = spacing
    return element


# --- inputs, each with a label


def text_input(
    name: str,
    label: str,
    *,
    value: str | None = None,
    longest: int | None = None,
    lines: bool = False,
    example: str | None = None,
) -> Element:
    element: Element = {"type": "Input.Text", "id": INPUT + name, "label": label, "isMultiline": lines}
    return _with(element, maxLength=longest, placeholder=example, value=value)


def number_input(
    name: str,
    label: str,
    *,
    value: str | None = None,
    least: int | None = None,
    most: int | None = None,
    example: str | None = None,
    refusal: str | None = None,
) -> Element:
    """`refusal` is what the client says when a number is out of bounds: it sends nothing then."""
    element: Element = {"type": "Input.Number", "id": INPUT + name, "label": label}
    element = _with(element, errorMessage=refusal)
    plain = value is not None and value.lstrip("-").isascii() and value.lstrip("-").isdecimal()
    return _with(element, min=least, max=most, placeholder=example, value=int(value) if value and plain else None)


def date_input(
    name: str,
    label: str,
    *,
    value: str | None = None,
    first: date | None = None,
    last: date | None = None,
    refusal: str | None = None,
) -> Element:
    """`value` is an ISO day. `refusal` is what the client says when a day is out of bounds: it sends nothing then."""
    element: Element = {"type": "Input.Date", "id": INPUT + name, "label": label}
    least, most = (day.isoformat() if day else None for day in (first, last))
    return _with(element, min=least, max=most, errorMessage=refusal, value=value)


def choice_input(
    name: str,
    label: str,
    choices: Iterable[tuple[str, str]],
    *,
    value: str | None = None,
    several: bool = False,
    compact: bool = False,
    example: str | None = None,
) -> Element:
    """`choices` are (value, title)."""
    element: Element = {
        "type": "Input.ChoiceSet",
        "id": INPUT + name,
        "label": label,
        "style": "compact" if compact else "expanded",
        "wrap": True,
        "choices": [{"title": said, "value": chosen} for chosen, said in choices],
    }
    if several:
        element["isMultiSelect"] = True
    return _with(element, value=value, placeholder=example)


def tick(name: str, label: str, said: str, *, value: str | None = None) -> Element:
    """One thing to agree with: `yes` or `no`."""
    element: Element = {
        "type": "Input.Toggle", "id": INPUT + name, "label": label, "title": said,
        "valueOn": "yes", "valueOff": "no", "wrap": True,
    }  # fmt: skip
    return _with(element, value=value)


def _with(element: Element, **optional: object) -> Element:
    element.update({name: value for name, value in optional.items() if value is not None})
    return element


# --- the card


def card(body: Iterable[Element | None], actions: Sequence[Element] = ()) -> Card:
    """What is None is left out, so that a card reads as a list."""
    made: Card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "body": [element for element in body if element is not None],
    }
    if actions:
        made["actions"] = list(actions)
    return made
