"""What a reminder becomes in the outbox: somebody's card of a day, a letter in its place, or a group's line."""

from dataclasses import replace
from datetime import date, datetime

from dialogs.ids import ConversationId, GroupId, PersonId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.reminders.sending import Sending


def reminder_key(day: date) -> str:
    return f"reminder:{day.isoformat()}"


def group_reminder_key(group: GroupId, day: date) -> str:
    return f"reminder:{group}:{day.isoformat()}"


def mail_queue(person: PersonId) -> ConversationId:
    """Where somebody's mails wait, one behind the other; it is no chat."""
    return ConversationId(f"mail:{person}")


def own_card(chat: ConversationId, when: Sending, *, since: datetime, anew: bool) -> tuple[Notice, ...]:
    return _said(
        Notice(
            kind=NoticeKind.REMINDER,
            act=Act.UPSERT,
            conversation=chat,
            key=reminder_key(when.on),
            payload={"day": when.on.isoformat(), "called": since.isoformat()},
            due_at=when.at,
            drop_after=when.drop_after,
        ),
        anew=anew,
    )


def own_letter(group: GroupId, person: PersonId, when: Sending, *, now: datetime) -> Notice:
    return Notice(
        kind=NoticeKind.LETTER,
        conversation=mail_queue(person),
        payload={"person": person, "group": group, "day": when.on.isoformat(), "called": now.isoformat()},
        due_at=when.at,
        drop_after=when.drop_after,
    )


def group_line(group: GroupId, chat: ConversationId, when: Sending, *, anew: bool) -> tuple[Notice, ...]:
    return _said(
        Notice(
            kind=NoticeKind.GROUP_REMINDER,
            act=Act.UPSERT,
            conversation=chat,
            key=group_reminder_key(group, when.on),
            payload={"group": group, "day": when.on.isoformat()},
            due_at=when.at,
            drop_after=when.drop_after,
        ),
        anew=anew,
    )


def _said(card: Notice, *, anew: bool) -> tuple[Notice, ...]:
    """`anew`: in place of the one that may stand there already, for a card that changes makes no sound. It is posted
    and not upserted: that would become one with a card that still waits, which then goes when this one should come."""
    return tuple(replace(card, act=act) for act in (Act.DELETE, Act.POST)) if anew else (card,)
