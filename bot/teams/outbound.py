"""What the bot says, in the channel's own shapes."""

from collections.abc import Mapping
from typing import Any, assert_never

from dialogs.turns import Reply, Say, ShowDialog

CARD = "application/vnd.microsoft.card.adaptive"


def card_message(card: Mapping[str, Any], *, summary: str) -> dict[str, Any]:
    """A message that is only a card; `summary` is the line people see in a notification.

    Text beside the card would make the channel split the message in two and give no id.
    """
    return {"type": "message", "summary": summary, "importance": "normal", "attachments": [_attachment(card)]}


def task_reply(reply: Reply) -> dict[str, Any]:
    """The body of the answer to `task/fetch` and `task/submit`."""
    match reply:
        case ShowDialog():
            value = {
                "title": reply.title,
                "height": reply.height,
                "width": reply.width,
                "card": _attachment(reply.card),
            }
            return {"task": {"type": "continue", "value": value}}
        case Say():
            return task_message(reply.text)
        case _:
            assert_never(reply)


def task_message(text: str) -> dict[str, Any]:
    """One line in place of a dialog."""
    return {"task": {"type": "message", "value": text}}


def _attachment(card: Mapping[str, Any]) -> dict[str, Any]:
    return {"contentType": CARD, "content": card}
