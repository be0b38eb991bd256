"""Keeps what was said in the rehearsal room in one small SQLite file, so that a second start goes on."""

import asyncio
import json
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.rehearsal.channel import Channel
from bot.rehearsal.chats import Change, Message

_TABLES = """
create table if not exists chat (id text primary key, installed integer not null);
create table if not exists message (
    seq integer primary key, chat text not null, id text not null, author text not null, name text not null,
    at text not null, version integer not null, deleted integer not null, activity text not null
);
"""


class Journal:
    """Writes behind the talk on one thread of its own; `close` waits for the last word."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rehearsal-journal")
        self._writes: list[Future[None]] = []
        with closing(self._open()) as db, db:
            db.executescript(_TABLES)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path)

    def restore(self, channel: Channel) -> None:
        """Put back what was said; a chat the cast no longer has is left in the file, unread."""
        with closing(self._open()) as db:
            for chat_id, installed in db.execute("select id, installed from chat"):
                if chat := channel.chats.get(chat_id):
                    chat.installed, chat.known = bool(installed), True
            rows = db.execute(
                "select seq, chat, id, author, name, at, version, deleted, activity from message order by seq"
            )
            for seq, chat_id, message_id, author, name, at, version, deleted, activity in rows:
                channel.seq = seq
                if chat := channel.chats.get(chat_id):
                    chat.messages.append(
                        Message(
                            id=message_id,
                            seq=seq,
                            author_id=author,
                            author_name=name,
                            at=datetime.fromisoformat(at),
                            activity=json.loads(activity),
                            version=version,
                            deleted=bool(deleted),
                        )
                    )

    def note(self, change: Change) -> None:
        """A listener of the channel."""
        rows: list[tuple[str, tuple[object, ...]]] = []
        if change.chat.known:
            rows.append(("insert or replace into chat values (?, ?)", (change.chat.id, int(change.chat.installed))))
        if message := change.message:
            values = (
                message.seq,
                change.chat.id,
                message.id,
                message.author_id,
                message.author_name,
                message.at.isoformat(),
                message.version,
                int(message.deleted),
                json.dumps(message.activity, ensure_ascii=False),
            )
            rows.append(("insert or replace into message values (?, ?, ?, ?, ?, ?, ?, ?, ?)", values))
        self._writes = [write for write in self._writes if not write.done() or write.exception()]
        self._writes.append(self._thread.submit(self._write, rows))

    def _write(self, rows: list[tuple[str, tuple[object, ...]]]) -> None:
        with closing(self._open()) as db, db:
            for statement, values in rows:
                db.execute(statement, values)

    async def close(self) -> None:
        """Wait for the last write; a write that failed is told here."""
        writes, self._writes = self._writes, []
        await asyncio.gather(*(asyncio.wrap_future(write) for write in writes))
        self._thread.shutdown(wait=True)
