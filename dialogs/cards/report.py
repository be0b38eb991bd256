"""*Iets herkenbaars melden*: choosing which contribution, and what the moderator and the reporter then read."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from dialogs.cards.actions.regie import RegieOpen
from dialogs.cards.actions.reporting import ReportSubmit
from dialogs.cards.choose import ChooseView, choose_dialog
from dialogs.cards.offers import Offer
from dialogs.cards.parts import Card, button, card, quiet, row, title, words
from dialogs.cards.round import shorten
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

_SHOWN_OF_A_TEXT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Reportable:
    """A contribution the reader can see; `key` is `actions.contribution_key(run, person)`."""

    key: str
    name: str
    text: str
    round_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    session: SessionId
    items: tuple[Reportable, ...]
    notice: str | None = None


def report_dialog(view: ReportView, texts: Texts) -> ShowDialog:
    """Choosing from nothing is answered with a line by the caller (`report.nothing`)."""
    options = tuple(
        Offer(id=item.key, text=f"{shorten(item.text, longest=_SHOWN_OF_A_TEXT)} ({item.round_title})", name=item.name)
        for item in view.items
    )
    return choose_dialog(
        ChooseView(
            heading=texts.say("button.report"),
            question=texts.say("card.report.question"),
            explanation=texts.say("card.report.explanation"),
            options=options,
            submit=ReportSubmit(session=view.session),
            button=texts.say("button.hide"),
            notice=view.notice,
        ),
        texts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """What the moderator hears; the words are never repeated. `Regie` can erase them or show them again."""

    session: SessionId
    group_title: str
    session_number: int
    round_title: str
    name: str  # whose contribution it was
    reported_at: datetime
    zone: tzinfo


def incident_card(view: IncidentView, texts: Texts) -> Card:
    where = texts.say(
        "card.incident.where", group=view.group_title, session=view.session_number, round=view.round_title
    )
    return card(
        [
            title(texts.say("card.incident.title")),
            quiet(where, spacing="Small"),
            words(texts.say("card.incident.line", name=view.name)),
            words(texts.say("card.incident.clock", when=texts.moment(view.reported_at, view.zone))),
            quiet(texts.say("card.incident.teams")),
            row(button(texts.say("button.regie"), RegieOpen(session=view.session), filled=True)),
        ]
    )
