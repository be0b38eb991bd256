"""What a form's picks and members can be chosen from at this moment, out of what the group may see."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from dialogs.cards.offers import Offer, Offers, is_asked
from dialogs.experiments.model import Experiment, ExperimentState
from dialogs.experiments.rules import OPEN
from dialogs.formats.model import Field, FieldType, Form, Meaning, Visibility
from dialogs.groups import FormAnswer
from dialogs.ids import PersonId
from dialogs.sessions.model import RoundPhase, RoundRun, RunKey, Seat
from dialogs.sessions.views import Mark, contributions, in_group
from dialogs.usecases.scene import Scene

EXPERIMENTS: Final = "experiments"
HARVEST: Final = "harvest"
HIGHLIGHT: Final = "highlight"
POSITIONS: Final = "positions"
TIPS: Final = "tips"
VOLUNTEERS: Final = "volunteers"

_WRITTEN = frozenset({FieldType.SHORT_TEXT, FieldType.LONG_TEXT})
_DILEMMAS = ".dilemmas"


def needs_offers(form: Form) -> bool:
    """Whether a form can only be drawn or read with what others brought in."""
    return any(f.type in {FieldType.MEMBER, FieldType.PICK, FieldType.VOTES} for f in form.fields)


def asks_anything(form: Form, scene: Scene) -> bool:
    """A form of which every question chooses from what nobody brought in asks nothing."""
    offers = offers_of(form, scene)
    return any(is_asked(field, offers) for field in form.fields)


def offers_of(form: Form, scene: Scene) -> Offers:
    """By field id; a field without anything to choose from is absent and is left out of the form."""
    offered = {f.id: tuple(_of_field(f, scene)) for f in form.fields}
    return {name: items for name, items in offered.items() if items}


def _of_field(field: Field, scene: Scene) -> Iterator[Offer]:
    if field.type is FieldType.MEMBER:
        for seat in scene.session.seats:
            if in_group(seat):
                yield Offer(id=seat.person, text=seat.name)
    elif field.type in {FieldType.PICK, FieldType.VOTES} and field.source:
        if field.source in _GATHERED:
            yield from _GATHERED[field.source](scene)
        elif field.source.endswith(_DILEMMAS):  # `1.3.dilemmas` is a part of round 1.3
            for number, dilemma in enumerate(scene.dilemmas, 1):
                yield Offer(id=f"d{number}", text=dilemma)
        else:
            yield from _contributed(field.source, scene)


def _tips(scene: Scene) -> Iterator[Offer]:
    """The tips of the harvest cards, without whose they are: dots are for the tip."""
    for seat, card in cards_of(scene, HARVEST):
        said = said_in(scene, card, Meaning.TIP)
        if said:
            yield Offer(id=seat.person, text=said)


def _insights(scene: Scene) -> Iterator[Offer]:
    for seat, card in cards_of(scene, HARVEST):
        said = said_in(scene, card, Meaning.INSIGHT)
        if said:
            yield Offer(id=seat.person, text=said, name=seat.name)


def _open_experiments(scene: Scene) -> Iterator[Offer]:
    names = {seat.person: seat.name for seat in scene.session.seats if in_group(seat)}
    for one in scene.experiments:
        if one.state in OPEN and one.person in names and may_be_told(scene, one):
            yield Offer(id=one.id, text=one.title, name=names[one.person])


def _volunteers(scene: Scene) -> Iterator[Offer]:
    """Who offered to bring something in, with what they try."""
    for seat, _ in volunteering(scene):
        trying = [e for e in scene.experiments if e.person == seat.person and e.state in OPEN and may_be_told(scene, e)]
        yield (
            Offer(id=seat.person, text=trying[-1].title, name=seat.name)
            if trying
            else Offer(id=seat.person, text=seat.name)
        )


_GATHERED: Final[Mapping[str, Callable[[Scene], Iterator[Offer]]]] = {
    EXPERIMENTS: _open_experiments,
    HARVEST: _insights,
    TIPS: _tips,
    VOLUNTEERS: _volunteers,
}
"""What is offered from no round: what people tried, and what they sent in between the sessions."""


def cards_of(scene: Scene, form: str) -> Iterator[tuple[Seat, FormAnswer]]:
    """Who sent this form in for this session, in the order of the seats; not what was reported as recognisable."""
    written = {one.person: one for one in scene.forms if one.form == form}
    for seat in scene.session.seats:
        if in_group(seat) and seat.person in written and (RunKey(form, 1), seat.person) not in scene.hidden:
            yield seat, written[seat.person]


def volunteering(scene: Scene) -> Iterator[tuple[Seat, FormAnswer]]:
    """Who said yes, is there, and has something to tell: to look back on it meanwhile is no reason not to, to stop it
    on purpose is. Reads the parts FORMS, EXPERIMENTS and INCIDENTS."""
    telling = {one.person for one in scene.experiments if one.state is not ExperimentState.STOPPED}
    for seat, card in cards_of(scene, HIGHLIGHT):
        there = not (seat.absent or seat.cannot_come)
        if there and seat.person in telling and any(said is True for said in card.fields.values()):
            yield seat, card


def may_be_told(scene: Scene, one: Experiment) -> bool:
    """Whether the group may read the words of an experiment, whatever session it was thought of in."""
    if one.untold or one.visibility is not Visibility.GROUP:
        return False
    hidden: frozenset[tuple[RunKey, PersonId]] = frozenset()
    if one.session is not None:
        hidden = scene.incidents.get(one.session, hidden)
    return (RunKey(one.round_id or "", one.run or 1), one.person) not in hidden


def said_in(scene: Scene, card: FormAnswer, meaning: Meaning) -> str | None:
    """What a card says that means this, where the group may read it."""
    form = scene.group.format.forms.get(card.form)
    field = next((f for f in form.fields if f.meaning is meaning), None) if form else None
    said = card.fields.get(field.id) if field and field.visibility is Visibility.GROUP else None
    return said if isinstance(said, str) else None


def newest_shown(scene: Scene, round_id: str) -> RoundRun | None:
    """`from` reads the newest shown run."""
    shown = [
        run
        for run in scene.session.runs
        if run.key.round_id == round_id and run.phase in {RoundPhase.SHOWN, RoundPhase.DONE}
    ]
    return max(shown, key=lambda run: run.key.run, default=None)


def _contributed(round_id: str, scene: Scene) -> Iterator[Offer]:
    run = newest_shown(scene, round_id)
    form = scene.round(run.key).form if run else None
    if run is None or form is None:
        return
    fields = [f for f in form.fields if f.visibility is Visibility.GROUP and f.type in _WRITTEN]
    for contribution in contributions(scene.session, run, None, hidden=scene.hidden):
        if contribution.mark is not Mark.PLAIN:
            continue
        for field in fields:
            text = contribution.fields.get(field.id)
            if isinstance(text, str):
                yield Offer(id=f"{contribution.person}-{field.id}", text=text, name=contribution.name)


def chosen_texts(field: Field, value: object, scene: Scene) -> tuple[str, ...]:
    """The words behind chosen ids, in the group's language; what has been taken back meanwhile is left out."""
    ids = (value,) if isinstance(value, str) else value if isinstance(value, tuple | list) else ()
    by_id = {choice.id: choice.text.in_(scene.group.language) for choice in field.choices}
    by_id |= {offer.id: offer.text for offer in _of_field(field, scene)}
    return tuple(by_id[chosen] for chosen in ids if chosen in by_id)
