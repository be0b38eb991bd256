"""What a person does in the channel, said the way a test or a page would say it: types, mentions, presses, submits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from bot.rehearsal.cards import Input, collect, faults_of, inputs_of
from bot.rehearsal.channel import BotFailed, Channel
from bot.rehearsal.chats import CARD_TYPE, Chat, Sent, ShownCard
from bot.rehearsal.people import Person

SUBMIT = "Insturen"


class NotSent(Exception):
    """The client kept the form open: `faults` says by input what it would not send."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(str(faults))
        self.faults = faults


def _names(one: Input) -> tuple[str, ...]:
    plain = one.id.removeprefix("f-")
    return one.label, plain.replace("-", "_"), plain, one.id


@dataclass(slots=True, kw_only=True)
class Dialog:
    """What a person sees after pressing: an open form (`card`), one line instead (`message`), or nothing at all."""

    actor: "Actor"
    chat: Chat
    title: str = ""
    card: ShownCard | None = None
    message: str | None = None
    height: int | str | None = None
    width: int | str | None = None
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.card is not None

    @property
    def shown(self) -> ShownCard:
        """The form, when the dialog is open."""
        if self.card is None:
            raise LookupError(f"the dialog is closed; it said {self.message!r}")
        return self.card

    @property
    def text(self) -> str:
        """What can be read: the form's words or the message."""
        return self.card.text if self.card else self.message or ""

    @property
    def titles(self) -> list[str]:
        return self.card.titles if self.card else []

    @property
    def values(self) -> dict[str, str]:
        """What stands in the form now, by input, typed or filled in beforehand."""
        return {one.id: self.typed.get(one.id, one.value) for one in self.shown.inputs}

    async def fills(self, values: Mapping[str, object] | None = None, /, **more: object) -> Self:
        """Type into inputs, named by label or by id (with `_` for `-`, and without the `f-` all of ours begin with)."""
        known = {key: one for one in self.shown.inputs for key in _names(one)}
        for key, given in (dict(values or {}) | more).items():
            if key not in known:
                raise LookupError(f"no input {key!r} here, only {sorted(known)}")
            self.typed[known[key].id] = known[key].read(given)
        return self

    async def submits(self, title: str = SUBMIT, /, **values: object) -> "Dialog":
        """Press a button of the form; the form that comes back, or the line that says thanks."""
        await self.fills(values)
        button = self.shown.button(title)
        if faults := faults_of(self.shown.json, button, self.typed):
            raise NotSent(faults)
        return await self.sends(collect(self.shown.json, button, self.typed))

    async def sends(self, data: Mapping[str, Any]) -> "Dialog":
        """Submit this very data, whatever the form says: for what a tampering client would send."""
        sent = await self.actor.invokes("task/submit", data, in_=self.chat)
        return self.actor.read_task(sent, self.chat)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One person with hands. Every method goes over real HTTP to the bot and raises when the bot fails."""

    person: Person
    channel: Channel

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def chat(self) -> Chat:
        """The 1:1 chat with the bot."""
        return self.channel.personal_chat(self.person)

    async def installs(self, chat: Chat | None = None) -> None:
        """Add the bot: to a group chat, else for oneself."""
        await self.channel.install(chat or self.chat, self.person)

    async def removes_bot(self, chat: Chat | None = None) -> None:
        await self.channel.uninstall(chat or self.chat, self.person)

    async def types(self, text: str, *, in_: Chat | None = None) -> None:
        """Plain words. In a group chat the people read them, the bot hears nothing."""
        chat = in_ or self.chat
        personal = chat is self.chat
        if personal and not chat.installed:
            await self.installs(chat)
        activity = self.channel.write.message(chat, self.person, text)
        self._post(chat, activity, text)
        if personal:
            await self.channel.deliver(activity)

    async def mentions(self, chat: Chat, text: str = "") -> None:
        """Words with the bot's name in front, which it hears."""
        activity = self.channel.write.mention(chat, self.person, text)
        self._post(chat, activity, f"@{self.channel.bot.name} {text}".rstrip())
        if chat.installed:
            await self.channel.deliver(activity)

    def _post(self, chat: Chat, activity: Mapping[str, Any], shown: str) -> None:
        self.channel.post(
            chat, {"id": activity["id"], "text": shown}, author_id=self.person.id, author_name=self.person.name
        )

    async def presses(self, where: ShownCard | Chat, title: str, /, **values: object) -> Dialog:
        """Press a button of a card, or of the newest card in a chat that has it.

        A plain button gives a closed dialog without words: what it causes appears in the chat.
        """
        card = where.card_with(title) if isinstance(where, Chat) else where
        chat = self.channel.chats[card.chat_id]
        button = card.button(title)
        known = {key: one for one in inputs_of(card.json) for key in _names(one)}
        typed = {known[key].id: known[key].read(given) for key, given in values.items()}
        if faults := faults_of(card.json, button, typed):
            raise NotSent(faults)
        return await self.sends(chat, card.id, collect(card.json, button, typed), dialog=button.opens_dialog)

    async def sends(self, chat: Chat, card_id: str, data: Mapping[str, Any], *, dialog: bool) -> Dialog:
        """Press with this very data."""
        if dialog:
            return self.read_task(await self.invokes("task/fetch", data, in_=chat, card_id=card_id), chat)
        await self.channel.deliver(self.channel.write.pressed(chat, self.person, data, card_id))
        return Dialog(actor=self, chat=chat)

    async def invokes(self, name: str, data: Mapping[str, Any], *, in_: Chat, card_id: str | None = None) -> Sent:
        return await self.channel.deliver(self.channel.write.invoke(in_, self.person, name, data, card_id))

    def read_task(self, sent: Sent, chat: Chat) -> Dialog:
        """What the client shows for the answer to an invoke; an answer it cannot show is the bot's fault."""
        if not sent.body:
            return Dialog(actor=self, chat=chat)
        try:
            task = sent.body["task"]
            if task["type"] == "message":
                return Dialog(actor=self, chat=chat, message=str(task["value"]))
            value, attachment = task["value"], task["value"]["card"]
            if task["type"] != "continue" or attachment["contentType"] != CARD_TYPE:
                raise BotFailed(sent)
            card = ShownCard(id="", chat_id=chat.id, json=attachment["content"], version=0)
            return Dialog(
                actor=self,
                chat=chat,
                title=str(value["title"]),
                card=card,
                height=value.get("height"),
                width=value.get("width"),
            )
        except (KeyError, TypeError) as problem:
            raise BotFailed(sent) from problem
