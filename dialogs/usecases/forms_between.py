"""What the forms between sessions differ in: whom each is for, until when it is open, what it offers, what is said."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from dialogs.cards.offers import Offer, Offers, is_asked
from dialogs.cards.values import parts
from dialogs.errors import ModeratorError, NotYours, Refused
from dialogs.experiments.rules import OPEN
from dialogs.formats.between import belongs_to_session
from dialogs.formats.model import Field, FieldType, Form, FormatKind, Visibility
from dialogs.groups import Group
from dialogs.ids import PersonId
from dialogs.ports import UnitOfWork
from dialogs.programmes.model import Role
from dialogs.sessions.model import Fields, RunKey, Session, SessionPhase
from dialogs.sessions.stages import harvest_is_up
from dialogs.sessions.views import in_group
from dialogs.texts.catalogue import Texts
from dialogs.usecases.ambition import PREPARATION
from dialogs.usecases.answer_form import today
from dialogs.usecases.offering import POSITIONS, VOLUNTEERS, offers_of
from dialogs.usecases.scene import Part, Scene, parts_of_form

ATTENDANCE: Final = "attendance"
CONSENT: Final = "consent"
FACTS: Final = "facts"
HARVEST: Final = "harvest"
HIGHLIGHT: Final = "highlight"
PROJECT_PREPARATION: Final = "project_preparation"
HIGHLIGHT_VOTE: Final = "highlight_vote"
LOOK_BACK: Final = "look_back"

_ONLY: Final[Mapping[str, tuple[Role, str]]] = {
    CONSENT: (Role.INBRENGER, "reply.between.inbrenger"),
    FACTS: (Role.MODERATOR, "reply.between.moderator"),
}
"""The others are for everybody who makes up the group."""

_BEFORE: Final = frozenset({SessionPhase.PLANNED})
_UNTIL_THE_END: Final = frozenset({SessionPhase.PLANNED, SessionPhase.OPEN})
_OPEN_IN: Final[Mapping[str, frozenset[SessionPhase]]] = {
    HIGHLIGHT: _BEFORE,
    HIGHLIGHT_VOTE: _BEFORE,
    FACTS: frozenset({SessionPhase.OPEN, SessionPhase.ENDED}),
    HARVEST: frozenset({SessionPhase.PLANNED, SessionPhase.OPEN, SessionPhase.ENDED}),
}
_UNTIL: Final[Mapping[str, str]] = {
    HIGHLIGHT: "form.between.until.start",
    HIGHLIGHT_VOTE: "form.between.until.start",
    HARVEST: "form.between.until.shown",
}
PREPARATIONS: Final = (PREPARATION, PROJECT_PREPARATION)

_SAID_OF: Final = "said_of"
"""Beside *Ik ben erbij* and *Ik kan niet*: the moment it was said of. A yes for 3 June is no yes for 10 June, nor for
another hour."""


def parts_between(name: str, form: Form) -> frozenset[Part]:
    """What has to be read to draw or to read one: the own answer stands among the forms. A highlight is about an
    experiment, and a harvest card may count as an answer at once."""
    more = {HIGHLIGHT: {Part.EXPERIMENTS}, HARVEST: {Part.EXPERIMENTS, Part.INCIDENTS}}
    return parts_of_form(form) | {Part.FORMS, *more.get(name, ())}


def is_the_hotseats(name: str, group: Group) -> bool:
    """In a mastermind the hotseat prepares, on a card with a module of its own; in action learning everybody does."""
    return name == PREPARATION and group.format.kind is FormatKind.MASTERMIND


def hotseat_prepares(group: Group) -> bool:
    return PREPARATION in group.format.forms and is_the_hotseats(PREPARATION, group)


def refused(
    name: str, scene: Scene, person: PersonId, *, form: Form, offers: Offers, filled_in: bool
) -> ModeratorError | None:
    """Why this person cannot fill it in now: `NotYours` when it is for others, `Refused` when it is too early, too late
    or there is nothing to ask."""
    session = scene.session
    if not belongs_to_session(name, session.plan):
        return NotYours("reply.between.none")
    whose = _not_theirs(name, scene, person)
    if whose is not None:
        return NotYours(whose)
    why = _not_now(name, session, filled_in=filled_in)
    if why is not None:
        return Refused(why, session=session.number)
    if name == HIGHLIGHT and not _runs_something(scene, person):
        return Refused("reply.between.no_experiment")
    if not any(is_asked(field, offers) for field in form.fields):
        return Refused("reply.between.no_volunteers" if name == HIGHLIGHT_VOTE else "reply.between.none")
    return None


def _not_theirs(name: str, scene: Scene, person: PersonId) -> str | None:
    seat = scene.session.seat(person)
    role, why = _ONLY.get(name, (None, "reply.between.participants"))
    if seat is not None and (in_group(seat) if role is None else role in seat.roles):
        return None
    return why


def _not_now(name: str, session: Session, *, filled_in: bool) -> str | None:
    phase = session.phase
    if phase is SessionPhase.CANCELLED:
        return "reply.between.cancelled"
    if name == HARVEST and filled_in and (harvest_is_up(session) or phase is SessionPhase.ENDED):
        return "reply.between.shown"
    if phase in _OPEN_IN.get(name, _UNTIL_THE_END):
        return None
    if phase is SessionPhase.PLANNED:
        return "reply.between.early"
    return "reply.between.begun" if phase is SessionPhase.OPEN else "reply.between.over"


def _runs_something(scene: Scene, person: PersonId) -> bool:
    return any(one.person == person and one.state in OPEN for one in scene.experiments)


def until(name: str) -> str:
    """The key of the sentence that says until when it can be changed."""
    return _UNTIL.get(name, "form.between.until.end")


def last_day(name: str, scene: Scene) -> date | None:
    """Consent was given on a day that has been."""
    return today(scene) if name == CONSENT else None


# --- what is offered


async def offers_between(uow: UnitOfWork, scene: Scene, form: Form, *, person: PersonId) -> Offers:
    """As in a round; besides, the programme's own positions, and of volunteers the others."""
    offers = dict(offers_of(form, scene))
    for field in form.fields:
        if field.source == VOLUNTEERS:
            offers[field.id] = tuple(o for o in offers.get(field.id, ()) if o.id != person)
        elif field.source == POSITIONS:
            offers[field.id] = tuple(await _positions(uow, scene))
    return offers


