"""What an observer reads and writes: what the group was shown, with codes for names, and notes of one's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from dialogs.cards.actions.observing import ConsentOpen, ObserveNote, ObserveOpen
from dialogs.cards.form_view import Fault, Tick
from dialogs.cards.parts import (
    Card,
    Element,
    box,
    button,
    card,
    choice_input,
    header,
    named,
    quiet,
    row,
    subtitle,
    text_input,
    tick,
    warning,
    words,
)
from dialogs.cards.round import shorten
from dialogs.experiments.model import Level
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

LONGEST_NOTE: Final = 1000
EFFECTS: Final = ("helps", "hinders")
_LONGEST_SHOWN: Final = 600
_NOTES_SHOWN: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedLine:
    code: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    text: str
    effect: str | None = None  # one of `EFFECTS`
    level: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObserveView:
    """`round` is the one that is looked at, `previous` and `next` are beside it; `notes` are the observer's own, about
    this round, oldest first. `values`, `faults` and `ticks` come from a note that was not kept."""

    session: SessionId
    session_number: int
    round: str | None = None
    title: str | None = None
    lines: tuple[CodedLine, ...] = ()
    notes: tuple[NoteLine, ...] = ()
    previous: str | None = None
    next: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    ticks: tuple[Tick, ...] = ()


def code(number: int) -> str:
    """*P01*."""
    return f"P{number:02d}"


def observe_dialog(view: ObserveView, texts: Texts) -> ShowDialog:
    where = texts.say("card.observe.session", session=view.session_number)
    body: list[Element | None] = [
        warning(*view.notices) if view.notices else None,
        header(where, view.title or texts.say("button.observe")),
        *_lines(view, texts),
        *_notes(view, texts),
        *_inputs(view, texts),
        quiet(texts.say("card.observe.coded")),
        row(button(texts.say("button.save"), ObserveNote(session=view.session, round=view.round), filled=True)),
        *_to_other_rounds(view, texts),
    ]
    return ShowDialog(title=texts.say("button.observe"), card=card(body), height="large")


def _lines(view: ObserveView, texts: Texts) -> Iterator[Element]:
    for line in view.lines:
        yield named(code(line.code), shorten(line.text, longest=_LONGEST_SHOWN))
    if not view.lines:
        yield words(texts.say("card.observe.nothing"))


def _notes(view: ObserveView, texts: Texts) -> Iterator[Element]:
    if view.notes:
        yield subtitle(texts.say("card.observe.notes"))
        yield box([_note(one, texts) for one in view.notes[-_NOTES_SHOWN:]], style="emphasis", spacing="Small")


def _note(one: NoteLine, texts: Texts) -> Element:
    marks = [texts.say(f"form.observe.effect.{one.effect}")] if one.effect else []
    marks += [texts.say(f"form.observe.level.{one.level}")] if one.level else []
    said = shorten(one.text, longest=_LONGEST_SHOWN)
    return named(f"{' · '.join(marks)}:", said) if marks else words(said, spacing="Small")


def _inputs(view: ObserveView, texts: Texts) -> Iterator[Element]:
    for name in ("text", "effect", "level"):
        if name in view.faults:
            key, values = view.faults[name]
            yield warning(texts.say(key, **values), spacing="Medium")
        if name == "text":
            label = texts.say("form.observe.text")
            yield text_input(name, label, value=view.values.get(name), longest=LONGEST_NOTE, lines=True)
        else:
            known = EFFECTS if name == "effect" else tuple(Level)
            offered = [(str(one), texts.say(f"form.observe.{name}.{one}")) for one in known]
            label = texts.say(f"form.observe.{name}")
            example = texts.say("form.choose")
            yield choice_input(name, label, offered, value=view.values.get(name), compact=True, example=example)
    for kind in view.ticks:
        yield tick(f"tick-{kind}", texts.say("form.tick.label"), texts.say(f"form.tick.{kind}"))


def _to_other_rounds(view: ObserveView, texts: Texts) -> Iterator[Element]:
    ways = (("button.observe.previous", view.previous), ("button.observe.next", view.next))
    made = [
        button(texts.say(key), ObserveOpen(session=view.session, round=to), sends_inputs=False)
        for key, to in ways
        if to
    ]
    if made:
        yield row(*made, spacing="Small")


def observe_card(session: SessionId, texts: Texts, *, observes: bool, observed: bool) -> Card:
    """`waarnemen`: to the observer's page, and for everybody to what they agree to."""
    made = [button(texts.say("button.observe"), ObserveOpen(session=session), filled=True)] if observes else []
    made.append(button(texts.say("button.my_consent"), ConsentOpen(session=session)))
    return card(
        [
            words(texts.say("card.observe.invite")) if observed else None,
            words(texts.say("card.consent.invite")),
            row(*made),
        ]
    )
