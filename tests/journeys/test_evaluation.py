"""The evaluation that nobody can tie to a person: averages once, from five on; before that and of the texts nothing."""

import itertools
import json
from collections.abc import Iterator
from datetime import datetime
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
    """Wherever the words or the scores stand, no person, no moment, no activity stands beside them."""
    await evaluated(group, 5)
    await group.says("sluit")

    stored = await rows(group)

    for name, row in tables_with(stored, "Wat mij betreft langer"):
        assert name == "unsigned_answers"
        assert set(row) == {"id", "session_id", "round_id", "run", "fields"}
    assert sorted(row["fields"]["learned"] for row in stored["unsigned_answers"]) == [1, 2, 3, 4, 5]
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


async def test_an_answer_leaves_no_moment_beside_who_gave_it(group: LivingGroup) -> None:
    """Also while the round is open: with a moment one could look up who answered first."""
    await group.reaches("4.8", number=4)
    known, begun = await rows(group), group.stage.clock.now()
    await group.stage.wait(seconds=20)

    await evaluates(group, "Anna", 5)
    await group.stage.settle()

    anna = next(seat.person for seat in (await group.session(4)).seats if seat.name == "Anna")
    new = [(name, row) for name, found in (await rows(group)).items() for row in found if row not in known[name]]
    about_anna = [(name, row) for name, row in new if anna in json.dumps(row, default=str)]
    assert {name for name, _ in about_anna} == {"answers", "attendance"}
    moments = [cell for _, row in about_anna for cell in row.values() if isinstance(cell, datetime)]
    assert all(moment <= begun for moment in moments), "the round's own, not that of the answer"


async def test_the_words_stand_in_no_order_that_anything_else_has(group: LivingGroup) -> None:
    """Not that in which people answered, nor that in which they stand in any table or log. Eight lie in one of these
    orders by chance once in some thousands of times."""
    await evaluated(group, 8)
    before = await rows(group)
    await group.says("sluit")
    await group.says("toon")
    await group.says("einde")

    after = await rows(group)

    seats = {seat.person: seat.name.lower() for seat in (await group.session(4)).seats}
    said = [row["fields"]["keep_or_change"] for row in after["unsigned_answers"]]
    order = [next(name for name in seats.values() if f"en {name}er." in text) for text in said]
    assert len(order) == 8
    assert order != [name.lower() for name in NAMES]
    for name, found in after.items():
        stands = [seats[person] for row in found for person in seats if person in json.dumps(row, default=str)]
        assert order != list(dict.fromkeys(one for one in stands if one in order)), name
    assert not {row["id"] for row in before["unsigned_answers"]} & {row["id"] for row in after["unsigned_answers"]}


async def test_no_table_and_no_log_names_what_only_the_words_may_say(group: LivingGroup) -> None:
    """Nothing but the words themselves, and nothing that points at them: neither their ids, nor who wrote them."""
    logged = len(group.stage.logs)
    await evaluated(group, 8)
    await group.says("toon")
    await group.says("einde")

    stored, logs = await rows(group), json.dumps(group.stage.logs[logged:], default=str)

    people = {seat.person: seat.name for seat in (await group.session(4)).seats}
    ids = [row["id"] for row in stored["unsigned_answers"]]
    elsewhere = json.dumps({n: found for n, found in stored.items() if n != "unsigned_answers"}, default=str)
    assert not [one for one in ids if one in elsewhere or one in logs]
    assert not [name for name in people.values() if f"{name.lower()}er." in elsewhere + logs]
    assert not [person for person in people if person in logs]
    assert not [person for person in people if person in json.dumps(stored["unsigned_answers"], default=str)]