async def _positions(uow: UnitOfWork, scene: Scene) -> list[Offer]:
    return [Offer(id=said, text=said) for said in await uow.people.positions(scene.group.programme)]


# --- what only the moderator reads


_TOLD_ELSEWHERE: Final = frozenset({ATTENDANCE, HARVEST, HIGHLIGHT, HIGHLIGHT_VOTE, LOOK_BACK})
"""Who cannot come stands among the absent, the votes where the moderator chooses."""


def told_to_moderator(scene: Scene, texts: Texts) -> Iterator[tuple[str, str]]:
    """(name, what was said) of the M fields of the other forms: prepared or not, what the family agreed to."""
    for card in scene.forms:
        form = scene.group.format.forms.get(card.form)
        if form is None or card.form in _TOLD_ELSEWHERE or (RunKey(card.form, 1), card.person) in scene.hidden:
            continue
        secret = [f.id for f in form.fields if f.visibility is Visibility.MODERATOR]
        for part in parts(form, card.fields, texts, offers={}, shown=secret):
            yield scene.name(card.person), f"{part.label} {part.text}" if part.label else part.text


# --- when somebody comes


def beside_attendance(session: Session) -> Fields:
    return {_SAID_OF: session.starts_at.isoformat()}


def said_of(fields: Mapping[str, object]) -> datetime | None:
    """None for what was kept when nothing was noted beside it: that counts for the moment of now."""
    moment = fields.get(_SAID_OF)
    return datetime.fromisoformat(moment) if isinstance(moment, str) else None


def is_of_now(fields: Mapping[str, object], session: Session) -> bool:
    return said_of(fields) in {None, session.starts_at}


# --- what is said


def choice_with(form: Form, choice: str) -> Field | None:
    """The question that a button answered already."""
    asked = (f for f in form.fields if f.type is FieldType.CHOICE)
    return next((f for f in asked if any(one.id == choice for one in f.choices)), None)


def thanks(name: str, form: Form, session: Session, fields: Fields | None) -> str:
    """The key of the line that says thanks; `fields` None for what was sent twice."""
    if name == HARVEST:
        return "reply.between.harvest_late" if harvest_is_up(session) else "reply.between.harvest"
    if name == HIGHLIGHT_VOTE:
        return "reply.between.voted"
    if fields is None:
        return "reply.between.saved"
    if name == ATTENDANCE:
        return "reply.between.coming" if says_yes(form, fields) else "reply.between.cannot_come"
    if name == HIGHLIGHT:
        return "reply.between.volunteer" if says_yes(form, fields) else "reply.between.no_volunteer"
    return "reply.between.saved"


def says_yes(form: Form, fields: Mapping[str, object]) -> bool:
    """Of a form that asks one thing: *ja* by a tick, or by a choice of that name."""
    return any(said is True or said == _YES for said in _answers(form, fields))


def _answers(form: Form, fields: Mapping[str, object]) -> Iterator[object]:
    return (fields.get(f.id) for f in form.fields if f.type in {FieldType.CHOICE, FieldType.YES_NO})


_YES: Final = "yes"
