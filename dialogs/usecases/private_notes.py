"""The moderator's own notes about a session: read by nobody else, and back in the next draaiboek."""

from collections.abc import Mapping
from typing import Any, Final

from dialogs.cards.actions.regie_texts import PrivateNotes
from dialogs.cards.closing import LONGEST_NOTES, NotesView, notes_dialog
from dialogs.cards.parts import INPUT
from dialogs.cards.reading import written
from dialogs.errors import Invalid
from dialogs.groups import PrivateNote
from dialogs.turns import Reply
from dialogs.usecases.checking import SentBack, guarded
from dialogs.usecases.regie_moderator import Moderator

_SHOWN_AGAIN: Final = 2 * LONGEST_NOTES
"""Of what was typed too long, so that it can be cut where its author wants."""


async def notes_page(by: Moderator) -> Reply:
    async with by.house.reading() as uow:
        note = await uow.notes.private(by.scene.session.id, by.person)
    return _page(by, note.text if note else "")


async def keep_notes(by: Moderator, _action: PrivateNotes, data: Mapping[str, Any]) -> Reply:
    """The newest words take the place of those before; none take them away. Nobody else can read them, but what can
    identify a family is kept nowhere, so the same look is taken at them as at everything people write."""
    now, session = by.house.now(), by.scene.session.id
    raw = data.get(f"{INPUT}text")
    typed = raw[:_SHOWN_AGAIN] if isinstance(raw, str) else ""
    try:
        text = written(data, "text", most=LONGEST_NOTES) if typed.strip() else ""
        async with by.house.writing() as uow:
            if text:
                day = now.astimezone(by.scene.group.zone).date()
                await guarded(uow, by.scene.group.id, (("text", text),), data, day=day)
            await uow.notes.keep_private(PrivateNote(session=session, person=by.person, text=text, at=now))
            await uow.commit()
    except Invalid as invalid:
        said = tuple(by.texts.say(key, **values) for key, values in invalid.faults.values())
        return _page(by, typed, notices=said)
    except SentBack as back:
        said = tuple(by.texts.say(key, **values) for key, values in back.returned.faults.values())
        return _page(by, typed, notices=said, tick=bool(back.returned.ticks))
    return await by.again(done=by.texts.say("reply.notes.kept" if text else "reply.notes.removed"))


def _page(by: Moderator, text: str, *, notices: tuple[str, ...] = (), tick: bool = False) -> Reply:
    session = by.scene.session
    view = NotesView(session=session.id, session_number=session.number, text=text, notices=notices, tick=tick)
    return notes_dialog(view, by.texts)
