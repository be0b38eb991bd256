"""What somebody agrees to: one tick for each thing, off until given."""

from dataclasses import dataclass

from dialogs.cards.actions.observing import ConsentSubmit
from dialogs.cards.parts import Element, button, card, quiet, row, tick, warning, words
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """`ticks` are what can be agreed to, in order, and whether it is now; `version` is of the words beside them."""

    session: SessionId
    version: str
    ticks: tuple[tuple[str, bool], ...]
    notice: str | None = None


def consent_dialog(view: ConsentView, texts: Texts) -> ShowDialog:
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        words(texts.say("card.consent.question")),
        *(_tick(kind, texts, given=given) for kind, given in view.ticks),
        quiet(texts.say("card.consent.line")),
        row(button(texts.say("button.save"), ConsentSubmit(session=view.session, version=view.version), filled=True)),
    ]
    return ShowDialog(title=texts.say("button.my_consent"), card=card(body), height="large")


def _tick(kind: str, texts: Texts, *, given: bool) -> Element:
    label, said = texts.say(f"form.consent.{kind}"), texts.say(f"form.consent.{kind}.said")
    return tick(kind, label, said, value="yes" if given else "no")
