"""*Hotseat overdragen*: to whom, and why; the group reads to whom."""

from dataclasses import dataclass

from dialogs.cards.actions.regie import RegieBack
from dialogs.cards.actions.regie_people import HandOver
from dialogs.cards.offers import Offer
from dialogs.cards.parts import Card, Element, button, card, choice_input, row, warning, words
from dialogs.ids import PersonId, SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

CHOICE = "choice"
REASON = "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverView:
    """`holder` is who has the hotseat now; what was chosen before comes back with a `notice`."""

    session: SessionId
    holder: PersonId
    name: str
    people: tuple[Offer, ...]
    reasons: tuple[str, ...]
    chosen: str | None = None
    reason: str | None = None
    notice: str | None = None


def handover_dialog(view: HandoverView, texts: Texts) -> ShowDialog:
    reasons = [(one, texts.say(f"regie.handover.reason.{one}")) for one in view.reasons]
    people = [(offer.id, offer.text) for offer in view.people]
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        words(texts.say("regie.handover.now", name=view.name)),
        words(texts.say("regie.handover.line"), size="Small", quiet=True, spacing="Small"),
        choice_input(CHOICE, texts.say("regie.handover.to"), people, value=view.chosen),
        choice_input(REASON, texts.say("regie.handover.reason"), reasons, value=view.reason),
        row(
            button(texts.say("button.hand_over"), HandOver(session=view.session, holder=view.holder), filled=True),
            button(texts.say("button.back"), RegieBack(session=view.session), sends_inputs=False),
        ),
    ]
    return ShowDialog(title=texts.say("button.hand_over"), card=card(body))


def handed_over_card(to: str, from_: str, texts: Texts) -> Card:
    """In the group's chat; the reason is nobody's business there."""
    return card([words(texts.say("reply.handover.group", to=to, name=from_))])
