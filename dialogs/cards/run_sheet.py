"""The moderator's draaiboek: a card that announces it, and the page it opens."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from dialogs.cards.actions.regie import RegieBack
from dialogs.cards.actions.sessions import RunSheetOpen
from dialogs.cards.cut import Cut
from dialogs.cards.experiments_block import ExperimentLine, sentence
from dialogs.cards.missed import MissedLine, missed_sentences
from dialogs.cards.parts import (
    BUDGET,
    Card,
    Element,
    button,
    card,
    header,
    link,
    named,
    quiet,
    rich,
    row,
    run,
    size_of,
    subtitle,
    words,
)
from dialogs.cards.round import shorten
from dialogs.experiments.model import ExperimentState
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

SHORTER: Final = (2000, 300, 150, 80, 40)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """`starts` by the plan: what really happens may be earlier or later."""

    starts: datetime
    minutes: int
    title: str
    must: bool
    prompt: str
    opening: str  # what the moderator can say
    rescue: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedLine:
    """Somebody's last experiment. `hidden`: something recognisable was reported in it, so its words stay away."""

    name: str
    experiment: ExperimentLine
    state: ExperimentState
    private: bool = False  # between this person and the moderator
    looked_back: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSheetView:
    """`notes` are the reader's own, of the last session that was held before this one."""

    session: SessionId
    session_number: int
    title: str
    group_title: str
    zone: tzinfo
    starts_at: datetime
    minutes: int
    rounds: tuple[RoundLine, ...]
    ambition: str = ""
    meeting_url: str | None = None
    tried: tuple[TriedLine, ...] = ()
    untried: tuple[str, ...] = ()  # names of who has no experiment yet
    cannot_come: tuple[str, ...] = ()
    aloud: tuple[str, ...] = ()
    missed: tuple[MissedLine, ...] = ()
    notes: str = ""
    notes_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedView:
    """What stays in the moderator's chat: the plan, and nothing that people wrote, for a card cannot forget."""

    session: SessionId
    session_number: int
    title: str
    group_title: str
    zone: tzinfo
    starts_at: datetime
    minutes: int
    rounds: tuple[RoundLine, ...]


def when(view: RunSheetView | AnnouncedView, texts: Texts) -> str:
    return texts.period(view.starts_at, view.starts_at + timedelta(minutes=view.minutes), view.zone)


def run_sheet_card(view: AnnouncedView, texts: Texts) -> Card:
    """In the moderator's own chat."""
    where = texts.say("card.run_sheet.where", group=view.group_title, session=view.session_number)
    return card(
        [
            header(where, texts.say("card.run_sheet.title"), texts.time(view.starts_at, view.zone)),
            words(f"{view.title} · {when(view, texts)}", spacing="Small"),
            *(_clock(line, view.zone, texts) for line in view.rounds),
            quiet(texts.say("card.run_sheet.behind")),
            row(button(texts.say("button.run_sheet"), RunSheetOpen(session=view.session), filled=True)),
        ]
    )


def run_sheet_invitation(session: SessionId, texts: Texts, *, elsewhere: bool) -> Card:
    """In the group's chat: where it is, and the button, which only opens it for who leads the group."""
    said = "reply.run_sheet.elsewhere" if elsewhere else "reply.run_sheet.here"
    return card(
        [words(texts.say(said)), row(button(texts.say("button.run_sheet"), RunSheetOpen(session=session), filled=True))]
    )


def _clock(line: RoundLine, zone: tzinfo, texts: Texts) -> Element:
    return rich(run(f"{texts.clock(line.starts, zone)}  ", bold=True), run(about(line, texts)), spacing="Small")


def about(line: RoundLine, texts: Texts) -> str:
    """`Terugblik · 15 min · hoort erbij`."""
    priority = texts.say("card.run_sheet.must" if line.must else "card.run_sheet.may")
    return texts.say("card.run_sheet.round", count=line.minutes, title=line.title, priority=priority)


