"""What somebody agrees to: one tick for each thing, off until given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.cards.actions import ConsentSubmit
from dialogs.cards.parts import Element, button, card, quiet, row, tick, warning, words
from dialogs.ids import SessionId
from dialogs.records import ConsentKind
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """`version` is of the words beside the ticks."""

    session: SessionId
    version: str
    given: Mapping[ConsentKind, bool] = field(default_factory=dict)
    notice: str | None = None


def consent_dialog(view: ConsentView, texts: Texts) -> ShowDialog:
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        words(texts.say("card.consent.question")),
        *(_tick(kind, texts, given=view.given.get(kind, False)) for kind in ConsentKind),
        quiet(texts.say("card.consent.line")),
        row(button(texts.say("button.save"), ConsentSubmit(session=view.session, version=view.version), filled=True)),
    ]
    return ShowDialog(title=texts.say("button.consent"), card=card(body), height="large")


def _tick(kind: ConsentKind, texts: Texts, *, given: bool) -> Element:
    label, said = texts.say(f"form.consent.{kind}"), texts.say(f"form.consent.{kind}.said")
    return tick(kind.value, label, said, value="yes" if given else "no")
