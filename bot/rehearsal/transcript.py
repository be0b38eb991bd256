"""Writes down what is said in the room, as lines a person can read along: who, where, and every card as text."""

from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from bot.rehearsal.cards import buttons_of, text_of
from bot.rehearsal.channel import Channel
from bot.rehearsal.chats import Change, Chat, Kind, Message, What
from bot.rehearsal.outcomes import Did, Outcome

_MARGIN: Final = " " * 7 + "| "


class Transcript:
    """Listens to a channel. Of an updated card only the new lines are told."""

    def __init__(self, *, channel: Channel, zone: ZoneInfo, tell: Callable[[str], None]) -> None:
        self._channel = channel
        self._zone = zone
        self._tell = tell
        self._read: dict[str, set[str]] = {}
        channel.listeners.append(self._note)

    def outcome(self, outcome: Outcome) -> None:
        """What a simulated person filled in."""
        match outcome.did:
            case Did.ANSWERED:
                self._tell(f"{self._time()}  {outcome.person} answers")
                for label, said in outcome.wrote:
                    self._tell(_MARGIN + (f"{label}: {said}" if label else said))
            case Did.GAVE_UP:
                self._tell(f"{self._time()}  {outcome.person} could not hand in the form: {outcome.message}")
            case _:
                return

    def _note(self, change: Change) -> None:
        if change.message is None:
            return
        where, who = _place(change.chat), change.message.author_name
        if change.what is What.POSTED:
            self._said(change.message, f"{self._time()}  {where} · {who}")
        elif change.what is What.UPDATED:
            self._updated(change.message, f"{self._time()}  {where} · {who} updates a card")
        elif change.what is What.DELETED:
            self._tell(f"{self._time()}  {where} · {who} takes a card away")

    def _said(self, message: Message, head: str) -> None:
        if message.card is None:
            self._tell(f"{head}: {message.text}")
            return
        self._tell(head)
        lines = _lines(message)
        self._read[message.id] = set(lines)
        for line in lines:
            self._tell(_MARGIN + line)

    def _updated(self, message: Message, head: str) -> None:
        lines = _lines(message)
        fresh = [line for line in lines if line not in self._read.get(message.id, ())]
        self._read[message.id] = set(lines)
        if fresh:
            self._tell(head)
            for line in fresh:
                self._tell(_MARGIN + line)

    def _time(self) -> str:
        return f"{self._channel.clock().astimezone(self._zone):%H.%M}"


def _lines(message: Message) -> list[str]:
    card = message.card or {}
    buttons = "  ".join(f"[{button.title}]" for button in buttons_of(card))
    return [line for line in (*text_of(card).splitlines(), buttons) if line.strip()]


def _place(chat: Chat) -> str:
    if chat.kind is Kind.GROUP:
        return chat.title
    return f"1:1 with {', '.join(person.name for person in chat.members.values())}"
