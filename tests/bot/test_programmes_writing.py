import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.programmes.fields import TURNERS, tidy
from bot.programmes.reading import read_programme
from bot.programmes.table_source import SPREADSHEET_ERRORS
from bot.programmes.writing import write_csv, write_programme, write_xlsx
from dialogs.formats.model import Language
from dialogs.programmes.model import ContactEntry, ContactSubject, PersonEntry, ProgrammeFile, Role, SessionEntry
from tests.programme_builders import a_group, a_programme, formats

MODEL = Path(__file__).parents[1] / "data" / "programme-2021.yaml"
WRITERS = {".yaml": write_programme, ".csv": write_csv, ".xlsx": write_xlsx}
PRESETS = {
    ("mastermind-4", "standard"): (60, 45, 45, 60),
    ("mastermind-4", "45"): (45,) * 4,
    ("taster", "standard"): (15,),
}


def again(file: ProgrammeFile, kind: str) -> ProgrammeFile:
    return read_programme(WRITERS[kind](file), name=f"programme{kind}", formats=formats())


TRICKY = (
    "null",
    "~",
    "2021",
    "no",
    "=1+1",
    "-",
    "'=x",
    "''@",
    "+31",
    "# a",
    "a: b",
    "1.0",
    "- a",
    "é",
    "👩‍⚕️",
    "|",
    "*a",
    "a, b",
)
LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=TURNERS)


def _can_be_meant(text: str) -> bool:
    """Whoever reads a sheet takes these for a fault of it, also when somebody typed them."""
    return bool(text) and text not in SPREADSHEET_ERRORS


def texts() -> st.SearchStrategy[str]:
    """Whatever a file may hold as a text, and what spreadsheets and YAML would rather take for something else."""
    some = st.text(LETTERS, min_size=1, max_size=12).map(tidy).filter(_can_be_meant)
    return st.sampled_from(TRICKY) | some


@st.composite
def people(draw: st.DrawFn) -> list[PersonEntry]:
    return [
        PersonEntry(
            name=draw(texts()),
            email=f"{draw(st.sampled_from('=+-'))}p{n}@voorbeeld.example" if draw(st.booleans()) else f"p{n}@a.example",
            role=Role.PARTICIPANT,
            entra_id=f"00000000-0000-0000-0000-{n:012}" if draw(st.booleans()) else None,
            profession=draw(st.just("") | texts()),
            position=draw(st.just("") | texts()),
            organisation=draw(st.just("") | texts()),
            region=draw(st.just("") | texts()),
        )
        for n in range(5)
    ]


@st.composite
def programmes(draw: st.DrawFn) -> ProgrammeFile:
    pool = draw(people())
    chosen = draw(st.sampled_from([key for key in PRESETS if key[0] == "mastermind-4"]))
    groups = []
    for number in draw(st.lists(st.integers(1, 9999), min_size=1, max_size=2, unique=True)):
        own = draw(st.none() | st.sampled_from(list(PRESETS)))
        members = draw(st.lists(st.sampled_from(pool), min_size=2, max_size=5, unique_by=lambda p: p.email))
        start = draw(st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1))).replace(microsecond=0, tzinfo=UTC)  # noqa: DTZ001
        group = replace(
            a_group(number),
            ambition=draw(texts()),
            dilemma=draw(texts()),
            format=own and own[0],
            preset=own and own[1],
            language=draw(st.none() | st.sampled_from(Language)),
            moderators=(replace(members[0], role=Role.MODERATOR),),
            participants=(
                replace(members[1], role=Role.HOTSEAT),
                *(replace(p, role=draw(st.sampled_from([Role.PARTICIPANT, Role.OBSERVER]))) for p in members[2:]),
            ),
            sessions=tuple(
                SessionEntry(
                    number=n,
                    starts=start + timedelta(days=10 * n),
                    minutes=minutes,
                    meeting_url=draw(st.none() | st.just("https://voorbeeld.example/a?b=c#d")),
                    cancelled=draw(st.booleans()),
                )
                for n, minutes in enumerate(PRESETS[own or chosen], 1)
            ),
        )
        groups.append(group)
    return replace(
        a_programme(*groups),
        title=draw(texts()),
        language=draw(st.sampled_from(Language)),
        time_zone=draw(st.sampled_from(["UTC", "Asia/Kathmandu", "America/Argentina/Buenos_Aires"])),
        preset=chosen[1],
        coordinators=tuple(replace(p, role=Role.COORDINATOR) for p in pool[: draw(st.integers(0, 2))]),
        contacts=tuple(
            ContactEntry(name=p.name, email=p.email, about=draw(st.none() | st.sampled_from(ContactSubject)))
            for p in pool[: draw(st.integers(0, 2))]
        ),
    )


@pytest.mark.parametrize("kind", WRITERS)
def test_the_published_programme_comes_back_the_same(kind: str) -> None:
    file = read_programme(MODEL.read_bytes(), name=MODEL.name, formats=formats())
    assert again(file, kind) == file


@pytest.mark.parametrize("kind", WRITERS)
@settings(max_examples=40, deadline=None)  # a shared machine is no reason to fail
@given(file=programmes())
def test_what_is_written_reads_back_equal(kind: str, file: ProgrammeFile) -> None:
    assert again(file, kind) == file


@pytest.mark.parametrize("kind", WRITERS)
def test_a_cancelled_session_comes_back_cancelled_in_its_own_place(kind: str) -> None:
    one, two, *others = a_group(1).sessions
    file = a_programme(replace(a_group(1), sessions=(one, replace(two, cancelled=True), *others)))
    assert again(file, kind) == file


def test_a_person_is_one_line_of_the_file() -> None:
    lines = write_programme(a_programme(a_group(1, people=3))).decode().splitlines()
    assert "      - {name: Bert, email: bert1@voorbeeld.example, role: participant}" in lines
    assert "      - {starts: '2021-05-10T10:00', minutes: 60}" in lines


@pytest.mark.parametrize("start", ["=HYPERLINK(1)", "+31", "-1", "@x", "'=x"])
def test_no_cell_of_a_csv_file_is_reckoned_with(start: str) -> None:
    file = a_programme(replace(a_group(1), ambition=start))
    cells = [
        cell for row in csv.reader(io.StringIO(write_csv(file).decode("utf-8-sig")), delimiter=";") for cell in row
    ]
    assert f"'{start}" in cells
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"} and cell]


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    data = write_xlsx(a_programme(replace(a_group(1), ambition="=1+1")))
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "=1+1"]
    book.close()
    assert found
    assert {cell.data_type for cell in found} == {"s"}


def test_times_are_written_on_the_clock_of_the_programme() -> None:
    winter = SessionEntry(number=1, starts=datetime(2021, 1, 10, 9, 0, tzinfo=UTC), minutes=15)
    group = replace(a_group(1), format="taster", preset="standard", sessions=(winter,))
    assert "starts: '2021-01-10T10:00'" in write_programme(a_programme(group)).decode()
