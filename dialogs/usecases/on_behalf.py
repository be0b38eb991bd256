"""The form for somebody who takes part aloud, opened by a moderator or the note-taker."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards.actions.regie_people import OnBehalfChoose
from dialogs.cards.reading import as_typed, chosen
from dialogs.errors import NotYours, Refused
from dialogs.ids import PersonId
from dialogs.sessions.model import RoundRun
from dialogs.sessions.views import contributions, for_another, may_answer, require_behalf
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.answer_form import answer_dialog
from dialogs.usecases.house import House
from dialogs.usecases.scene import Part, Scene, for_form_of
from dialogs.usecases.visiting import Visit, visit


async def open_behalf(house: House, origin: Origin, action: OnBehalfChoose, data: Mapping[str, Any]) -> Reply:
    """Refused before it opens where the answer would be refused: nobody types for nothing."""
    found = await visit(house, origin, action.session, parts=for_form_of(action.key, Part.INCIDENTS))
    if not isinstance(found, Visit):
        return found
    scene, texts = found.scene, found.texts
    person = PersonId(chosen(data, [seat.person for seat in scene.session.seats]) or "")
    try:
        require_behalf(scene.session, action.key, by=found.person, person=person)
    except (NotYours, Refused) as error:
        return Say(text=texts.say(error.text_key, **error.values))
    run, may = scene.session.run(action.key), may_answer(scene.session, person, action.key, scene.now)
    if run is None or not may.opens_form:
        return Say(text=texts.say(f"session.refused.answer_{may}"))
    values = _read_already(scene, run, person=person, by=found.person)
    return answer_dialog(scene, run, person=person, texts=texts, values=values, behalf=True)


def _read_already(scene: Scene, run: RoundRun, *, person: PersonId, by: PersonId) -> Mapping[str, str]:
    """Of an answer that is there, only what the one who opens the form entered or may read by now."""
    asked, answer = scene.round(run.key).form, scene.session.answers.get((run.key, person))
    if asked is None or answer is None:
        return {}
    seen = contributions(scene.session, run, by, hidden=scene.hidden)
    fields = answer.fields if answer.by == by else next((one.fields for one in seen if one.person == person), {})
    return as_typed(for_another(asked), fields)
