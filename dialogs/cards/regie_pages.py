"""The smaller pages of `Regie`: extending, the speaking order, who is here, on behalf of whom."""

from dataclasses import dataclass
from enum import StrEnum

from dialogs.cards.actions.regie import Extend, Extending, RegieBack
from dialogs.cards.actions.regie_people import NextSpeaker, WhoIsHereSubmit
from dialogs.cards.parts import Element, button, card, choice_input, quiet, rich, row, run, warning, words
from dialogs.ids import PersonId, SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendView:
    """*Je loopt 4 min uit. Voorstel: 2.5 overslaan.* Without a proposal only *Uitlopen* is left."""

    session: SessionId
    step: int
    minutes: int  # asked for
    over: int  # how far the session would run over its end
    skip: str | None = None  # the proposed round's id
    skip_title: str | None = None
    others: bool = False  # whether there is another round to choose


def extend_dialog(view: ExtendView, texts: Texts) -> ShowDialog:
    def extend(how: Extending, skip: str | None = None) -> Extend:
        return Extend(session=view.session, step=view.step, minutes=view.minutes, how=how, skip=skip)

    proposed = view.skip is not None
    choices = []
    if proposed:
        choices.append(button(texts.say("button.do"), extend(Extending.PROPOSAL, view.skip), filled=True))
    if view.others:
        choices.append(button(texts.say("button.choose"), extend(Extending.CHOOSE)))
    choices.append(button(texts.say("button.run_over"), extend(Extending.RUN_OVER), filled=not choices))
    body: list[Element | None] = [
        words(texts.plural("regie.extend.over", view.over), size="Medium"),
        words(texts.say("regie.extend.proposal", round=view.skip, title=view.skip_title)) if proposed else None,
        quiet(texts.plural("regie.extend.line", view.minutes)),
        row(*choices[:2]),
        row(*choices[2:], button(texts.say("button.back"), RegieBack(session=view.session)), spacing="Small"),
    ]
    return ShowDialog(title=texts.plural("regie.extend.heading", view.minutes), card=card(body))


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakingOrderView:
    """The order follows from `seed`; `at` counts from nought and may be past the last name."""

    session: SessionId
    seed: int
    at: int
    names: tuple[str, ...]
    seconds_each: int | None = None


def speaking_order_dialog(view: SpeakingOrderView, texts: Texts) -> ShowDialog:
    following = view.at + 1
    now: Element | None = None
    if view.at < len(view.names):
        key = "regie.order.now" if following < len(view.names) else "regie.order.last"
        after = view.names[following] if following < len(view.names) else ""
        now = words(texts.say(key, name=view.names[view.at], after=after), size="Large", spacing="Medium")
    buttons = []
    if view.at < len(view.names):
        forward = NextSpeaker(session=view.session, seed=view.seed, at=following)
        buttons.append(button(texts.say("button.next_speaker"), forward, filled=True))
    buttons.append(button(texts.say("button.back"), RegieBack(session=view.session)))
    said = [run(f"{number}. {name}   ", bold=number - 1 == view.at) for number, name in enumerate(view.names, 1)]
    body: list[Element | None] = [
        now or words(texts.say("regie.order.done"), size="Medium"),
        rich(*said, spacing="Medium") if said else None,
        quiet(texts.say("card.order.seconds", seconds=view.seconds_each)) if view.seconds_each else None,
        quiet(texts.say("regie.order.line"), spacing="Small"),
        row(*buttons),
    ]
    return ShowDialog(title=texts.say("regie.do.speaking_order"), card=card(body))


class SeatState(StrEnum):
    """How someone takes part in this session."""

    UNKNOWN = "unknown"
    PRESENT = "present"
    ALOUD = "aloud"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    person: PersonId
    name: str
    state: SeatState
    cannot_come: bool = False  # said so beforehand


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoIsHereView:
    session: SessionId
    seats: tuple[SeatLine, ...]
    notice: str | None = None


def seat_input(person: PersonId) -> str:
    """The name of a seat's input; read it with `reading.chosen(data, SeatState, name=seat_input(person))`."""
    return f"seat-{person}"


def who_is_here_dialog(view: WhoIsHereView, texts: Texts) -> ShowDialog:
    options = [(state.value, texts.say(f"regie.seat.{state}")) for state in SeatState]
    seats = [
        choice_input(
            seat_input(seat.person),
            texts.say("regie.seat.cannot_come", name=seat.name) if seat.cannot_come else seat.name,
            options,
            value=seat.state.value,
            compact=True,
        )
        for seat in view.seats
    ]
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        words(texts.say("regie.seat.line")),
        *seats,
        row(
            button(texts.say("button.keep"), WhoIsHereSubmit(session=view.session), filled=True),
            button(texts.say("button.back"), RegieBack(session=view.session), sends_inputs=False),
        ),
    ]
    return ShowDialog(title=texts.say("regie.do.who_is_here"), card=card(body), height="large")
