"""What a table says of one programme: what is counted, what is shuffled, what is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from dialogs.experiments.model import Experiment, ExperimentState, Level, Safety
from dialogs.experiments.report import Done, ExperimentReport, Sharing
from dialogs.exports.coding import coded_text, coder, without_names
from dialogs.exports.every import ExportTable, export_of
from dialogs.exports.tables import Export
from dialogs.formats.model import (
    FieldType,
    Form,
    Format,
    FormatKind,
    Language,
    Meaning,
    RoundKind,
    SessionPlan,
    Shows,
    Visibility,
)
from dialogs.groups import BottleneckLabel, FormAnswer, Group, Member
from dialogs.ids import ExperimentId, GroupId, PersonId, ProgrammeId, SessionId
from dialogs.records import Consent, ConsentKind, ExperimentRecord, ProgrammeRecords
from dialogs.sessions.messages import RepeatRound
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


# --- experiments and reports


def tried(person: PersonId, then: str = "vraag ik Bert", **more: object) -> ExperimentRecord:
    one = Experiment(
        id=ExperimentId(f"e-{person}-{then}"),
        group=GroupId("g1"),
        person=person,
        when="het stokt",
        then=then,
        on=date(2027, 5, 9),
        safety=Safety.NO,
        state=ExperimentState.THOUGHT_OF,
        version=1,
        session=SessionId("s1"),
        created_at=TEN,
    )
    return ExperimentRecord(experiment=replace(one, **more), states=())  # type: ignore[arg-type]  # by name


def looked_back(record: ExperimentRecord, **more: object) -> ExperimentReport:
    one = record.experiment
    report = ExperimentReport(
        session=SessionId("s1"),
        person=one.person,
        number=1,
        experiment=one.id,
        group=one.group,
        version=1,
        done=Done.YES,
        fields={"observed": "Bert keek op."},
        by=one.person,
        at=TEN,
    )
    return replace(report, **more)  # type: ignore[arg-type]  # by name


def with_experiments(*records: ExperimentRecord, reports: Sequence[ExperimentReport] = ()) -> Export:
    board = replace(a_round("1.2", RoundKind.SHOW), shows=(Shows.REPORTS,))
    plan = a_plan(a_round(form=a_form()), board)
    play = Play(session=replace(a_session(plan=plan), id=SessionId("s1"), group=GroupId("g1")))
    play.start()
    play.show()
    play.on()
    played = records_of((a_group(1, plan), play.session))
    return exported(replace(played, experiments=records, reports=tuple(reports)), ExportTable.EXPERIMENTS)


def cells(export: Export) -> list[dict[str, object]]:
    """What each row holds beside its id."""
    return [{n: c for n, c in row.items() if c is not None and n != "row"} for row in export.table.rows]


def figure(export: Export, name: str) -> dict[object, tuple[object, object]]:
    return {row["value"]: (row["count"], row["of"]) for row in export.figures.rows if row["figure"] == name}


def test_few_experiments_that_were_not_promised_are_no_rows_that_could_be_counted() -> None:
    few = [tried(person, state=ExperimentState.STOPPED) for person in EIGHT[:3]]

    assert cells(with_experiments(*few)) == []
    assert figure(with_experiments(*few), "state")["stopped"] == ("<5", "-")


def test_of_what_was_not_promised_only_that_it_is_there_is_told_and_where_from_five_people_on() -> None:
    many = [tried(person) for person in EIGHT[:5]]
    hidden = tried(EIGHT[5], visibility=Visibility.MODERATOR)
    elsewhere = tried(EIGHT[6], session=None)

    rows = cells(with_experiments(*many, hidden, elsewhere))

    assert rows.count({"group": 1, "session": 1, "text_withheld": True}) == 5
    assert rows.count({"text_withheld": True}) == 2
    assert len(rows) == 7


def test_a_row_follows_only_from_one_that_was_promised_too() -> None:
    first = tried(EIGHT[0], visibility=Visibility.MODERATOR)
    second = tried(EIGHT[0], "bel ik", programme=True, follows=first.experiment.id)
    third = tried(EIGHT[0], "schrijf ik", programme=True, follows=second.experiment.id)

    rows = {row["then"]: row for row in with_experiments(first, second, third).table.rows}

    assert rows["bel ik"]["follows"] is None
    assert rows["schrijf ik"]["follows"] == rows["bel ik"]["row"]


def test_a_report_that_was_promised_stands_there_without_the_experiment_that_was_not() -> None:
    records = [tried(person) for person in EIGHT[:2]]
    shared, kept = looked_back(records[0], sharing=Sharing.GROUP_PROGRAMME), looked_back(records[1])

    (row,) = cells(with_experiments(*records, reports=[shared, kept]))

    assert row == {
        "group": 1,
        "session": 1,
        "text_withheld": True,
        "reports": 1,
        "done": "yes",
        "observed": "Bert keek op.",
    }


def test_reasons_are_of_the_reports_that_say_it_was_not_done() -> None:
    records = [tried(person) for person in EIGHT]
    reasons = {"reasons": ("no_time", "forgot")}
    reports = [looked_back(one, done=Done.NO, fields=reasons) for one in records[:6]]

    assert figure(with_experiments(*records, reports=reports), "reason") == {"no_time": (6, 6), "forgot": (6, 6)}


def test_what_has_fixed_words_has_them_in_the_codebook() -> None:
    party = replace(a_field("who", FieldType.CHOICE, choices=("council", "school")), meaning=Meaning.PARTY)
    records = records_of(shown(a_form(party), {}))

    book = {row["column"]: row["values"] for row in exported(records, ExportTable.BOTTLENECKS).codebook.rows}

    assert str(book["category"]).startswith("time; cooperation; ")
    assert book["party"] == "council; school"


# --- tips

DOTS: Final = replace(a_field("dots", FieldType.VOTES), source="tips", maximum=3)


def test_dots_are_those_of_the_newest_run_that_was_shown() -> None:
    tip = replace(a_field("tip"), meaning=Meaning.TIP, programme=True)
    plan = a_plan(a_round(form=a_form(DOTS)))
    play = Play(session=replace(a_session(plan=plan), id=SessionId("s1"), group=GroupId("g1")))
    play.start()
    for person in EIGHT[:2]:
        play.answers(person, {"dots": (EIGHT[0],)})
    play.show()
    play.does(RepeatRound(by=IRIS))
    play.answers(EIGHT[0], {"dots": (EIGHT[0],)})
    unshown = play.session
    play.show()
    group = replace(a_group(1, plan), format=replace(a_group(1, plan).format, forms={"harvest": a_form(tip)}))
    card = FormAnswer(
        session=SessionId("s1"), form="harvest", person=EIGHT[0], version=1, fields={"tip": "Bel eerst"}, at=TEN
    )

    def votes(session: Session) -> list[object]:
        records = replace(records_of((group, session)), forms=(card,))
        return [row["votes"] for row in exported(records, ExportTable.TIPS).table.rows]

    assert (votes(unshown), votes(play.session)) == ([2], [1])


# --- names


def a_member(person: str, name: str) -> Member:
    return Member(person=PersonId(person), name=name, email=f"{person}@voorbeeld.example", roles=frozenset())


def test_what_leaves_the_group_without_a_name_names_no_colleague_either() -> None:
    form = a_form(replace(a_field("insight"), meaning=Meaning.INSIGHT, programme=True))
    said = "Bert deed het fout. Dat Anna van den Berg belde hielp, Van den Bergs rust ook."
    group, session = shown(form, {EIGHT[0]: {"insight": said}})
    named = replace(group, members=(a_member("a", "Anna van den Berg"), a_member("b", "Bert Bakker")))
    told = "Een collega deed het fout. Dat een collega belde hielp, een collega's rust ook."

    for table, column in ((ExportTable.INSIGHTS, "insight"), (ExportTable.ANSWERS, "value")):
        (row,) = exported(records_of((named, session)), table).table.rows
        assert row[column] == told


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


@pytest.mark.parametrize("called", ["Anna van den Berg", "Anna", "van den Berg", "Van den Berg", "Berg"])
def test_somebody_is_known_by_a_surname_alone_too(called: str) -> None:
    by_name = coder({PersonId("a"): 3}, {PersonId("a"): "Anna van den Berg"})

    assert coded_text(f"Dat zei {called}, in de bergen van de vergadering", by_name) == (
        "Dat zei P03, in de bergen van de vergadering"
    )


def test_in_english_a_colleague_is_called_so() -> None:
    unnamed = without_names(["Bert"], Language.EN)

    assert unnamed("Bert's plan and Bert") == "A colleague's plan and a colleague"


def test_of_two_people_with_one_name_the_code_says_that_it_is_one_of_them() -> None:
    codes = {PersonId("a"): 1, PersonId("b"): 2}

    assert coded_text("Anna knikt", coder(codes, dict.fromkeys(codes, "Anna"))) == "P.. knikt"


def test_without_names_a_text_stays_as_it_is() -> None:
    assert coded_text("Er valt een stilte", {}) == "Er valt een stilte"
