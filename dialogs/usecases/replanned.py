"""A session moved or will not take place: what the group reads of it, and the cards that tell of that day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dialogs.groups import Group, SessionHead
from dialogs.ids import ConversationId, SessionId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.programmes.model import Role
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.usecases.card_rows import moderator_key, run_sheet_key, summary_notice
from dialogs.usecases.forms_between import ATTENDANCE
from dialogs.usecases.replies import line, preparation_card


def period(starts_at: datetime, minutes: int, group: Group, texts: Texts) -> str:
    return texts.period(starts_at, starts_at + timedelta(minutes=minutes), group.zone)


def neighbours(group: Group, session: SessionId) -> tuple[SessionHead | None, SessionHead | None]:
    """The sessions before and after it that go on, or went on."""
    own = next((head for head in group.sessions if head.id == session), None)
    others = [head for head in group.sessions if own and head.phase is not SessionPhase.CANCELLED]
    before = [head for head in others if own and head.number < own.number]
    after = [head for head in others if own and head.number > own.number]
    return (before[-1] if before else None), (after[0] if after else None)


def cards_of_the_day(group: Group, session: SessionId, *, now: datetime) -> list[Notice]:
    """Drawn again where they were posted, and nowhere else: the moderators' card and their draaiboek, the hotseat's
    preparation card, and the closing summary that looks forward to this session."""
    cards = ((NoticeKind.MODERATOR, moderator_key(session)), (NoticeKind.RUN_SHEET, run_sheet_key(session)))
    notices = [
        Notice(
            kind=kind, act=Act.REFRESH, conversation=member.personal, key=key, payload={"session": session}, due_at=now
        )
        for member in group.with_role(Role.MODERATOR)
        if member.personal is not None
        for kind, key in cards
    ]
    hotseat = group.hotseat
    if hotseat is not None and hotseat.personal is not None:
        notices.append(replace(preparation_card(session, chat=hotseat.personal, now=now), act=Act.REFRESH))
    before = neighbours(group, session)[0]
    if group.conversation is not None and before is not None:
        notices.append(summary_notice(before.id, chat=group.conversation, act=Act.REFRESH, due_at=now))
    return notices


def lines_for_the_group(
    group: Group, changed: Sequence[tuple[str, SessionHead]], texts: Texts, *, now: datetime
) -> list[Notice]:
    """`changed` holds the text that says what became of each session, with the buttons to say whether one comes then:
    the moment to ask it may be past. What told of it before goes: its buttons ask about a moment that is no more. Of
    several at once one line is enough, for the planning tells the rest."""
    chat = group.conversation
    if chat is None or not changed:
        return []
    before = [_line_before(head, chat, now=now) for _, head in changed]
    if len(changed) > 1:
        numbers = texts.names(tuple(str(head.number) for _, head in changed))
        return [*before, line("reply.sessions_replanned", chat=chat, language=group.language, now=now, numbers=numbers)]
    key, head = changed[0]
    if head.phase is SessionPhase.CANCELLED and neighbours(group, head.id)[1] is None:
        key = f"{key}.last"
    when = period(head.starts_at, head.minutes, group, texts)
    asks = head.id if head.phase is SessionPhase.PLANNED and ATTENDANCE in group.format.forms else None
    said = line(key, chat=chat, language=group.language, now=now, number=head.number, when=when, asks=asks)
    return [*before, replace(said, key=before[0].key)]


def _line_before(head: SessionHead, chat: ConversationId, *, now: datetime) -> Notice:
    key = f"replanned:{head.id}"
    return Notice(kind=NoticeKind.REPLY, act=Act.DELETE, conversation=chat, key=key, due_at=now)
