"""Who was not seen in sessions that were held: for the moderator alone, and no reason to leave anybody out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from dialogs.texts.catalogue import Texts

IN_A_ROW: Final = 2
"""From so many on it is said apart; the seat stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedLine:
    """`sessions` are the numbers of those without a word, `told` of those somebody had said beforehand."""

    name: str
    sessions: tuple[int, ...] = ()
    told: tuple[int, ...] = ()
    in_a_row: int = 0  # up to the last session that was held


def missed_sentences(lines: Iterable[MissedLine], texts: Texts) -> Iterator[str]:
    """One sentence a person."""
    for line in lines:
        said = []
        if line.sessions:
            said.append(
                texts.plural("regie.missed.unseen", len(line.sessions), sessions=_numbers(line.sessions, texts))
            )
        if line.told:
            said.append(texts.plural("regie.missed.told", len(line.told), sessions=_numbers(line.told, texts)))
        if line.in_a_row >= IN_A_ROW:
            said.append(texts.say("regie.missed.in_a_row", count=line.in_a_row))
        yield texts.say("regie.missed.line", name=line.name, said=", ".join(said))


def _numbers(numbers: tuple[int, ...], texts: Texts) -> str:
    return texts.names(tuple(map(str, numbers)))
