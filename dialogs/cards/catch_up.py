"""*Inhalen*: the card that offers it, and the list of rounds that somebody missed."""

from dataclasses import dataclass, replace

from dialogs.cards.actions.between import CatchUpOpen
from dialogs.cards.parts import Card, Element, button, card, quiet, row, warning, words
from dialogs.ids import SessionId
from dialogs.sessions.model import RunKey
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedRound:
    run: RunKey
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUpView:
    """`done` is said first: what somebody has just caught up with. `others` are sessions, each with its number, in
    which something was missed too."""

    session: SessionId
    session_number: int
    rounds: tuple[MissedRound, ...]
    others: tuple[tuple[SessionId, int], ...] = ()
    done: str | None = None


def catch_up_card(session: SessionId, number: int, texts: Texts) -> Card:
    """Offered to whoever is in the chat: what there is to catch up with is different for everybody."""
    opens = button(texts.say("button.catch_up"), CatchUpOpen(session=session), filled=True)
    return card([words(texts.say("reply.catch_up.invite", session=number)), row(opens)])


def catch_up_dialog(view: CatchUpView, texts: Texts) -> ShowDialog:
    opens = CatchUpOpen(session=view.session)
    body: list[Element | None] = [
        warning(view.done) if view.done else None,
        words(texts.say("reply.catch_up.list", session=view.session_number), size="Medium"),
        *(
            row(_within(missed.title, replace(opens, round=missed.run.round_id, run=missed.run.run)), spacing="Small")
            for missed in view.rounds
        ),
        quiet(texts.say("reply.catch_up.line")),
        *(
            row(_within(texts.say("reply.catch_up.other", session=number), CatchUpOpen(session=other)))
            for other, number in view.others
        ),
    ]
    return ShowDialog(title=texts.say("button.catch_up"), card=card(body))


def _within(label: str, action: CatchUpOpen) -> Element:
    """A button of a dialog that is open already: nothing has to be fetched in a new one."""
    made = button(label, action)
    made["data"] = {name: value for name, value in made["data"].items() if name != "msteams"}
    return made
