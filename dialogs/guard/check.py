"""The guard: reads a text before it is saved and says what in it could point at a child, a family or a colleague."""

from collections.abc import Callable, Collection, Iterator

from dialogs.guard import circumstances, contacts, numbers, people
from dialogs.guard.dates import DIGITS_ONLY
from dialogs.guard.model import Finding, Kind, Severity, Verdict
from dialogs.guard.normalise import fold, normalise
from dialogs.guard.numbers import Span
from dialogs.guard.reading import Reading

_BLOCKS: tuple[Callable[[Reading], Iterator[Span]], ...] = (
    contacts.urls,
    contacts.emails,
    numbers.case_numbers,
    numbers.ibans,
    contacts.birth_dates,
    numbers.phones,
    contacts.addresses,
)
_WARNINGS: tuple[Callable[[Reading], Iterator[Span]], ...] = (
    people.initials,
    circumstances.ages,
    circumstances.parents,
    circumstances.schools_and_places,
    circumstances.exact_dates,
    circumstances.rare_diagnoses,
)


def check(text: str, *, known_names: Collection[str] = (), known_organisations: Collection[str] = ()) -> Verdict:
    """Time and space grow with the length of the text and no faster.

    `known_names` are the members of the group (first and full names give no warning), `known_organisations` those on
    the programme's list. Neither softens a block.
    """
    plain = normalise(text)
    reading = Reading.of(plain.text)
    blocks = _without_overlap(_blocks(reading))
    warnings = _without_overlap(_warnings(_blank(reading, blocks), known_names, known_organisations))
    spans = sorted([*blocks, *warnings], key=lambda s: s[1])
    return Verdict(text=text, findings=tuple(_finding(kind, *plain.span(start, end)) for kind, start, end in spans))


def _finding(kind: Kind, start: int, end: int) -> Finding:
    return Finding(kind=kind, severity=kind.severity, start=start, end=end)


def _blocks(reading: Reading) -> Iterator[Span]:
    found = [span for detector in _BLOCKS for span in detector(reading)]
    yield from found
    others = [*found, *((Kind.EXACT_DATE, *d.span()) for d in reading.at_numbers(DIGITS_ONLY, lower=True))]
    yield from numbers.bsns(_blank(reading, others))


def _warnings(reading: Reading, names: Collection[str], organisations: Collection[str]) -> Iterator[Span]:
    rest = _blank(reading, list(_mentions(reading.low, organisations)))
    yield from people.names(
        rest, known=frozenset(fold(part) for name in names for part in (*name.split(), *name.split("-")))
    )
    for detector in _WARNINGS:
        yield from detector(rest)


def _mentions(low: str, organisations: Collection[str]) -> Iterator[Span]:
    for organisation in organisations:
        wanted = organisation.strip().lower()
        start = low.find(wanted) if wanted else -1
        while start >= 0:
            yield Kind.SCHOOL_OR_PLACE, start, start + len(wanted)
            start = low.find(wanted, start + len(wanted))


def _blank(reading: Reading, spans: Collection[Span]) -> Reading:
    """Puts something neutral of the same length in the place of what was already found."""
    if not spans:
        return reading
    letters = list(reading.text)
    for _, start, end in spans:
        letters[start:end] = "#" * (end - start)
    return Reading.of("".join(letters))


def _without_overlap(spans: Iterator[Span]) -> list[Span]:
    """The blocking one wins, else the one named first: a finding inside another adds nothing."""
    kept: list[Span] = []
    taken = bytearray()
    for kind, start, end in sorted(spans, key=lambda s: s[0].severity is Severity.WARN):
        if len(taken) < end:
            taken.extend(bytes(end - len(taken)))
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        kept.append((kind, start, end))
    return kept
