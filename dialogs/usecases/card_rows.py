"""Rows of the outbox about the cards of a session: under which key each stands, and how it is posted or drawn again."""

from datetime import datetime, timedelta
from typing import Final

from dialogs.ids import ConversationId, GroupId, SessionId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.sessions.model import RunKey

REFRESH_DELAY: Final = timedelta(seconds=2)
"""Counts may lag this much, so that eight answers in a moment cost one or two updates."""


def round_key(session: SessionId, run: RunKey) -> str:
    return f"round:{session}:{run.round_id}:{run.run}"


def result_key(session: SessionId, run: RunKey) -> str:
    return f"result:{session}:{run.round_id}:{run.run}"


def summary_key(session: SessionId) -> str:
    return f"summary:{session}"


def moderator_key(session: SessionId) -> str:
    return f"moderator:{session}"


def run_sheet_key(session: SessionId) -> str:
    return f"run_sheet:{session}"


def planning_key(group: GroupId) -> str:
    return f"planning:{group}"


def run_payload(session: SessionId, run: RunKey) -> dict[str, str | int | bool | None]:
    return {"session": session, "round": run.round_id, "run": run.run}


def card_refresh(
    session: SessionId, run: RunKey, *, chat: ConversationId, due_at: datetime, kind: NoticeKind = NoticeKind.ROUND
) -> Notice:
    key = round_key(session, run) if kind is NoticeKind.ROUND else result_key(session, run)
    act = Act.REFRESH if kind is NoticeKind.ROUND else Act.UPSERT
    return Notice(kind=kind, act=act, conversation=chat, key=key, payload=run_payload(session, run), due_at=due_at)


def planning_refresh(group: GroupId, *, chat: ConversationId, now: datetime) -> Notice:
    return Notice(
        kind=NoticeKind.PLANNING,
        act=Act.REFRESH,
        conversation=chat,
        key=planning_key(group),
        payload={"group": group},
        due_at=now,
    )


def summary_refresh(session: SessionId, *, chat: ConversationId, now: datetime) -> Notice:
    """The closing summary follows what changed; nothing happens while it was not posted."""
    return summary_notice(session, chat=chat, act=Act.REFRESH, due_at=now + REFRESH_DELAY)


def summary_notice(session: SessionId, *, chat: ConversationId, act: Act, due_at: datetime) -> Notice:
    return Notice(
        kind=NoticeKind.SUMMARY,
        act=act,
        conversation=chat,
        key=summary_key(session),
        payload={"session": session},
        due_at=due_at,
    )
