"""Insights: *eerst dacht ik ..., nu denk ik ...*, by theme."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from dialogs.exports.figures import FIGURES, contributors
from dialogs.exports.reading import Reading, of_field
from dialogs.exports.tables import (
    CAUGHT_UP,
    GROUP,
    ROW,
    SESSION,
    TEXT_WITHHELD,
    Export,
    Row,
    Table,
    column,
    filed,
    with_values,
)
from dialogs.formats.model import Field, Form, Meaning
from dialogs.groups import FormAnswer
from dialogs.ids import PersonId, SessionId
from dialogs.policy.matrix import Sight
from dialogs.sessions.stages import HARVEST

THEME: Final = "theme"

_COLUMNS: Final = (
    ROW,
    GROUP,
    SESSION,
    column(
        "source",
        "round: in een ronde; harvest: op de oogstkaart.",
        "round: in a round; harvest: on the harvest card.",
        "round",
        HARVEST,
    ),
    column("round", "Nummer van de ronde in de werkvorm.", "Number of the round in the format."),
    column("insight", "Eerst dacht ik ..., nu denk ik ...", "I used to think ..., now I think ..."),
    column(THEME, "Thema, door de schrijver gekozen.", "Theme, chosen by who wrote it."),
    column(
        "may_be_quoted",
        "De schrijver vindt het goed dat het zonder naam wordt aangehaald.",
        "The writer agrees that it is quoted without name.",
    ),
    CAUGHT_UP,
    TEXT_WITHHELD,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """`instead_of` is whose card, of which session, says the same."""

    person: PersonId
    row: Row
    theme: str | None
    instead_of: tuple[SessionId, PersonId] | None = None


def insights_export(reading: Reading, chance: Random) -> Export:
    rounds = tuple(_of_rounds(reading))
    found = [*rounds, *_of_harvest(reading, told={one.instead_of for one in rounds})]
    themes: dict[str, set[PersonId]] = {}
    for one in found:
        if one.theme:
            themes.setdefault(one.theme, set()).add(one.person)
    columns = with_values(_COLUMNS, {THEME: reading.choices(lambda field: field.id == THEME)})
    table = filed(Table(name="insights", columns=columns), [one.row for one in found], chance)
    rows = tuple(contributors("theme", dict(sorted(themes.items()))))
    return Export(table=table, figures=Table(name="figures", columns=FIGURES, rows=rows))


def field_of(form: Form, meaning: Meaning) -> Field | None:
    return next((field for field in form.fields if field.meaning is meaning), None)


def _of_rounds(reading: Reading) -> Iterator[Insight]:
    for given in reading.answers():
        field, answer = field_of(given.form, Meaning.INSIGHT), given.answer
        said = answer.fields.get(field.id) if field else None
        seen = of_field(given, field) if field else Sight.NONE
        if not isinstance(said, str) or seen not in {Sight.UNNAMED, Sight.COUNTED}:
            continue
        open_ = seen is Sight.UNNAMED
        row: Row = {
            "group": reading.group_number(given.session.group),
            "session": given.session.number,
            "source": "round",
            "round": given.run.key.round_id,
            "insight": reading.unnamed(given.session.group, said) if open_ else None,
            "theme": _text(answer.fields.get(THEME)) if open_ else None,
            "may_be_quoted": open_ and reading.may_be_quoted(answer.person, ticked=_ticked(given.form, answer.fields)),
            "caught_up": answer.caught_up,
            "text_withheld": not open_,
        }
        same = (given.session.id, answer.person) if given.form.answered_by == HARVEST else None
        yield Insight(person=answer.person, row=row, theme=_text(answer.fields.get(THEME)), instead_of=same)


def _of_harvest(reading: Reading, *, told: Collection[tuple[SessionId, PersonId] | None]) -> Iterator[Insight]:
    """Not of whose insight a round took over and stands here already: it would stand here twice."""
    for answer, form in harvested(reading):
        field = field_of(form, Meaning.INSIGHT)
        said = answer.fields.get(field.id) if field else None
        if field is None or not isinstance(said, str) or (answer.session, answer.person) in told:
            continue
        seen = reading.of_form(answer.form, answer.person, answer.session, field)
        if seen not in {Sight.UNNAMED, Sight.COUNTED}:
            continue
        open_, session = seen is Sight.UNNAMED, reading.sessions[answer.session]
        row: Row = {
            "group": reading.group_number(session.group),
            "session": session.number,
            "source": HARVEST,
            "insight": reading.unnamed(session.group, said) if open_ else None,
            "theme": _text(answer.fields.get(THEME)) if open_ else None,
            "may_be_quoted": open_ and reading.may_be_quoted(answer.person, ticked=_ticked(form, answer.fields)),
            "caught_up": False,
            "text_withheld": not open_,
        }
        yield Insight(person=answer.person, row=row, theme=_text(answer.fields.get(THEME)))


def harvested(reading: Reading) -> Iterator[tuple[FormAnswer, Form]]:
    for answer in reading.records.forms:
        form = reading.groups[reading.sessions[answer.session].group].format.forms.get(HARVEST)
        if answer.form == HARVEST and form is not None:
            yield answer, form


def _ticked(form: Form, fields: Mapping[str, object]) -> object:
    consent = field_of(form, Meaning.CONSENT_QUOTE)
    return fields.get(consent.id) if consent else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
