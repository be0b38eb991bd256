"""What a form's picks and members can be chosen from at this moment, out of what the group may see."""

from collections.abc import Iterator

from dialogs.cards.offers import Offer, Offers
from dialogs.formats.model import Field, FieldType, Form, Visibility
from dialogs.sessions.model import RoundPhase, RoundRun
from dialogs.sessions.views import Mark, contributions, in_group
from dialogs.usecases.scene import Scene

_WRITTEN = frozenset({FieldType.SHORT_TEXT, FieldType.LONG_TEXT})
_DILEMMAS = ".dilemmas"


def needs_offers(form: Form) -> bool:
    """Whether a form can only be drawn or read with what others brought in."""
    return any(f.type in {FieldType.MEMBER, FieldType.PICK, FieldType.VOTES} for f in form.fields)


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
        if field.source.endswith(_DILEMMAS):  # `1.3.dilemmas` is a part of round 1.3
            for number, dilemma in enumerate(scene.dilemmas, 1):
                yield Offer(id=f"d{number}", text=dilemma)
        else:
            yield from _contributed(field.source, scene)


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
    """The words behind chosen ids; what has been taken back meanwhile is left out."""
    ids = (value,) if isinstance(value, str) else value if isinstance(value, tuple | list) else ()
    by_id = {offer.id: offer.text for offer in _of_field(field, scene)}
    return tuple(by_id[chosen] for chosen in ids if chosen in by_id)
