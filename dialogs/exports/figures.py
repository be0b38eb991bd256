"""Counts over the whole programme, with small numbers protected."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from dialogs.exports.protection import LEFT_OUT, protected
from dialogs.exports.tables import Row, column
from dialogs.ids import PersonId

FIGURES: Final = (
    column("figure", "Wat er geteld is.", "What was counted."),
    column("value", "De waarde waarvoor geteld is.", "The value that was counted."),
    column("region", "Regio, waar het cijfer daarnaar is uitgesplitst.", "Region, where the figure is split by it."),
    column(
        "count",
        'Het aantal. "<5" is één tot en met vier; "-" is weggelaten omdat een ander aantal er anders uit volgt.',
        'How many. "<5" is one to four; "-" is left out because another number would follow from it.',
    ),
    column(
        "of",
        'Van hoeveel; "-" waar het geheel een klein aantal zou verraden.',
        'Of how many; "-" where the whole would give a small number away.',
    ),
)


def counted(figure: str, counts: Mapping[str, int]) -> Iterator[Row]:
    """One figure whose cells add up to a whole."""
    safe = protected(counts)
    for value, count in safe.cells.items():
        yield {"figure": figure, "value": value, "region": None, "count": count, "of": safe.whole}


def several(figure: str, counts: Mapping[str, int], *, of: int | str) -> Iterator[Row]:
    """How often each was ticked where several could be, `of` how many answers, as it is told elsewhere."""
    for value, count in protected(counts).cells.items():
        yield {"figure": figure, "value": value, "region": None, "count": count, "of": of}


def contributors(figure: str, people: Mapping[str, Collection[PersonId]]) -> Iterator[Row]:
    """Distinct people for each value; they may stand under several, so there is no whole to say."""
    safe = protected({value: len(set(who)) for value, who in people.items()})
    for value, count in safe.cells.items():
        yield {"figure": figure, "value": value, "region": None, "count": count, "of": LEFT_OUT}


def by_region(
    figure: str, people: Mapping[str, Collection[PersonId]], regions: Mapping[PersonId, str]
) -> Iterator[Row]:
    """Distinct people for each value in each region."""
    parts = {value: _grouped((regions.get(one) or "", one) for one in who) for value, who in people.items()}
    for value, region, count, of in _parts(people, parts):
        yield {"figure": figure, "value": value, "region": region, "count": count, "of": of}


def by_outcome(
    figure: str, people: Mapping[str, Collection[PersonId]], outcomes: Iterable[tuple[str, str, PersonId]]
) -> Iterator[Row]:
    """Distinct people for each value with each outcome; `outcomes` are (value, outcome, person)."""
    told = list(outcomes)
    parts = {value: _grouped((outcome, one) for of, outcome, one in told if of == value) for value in people}
    for value, outcome, count, of in _parts(people, parts):
        yield {"figure": figure, "value": f"{value}: {outcome}", "region": None, "count": count, "of": of}


def _grouped(told: Iterable[tuple[str, PersonId]]) -> dict[str, set[PersonId]]:
    found: dict[str, set[PersonId]] = {}
    for part, person in told:
        found.setdefault(part, set()).add(person)
    return found


def _parts(
    people: Mapping[str, Collection[PersonId]], parts: Mapping[str, Mapping[str, Collection[PersonId]]]
) -> Iterator[tuple[str, str, int | str, int | str]]:
    """(value, part, count, of). The figure of the whole stands beside these, and so do the rows: a value is only split
    where its own number may be told, and no part of it follows from that. Who stands under no part counts as one."""
    wholes = protected({value: len(set(who)) for value, who in people.items()}).cells
    for value, found in parts.items():
        rest = set(people[value]).difference(*found.values())
        safe = protected({**{part: len(who) for part, who in found.items()}, None: len(rest)})
        if isinstance(wholes[value], int) and safe.whole != LEFT_OUT:
            for part in sorted(found):
                yield value, part, safe.cells[part], wholes[value]
