"""`mastermind reminders plan`: the table written by hand as JSON, lines for people, and what is asked for wrongly."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from bot.library import read_stored
from dialogs.ids import PersonId
from dialogs.reminders.model import Reminder
from storage.database import Database
from tests.bot.command_line import SLUG, Mastermind, Said, with_2021
from tests.dialogs.plan_2021 import by_hand

PLAN: Final = ("reminders", "plan", "--programme", SLUG, "--from", "2021-05-01")


@pytest.fixture
def mastermind(mastermind: Mastermind, tmp_path: Path, stores: dict[str, bytes]) -> Mastermind:
    return with_2021(mastermind, tmp_path, stores)


def as_json(said: Said) -> list[dict[str, Any]]:
    assert said.code == 0, said.err
    entries: list[dict[str, Any]] = json.loads(said.out)
    return entries


def test_the_plan_of_2021_as_json_is_the_table_written_by_hand(mastermind: Mastermind) -> None:
    entries = as_json(mastermind(*PLAN, "--json"))
    assert all(list(each) == ["group", "session", "rule", "person", "due", "channel"] for each in entries)
    found = [(each["group"], each["session"], each["rule"], each["person"], each["due"]) for each in entries]
    assert sorted(found, key=str) == sorted(by_hand(), key=str)
    assert [each["due"] for each in entries] == sorted(each["due"] for each in entries)
    ways = {each["rule"]: each["channel"] for each in entries}
    assert (ways["attendance"], ways["session_link"], ways["run_sheet"]) == ("group", "group", "personal")


def test_one_group_has_the_lines_of_that_group(mastermind: Mastermind) -> None:
    entries = as_json(mastermind(*PLAN, "--json", "--group", "3"))
    assert {each["group"] for each in entries} == {3}
    assert len(entries) == sum(1 for line in by_hand() if line[0] == 3)


def test_people_read_it_in_their_own_language_with_what_gives_way_beneath(mastermind: Mastermind) -> None:
    dutch = mastermind(*PLAN, "--group", "1").out
    assert "vr 2021-05-21 17.00  1      2       attendance        8 mensen" in dutch
    assert "do 2021-05-13" not in dutch  # Ascension Day
    above, beneath = dutch.split("\n\n")
    assert beneath.splitlines()[0].startswith("Wijkt, want niemand krijgt op meer dan twee dagen per week iets;")
    assert "di 2021-06-01 10.00  1  2  first_experiment" in beneath
    assert "2021-06-01" not in above
    english = mastermind(*PLAN, "--group", "1", "--language", "en").out
    assert english.startswith("DUE")
    assert "8 people" in english


def test_what_has_been_is_not_to_come(mastermind: Mastermind) -> None:
    said = mastermind("reminders", "plan", "--programme", SLUG)
    assert (said.code, said.out) == (0, "Er komen geen herinneringen meer.\n")
    assert as_json(mastermind("reminders", "plan", "--programme", SLUG, "--json")) == []


def test_in_rehearsal_the_plan_begins_at_the_moved_clock(
    mastermind: Mastermind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASTERMIND_ENVIRONMENT", "rehearsal")
    monkeypatch.setenv("MASTERMIND_REHEARSAL_START", "2021-09-14T09:00:00+02:00")
    entries = as_json(mastermind("reminders", "plan", "--programme", SLUG, "--json"))
    assert [(each["group"], each["rule"], each["due"]) for each in entries] == [
        (3, "session_link", "2021-09-14T10:45:00+02:00")
    ]


def test_with_a_mail_server_people_without_a_chat_get_a_mail(
    mastermind: Mastermind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASTERMIND_SMTP_HOST", "smtp.voorbeeld.example")
    monkeypatch.setenv("MASTERMIND_MAIL_FROM", "bot@voorbeeld.example")
    ways = {each["rule"]: each["channel"] for each in as_json(mastermind(*PLAN, "--json"))}
    assert (ways["attendance"], ways["session_link"], ways["run_sheet"]) == ("email", "group", "email")


def test_school_holidays_hold_what_is_halfway(
    mastermind: Mastermind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In the summer of 2021: the nudges of July and August wait until the Monday after it."""
    file = tmp_path / "vakanties.yaml"
    file.write_text("midden:\n  - {from: 2021-07-17, to: 2021-08-29}\n")
    monkeypatch.setenv("MASTERMIND_SCHOOL_HOLIDAYS", str(file))
    monkeypatch.setenv("MASTERMIND_SCHOOL_REGION", "midden")
    nudges = {
        (each["group"], each["due"][:16])
        for each in as_json(mastermind(*PLAN, "--json"))
        if each["rule"] == "nudge" and each["session"] == 4
    }
    assert {due for _, due in nudges} == {"2021-08-30T08:00"}
    assert 6 not in {group for group, _ in nudges}  # on that day they are asked to look back
    told = mastermind(*PLAN, "--group", "6").out
    assert "schoolvakantie tot vlak voor de sessie" in told


