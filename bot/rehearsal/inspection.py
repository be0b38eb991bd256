"""Reads what the bot posts with the eyes of a strict channel: what a real client would cut, drop or show badly."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.rehearsal.cards import elements
from bot.rehearsal.chats import CARD_TYPE

_CARD_BUDGET = 28 * 1024
_MOST_ACTIONS = 6


def complaints_about(activity: Mapping[str, Any]) -> Iterator[str]:
    attachments = activity.get("attachments") or ()
    if activity.get("text") and attachments:
        yield "text and a card in one activity: the channel splits it and names no id"
    for attachment in attachments:
        if attachment.get("contentType") == CARD_TYPE:
            yield from complaints_about_card(attachment["content"])


def complaints_about_card(card: Mapping[str, Any]) -> Iterator[str]:
    """The rules of cards in Teams: version, size, wrapping, labels, number of buttons."""
    if card.get("version") != "1.5":
        yield f"card version {card.get('version')!r} instead of 1.5"
    if len(json.dumps(card, ensure_ascii=False).encode()) > _CARD_BUDGET:
        yield "card larger than 28 KB"
    if len(card.get("actions") or ()) > _MOST_ACTIONS:
        yield "more than six buttons under the card"
    for element in elements(card):
        kind = str(element.get("type", ""))
        if kind == "TextBlock" and element.get("wrap") is not True:
            yield f"text that does not wrap: {element.get('text')!r}"
        if kind.startswith("Input.") and not element.get("label"):
            yield f"input without label: {element.get('id')!r}"
        if kind == "ActionSet" and len(element.get("actions") or ()) > _MOST_ACTIONS:
            yield "more than six buttons in one row"
