"""Somebody at a form between sessions: what it asks of this person, whether it is theirs, and how it looks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from dialogs.cards.between_form import BetweenView, between_dialog
from dialogs.cards.expand import EXPERIMENTS, expanded, is_numbered
from dialogs.cards.form_view import Fault, Tick
from dialogs.cards.offers import Offers
from dialogs.cards.reading import as_typed
from dialogs.errors import Refused
from dialogs.experiments.model import Experiment
from dialogs.formats.model import Form
from dialogs.groups import FormAnswer
from dialogs.ids import SessionId
from dialogs.ports import UnitOfWork
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.forms_between import is_the_hotseats, last_day, offers_between, parts_between, refused, until
from dialogs.usecases.harvesting import about, own_experiments, states_as_inputs
from dialogs.usecases.house import House
from dialogs.usecases.prefill import prefilled
from dialogs.usecases.scene import around, kept_draft
from dialogs.usecases.visiting import Visit
from dialogs.usecases.who import sender_of

ABOUT: Final = "about"
"""Beside a draft's inputs: after which experiments its numbered ones ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One person at one form. `form` is written out for this person; `own` are the experiments it asks after."""

    visit: Visit
    name: str
    form: Form
    offers: Offers
    own: tuple[Experiment, ...]
    stored: FormAnswer | None
    late: Refused | None = None

    @property
    def version(self) -> int:
        return self.stored.version if self.stored else 0

    @property
    def about(self) -> str | None:
        return about(self.own) if self.own else None


async def draft_of(uow: UnitOfWork, desk: Desk) -> Mapping[str, str] | None:
    """What was kept, without the answers about experiments when those are others by now."""
    if not desk.form.drafts:
        return None
    kept = await kept_draft(uow, desk.visit.scene, desk.name, desk.visit.person)
    if kept is None or kept.get(ABOUT) == desk.about:
        return kept
    return {name: value for name, value in kept.items() if not is_numbered(name)}


class OfTheHotseat:
    """The preparation of a mastermind is the hotseat's card, which has a module of its own."""


async def desk_at(
    uow: UnitOfWork,
    house: House,
    origin: Origin,
    session: SessionId,
    name: str,
    *,
    lock: bool = False,
    late: bool = False,
) -> Desk | Say | OfTheHotseat | None:
    """None for somebody without a seat; a line where the form is not for this person, or not now.

    `lock` where something will be stored: no moderator's step comes in between. `late`: the desk all the same, so that
    a form that comes too late can be given back with what was typed.
    """
    found = await uow.sessions.gathering(session, lock=lock)
    if found is None:
        return None
    group = found.group
    sender = await sender_of(uow, house, origin, group=group)
    if sender.person is None or found.session.seat(sender.person) is None:
        return None
    form = group.format.forms.get(name)
    if form is None:
        return Say(text=sender.texts.say("reply.between.none"))
    if is_the_hotseats(name, group):
        return OfTheHotseat()
    scene = await around(uow, found, now=house.now(), parts=parts_between(name, form))
    return await _seated(uow, Visit(scene=scene, person=sender.person, texts=sender.texts), name, form, late=late)


async def _seated(uow: UnitOfWork, visit: Visit, name: str, form: Form, *, late: bool) -> Desk | Say:
    scene, person = visit.scene, visit.person
    own = own_experiments(scene, person) if any(f.each == EXPERIMENTS for f in form.fields) else ()
    desk = Desk(
        visit=visit,
        name=name,
        form=expanded(form, [one.title for one in own]),
        offers=await offers_between(uow, scene, form, person=person),
        own=own,
        stored=next((f for f in scene.forms if f.form == name and f.person == person), None),
    )
    why = refused(name, scene, person, form=desk.form, offers=desk.offers, filled_in=desk.stored is not None)
    if why is None:
        return desk
    if late and isinstance(why, Refused):
        return replace(desk, late=why)
    return Say(text=visit.texts.say(why.text_key, **why.values))


def page(
    desk: Desk,
    *,
    values: Mapping[str, str] | None = None,
    draft: bool = False,
    faults: Mapping[str, Fault] | None = None,
    notices: tuple[str, ...] = (),
    ticks: tuple[Tick, ...] = (),
) -> Reply:
    scene, texts = desk.visit.scene, desk.visit.texts
    return between_dialog(
        BetweenView(
            session=scene.session.id,
            name=desk.name,
            form=desk.form,
            version=desk.version,
            about=desk.about,
            values=values if values is not None else _known(desk),
            offers=desk.offers,
            faults=faults or {},
            notices=notices,
            ticks=ticks,
            draft=draft,
            until=texts.say(until(desk.name), session=scene.session.number),
            last_day=last_day(desk.name, scene),
        ),
        texts,
    )


def _known(desk: Desk) -> Mapping[str, str]:
    """What was sent in before, else what is known already: the states, what a report said."""
    states = states_as_inputs(desk.own, desk.form, desk.stored)
    if desk.stored is not None:
        said = {name: value for name, value in desk.stored.fields.items() if not is_numbered(name)}
        return {**as_typed(desk.form, said), **states}
    return {**prefilled(desk.form, desk.visit.scene, desk.visit.person), **states}
