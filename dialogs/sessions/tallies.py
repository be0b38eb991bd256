"""What fields without a name (A and N) came to: computed once, at the showing, and only when five or more told."""

from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import Final

from dialogs.formats.model import Field, FieldType, Form, Visibility
from dialogs.sessions.model import Fields, RoundRun, Session, Tally, Value
from dialogs.sessions.seats import counts, form_of

ENOUGH: Final = 5
"""Below this many contributors "without a name" would not be true."""

_NUMBERS: Final = frozenset({FieldType.SCALE, FieldType.NUMBER})
_COUNTED: Final = _NUMBERS | {FieldType.YES_NO, FieldType.CHOICE, FieldType.CHOICES}
"""What can be told of an evaluation: its texts go to nobody of the group."""


def tally_run(session: Session, run: RoundRun) -> Mapping[str, Tally]:
    """Every A field of the round, and what can be counted of its N fields. Holding back does not apply: nobody can
    tell whose it is. What was caught up with later counts only in the programme's figures."""
    form = form_of(session, run.key)
    if form is None:
        return {}
    answers = [a.fields for (key, _), a in session.answers.items() if key == run.key and counts(a)]
    unsigned = session.unsigned.get(run.key, ())
    return {
        **{f.id: _tally(f, answers) for f in unnamed_fields(form)},
        **{f.id: _tally(f, unsigned) for f in form.fields if _is_counted_unseen(f)},
    }


def unnamed_fields(form: Form) -> tuple[Field, ...]:
    return tuple(f for f in form.fields if f.visibility is Visibility.UNNAMED)


def _is_counted_unseen(field: Field) -> bool:
    return field.visibility is Visibility.NOBODY and field.type in _COUNTED


def shown_tallies(run: RoundRun) -> Mapping[str, Tally]:
    """What may be said about the run's A and N fields; a field with too few contributors is left out, for everyone."""
    return {name: tally for name, tally in run.tallies.items() if tally.contributors >= ENOUGH}


def too_few(run: RoundRun) -> bool:
    """Whether some A or N field of a shown run must stay untold."""
    return any(tally.contributors < ENOUGH for tally in run.tallies.values())


def _tally(field: Field, answers: Iterable[Fields]) -> Tally:
    values = [fields[field.id] for fields in answers if field.id in fields]
    if len(values) < ENOUGH:
        return Tally(contributors=len(values))
    numbers = [v for v in values if isinstance(v, int)] if field.type in _NUMBERS else []
    return Tally(
        contributors=len(values),
        mean=fmean(numbers) if numbers else None,
        counts=dict(sorted(Counter(word for v in values for word in names_of(v)).items())),
    )


def names_of(value: Value) -> tuple[str, ...]:
    """The names a value is counted under."""
    match value:
        case bool():
            return ("yes" if value else "no",)
        case tuple():
            return value
        case str() | int():
            return (str(value),)
        case _:
            return ()  # a form's parts are text, and text is never told without its writer
