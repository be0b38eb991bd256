"""Counts over the whole programme, with small numbers protected."""

from collections.abc import Collection, Iterator, Mapping
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


def counted(figure: str, counts: Mapping[str, int], *, region: str | None = None) -> Iterator[Row]:
    """One figure whose cells add up to a whole."""
    safe = protected(counts)
    for value, count in safe.cells.items():
        yield {"figure": figure, "value": value, "region": region, "count": count, "of": safe.whole}


def contributors(figure: str, people: Mapping[str, Collection[PersonId]]) -> Iterator[Row]:
    """Distinct people for each value; they may stand under several, so there is no whole to say."""
    safe = protected({value: len(set(who)) for value, who in people.items()})
    for value, count in safe.cells.items():
        yield {"figure": figure, "value": value, "region": None, "count": count, "of": LEFT_OUT}


def by_region(
    figure: str, people: Mapping[str, Collection[PersonId]], regions: Mapping[PersonId, str]
) -> Iterator[Row]:
    """Distinct people for each value in each region; within a value the regions are protected against each other."""
    for value, who in people.items():
        counts: dict[str, int] = {}
        for person in set(who):
            region = regions.get(person) or ""
            counts[region] = counts.get(region, 0) + 1
        safe = protected(counts)
        for region in sorted(counts):
            of = safe.whole
            yield {"figure": figure, "value": value, "region": region, "count": safe.cells[region], "of": of}
