"""The shared store after sessions that were really played: what the tables hold is what a hand counts."""

from collections.abc import Sequence
from random import Random

from bot.rehearsal.sample import SLUG
from dialogs.exports.every import ExportTable
from dialogs.exports.tables import Export, Row
from dialogs.sessions.model import Answer
from dialogs.usecases.exporting import export_table
from tests.journeys.stage import LivingGroup, answer_all

EXPERIMENT = {
    "experiment.when": "een overleg vastloopt",
    "experiment.then": "vraag ik wat iedereen zelf kan doen",
    "experiment.on": "2027-05-12",
    "experiment.safety": "no",
}
NAMES = ("Anna", "Bert", "Chaima", "Daan", "Els", "Farid", "Gijs", "Hanna", "Mirjam")


async def exported(group: LivingGroup, table: ExportTable, *, seed: int = 1) -> Export:
    found = await export_table(group.stage.bot.house, SLUG, table, chance=Random(seed))
    assert found is not None
    return found


def of_kind(export: Export, kind: str, question: str) -> Sequence[Row]:
    return [row for row in export.table.rows if row["kind"] == kind and row["question"] == question]


async def test_an_unknown_programme_has_no_export(group: LivingGroup) -> None:
    found = await export_table(group.stage.bot.house, "elders", ExportTable.TIPS, chance=Random(1))

    assert found is None


async def test_before_anything_happened_every_table_is_empty_and_has_its_codebook(group: LivingGroup) -> None:
    for table in ExportTable:
        export = await exported(group, table)

        assert export.table.rows == ()
        described = {row["column"] for row in export.codebook.rows if row["table"] == table}
        assert described == set(export.table.names)


async def test_experiments_of_a_round_are_only_counted_until_somebody_promised_them(group: LivingGroup) -> None:
    await group.reaches("1.8")
    for name in NAMES[:5]:
        await group.answers(name, button="Experiment invullen", **EXPERIMENT)
    await group.says("toon")

    export = await exported(group, ExportTable.EXPERIMENTS)

    told = [{name: cell for name, cell in row.items() if cell is not None} for row in export.table.rows]
    assert [{**row, "row": ""} for row in told] == [{"row": "", "group": 1, "session": 1, "text_withheld": True}] * 5
    states = {row["value"]: (row["count"], row["of"]) for row in export.figures.rows if row["figure"] == "state"}
    assert states["thought_of"] == (5, 5)


async def test_energy_is_told_as_an_average_from_five_on_and_as_nothing_below(group: LivingGroup) -> None:
    await group.reaches("1.9")
    for value, name in enumerate(NAMES[:4], 1):
        await group.actor(name).presses(group.chat, str(value))
    await group.says("toon")
    few = await exported(group, ExportTable.ANSWERS)
    await group.says("einde")
    await group.says("start sessie 2")
    await group.reaches("2.7", number=2)
    for value, name in zip((5, 4, 4, 3, 4), NAMES[:5], strict=True):
        await group.actor(name).presses(group.chat, str(value))
    await group.says("toon")

    enough = await exported(group, ExportTable.ANSWERS)

    assert of_kind(few, "mean", "energy") == []
    means = of_kind(enough, "mean", "energy")
    assert [(m["group"], m["session"], m["value"], m["contributors"]) for m in means] == [
        (1, 2, 4.0, 5),
        (None, 2, 4.0, 5),
    ]


async def test_the_last_session_counts_up_to_what_a_hand_counts(group: LivingGroup) -> None:
    await group.reaches("4.4", number=4)
    answered = {"4.4": await answer_all(group.stage, 1)}
    await group.says("toon")
    for round_id in ("4.6", "4.8"):
        await group.reaches(round_id, number=4)
        answered[round_id] = await answer_all(group.stage, 1)
        await group.says("toon")

    insights = (await exported(group, ExportTable.INSIGHTS)).table.rows
    bottlenecks = (await exported(group, ExportTable.BOTTLENECKS)).table.rows
    answers = await exported(group, ExportTable.ANSWERS)

    assert answered["4.8"] == 8
    assert len(insights) == answered["4.4"]
    assert all(row["insight"] and not row["text_withheld"] for row in insights)
    assert len(bottlenecks) == sum("bottleneck" in a.fields for a in await in_round(group, "4.6"))
    assert len(of_kind(answers, "answer", "insight")) == answered["4.4"]
    learned = of_kind(answers, "mean", "learned")
    assert [(row["group"], row["contributors"]) for row in learned] == [(1, 8), (None, 8)]
    assert of_kind(answers, "text", "keep_or_change") == []  # eight are fewer than ten


async def in_round(group: LivingGroup, round_id: str) -> Sequence[Answer]:
    session = await group.session(4)
    return [answer for (key, _), answer in session.answers.items() if key.round_id == round_id]


async def test_no_table_names_anybody(group: LivingGroup) -> None:
    session = await group.session(4)
    people = {seat.person for seat in session.seats}
    await group.reaches("4.4", number=4)
    await answer_all(group.stage, 1)
    await group.says("toon")

    for table in ExportTable:
        export = await exported(group, table)
        cells = {str(cell) for t in (export.table, export.figures) for row in t.rows for cell in row.values()}
        assert not [cell for cell in cells if any(name in cell for name in (*NAMES, *people, "@"))]


async def test_ids_and_order_of_rows_are_new_at_every_export(group: LivingGroup) -> None:
    await group.reaches("4.4", number=4)
    await answer_all(group.stage, 1)
    await group.says("toon")

    first = (await exported(group, ExportTable.INSIGHTS, seed=1)).table.rows
    second = (await exported(group, ExportTable.INSIGHTS, seed=2)).table.rows

    assert not {row["row"] for row in first} & {row["row"] for row in second}
    assert [row["insight"] for row in first] != [row["insight"] for row in second]
