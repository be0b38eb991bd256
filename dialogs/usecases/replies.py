"""What the bot says back to typed words: rows in the outbox that hold keys and ids, never names or words."""

from datetime import datetime
from enum import StrEnum

from dialogs.formats.model import Language
from dialogs.ids import ConversationId, GroupId, SessionId
from dialogs.notices import Act, Notice, NoticeKind


class ReplyKind(StrEnum):
    LINE = "line"
    STATUS = "status"
    PLANNING = "planning"
    HELP = "help"
    UNKNOWN = "unknown"
    WHICH_SESSION = "which_session"
    WHICH_GROUP = "which_group"
    LINK = "link"
    RELINK = "relink"
    EXPERIMENT = "experiment"
    SEAT = "seat"
    LOOK_BACK = "look_back"
    CATCH_UP = "catch_up"
    SEARCH = "search"
    OVERVIEW = "overview"
    RUN_SHEET = "run_sheet"
    MOVE = "move"
    OBSERVE = "observe"
    HANDOVER = "handover"
    REMINDERS = "reminders"
    PAUSE = "pause"


def reply(
    kind: ReplyKind, *, chat: ConversationId, language: Language, now: datetime, **values: str | int | bool | None
) -> Notice:
    payload = {"reply": kind.value, "language": language.value, **values}
    return Notice(kind=NoticeKind.REPLY, conversation=chat, payload=payload, due_at=now)


def line(
    key: str, *, chat: ConversationId, language: Language, now: datetime, **values: str | int | bool | None
) -> Notice:
    """One sentence; `values` fill it and are numbers and times, never names."""
    return reply(ReplyKind.LINE, chat=chat, language=language, now=now, key=key, **values)


def planning_card(
    group: GroupId, *, chat: ConversationId, now: datetime, linked: bool, act: Act = Act.UPSERT
) -> Notice:
    """The planning that stays in the group's chat, one per group; `linked` says that it was linked just now."""
    return Notice(
        kind=NoticeKind.PLANNING,
        act=act,
        conversation=chat,
        key=f"planning:{group}",
        payload={"group": group, "linked": linked},
        due_at=now,
    )


def preparation_card(session: SessionId, *, chat: ConversationId, now: datetime) -> Notice:
    return Notice(
        kind=NoticeKind.PREPARATION,
        act=Act.UPSERT,
        conversation=chat,
        key=f"preparation:{session}",
        payload={"session": session},
        due_at=now,
    )


def moderator_card(session: SessionId, *, chat: ConversationId, now: datetime) -> Notice:
    return Notice(
        kind=NoticeKind.MODERATOR,
        act=Act.UPSERT,
        conversation=chat,
        key=f"moderator:{session}",
        payload={"session": session},
        due_at=now,
    )
