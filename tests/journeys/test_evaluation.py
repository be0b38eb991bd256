"""The evaluation that nobody can tie to a person: averages once, from five on; before that and of the texts nothing."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from storage.tables import metadata
from tests.journeys.stage import LivingGroup

NAMES = ("Anna", "Bert", "Chaima", "Daan", "Els", "Farid", "Gijs", "Hanna")
TOO_FEW = "Er zijn minder dan vijf antwoorden."
TITLE = "Evaluatie"


async def evaluated(group: LivingGroup, number: int) -> None:
    """So many people fill in the evaluation: the first says 1, the second 2, and on from 1 after 5."""
    await group.reaches("4.8", number=4)
    for place, name in enumerate(NAMES[:number]):
        await evaluates(group, name, place % 5 + 1)
    await group.stage.settle()


async def evaluates(group: LivingGroup, name: str, score: int) -> str:
    return await group.answers(
        name, learned=score, safe=score, worth=score, keep_or_change=f"Wat mij betreft langer, en {name.lower()}er."
    )


async def rows(group: LivingGroup) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as the store keeps them."""
    engine = sa.create_engine(group.stage.settings.database_url.replace("+aiosqlite", ""))
    try:
        with engine.connect() as db:
            return {
                table.name: [dict(row._mapping) for row in db.execute(sa.select(table))]
                for table in metadata.sorted_tables
            }
    finally:
        engine.dispose()


async def test_four_answers_are_shown_to_nobody(group: LivingGroup) -> None:
    await evaluated(group, 4)

    await group.says("verder")
    shown = group.card(TITLE, TOO_FEW)
    regie = await (await group.regie()).presses("Alleen voor mij")

    assert shown.count(TOO_FEW) == 1
    assert "Gemiddeld" not in shown
    assert "Gemiddeld" not in regie.text
    assert "langer" not in regie.text


async def test_five_answers_give_an_average_of_each_scale_and_no_texts(group: LivingGroup) -> None:
    await evaluated(group, 5)

    await group.says("verder")
    shown = group.card(TITLE, "Gemiddeld")

    assert shown.count("Gemiddeld 3,0 van 5 (5 antwoorden)") == 3
    assert "Hoe veilig voelde het?" in shown
    assert TOO_FEW not in shown
    assert "langer" not in shown


async def test_the_averages_are_made_once(group: LivingGroup) -> None:
    await evaluated(group, 5)
    forms = [await group.opens(name) for name in ("Farid", "Gijs")]
    await group.says("verder")
    before = group.card(TITLE, "Gemiddeld")

    late = [await form.submits("Insturen", learned=1, safe=1, worth=1) for form in forms]
    await group.says("einde")
    await group.says("start")
    await group.stage.settle()

    assert all("liggen al vast" in one.text for one in late)
    assert group.card(TITLE, "Gemiddeld") == before
    run = next(run for run in (await group.session(4)).runs if run.key.round_id == "4.8")
    assert {tally.contributors for tally in run.tallies.values()} == {5}


async def test_it_is_final_and_never_caught_up_with(group: LivingGroup) -> None:
    await evaluated(group, 1)
    again = await group.opens("Anna")
    await group.says("verder")
    await group.says("einde")
    await group.says("inhalen")

    later = await group.opens("Bert", "Inhalen")

    assert again.message == (
        "Je antwoord is binnen. Omdat niemand kan zien welk antwoord van jou is, kan het niet meer veranderen."
    )
    assert TITLE not in [later.title, *later.titles]


async def test_no_table_holds_whose_an_answer_is(group: LivingGroup) -> None:
    """Wherever the words or the scores stand, no person, no moment, no activity stands beside them; and the rows stand
    in an order that is not the order in which people answered."""
    orders = set()
    await evaluated(group, 5)
    await group.says("sluit")

    stored = await rows(group)

    for name, row in tables_with(stored, "Wat mij betreft langer"):
        assert name == "unsigned_answers"
        assert set(row) == {"id", "session_id", "round_id", "run", "fields"}
    orders.add(tuple(row["fields"]["learned"] for row in stored["unsigned_answers"]))
    assert sorted(*orders) == [1, 2, 3, 4, 5]
    answers = [row for row in stored["answers"] if row["round_id"] == "4.8"]
    assert len(answers) == 5
    assert len({row["at"] for row in answers}) == 1, "the moment is the round's own"
    assert all(row["fields"] == {} for row in answers)
    assert not [row for row in stored["answer_versions"] if row["round_id"] == "4.8"]
    assert not [row for row in stored["drafts"] if row["form"].startswith("4.8")]


def tables_with(stored: dict[str, list[dict[str, Any]]], words: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, row in itertools.chain.from_iterable(((name, row) for row in found) for name, found in stored.items()):
        if words in json.dumps(row, default=str):
            yield name, row


async def test_neither_the_inbox_the_outbox_nor_the_log_tells_who_answered_when(group: LivingGroup) -> None:
    await group.reaches("4.8", number=4)
    known = await rows(group)
    logged = len(group.stage.logs)

    await evaluates(group, "Anna", 5)
    await evaluates(group, "Bert", 1)
    await group.stage.settle()

    stored = await rows(group)
    seats = {seat.name: seat.person for seat in (await group.session(4)).seats}
    assert len(stored["inbox"]) == len(known["inbox"]), "not even that something came in"
    new = [row for row in stored["outbox"] if row not in known["outbox"]]
    told = json.dumps([new, group.stage.logs[logged:]], default=str)
    assert seats["Anna"] not in json.dumps(new, default=str)
    assert "langer" not in told


async def test_the_order_of_the_rows_follows_from_nothing(group: LivingGroup) -> None:
    """Two rounds answered in the same order do not come to lie in the same order: ids and rows are drawn by lot."""
    await evaluated(group, 8)
    before = [row["id"] for row in (await rows(group))["unsigned_answers"]]
    await group.says("sluit")

    after = [row["id"] for row in (await rows(group))["unsigned_answers"]]

    assert len(before) == len(after) == 8
    assert not set(before) & set(after), "rewritten, so that no mark of the database tells them apart"
