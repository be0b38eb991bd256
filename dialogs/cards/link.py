"""Linking a chat to a group, and choosing a seat in it: the dialogs, and the moderator's confirmation."""

from dataclasses import dataclass

from dialogs.cards.actions.link import LinkChoose, LinkConfirm, LinkOpen, SeatChoose, SeatConfirm
from dialogs.cards.choose import ChooseView, choose_dialog
from dialogs.cards.offers import Offer
from dialogs.cards.parts import Card, Element, button, card, choice_input, row, text_input, title, warning, words
from dialogs.ids import GroupId, PersonId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

_MANY = 9
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChoice:
    group: GroupId
    number: int
    ambition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """Which group this chat belongs to. Inputs `group` and `code`.

    With `asks_code` the moderator cannot be recognised and proves it with the code; then `groups` may be
    empty, and the group's number is asked in input `number`.
    """

    groups: tuple[GroupChoice, ...] = ()
    asks_code: bool = False
    number: str | None = None
    code: str | None = None
    notice: str | None = None


def link_dialog(view: LinkView, texts: Texts) -> ShowDialog:
    groups = [(choice.group, _group(choice, texts)) for choice in view.groups]
    chosen = groups[0][0] if len(groups) == 1 else None
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        words(texts.say("group.link.code_line" if view.asks_code else "group.link.line")),
        choice_input("group", texts.say("group.link.group"), groups, value=chosen, compact=len(groups) > _MANY)
        if groups
        else None,
        None if groups else text_input("number", texts.say("group.link.number"), value=view.number, longest=6),
        text_input("code", texts.say("group.link.code"), value=view.code, longest=LONGEST_CODE)
        if view.asks_code
        else None,
        row(button(texts.say("button.link"), LinkChoose(), filled=True)),
    ]
    return ShowDialog(title=texts.say("button.link"), card=card(body))


def _group(choice: GroupChoice, texts: Texts) -> str:
    return texts.say("group.link.choice", number=choice.number, ambition=choice.ambition)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelinkView:
    """The chat has another group (`held`), or the group another chat (`elsewhere`), or both."""

    group: GroupChoice
    held: str | None = None  # the group this chat has now
    elsewhere: bool = False
    asks_code: bool = False
    code: str | None = None
    notice: str | None = None


def _relink_lines(view: RelinkView, texts: Texts) -> list[Element]:
    lines = []
    if view.held:
        lines.append(words(texts.say("group.relink.held", group=view.held)))
    if view.elsewhere:
        lines.append(words(texts.say("group.relink.elsewhere", number=view.group.number)))
    lines.append(words(texts.say("group.relink.question", number=view.group.number, ambition=view.group.ambition)))
    return lines


def relink_dialog(view: RelinkView, texts: Texts) -> ShowDialog:
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        *_relink_lines(view, texts),
        text_input("code", texts.say("group.link.code"), value=view.code, longest=LONGEST_CODE)
        if view.asks_code
        else None,
        row(button(texts.say("button.link"), LinkConfirm(group=view.group.group), filled=True)),
    ]
    return ShowDialog(title=texts.say("button.link"), card=card(body))


def link_question(texts: Texts) -> Card:
    """In the chat, after a typed `koppel` that fits several groups: the button opens the dialog that names them."""
    choose = button(texts.say("button.link"), LinkOpen(), filled=True)
    return card([words(texts.say("group.link.several")), row(choose)])


def relink_question(view: RelinkView, texts: Texts) -> Card:
    """In the chat, after a typed `koppel` for what is linked already."""
    return card(
        [
            *_relink_lines(view, texts),
            row(button(texts.say("button.link"), LinkOpen(group=view.group.group), filled=True)),
        ]
    )


# --- seats


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeSeat:
    person: PersonId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsView:
    seats: tuple[FreeSeat, ...]
    notice: str | None = None


def seat_dialog(view: SeatsView, texts: Texts) -> ShowDialog:
    """*Plek kiezen*; input `choice`."""
    return choose_dialog(
        ChooseView(
            heading=texts.say("button.seat"),
            question=texts.say("group.seat.question"),
            explanation=texts.say("group.seat.line"),
            options=tuple(Offer(id=seat.person, text=seat.name) for seat in view.seats),
            submit=SeatChoose(),
            button=texts.say("button.seat"),
            notice=view.notice,
        ),
        texts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatClaimView:
    """Somebody chose a seat: the moderator says whether that is right. `decided` once that was done."""

    claim: str
    claimant: str  # the name in Teams
    seat: str
    group_title: str
    decided: bool | None = None


def seat_claim_card(view: SeatClaimView, texts: Texts) -> Card:
    body: list[Element | None] = [
        title(texts.say("group.claim.title")),
        words(texts.say("group.claim.line", claimant=view.claimant, seat=view.seat, group=view.group_title)),
    ]
    if view.decided is None:
        body.append(words(texts.say("group.claim.question", claimant=view.claimant)))
        body.append(
            row(
                button(texts.say("button.yes"), SeatConfirm(claim=view.claim, agree=True), filled=True),
                button(texts.say("button.no"), SeatConfirm(claim=view.claim, agree=False)),
            )
        )
    else:
        body.append(
            words(texts.say("group.claim.agreed" if view.decided else "group.claim.refused", claimant=view.claimant))
        )
    return card(body)
