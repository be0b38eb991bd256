"""What a table says of one programme: what is counted, what is shuffled, what is left out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from dialogs.experiments.model import Level
from dialogs.exports.coding import coded_text, coder
from dialogs.exports.every import ExportTable, export_of
from dialogs.exports.tables import Export
from dialogs.formats.model import FieldType, Form, Format, FormatKind, Language, Meaning, SessionPlan, Visibility
from dialogs.groups import BottleneckLabel, Group
from dialogs.ids import GroupId, PersonId, ProgrammeId, SessionId
from dialogs.records import Consent, ConsentKind, ProgrammeRecords
from dialogs.sessions.model import Fields, RunKey, Session
from tests.builders import EIGHT, IRIS, TEN, Play, a_field, a_form, a_plan, a_round, a_session, an_energy_form

RUN: Final = RunKey("1.1", 1)
PROGRAMME: Final = ProgrammeId("pr")


def a_group(number: int, plan: SessionPlan) -> Group:
    recipe = Format(id="f", version=1, kind=FormatKind.MASTERMIND, title=plan.title, presets={"standard": (plan,)})
    return Group(
        id=GroupId(f"g{number}"),
        programme=PROGRAMME,
        programme_title="Proef",
        number=number,
        ambition="",
        dilemma="",
        language=Language.NL,
        zone=ZoneInfo("Europe/Amsterdam"),
        format=recipe,
        preset="standard",
    )


def shown(form: Form, said: Mapping[PersonId, Fields], *, number: int = 1) -> tuple[Group, Session]:
    """A session of one round that was answered and shown."""
    plan = a_plan(a_round(form=form))
    play = Play(session=replace(a_session(plan=plan), id=SessionId(f"s{number}"), group=GroupId(f"g{number}")))
    play.start()
    for person, fields in said.items():
        play.answers(person, fields)
    play.show()
    return a_group(number, plan), play.session


def records_of(*played: tuple[Group, Session]) -> ProgrammeRecords:
    return ProgrammeRecords(
        programme=PROGRAMME,
        slug="proef",
        title="Proef",
        language=Language.NL,
        zone=ZoneInfo("Europe/Amsterdam"),
        groups=tuple(group for group, _ in played),
        sessions=tuple(session for _, session in played),
    )


def exported(records: ProgrammeRecords, table: ExportTable = ExportTable.ANSWERS) -> Export:
    return export_of(table, records, today=date(2027, 5, 10), chance=Random(1))


def means(export: Export) -> list[tuple[object, object, object]]:
    rows = [row for row in export.table.rows if row["kind"] == "mean"]
    return [(row["group"], row["value"], row["contributors"]) for row in rows]


def energy(values: Mapping[PersonId, int], *, number: int = 1) -> tuple[Group, Session]:
    return shown(an_energy_form(), {person: {"energy": value} for person, value in values.items()}, number=number)


def test_a_group_of_four_has_no_average_and_cannot_be_reckoned_out_of_the_programmes() -> None:
    five = energy(dict.fromkeys(EIGHT[:5], 4), number=1)
    four = energy(dict.fromkeys(EIGHT[:4], 1), number=2)

    assert means(exported(records_of(five, four))) == [(1, 4.0, 5), (None, 4.0, 5)]


def test_two_small_groups_count_together_from_five_people_on() -> None:
    three = energy(dict.fromkeys(EIGHT[:3], 2), number=1)
    others = energy(dict.fromkeys(EIGHT[:3], 4), number=2)

    assert means(exported(records_of(three, others))) == [(None, 3.0, 6)]


def test_an_average_that_was_told_is_not_reckoned_again_when_an_answer_goes() -> None:
    group, session = energy(dict(zip(EIGHT, (1, 1, 1, 1, 1, 5, 5, 5), strict=True)))
    gone = {place: answer for place, answer in session.answers.items() if place[1] != EIGHT[-1]}

    assert means(exported(records_of((group, replace(session, answers=gone))))) == [(1, 2.5, 8), (None, 2.5, 8)]


def test_of_choices_without_a_name_few_are_fewer_than_five() -> None:
    form = a_form(a_field("how", FieldType.CHOICE, Visibility.UNNAMED, choices=("well", "so_so", "badly")))
    said = dict(zip(EIGHT, ("well",) * 6 + ("badly",) * 2, strict=True))
    export = exported(records_of(shown(form, {person: {"how": choice} for person, choice in said.items()})))

    rows = [row for row in export.table.rows if row["kind"] == "count" and row["group"] == 1]

    assert sorted((row["value"], row["count"]) for row in rows) == [("badly", "<5"), ("so_so", 0), ("well", "-")]


@pytest.mark.parametrize(("texts", "told"), [(4, 0), (5, 10)])
def test_words_that_nobody_may_trace_are_told_of_ten_over_all_groups_without_their_group(texts: int, told: int) -> None:
    form = a_form(a_field("better", FieldType.LONG_TEXT, Visibility.NOBODY))
    played = [shown(form, {}, number=number) for number in (1, 2)]
    unsigned = {
        (session.id, RUN): tuple({"better": f"{session.id} tekst {n}"} for n in range(texts)) for _, session in played
    }

    rows = [
        row for row in exported(replace(records_of(*played), unsigned=unsigned)).table.rows if row["kind"] == "text"
    ]

    assert len(rows) == told
    assert {(row["group"], row["session"], row["run"]) for row in rows} <= {(None, None, None)}


def test_what_points_at_people_goes_out_as_how_many_and_never_as_whom() -> None:
    dots = replace(a_field("dots", FieldType.VOTES), programme=True, source="tips", maximum=3)
    export = exported(records_of(shown(a_form(dots), {EIGHT[0]: {"dots": (EIGHT[1], EIGHT[2])}})))

    (row,) = export.table.rows

    assert (row["value"], row["text_withheld"]) == (2, False)
    assert EIGHT[1] not in str(export.table.rows)


def test_what_only_a_moderator_reads_is_counted_and_no_row() -> None:
    form = a_form(a_field("note", visibility=Visibility.MODERATOR))
    export = exported(records_of(shown(form, {person: {"note": f"privé {person}"} for person in EIGHT})))

    assert export.table.rows == ()
    assert [(row["value"], row["count"]) for row in export.figures.rows] == [("1.1.note", 8)]


# --- insights and bottlenecks


def the_insights(*, quote: bool = True) -> tuple[Group, Session]:
    form = a_form(
        replace(a_field("insight"), meaning=Meaning.INSIGHT, programme=True),
        replace(a_field("theme", FieldType.CHOICE, choices=("safety",)), programme=True),
        replace(
            a_field("quote", FieldType.YES_NO, Visibility.MODERATOR), meaning=Meaning.CONSENT_QUOTE, programme=True
        ),
    )
    said: dict[PersonId, Fields] = {
        person: {"insight": f"inzicht {person}", "theme": "safety", "quote": quote} for person in EIGHT
    }
    return shown(form, said)


def test_who_takes_back_being_quoted_is_quoted_no_more_whatever_was_ticked_beside_the_words() -> None:
    consent = Consent(programme=PROGRAMME, person=EIGHT[0], kind=ConsentKind.NO_QUOTES, given=True, version="1", at=TEN)

    rows = exported(replace(records_of(the_insights()), consents=(consent,)), ExportTable.INSIGHTS).table.rows

    assert {row["insight"] for row in rows if not row["may_be_quoted"]} == {f"inzicht {EIGHT[0]}"}


def test_without_a_tick_nothing_is_quoted() -> None:
    rows = exported(records_of(the_insights(quote=False)), ExportTable.INSIGHTS).table.rows

    assert len(rows) == 8
    assert {row["may_be_quoted"] for row in rows} == {False}


def test_themes_are_counted_by_their_authors() -> None:
    figures = exported(records_of(the_insights()), ExportTable.INSIGHTS).figures.rows

    assert [(row["figure"], row["value"], row["count"]) for row in figures] == [("theme", "safety", 8)]


def test_a_bottleneck_has_the_name_its_moderator_gave_it_and_its_region_is_counted_apart() -> None:
    bottleneck = replace(a_field("bottleneck"), meaning=Meaning.BOTTLENECK, programme=True)
    group, session = shown(a_form(bottleneck), {person: {"bottleneck": f"knel {person}"} for person in EIGHT})
    labels = tuple(
        BottleneckLabel(
            session=session.id, run=RUN, person=person, category="wachttijd", level=Level.CHAIN, by=IRIS, at=TEN
        )
        for person in EIGHT
    )
    regions = dict(zip(EIGHT, ("Oost",) * 6 + ("West",) * 2, strict=True))

    records = replace(records_of((group, session)), labels=labels, regions=regions)

    export = exported(records, ExportTable.BOTTLENECKS)

    assert {(row["category"], row["level"]) for row in export.table.rows} == {("wachttijd", "chain")}
    assert "region" not in export.table.names
    by_region = {r["region"]: r["count"] for r in export.figures.rows if r["figure"] == "category_by_region"}
    assert by_region == {"Oost": "-", "West": "<5"}


# --- every table


@pytest.mark.parametrize("table", ExportTable)
def test_no_table_has_a_column_beside_the_group_that_tells_who(table: ExportTable) -> None:
    names = set(exported(records_of(the_insights()), table).table.names)

    assert names.isdisjoint({"name", "email", "person", "profession", "position", "organisation", "region", "at"})


# --- codes


def test_names_in_a_text_become_codes() -> None:
    codes = {PersonId("a"): 3, PersonId("b"): 12}
    by_name = coder(codes, {PersonId("a"): "Anna de Wit", PersonId("b"): "Bert", PersonId("c"): "Coco"})

    said = coded_text("Anna vroeg Bert of Anna de Wits plan van Coco is; annalen tellen niet", by_name)

    assert said == "P03 vroeg P12 of P03s plan van Coco is; annalen tellen niet"


def test_of_two_people_with_one_name_the_code_says_that_it_is_one_of_them() -> None:
    codes = {PersonId("a"): 1, PersonId("b"): 2}

    assert coded_text("Anna knikt", coder(codes, dict.fromkeys(codes, "Anna"))) == "P.. knikt"


def test_without_names_a_text_stays_as_it_is() -> None:
    assert coded_text("Er valt een stilte", {}) == "Er valt een stilte"
