"""Somebody with several groups types in a 1:1 chat: which group is meant, or the question that is asked about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from dialogs.cards.actions.asking import GroupChoose
from dialogs.cards.reading import chosen
from dialogs.cards.which_group import WhichGroupView
from dialogs.groups import Group
from dialogs.ids import ConversationId, PersonId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.programmes.model import Role
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.usecases.linking import choice_of
from dialogs.usecases.replies import ReplyKind, reply
from dialogs.usecases.typed import TypedCommand, Word

STEPS: Final = frozenset(
    {
        Word.START,
        Word.CONTINUE,
        Word.REVEAL,
        Word.CLOSE,
        Word.REOPEN,
        Word.SKIP,
        Word.REPEAT,
        Word.EXTEND,
        Word.END,
    }
)
"""What leads a session."""

FOR_MODERATORS: Final = STEPS | {Word.RUN_SHEET, Word.MOVE, Word.CANCEL}
"""What only somebody who leads the group can ask for."""

ABOUT_A_GROUP: Final = FOR_MODERATORS | {
    Word.STATUS,
    Word.PLANNING,
    Word.EXPERIMENT,
    Word.LOOK_BACK,
    Word.CATCH_UP,
    Word.OBSERVE,
    Word.REMINDERS,
}
"""What can only be done for one group, so that the bot has to ask which."""

_STANDS: Final = timedelta(hours=12)
"""How long a question about a step may be answered: an old card must not lead a session of another day. The inbox,
which knows that it was answered, remembers longer."""


def moderates(group: Group, person: PersonId | None) -> bool:
    member = group.member(person) if person else None
    return member is not None and Role.MODERATOR in member.roles


def meant(groups: Sequence[Group]) -> Group | None:
    """In a 1:1 chat: the one with an open session, else the only one."""
    running = [g for g in groups if any(s.phase is SessionPhase.OPEN for s in g.sessions)]
    candidates = running or groups
    return candidates[0] if len(candidates) == 1 else None


def candidates(groups: Sequence[Group], person: PersonId | None, word: Word) -> Sequence[Group]:
    """A moderator's word can only be meant for a group that the person leads, if there is one."""
    for_who_leads = word in FOR_MODERATORS or word is Word.REMINDERS
    led = [g for g in groups if moderates(g, person)] if for_who_leads else []
    return led or groups


def question(command: TypedCommand, *, person: PersonId, chat: ConversationId, texts: Texts, now: datetime) -> Notice:
    return reply(
        ReplyKind.WHICH_GROUP,
        chat=chat,
        language=texts.language,
        now=now,
        person=person,
        word=command.word,
        number=command.number,
        asked=now.isoformat(),
    )


async def which_group_view(
    uow: UnitOfWork, asked: Mapping[str, str | int | bool | None], texts: Texts
) -> WhichGroupView | None:
    """The question as it is drawn, with the groups of that moment; none when nothing is left to choose from."""
    person, number = PersonId(str(asked.get("person"))), asked.get("number")
    command = TypedCommand(word=Word(str(asked.get("word"))), number=number if isinstance(number, int) else None)
    groups = candidates(await uow.groups.of_person(person), person, command.word)
    if not groups:
        return None
    return WhichGroupView(
        said=command.as_typed(texts.language),
        groups=tuple(choice_of(group) for group in groups),
        answer=GroupChoose(word=command.word, number=command.number, asked=str(asked.get("asked"))),
    )


def command_of(action: GroupChoose, *, now: datetime) -> TypedCommand | None:
    """What was typed when the question was asked; none for what cannot have been, or is too long ago."""
    if action.word not in ABOUT_A_GROUP:
        return None
    command = TypedCommand(word=Word(action.word), number=action.number)
    if command.word in STEPS and not _stands(action.asked, now):
        return None
    return command


def _stands(asked: str, now: datetime) -> bool:
    try:
        moment = datetime.fromisoformat(asked)
    except ValueError:
        return False
    return moment.tzinfo is not None and abs(now - moment) <= _STANDS


def chosen_group(action: GroupChoose, data: Mapping[str, Any], groups: Sequence[Group]) -> Group | None:
    """One of the groups the sender has a role in now, whatever the card says."""
    named = action.group or chosen(data, [g.id for g in groups])
    return next((g for g in groups if g.id == named), None)