def test_a_moment_that_somebody_chose_stands_in_the_plan(mastermind: Mastermind) -> None:
    asyncio.run(_choose("deelnemer1.1@voorbeeld.example"))
    entries = [each for each in as_json(mastermind(*PLAN, "--json")) if each["rule"] == "interim"]
    assert [(each["person"], each["session"], each["due"]) for each in entries] == [
        ("deelnemer1.1@voorbeeld.example", 4, "2021-07-01T10:00:00+02:00")
    ]


async def _choose(email: str) -> None:
    database = Database("sqlite+aiosqlite:///var/mastermind.db", formats=read_stored)
    async with database.unit_of_work() as uow:
        (person,) = await uow.people.find(entra_id=None, emails=[email])
        standing = await uow.programmes.standing(SLUG)
        group = await uow.groups.get(standing[1].group)
        due = datetime(2021, 7, 1, 8, tzinfo=UTC)
        chosen = Reminder(
            group=group.id,
            session=group.sessions[3].id,
            rule="interim",
            person=PersonId(person),
            due_at=due,
            drop_after=due,
        )
        await uow.reminders.add(chosen)
        await uow.commit()
    await database.dispose()


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (("--programme", "elsewhere"), "there is no programme 'elsewhere'"),
        (("--programme", SLUG, "--group", "9"), "has no group 9; it has 1, 2, 3"),
        (("--programme", SLUG, "--group", "one"), "--group"),
        (("--programme", SLUG, "--from", "tomorrow"), "tomorrow"),
        (("--programme", SLUG, "--language", "de"), "--language"),
        ((), "--programme"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_two_lines_and_ends_with_2(
    mastermind: Mastermind, wrong: tuple[str, ...], word: str
) -> None:
    said = mastermind("reminders", "plan", *wrong)
    assert (said.code, said.out) == (2, "")
    assert word in said.err
    assert len(said.err.splitlines()) == 2


def test_a_region_that_is_not_there_stops_the_plan_in_one_line(
    mastermind: Mastermind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "vakanties.yaml"
    file.write_text("midden: []\n")
    monkeypatch.setenv("MASTERMIND_SCHOOL_HOLIDAYS", str(file))
    monkeypatch.setenv("MASTERMIND_SCHOOL_REGION", "oost")
    said = mastermind(*PLAN)
    assert (said.code, said.out) == (1, "")
    assert said.err == "mastermind: MASTERMIND_SCHOOL_REGION is 'oost'; vakanties.yaml has midden\n"
    assert "MASTERMIND_SCHOOL_REGION" in mastermind("doctor").out


def test_the_plan_explains_itself(mastermind: Mastermind) -> None:
    said = mastermind("reminders", "plan", "--help")
    assert said.code == 0
    assert "Usage: mastermind reminders plan" in said.out
