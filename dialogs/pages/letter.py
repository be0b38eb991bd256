"""A mail as the bot says it, before it is put on any wire: short, and nothing in it that others may not read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final
from urllib.parse import quote

from dialogs.cards.reminder import Ask
from dialogs.cards.run_sheet import DAYS
from dialogs.formats.model import FormatKind, Language
from dialogs.ids import ConversationId
from dialogs.texts.catalogue import Texts

_TELLING: Final = frozenset({Ask.NUDGE, Ask.BUDDY, Ask.RESTART})


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Plain words to one address. The subject says nothing that others may not read over a shoulder."""

    to: str
    subject: str
    text: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOf:
    """What is asked for one session."""

    number: int
    starts_at: datetime
    minutes: int
    after: bool  # it was held already
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """Of one group. `chat` is the group's; `page` the address of the reader's own page, where there is one."""

    to: str
    name: str
    group: FormatKind
    zone: tzinfo
    chat: ConversationId | None
    asked: tuple[AskedOf, ...] = ()
    run_sheet: AskedOf | None = None
    page: str | None = None


def letter(view: LetterView, texts: Texts, *, also: Sequence[LetterView] = ()) -> Letter:
    """What is asked and where to do it; who asks nothing gets no letter. `also`: of the reader's other groups."""
    views = (view, *also)
    parts = [texts.say("reply.letter.greeting", name=view.name)]
    parts += [part for one in views for part in (*_asked(one, texts), *_ready(one, texts))]
    closing = ("no_answer", "pause") if any(one.asked for one in views) else ("no_answer",)
    parts += ["\n".join(texts.say(f"reply.letter.{key}") for key in closing), texts.say("reply.letter.signed")]
    return Letter(
        to=view.to,
        subject=_subject(next((one for one in views if one.asked), view), texts),
        text="\n\n".join(parts) + "\n",
        language=texts.language,
    )


def chat_address(chat: ConversationId) -> str:
    """Opens the chat in Teams, for those who are in it."""
    return f"https://teams.microsoft.com/l/chat/{quote(chat, safe='')}/conversations"


def _subject(view: LetterView, texts: Texts) -> str:
    if view.asked:
        first = view.asked[0]
        kind = "tells" if all(map(_only_tells, view.asked)) else "after" if first.after else "before"
        return texts.say(f"reply.letter.subject.{kind}", number=first.number, group=_group(view, texts))
    assert view.run_sheet is not None
    return texts.say("reply.letter.subject.run_sheet", number=view.run_sheet.number)


def _asked(view: LetterView, texts: Texts) -> Iterator[str]:
    for one in view.asked:
        said = f"reply.letter.{'after' if one.after else 'before'}{'.tells' if _only_tells(one) else ''}"
        lines = (f"- {texts.say(f'reply.letter.ask.{ask}')}" for ask in one.asks)
        yield "\n".join([_say(said, one, view, texts), *dict.fromkeys(lines)])
    if view.asked:
        there = "reply.letter.chat.tells" if all(map(_only_tells, view.asked)) else "reply.letter.chat"
        yield _where(view, texts, there=there, nowhere="reply.letter.no_chat")


def _only_tells(one: AskedOf) -> bool:
    return _TELLING.issuperset(one.asks)


def _ready(view: LetterView, texts: Texts) -> Iterator[str]:
    if view.run_sheet is None:
        return
    yield _say("reply.letter.run_sheet", view.run_sheet, view, texts)
    if view.page:
        yield f"{texts.say('reply.letter.run_sheet.page', days=DAYS)}\n{view.page}"
    else:
        yield _where(view, texts, there="reply.letter.run_sheet.chat", nowhere="reply.letter.run_sheet.no_chat")


def _where(view: LetterView, texts: Texts, *, there: str, nowhere: str) -> str:
    return f"{texts.say(there)}\n{chat_address(view.chat)}" if view.chat else texts.say(nowhere)


def _say(key: str, one: AskedOf, view: LetterView, texts: Texts) -> str:
    ends = one.starts_at + timedelta(minutes=one.minutes)
    when = texts.period(one.starts_at, ends, view.zone)
    return texts.say(key, number=one.number, group=_group(view, texts), when=when)


def _group(view: LetterView, texts: Texts) -> str:
    return texts.say(f"reply.letter.group.{view.group}")
