"""Reads a card as a person sees it: its words, its buttons, its inputs, and what pressing a button sends."""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    title: str
    type: str
    style: str
    data: Json
    sends_inputs: bool

    @property
    def opens_dialog(self) -> bool:
        return opens_dialog(self.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input. Values are strings, as the channel sends them; several choices are joined by commas."""

    id: str
    type: str
    label: str
    value: str
    required: bool = False
    max_length: int | None = None
    minimum: str | None = None
    maximum: str | None = None
    choices: tuple[tuple[str, str], ...] = ()  # title, value
    multiple: bool = False
    on: str = "true"
    off: str = "false"
    pattern: str | None = None

    def read(self, given: object) -> str:
        """What a person means, as the string the form holds: a title of a choice becomes its value."""
        if isinstance(given, bool):
            return self.on if given else self.off
        if isinstance(given, Sequence) and not isinstance(given, str):
            return ",".join(self._choice(str(one)) for one in given)
        if not self.choices or given == "":
            return str(given)
        one_of_them = any(given in pair for pair in self.choices)
        if self.multiple and not one_of_them:
            return ",".join(self._choice(one) for one in str(given).split(","))
        return self._choice(str(given))

    def _choice(self, given: str) -> str:
        for title, value in self.choices:
            if given in {title, value}:
                return value
        raise LookupError(f"{self.id} has no choice {given!r}, only {[t for t, _ in self.choices]}")

    def fault(self, value: str) -> str | None:
        """Why the client itself would not send this value; the server must check again."""
        if not value:
            return "required" if self.required else None
        if self.max_length is not None and len(value) > self.max_length:
            return "too long"
        if self.pattern and not re.search(self.pattern, value):
            return "does not fit"
        bounds = self._bounds(value)
        return None if bounds else "out of bounds"

    def _bounds(self, value: str) -> bool:
        if self.type == "Input.Number":
            try:
                number = float(value)
            except ValueError:
                return False
            return (self.minimum is None or number >= float(self.minimum)) and (
                self.maximum is None or number <= float(self.maximum)
            )
        if self.type in {"Input.Date", "Input.Time"}:  # ISO, so text order is time order
            return (self.minimum or value) <= value <= (self.maximum or value)
        return True


def opens_dialog(data: Json) -> bool:
    teams = data.get("msteams")
    return isinstance(teams, Mapping) and teams.get("type") == "task/fetch"


def elements(part: Json) -> Iterator[Json]:
    """Every visible element, in reading order, containers before what they hold."""
    for key in ("body", "items", "columns", "rows", "cells", "actions"):
        for child in part.get(key) or ():
            if not isinstance(child, Mapping) or child.get("isVisible") is False:
                continue
            yield child
            yield from elements(child["card"] if child.get("type") == "Action.ShowCard" else child)


def text_of(card: Json) -> str:
    """All words a person can read, a line for each piece of text; buttons are not among them."""
    return "\n".join(line for element in elements(card) if (line := _words(element)))


def _words(element: Json) -> str:
    match element.get("type"):
        case "TextBlock":
            return str(element.get("text", "")).replace("**", "")
        case "RichTextBlock":
            return "".join(run if isinstance(run, str) else str(run.get("text", "")) for run in element["inlines"])
        case "FactSet":
            return "\n".join(f"{fact['title']} {fact['value']}" for fact in element["facts"])
        case str(kind) if kind.startswith("Input."):
            return str(element.get("label") or element.get("title") or "")
        case _:
            return ""


def buttons_of(card: Json) -> tuple[Button, ...]:
    """The buttons in reading order."""
    return tuple(
        Button(
            title=str(element.get("title", "")),
            type=str(element["type"]),
            style=str(element.get("style", "default")),
            data=element.get("data") or {},
            sends_inputs=element.get("associatedInputs", "auto") != "none",
        )
        for element in elements(card)
        if str(element.get("type", "")).startswith("Action.") and element.get("isEnabled") is not False
    )


def inputs_of(card: Json) -> tuple[Input, ...]:
    return tuple(_input(element) for element in elements(card) if str(element.get("type", "")).startswith("Input."))


def _input(element: Json) -> Input:
    kind = str(element["type"])
    off = str(element.get("valueOff", "false"))
    value = element.get("value", off if kind == "Input.Toggle" else "")

    def bound(key: str) -> str | None:
        return None if element.get(key) is None else str(element[key])

    return Input(
        id=str(element["id"]),
        type=kind,
        label=str(element.get("label") or element.get("title") or ""),
        value="" if value is None else str(value),
        required=bool(element.get("isRequired", False)),
        max_length=element.get("maxLength"),
        minimum=bound("min"),
        maximum=bound("max"),
        choices=tuple((str(c["title"]), str(c["value"])) for c in element.get("choices") or ()),
        multiple=bool(element.get("isMultiSelect", False)),
        on=str(element.get("valueOn", "true")),
        off=off,
        pattern=element.get("regex"),
    )


def collect(card: Json, button: Button, typed: Mapping[str, str]) -> dict[str, Any]:
    """The data a press sends: the button's own, and every filled input unless it takes none along."""
    data: dict[str, Any] = copy.deepcopy(dict(button.data))
    if button.sends_inputs:
        for one in inputs_of(card):
            value = typed.get(one.id, one.value)
            if value:
                data[one.id] = value
    return data


def faults_of(card: Json, button: Button, typed: Mapping[str, str]) -> dict[str, str]:
    """What the client refuses to send, by input; nothing when the button takes no inputs along."""
    if not button.sends_inputs:
        return {}
    found = {one.id: one.fault(typed.get(one.id, one.value)) for one in inputs_of(card)}
    return {key: fault for key, fault in found.items() if fault}
