"""What unnamed (A) fields came to: computed once, at the showing, and only when five or more told."""

from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import Final

from dialogs.formats.model import Field, FieldType, Form, Visibility
from dialogs.sessions.model import Answer, RoundRun, Session, Tally, Value
from dialogs.sessions.seats import form_of, has_answered

ENOUGH: Final = 5
"""Below this many contributors "without a name" would not be true."""

_NUMBERS: Final = frozenset({FieldType.SCALE, FieldType.NUMBER})


def tally_run(session: Session, run: RoundRun) -> Mapping[str, Tally]:
    """Every A field of the round. Holding back does not apply: nobody can tell whose it is."""
    form = form_of(session, run.key)
    if form is None:
        return {}
    answers = [a for (key, _), a in session.answers.items() if key == run.key and has_answered(a)]
    return {f.id: _tally(f, answers) for f in unnamed_fields(form)}


def unnamed_fields(form: Form) -> tuple[Field, ...]:
    return tuple(f for f in form.fields if f.visibility is Visibility.UNNAMED)


def shown_tallies(run: RoundRun) -> Mapping[str, Tally]:
    """What may be said about the run's A fields; a field with too few contributors is left out, for everyone."""
    return {name: tally for name, tally in run.tallies.items() if tally.contributors >= ENOUGH}


def too_few(run: RoundRun) -> bool:
    """Whether some A field of a shown run must stay untold."""
    return any(tally.contributors < ENOUGH for tally in run.tallies.values())


def _tally(field: Field, answers: Iterable[Answer]) -> Tally:
    values = [a.fields[field.id] for a in answers if field.id in a.fields]
    if len(values) < ENOUGH:
        return Tally(contributors=len(values))
    numbers = [v for v in values if isinstance(v, int)] if field.type in _NUMBERS else []
    return Tally(
        contributors=len(values),
        mean=fmean(numbers) if numbers else None,
        counts=dict(sorted(Counter(word for v in values for word in _words(v)).items())),
    )


def _words(value: Value) -> tuple[str, ...]:
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
