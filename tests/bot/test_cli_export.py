"""`mastermind export`: every table in every kind of file, nobody in it, and what is asked for wrongly."""

import asyncio
import csv
import io
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from bot.library import read_stored
from dialogs.experiments.model import Experiment, ExperimentState, Safety
from dialogs.formats.model import Visibility
from dialogs.groups import FormAnswer, Group
from dialogs.ids import ExperimentId
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.model import Fields, RunKey
from storage.database import Database
from tests.bot.command_line import SLUG, Mastermind, with_2021

TABLES: Final = ("experiments", "answers", "insights", "bottlenecks", "tips")
NOW: Final = datetime(2021, 9, 6, 8, tzinfo=UTC)
INSIGHTS: Final = RunKey("4.4", 1)
REQUESTS: Final = RunKey("4.6", 1)
TRICKY: Final = '=HYPERLINK("https://voorbeeld.example")'


@pytest.fixture
def mastermind(mastermind: Mastermind, tmp_path: Path, stores: dict[str, bytes]) -> Mastermind:
    return with_2021(mastermind, tmp_path, stores)


def in_the_store(does: Callable[[UnitOfWork, Group], Awaitable[None]], *, group: int = 1) -> None:
    """One transaction about one group."""

    async def written() -> None:
        database = Database("sqlite+aiosqlite:///var/mastermind.db", formats=read_stored)
        try:
            async with database.unit_of_work() as uow:
                code = next(code for number, _, code in await uow.programmes.codes(SLUG) if number == group)
                found = await uow.groups.by_code(group, code)
                assert found is not None
                await does(uow, found[0])
                await uow.commit()
        finally:
            await database.dispose()

    asyncio.run(written())


async def answered(uow: UnitOfWork, group: Group, run_: RunKey, said: Sequence[Fields], *, shown: bool = True) -> None:
    """As many people as there are answers, in the last session."""
    session = await uow.sessions.lock(group.sessions[3].id)
    assert session is not None
    people = [member.person for member in group.members][: len(said)]
    events: list[m.Event] = [m.RoundOpened(run=run_, at=NOW, minutes=10)]
    if session.opened_at is None:
        events.insert(0, m.SessionStarted(at=NOW))
    for person, fields in zip(people, said, strict=True):
        events.append(m.AnswerGiven(person=person, by=person, run=run_, version=1, fields=fields, at=NOW))
    if shown:
        events += [m.RoundClosed(run=run_, at=NOW), m.RoundShown(run=run_, at=NOW)]
    await uow.sessions.record(session, events)


async def played(uow: UnitOfWork, group: Group) -> None:
    """Three insights, two bottlenecks, two tips, three experiments: one for the programme, one for the group, one for
    the moderator."""
    insights: list[Fields] = [
        {"insight": f"Nu denk ik aan {n}", "theme": "cooperation", "consent_quote": n != "regels"}
        for n in ("ouders", "regels", TRICKY)
    ]
    await answered(uow, group, INSIGHTS, insights)
    requests: list[Fields] = [{"bottleneck": "Wachttijd", "party": "municipality", "request": "Beslis sneller"}] * 2
    await answered(uow, group, REQUESTS, requests)
    for number, member in enumerate(group.members[:2], 1):
        fields: Fields = {"tip": f"Tip {number}", "insight": "Op de kaart", "consent_quote": True}
        session = group.sessions[3].id
        form = FormAnswer(session=session, form="harvest", person=member.person, version=1, fields=fields, at=NOW)
        await uow.sessions.save_form(form)
    kinds = ((Visibility.GROUP, True), (Visibility.GROUP, False), (Visibility.MODERATOR, False))
    for number, (visibility, programme) in enumerate(kinds, 1):
        await uow.experiments.save(
            Experiment(
                id=ExperimentId(f"{number:032d}"),
                group=group.id,
                person=group.members[number].person,
                when="het stokt",
                then=f"bel ik {number}",
                on=date(2021, 6, 1),
                safety=Safety.NO,
                state=ExperimentState.FINISHED,
                version=1,
                visibility=visibility,
                programme=programme,
                session=group.sessions[0].id,
                round_id="experiment",
                run=number,
                created_at=NOW,
            ),
            now=NOW,
        )


def exported(mastermind: Mastermind, table: str) -> Mapping[str, Any]:
    said = mastermind("export", table, "--programme", SLUG, "--to", "json")
    assert (said.code, said.err) == (0, "")
    found = json.loads(said.out)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("table", TABLES)
def test_a_programme_in_which_nothing_happened_has_empty_tables_with_a_codebook(
    mastermind: Mastermind, table: str
) -> None:
    found = exported(mastermind, table)

    assert found["rows"] == []
    assert {"row", "group", "text_withheld"} <= {entry["column"] for entry in found["codebook"]}
    assert all(entry["means_nl"] and entry["means_en"] for entry in found["codebook"])


def test_the_tables_hold_what_a_hand_counts(mastermind: Mastermind) -> None:
    in_the_store(played)

    experiments, insights, bottlenecks = (
        exported(mastermind, name)["rows"] for name in ("experiments", "insights", "bottlenecks")
    )

    assert [(row["then"], row["group"], row["state"]) for row in experiments] == [("bel ik 1", 1, "finished")]
    assert sorted(row["insight"] for row in insights) == sorted(
        f"Nu denk ik aan {n}" for n in ("ouders", "regels", TRICKY)
    )
    assert {row["insight"]: row["may_be_quoted"] for row in insights}["Nu denk ik aan regels"] is False
    assert [(row["bottleneck"], row["party"], row["request"]) for row in bottlenecks] == [
        ("Wachttijd", "municipality", "Beslis sneller")
    ] * 2


