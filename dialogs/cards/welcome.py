"""The first thing the bot says: in a group, in a 1:1 chat, to the hotseat; and what it keeps."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from dialogs.cards.actions.asking import HelpShow, PlanningShow, PrivacyOpen
from dialogs.cards.actions.between import PreparationOpen
from dialogs.cards.actions.link import LinkOpen
from dialogs.cards.parts import Card, button, card, quiet, rich, row, run, subtitle, text, title, words
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog


def group_welcome(texts: Texts) -> Card:
    """Once per install in a group chat."""
    return card(
        [
            title(texts.say("group.welcome.title")),
            text(texts.say("group.welcome.line")),
            rich(run(texts.say("group.welcome.who") + " ", bold=True), run(texts.say("group.welcome.link"))),
            row(
                button(texts.say("button.link"), LinkOpen(), filled=True),
                button(texts.say("button.privacy"), PrivacyOpen()),
            ),
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalView:
    """Without a name and a group for somebody the bot does not know (yet)."""

    name: str = ""
    group_title: str | None = None


def personal_welcome(view: PersonalView, texts: Texts) -> Card:
    line = (
        texts.say("group.personal.known", group=view.group_title)
        if view.group_title
        else texts.say("group.personal.unknown")
    )
    known = button(texts.say("button.planning"), PlanningShow(), filled=True)
    welcome = texts.say("group.personal.title", name=view.name) if view.name else texts.say("group.personal.welcome")
    return card(
        [
            rich(run(welcome, bold=True, size="Large")),
            words(line),
            text(texts.say("group.personal.line")) if view.group_title else None,
            row(known if view.group_title else button(texts.say("button.help"), HelpShow(), filled=True),
                button(texts.say("button.privacy"), PrivacyOpen())),
        ]
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationInvite:
    """For the hotseat; `ready` once it was sent in."""

    session: SessionId
    session_number: int
    starts_at: datetime
    zone: tzinfo
    name: str
    ready: bool = False


def preparation_card(view: PreparationInvite, texts: Texts) -> Card:
    when = texts.moment(view.starts_at, view.zone)
    said = "group.preparation.ready" if view.ready else "group.preparation.line"
    word = "button.preparation.change" if view.ready else "button.preparation"
    return card(
        [
            title(texts.say("group.preparation.title", session=view.session_number)),
            words(texts.say(said, name=view.name, when=when)),
            row(button(texts.say(word), PreparationOpen(session=view.session), filled=not view.ready)),
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyView:
    """From the live configuration."""

    programme_title: str | None = None
    contact: str | None = None
    draft_days: int
    privacy_url: str | None = None


def privacy_dialog(view: PrivacyView, texts: Texts) -> ShowDialog:
    lines = [
        subtitle(texts.say("group.privacy.kept.title")),
        text(texts.say("group.privacy.kept"), spacing="Small"),
        subtitle(texts.say("group.privacy.not_kept.title")),
        text(texts.say("group.privacy.not_kept"), spacing="Small"),
        subtitle(texts.say("group.privacy.who.title")),
        text(texts.say("group.privacy.who"), spacing="Small"),
        subtitle(texts.say("group.privacy.long.title")),
        text(texts.say("group.privacy.long", days=view.draft_days), spacing="Small"),
    ]
    asking = [texts.say("group.privacy.controller", programme=view.programme_title)] if view.programme_title else []
    if view.contact:
        asking.append(texts.say("group.privacy.contact", contact=view.contact))
    if view.privacy_url:
        asking.append(view.privacy_url)
    return ShowDialog(
        title=texts.say("button.privacy"),
        card=card([*lines, *(words(line) for line in asking), quiet(texts.say("group.privacy.rights"))]),
    )
