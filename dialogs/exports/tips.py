"""Tips of the harvest cards with the votes they got."""

from collections import Counter
from collections.abc import Collection, Iterator
from random import Random
from typing import Final

from dialogs.exports.figures import FIGURES, contributors
from dialogs.exports.insights import field_of, harvested
from dialogs.exports.reading import Given, Reading
from dialogs.exports.tables import GROUP, ROW, SESSION, TEXT_WITHHELD, Cell, Export, Row, Table, column, filed
from dialogs.formats.model import FieldType, Meaning
from dialogs.ids import PersonId, SessionId
from dialogs.policy.matrix import Sight, Stage
from dialogs.sessions.model import RoundRun, Session
from dialogs.sessions.visibility import group_sees

_FOR: Final = "tip_for"
_COLUMNS: Final = (
    ROW,
    GROUP,
    SESSION,
    column("tip", "Wat een collega morgen anders kan doen.", "What a colleague can do differently tomorrow."),
    column("for", "Voor wie de tip is.", "Whom the tip is for."),
    column("votes", "Aantal stippen uit de eigen groep.", "Number of dots from the own group."),
    TEXT_WITHHELD,
)


def tips_export(reading: Reading, chance: Random) -> Export:
    votes = _votes(reading)
    rows: list[Row] = []
    meant_for: dict[str, set[PersonId]] = {}
    for answer, form in harvested(reading):
        field = field_of(form, Meaning.TIP)
        said = answer.fields.get(field.id) if field else None
        if field is None or not isinstance(said, str):
            continue
        seen = reading.of_form(answer.form, answer.person, answer.session, field)
        if seen not in {Sight.UNNAMED, Sight.COUNTED}:
            continue
        session, open_ = reading.sessions[answer.session], seen is Sight.UNNAMED
        whom = answer.fields.get(_FOR)
        if isinstance(whom, str):
            meant_for.setdefault(whom, set()).add(answer.person)
        row: dict[str, Cell] = {
            "group": reading.group_number(session.group),
            "session": session.number,
            "text_withheld": not open_,
        }
        if open_:
            row |= {
                "tip": reading.unnamed(session.group, said),
                "for": whom if isinstance(whom, str) else None,
                "votes": votes[session.id, answer.person],
            }
        rows.append(row)
    table = filed(Table(name="tips", columns=_COLUMNS), rows, chance)
    figures = tuple(contributors("for", dict(sorted(meant_for.items()))))
    return Export(table=table, figures=Table(name="figures", columns=FIGURES, rows=figures))


def _votes(reading: Reading) -> Counter[tuple[SessionId, PersonId]]:
    """By whose tip it is: a dot names the person whose harvest card the tip stands on. As the card that was shown last
    counts them: of a repeated round its newest run, without what was held or taken back."""
    found: Counter[tuple[SessionId, PersonId]] = Counter()
    for session in reading.records.sessions:
        for run in _newest_shown(session):
            for given in reading.of_run(session, run):
                found.update((session.id, PersonId(dot)) for dot in _dots(given))
    return found


def _newest_shown(session: Session) -> Collection[RoundRun]:
    shown = sorted((run for run in session.runs if group_sees(session, run)), key=lambda run: run.key.run)
    return {run.key.round_id: run for run in shown}.values()


def _dots(given: Given) -> Iterator[str]:
    for field in given.form.fields:
        dots = given.answer.fields.get(field.id)
        votes = field.type is FieldType.VOTES and field.source == "tips"
        if votes and isinstance(dots, tuple) and given.stage is Stage.SHOWN:
            yield from dots
