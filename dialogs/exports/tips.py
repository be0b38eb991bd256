"""Tips of the harvest cards with the votes they got."""

from collections import Counter
from random import Random
from typing import Final

from dialogs.exports.figures import FIGURES, contributors
from dialogs.exports.insights import field_of, harvested
from dialogs.exports.reading import Reading
from dialogs.exports.tables import GROUP, ROW, SESSION, TEXT_WITHHELD, Cell, Export, Row, Table, column, filed
from dialogs.formats.model import FieldType, Meaning
from dialogs.ids import PersonId, SessionId
from dialogs.policy.matrix import Sight

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
                "tip": said,
                "for": whom if isinstance(whom, str) else None,
                "votes": votes[session.id, answer.person],
            }
        rows.append(row)
    table = filed(Table(name="tips", columns=_COLUMNS), rows, chance)
    figures = tuple(contributors("for", dict(sorted(meant_for.items()))))
    return Export(table=table, figures=Table(name="figures", columns=FIGURES, rows=figures))


def _votes(reading: Reading) -> Counter[tuple[SessionId, PersonId]]:
    """By whose tip it is: a dot names the person whose harvest card the tip stands on."""
    found: Counter[tuple[SessionId, PersonId]] = Counter()
    for given in reading.answers():
        for field in given.form.fields:
            dots = given.answer.fields.get(field.id)
            if field.type is FieldType.VOTES and field.source == "tips" and isinstance(dots, tuple):
                found.update((given.session.id, PersonId(dot)) for dot in dots)
    return found