def run_sheet_dialog(view: RunSheetView, texts: Texts, *, address: str | None) -> ShowDialog:
    """`address` is that of the page to print, when the bot has one."""
    made: Card = {}
    for longest in SHORTER:
        made = _page(view, texts, address, longest)
        if size_of(made) <= BUDGET:
            break
    return ShowDialog(title=texts.say("card.run_sheet.title"), card=made, height="large", width="large")


def _page(view: RunSheetView, texts: Texts, address: str | None, longest: int) -> Card:
    def cut(said: str) -> str:
        return shorten(said, longest=longest)

    where = texts.say("card.run_sheet.where", group=view.group_title, session=view.session_number)
    ambition = texts.say("card.ambition.line", ambition=cut(view.ambition))
    back = button(texts.say("button.back"), RegieBack(session=view.session), sends_inputs=False)
    return card(
        [
            quiet(texts.say("card.run_sheet.private"), spacing="None"),
            header(where, view.title, texts.time(view.starts_at, view.zone)),
            words(when(view, texts), spacing="Small"),
            words(ambition, size="Small", quiet=True, spacing="Small") if view.ambition else None,
            subtitle(texts.say("card.run_sheet.people")),
            *(words(line, spacing="Small") for line in people_lines(view, texts)),
            subtitle(texts.say("card.run_sheet.tried")),
            *_tried(view, texts, cut),
            subtitle(texts.say("card.run_sheet.rounds")),
            *_rounds(view, texts, cut),
            *_notes(view, texts, cut),
            quiet(texts.say("card.run_sheet.expires", days=DAYS)) if address else None,
            row(link(texts.say("button.print"), address), back) if address else row(back),
        ]
    )


DAYS: Final = 7
"""How long the address of the page works."""


def people_lines(view: RunSheetView, texts: Texts) -> Iterator[str]:
    """Who will not be there, and who was not there before."""
    if view.cannot_come:
        yield texts.say("card.run_sheet.cannot_come", names=texts.names(view.cannot_come))
    else:
        yield texts.say("card.run_sheet.all_coming")
    if view.aloud:
        yield texts.say("regie.private.aloud", names=texts.names(view.aloud))
    yield from missed_sentences(view.missed, texts)


def tried_lines(view: RunSheetView, texts: Texts, cut: Cut) -> Iterator[tuple[str, str]]:
    """(name, what they try)."""
    for line in view.tried:
        if line.hidden:
            yield line.name, texts.say("card.run_sheet.hidden")
            continue
        said = [sentence(line.experiment, texts, cut)]
        if line.experiment.on is not None:
            said.append(f"({texts.short_day(line.experiment.on)})")
        marks = [texts.say(f"card.run_sheet.state.{line.state}")]
        marks.append(texts.say("card.run_sheet.looked_back" if line.looked_back else "card.run_sheet.not_looked_back"))
        if line.private:
            marks.append(texts.say("card.run_sheet.only_you"))
        yield line.name, " · ".join([" ".join(said), *marks])


def _tried(view: RunSheetView, texts: Texts, cut: Cut) -> Iterator[Element]:
    for name, said in tried_lines(view, texts, cut):
        yield named(name, said)
    if view.untried:
        yield words(texts.say("card.run_sheet.untried", names=texts.names(view.untried)), spacing="Small")


def _rounds(view: RunSheetView, texts: Texts, cut: Cut) -> Iterator[Element]:
    for line in view.rounds:
        yield _clock(line, view.zone, texts)
        yield words(cut(line.prompt), size="Small", quiet=True, spacing="None")


def _notes(view: RunSheetView, texts: Texts, cut: Cut) -> Iterator[Element]:
    if view.notes:
        yield subtitle(texts.say("card.run_sheet.notes", session=view.notes_of))
        yield from (words(cut(line), spacing="Small") for line in view.notes.splitlines() if line.strip())
