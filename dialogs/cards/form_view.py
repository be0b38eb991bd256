"""A form as one person sees it: empty, filled in before, refused, or warned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dialogs.cards.actions.answers import AnswerWithdraw, TakePartAloud
from dialogs.cards.actions.base import Action
from dialogs.cards.offers import Offers
from dialogs.formats.model import Form

Fault = tuple[str, Mapping[str, object]]
"""A text key and what fills it."""


class Tick(StrEnum):
    """What a person may agree with to go on after a warning."""

    UNRECOGNISABLE = "unrecognisable"  # *niet herleidbaar*
    ANYWAY = "anyway"  # *toch zo insturen*


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A form as one person sees it.

    `values` are inputs as typed (`reading.typed` or `reading.as_typed`), keyed by input name;
    `offers` by field id is what members, picks and votes can choose from (empty: the field is left out);
    `faults` by field id (an experiment's parts as `field.when`) and `notices` come from a refusal or a warning.
    `first_day` and `last_day` bound the date inputs. `until` is the line that says until when it can be changed.
    """

    heading: str
    form: Form
    submit: Action
    prompt: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    offers: Offers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    ticks: tuple[Tick, ...] = ()
    draft: bool = False
    until: str | None = None
    behalf: str | None = None  # whose answer it is, when entered by another
    first_day: date | None = None
    last_day: date | None = None
    save: Action | None = None
    withdraw: AnswerWithdraw | None = None
    aloud: TakePartAloud | None = None