def test_tips_wait_for_the_round_that_offers_them(mastermind: Mastermind) -> None:
    in_the_store(played)
    before = exported(mastermind, "tips")["rows"]

    async def opens(uow: UnitOfWork, group: Group) -> None:
        session = await uow.sessions.lock(group.sessions[3].id)
        assert session is not None
        rounds = [RunKey("4.2", 1), RunKey("4.5", 1)]
        await uow.sessions.record(session, [m.RoundOpened(run=one, at=NOW, minutes=15) for one in rounds])

    in_the_store(opens)
    after = exported(mastermind, "tips")["rows"]

    assert [(row["tip"], row["text_withheld"]) for row in before] == [(None, True)] * 2
    assert sorted((row["tip"], row["votes"]) for row in after) == [("Tip 1", 0), ("Tip 2", 0)]


def test_answers_that_were_not_shown_are_not_there_or_without_words(mastermind: Mastermind) -> None:
    async def unshown(uow: UnitOfWork, group: Group) -> None:
        await answered(uow, group, INSIGHTS, [{"insight": "Nog niet getoond", "theme": "safety"}], shown=False)

    in_the_store(unshown)

    assert "Nog niet getoond" not in json.dumps([exported(mastermind, table) for table in TABLES])


def test_nobody_stands_in_any_table(mastermind: Mastermind) -> None:
    in_the_store(played)
    people: list[str] = []

    async def named(_uow: UnitOfWork, group: Group) -> None:
        people.extend(word for member in group.members for word in (member.name, member.email, member.person))

    in_the_store(named)
    said = "".join(mastermind("export", table, "--programme", SLUG, "--to", "csv").out for table in TABLES)

    assert "bel ik 1" in said
    assert [word for word in people if word in said] == []


def test_csv_has_its_codebook_and_figures_beside_it_and_no_cell_reckons(mastermind: Mastermind, tmp_path: Path) -> None:
    in_the_store(played)
    out = tmp_path / "inzichten.csv"

    said = mastermind("export", "insights", "--programme", SLUG, "--to", "csv", "--out", out)

    assert (said.code, said.out) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert len(rows) == 3
    assert {row["may_be_quoted"] for row in rows} == {"true", "false"}
    assert sorted(path.name for path in tmp_path.glob("inzichten*")) == [
        "inzichten.codebook.csv",
        "inzichten.csv",
        "inzichten.figures.csv",
    ]


def test_a_workbook_has_three_sheets_and_no_formula(mastermind: Mastermind, tmp_path: Path) -> None:
    async def formula(uow: UnitOfWork, group: Group) -> None:
        await answered(uow, group, INSIGHTS, [{"insight": TRICKY, "theme": "safety"}])

    in_the_store(formula)
    out = tmp_path / "inzichten.xlsx"
    assert mastermind("export", "insights", "--programme", SLUG, "--to", "xlsx", "--out", out).code == 0
    assert mastermind("export", "insights", "--programme", SLUG, "--to", "csv").out.count(f"'{TRICKY[:5]}") == 1

    workbook = openpyxl.load_workbook(out)
    cells = [cell for row in workbook["insights"].iter_rows() for cell in row]

    assert workbook.sheetnames == ["insights", "figures", "codebook"]
    assert [cell.data_type for cell in cells if cell.value == TRICKY] == ["s"]
    workbook.close()


def test_small_numbers_are_told_as_fewer_than_five(mastermind: Mastermind) -> None:
    in_the_store(played)

    figures = exported(mastermind, "insights")["figures"]

    assert [(row["value"], row["count"]) for row in figures] == [("cooperation", "<5")]


def test_ids_of_rows_are_new_at_every_export(mastermind: Mastermind) -> None:
    in_the_store(played)

    first, second = (exported(mastermind, "insights")["rows"] for _ in range(2))

    assert not {row["row"] for row in first} & {row["row"] for row in second}


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("tips", "--programme", "elders", "--to", "json"), 1, "'elders'"),
        (("tips", "--programme", "x'; DROP TABLE people; --", "--to", "json"), 1, "DROP TABLE"),
        (("tips", "--programme", SLUG, "--to", "xlsx"), 2, "--out"),
        (("tips", "--programme", SLUG, "--to", "pdf"), 2, "--to"),
        (("tips", "--programme", SLUG), 2, "--to"),
        (("tips", "--to", "csv"), 2, "--programme"),
        (("secrets", "--programme", SLUG, "--to", "csv"), 2, "secrets"),
        (("tips", "--programme", SLUG, "--to", "csv", "--out", "no/such/place.csv"), 1, "cannot write"),
        (
            ("observations", "--programme", SLUG, "--observer", "deelnemer1.1@voorbeeld.example", "--to", "csv"),
            1,
            "role",
        ),
        (("observations", "--programme", "elders", "--observer", "a@voorbeeld.example", "--to", "csv"), 1, "'elders'"),
    ],
)
def test_what_is_asked_for_wrongly_is_told_in_a_line_or_two(
    mastermind: Mastermind, arguments: tuple[str, ...], code: int, word: str
) -> None:
    said = mastermind("export", *arguments)

    assert (said.code, said.out) == (code, "")
    assert word in said.err
    assert len(said.err.splitlines()) == code


def test_every_export_explains_itself(mastermind: Mastermind) -> None:
    for table in (*TABLES, "observations"):
        said = mastermind("export", table, "--help")
        assert said.code == 0
        assert f"Usage: mastermind export {table}" in said.out
