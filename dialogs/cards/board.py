"""The board of the look-back: who tried it, partly, not, and who tells it themselves; made of the reports alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dialogs.cards.cut import Cut
from dialogs.cards.parts import Element, box, named, quiet, subtitle, words
from dialogs.texts.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One report. `experiment` is what was tried, said as it goes on after the name; `mark` what became of it (a key
    under `card.contribution`), if anything; then there is nothing to read."""

    name: str
    experiment: str = ""
    learned: str = ""
    supplements: tuple[str, ...] = ()
    mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """`tells` are names: those with an open experiment and nothing to read about it; each has `seconds_each` for it."""

    done: tuple[BoardLine, ...] = ()
    partly: tuple[BoardLine, ...] = ()
    not_done: tuple[BoardLine, ...] = ()
    tells: tuple[str, ...] = ()
    seconds_each: int | None = None


_COLUMNS: Final = ("done", "partly", "not_done")


def board(block: Board, texts: Texts, cut: Cut) -> Iterator[Element]:
    for column in _COLUMNS:
        lines: tuple[BoardLine, ...] = getattr(block, column)
        if lines:
            yield subtitle(texts.say(f"card.board.{column}", count=len(lines)))
            yield box([_line(line, texts, cut) for line in lines], spacing="Small")
    if block.tells:
        yield subtitle(texts.say("card.board.tells"))
        yield words(texts.names(block.tells), spacing="Small")
        if block.seconds_each:
            yield quiet(texts.say("card.order.seconds", seconds=block.seconds_each), spacing="Small")


def _line(line: BoardLine, texts: Texts, cut: Cut) -> Element:
    if line.mark is not None:
        return named(line.name, texts.say(f"card.contribution.{line.mark}"))
    added = (texts.say("card.contribution.supplement", text=cut(text)) for text in line.supplements)
    said = " · ".join(cut(text) for text in (line.experiment, line.learned, *added) if text)
    return named(f"{line.name}:" if said else line.name, said)
