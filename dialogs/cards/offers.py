"""What can be chosen in a form: the format's own choices, yes and no, a scale, members, earlier contributions."""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.cards.picked import experiment_field, how_field
from dialogs.experiments.model import Safety
from dialogs.formats.model import Field, FieldType, Form, Meaning
from dialogs.texts.catalogue import Texts

YES, NO = "yes", "no"
SCALE = (1, 5)

_OFFERED = frozenset({FieldType.MEMBER, FieldType.PICK, FieldType.VOTES})
_CONSENTS = frozenset({Meaning.CONSENT_PUBLIC, Meaning.CONSENT_QUOTE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something to choose: `name` tells whose contribution it is, where that is shown."""

    id: str
    text: str
    name: str | None = None


Offers = Mapping[str, tuple[Offer, ...]]


def is_asked(field: Field, offers: Offers) -> bool:
    """A pick with nothing to pick from is left out of the form."""
    if field.type in _OFFERED or (field.type in {FieldType.CHOICE, FieldType.CHOICES} and not field.choices):
        return bool(offers.get(field.id))
    return True


def asked_in(form: Form, offers: Offers) -> tuple[Field, ...]:
    """The questions that are put: neither from what to pick when there is nothing, nor how to go on with nothing."""
    tried, how = experiment_field(form), how_field(form)
    anew = tried is not None and not offers.get(tried.id)
    return tuple(field for field in form.fields if is_asked(field, offers) and not (anew and field == how))


def is_consent(field: Field) -> bool:
    """A yes or no that is a tick: off until somebody sets it."""
    return field.type is FieldType.YES_NO and field.meaning in _CONSENTS


def bounds(field: Field) -> tuple[int, int]:
    """The ends of a scale."""
    least, most = SCALE
    return (least if field.minimum is None else field.minimum, most if field.maximum is None else field.maximum)


def choices(field: Field, offers: Offers, texts: Texts) -> tuple[tuple[str, str], ...]:
    """(value, title) of everything that can be chosen; empty for fields without choices."""
    if field.type is FieldType.SCALE:
        return tuple((str(step), _step(field, step, texts)) for step in range(bounds(field)[0], bounds(field)[1] + 1))
    if field.type is FieldType.YES_NO:
        return (YES, texts.say("form.yes")), (NO, texts.say("form.no"))
    if field.type is FieldType.EXPERIMENT:
        return tuple((kind.value, texts.say(f"form.experiment.safety.{kind}")) for kind in Safety)
    if field.choices:
        return tuple((choice.id, choice.text.in_(texts.language)) for choice in field.choices)
    return tuple(
        (offer.id, f"{offer.name}: {offer.text}" if offer.name else offer.text) for offer in offers.get(field.id, ())
    )


def _step(field: Field, step: int, texts: Texts) -> str:
    least, most = bounds(field)
    meant = field.minimum_text if step == least else field.maximum_text if step == most else None
    return texts.say("form.step", step=step, meaning=meant.in_(texts.language)) if meant else str(step)
