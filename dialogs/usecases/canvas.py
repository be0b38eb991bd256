"""What a card is drawn on: one notice, one chat, one reading transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.formats.model import Language
from dialogs.groups import Group
from dialogs.ids import GroupId, SessionId
from dialogs.notices import Notice
from dialogs.ports import Chat, UnitOfWork
from dialogs.sessions.model import RunKey
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind
from dialogs.usecases.house import House
from dialogs.usecases.scene import Needs, Scene, read_scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A card, and the line people see in a notification: never an answer, never a name."""

    card: Mapping[str, Any]
    summary: str


class Canvas:
    """One notice being drawn in one reading transaction."""

    def __init__(self, *, uow: UnitOfWork, house: House, notice: Notice, chat: Chat) -> None:
        self.uow = uow
        self.house = house
        self.notice = notice
        self.chat = chat

    @property
    def payload(self) -> Mapping[str, str | int | bool | None]:
        return self.notice.payload

    def texts(self, group: Group | None) -> Texts:
        """A group's chat speaks the group's language, a 1:1 chat the person's own when they chose one."""
        if self.chat.kind is ChatKind.PERSONAL and self.chat.person is not None:
            member = group.member(self.chat.person) if group else None
            if member is not None and member.language is not None:
                return self.house.texts.in_(member.language)
        if group is not None:
            return self.house.texts.in_(group.language)
        return self.house.texts.in_(self.chat.language or Language.NL)

    async def scene(self, parts: Needs) -> Scene | None:
        session = SessionId(str(self.payload.get("session")))
        return await read_scene(self.uow, session, now=self.house.now(), parts=parts)

    async def group(self) -> Group | None:
        named = self.payload.get("group")
        return await self.uow.groups.get(GroupId(str(named))) if named else None

    def run_key(self) -> RunKey:
        return RunKey(str(self.payload.get("round")), int(self.payload.get("run") or 1))
