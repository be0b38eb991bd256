"""Small dialogs that ask for one thing: a choice out of a list, or a supplement."""

from dataclasses import dataclass

from dialogs.cards.actions.answers import AnswerWithdraw, SupplementSubmit
from dialogs.cards.actions.base import Action
from dialogs.cards.form_view import Tick
from dialogs.cards.offers import Offer
from dialogs.cards.parts import Element, button, card, choice_input, quiet, row, text_input, tick, warning, words
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

LONGEST_SUPPLEMENT = 280
_MANY = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseView:
    """One choice in input `choice`; `back` is a second button that leaves without choosing."""

    heading: str
    question: str  # the label of the choice
    options: tuple[Offer, ...]
    submit: Action
    button: str
    explanation: str | None = None
    value: str | None = None
    back: Action | None = None
    back_button: str | None = None
    notice: str | None = None


def choose_dialog(view: ChooseView, texts: Texts) -> ShowDialog:
    options = [(offer.id, f"{offer.name}: {offer.text}" if offer.name else offer.text) for offer in view.options]
    buttons = [button(view.button, view.submit, filled=True)]
    if view.back:
        buttons.append(button(view.back_button or texts.say("button.back"), view.back, sends_inputs=False))
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        words(view.explanation) if view.explanation else None,
        choice_input(
            "choice",
            view.question,
            options,
            value=view.value,
            compact=len(options) > _MANY,
            example=texts.say("form.choose") if len(options) > _MANY else None,
        ),
        row(*buttons),
    ]
    return ShowDialog(title=view.heading, card=card(body))


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementView:
    """*Aanvulling geven*: after the showing; input `text`. `earlier` are one's own words in this round."""

    submit: SupplementSubmit
    prompt: str
    earlier: tuple[str, ...] = ()
    typed: str | None = None
    notices: tuple[str, ...] = ()
    tick: bool = False  # *niet herleidbaar*
    withdraw: AnswerWithdraw | None = None  # of the answer itself, also after the showing


def supplement_dialog(view: SupplementView, texts: Texts) -> ShowDialog:
    body: list[Element | None] = [
        warning(*view.notices) if view.notices else None,
        words(view.prompt, size="Medium"),
        *(words(line, quiet=True, spacing="Small") for line in view.earlier),
        text_input(
            "text", texts.say("form.supplement.label"), value=view.typed, longest=LONGEST_SUPPLEMENT, lines=True
        ),
        tick(f"tick-{Tick.UNRECOGNISABLE}", texts.say("form.tick.label"), texts.say("form.tick.unrecognisable"))
        if view.tick
        else None,
        quiet(texts.say("form.supplement.line", most=LONGEST_SUPPLEMENT)),
        row(button(texts.say("button.submit"), view.submit, filled=True)),
        row(button(texts.say("button.withdraw"), view.withdraw, sends_inputs=False), spacing="Small")
        if view.withdraw
        else None,
    ]
    return ShowDialog(title=texts.say("form.supplement.heading"), card=card(body))
