import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from bot.programmes.columns import MOST_COLUMNS, MOST_ROWS, is_known, names
from bot.programmes.faults import ProgrammeFaults
from bot.programmes.reading import read_programme
from dialogs.formats.model import Language
from dialogs.programmes.model import ContactSubject, ProgrammeFile, Role
from tests.programme_builders import formats

SAMPLE = Path(__file__).parents[1] / "data" / "programme-sample.csv"
PAGE = Path(__file__).parents[2] / "docs" / "programme-files.md"

HEADER = "slug,title,format,number,ambition,dilemma,role,name,email,session1_starts,session1_minutes,group_format"
TASTER = (
    f"{HEADER}\n"
    "proef,Proef,taster,1,Eerder kijken,Hoe?,moderator,Mo,mo@voorbeeld.example,2021-05-10 10:00,15,\n"
    ",,,1,,,hotseat,Anna,anna@voorbeeld.example,,,\n"
)


def read(data: str | bytes, *, name: str = "plan.csv") -> ProgrammeFile:
    return read_programme(data.encode() if isinstance(data, str) else data, name=name, formats=formats())


def faults_of(data: str | bytes, *, name: str = "plan.csv") -> list[str]:
    with pytest.raises(ProgrammeFaults) as caught:
        read(data, name=name)
    return [str(fault) for fault in caught.value.faults]


def changed(old: str, new: str, text: str = TASTER) -> str:
    assert old in text
    return text.replace(old, new, 1)


def workbook(fill: Callable[[Worksheet], None] = lambda _: None, *, text: str = TASTER) -> bytes:
    """The table of `text` as a spreadsheet program would save it, numbers as numbers, then `fill`."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in text.splitlines():
        sheet.append([int(cell) if cell.isdigit() else cell or None for cell in line.split(",")])
    fill(sheet)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()


def test_the_sample_table_is_a_programme() -> None:
    file = read(SAMPLE.read_bytes(), name=SAMPLE.name)
    assert (file.slug, file.preset, [g.number for g in file.groups]) == ("voorbeeld-2027", "standard", [1, 2])
    assert [(p.name, p.role) for p in file.coordinators] == [("Cor", Role.COORDINATOR)]
    assert [c.about for c in file.contacts] == [ContactSubject.REGISTRATION]
    first, second = file.groups
    assert first.dilemma == "Iedereen wacht op iedereen; hoe beginnen we?"
    assert first.sessions[0].starts == datetime(2027, 5, 10, 8, 0, tzinfo=UTC)
    assert first.sessions[0].meeting_url == "https://voorbeeld.example/groep-1"
    assert [p.name for p in second.participants] == ["Dirk", "Anna", "Anna"]
    assert second.participants[1].profession == "psycholoog"  # said of her in group 1


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_usual_separator_will_do(separator: str) -> None:
    assert read(TASTER.replace(",", separator)).groups[0].hotseat is not None


def test_the_mark_that_spreadsheets_put_in_front_is_no_part_of_the_first_name() -> None:
    assert read(TASTER.encode("utf-8-sig")).slug == "proef"


def test_names_of_columns_may_have_capitals_and_empty_rows_may_stand_between() -> None:
    text = changed("slug,title", "Slug, TITLE ").replace("\n,,,1", "\n,,,,,,,,,,,\n\n,,,1")
    assert len(read(text).groups[0].people) == 2


def test_a_cell_that_was_kept_from_reckoning_is_itself_again() -> None:
    file = read(changed("Eerder kijken", "'=1+1"))
    assert file.groups[0].ambition == "=1+1"
    assert read(changed("Eerder kijken", "=1+1")).groups[0].ambition == "=1+1"
    assert read(changed("Eerder kijken", "'t kan eerder")).groups[0].ambition == "'t kan eerder"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("anna@voorbeeld.example", "anna", "row 3, column email: anna is not an e-mail address."),
        ("hotseat,Anna", "hotseat,", "row 3, column name: name is missing."),
        ("hotseat,Anna", "baas,Anna", "row 3, column role: baas is not possible here."),
        ("hotseat,Anna", "moderator,Anna", "row 2: Group 1 has no hotseat."),
        ("moderator,Mo", "participant,Mo", "row 2: Group 1 has no moderator."),
        (",15,", ",20,", "row 2, column session1_minutes: Session 1 takes 15 minutes in taster (standard), not 20."),
        ("2021-05-10 10:00,15", ",", "row 2: Group 1 has 0 sessions; taster (standard) has 1."),
        (",15,", ",,", "row 2, column session1_minutes: minutes is missing."),
        ("2021-05-10 10:00", "10:00", "row 2, column session1_starts: 10:00 is not a date and time."),
        (",Hoe?,", ",,", "row 2, column dilemma: dilemma is missing."),
        ("\n,,,1", "\n,,,", "row 3, column number: number is missing."),
        ("\nproef,", "\n,", "row 1, column slug: slug is missing."),
        ("\n,,,1", "\nander,,,1", "row 3, column slug: This says ander, but row 2 says proef. They must be the same."),
        ("1,,,hotseat", "1,Anders,,hotseat", "row 3, column ambition: This says Anders, but row 2 says Eerder kijken."),
        (",1,Eerder", ",een,Eerder", "row 2, column number: A whole number"),
        (",15,\n", ",15,x\n", "row 2, column group_format: The format x is not known."),
        ("dilemma,role", "dilema,role", "row 1, column dilema: dilema is not known here. Do you mean dilemma?"),
        ("email,", "name,", "row 1, column name: name is there twice."),
        ("email,", "x,", "row 1, column email: email is missing."),
        (",group_format", ",", "row 2, column 12: There is something here under a column without a name."),
        ("hotseat,Anna", "coordinator,Anna", "row 3, column number: This stays empty for a coordinator or a contact."),
        ("hotseat,Anna", '"hotseat"x,Anna', "row 3: This row cannot be read. Check the quotes."),
        ("hotseat,Anna", "hotseat,#REF!", "row 3, column name: This cell holds an error of the spreadsheet (#REF!)."),
    ],
)  # fmt: skip
def test_a_fault_names_its_row_and_column(old: str, new: str, told: str) -> None:
    text = changed(old, new)
    if old == ",group_format":
        text = text.replace(",15,", ",15,x")
    found = faults_of(text)
    assert [f for f in found if f.startswith(f"plan.csv, {told}")], found


def test_all_faults_of_a_table_come_together_in_order() -> None:
    text = changed("mo@voorbeeld.example", "mo")
    text = changed("anna@voorbeeld.example", "anna", text)
    assert [f.partition(":")[0] for f in faults_of(text)] == [
        "plan.csv, row 2, column email",
        "plan.csv, row 3, column email",
    ]


def test_a_column_that_lacks_is_told_once_and_not_for_every_row() -> None:
    rows = [line.split(",") for line in TASTER.splitlines()]
    text = "\n".join(",".join(cells[:8] + cells[9:]) for cells in rows)
    assert faults_of(text) == ["plan.csv, row 1, column email: email is missing."]


def test_faults_of_a_table_are_told_in_dutch_as_well() -> None:
    with pytest.raises(ProgrammeFaults) as caught:
        read(changed("hotseat,Anna", "hotseat,"))
    assert caught.value.lines(Language.NL) == ("plan.csv, rij 3, kolom name: name ontbreekt.",)


def test_an_empty_session_between_filled_ones_is_a_fault() -> None:
    header = HEADER + ",session2_starts,session2_minutes,session3_starts,session3_minutes"
    text = changed(HEADER, header).replace(",15,", ",15,,,,2021-05-11 10:00,15")
    assert "plan.csv, row 2, column session2_starts: starts is missing." in faults_of(text)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (",,,\n;\n", "plan.csv"),
        (f"{HEADER}\n", "plan.csv, row 1: There are no people under the column names."),
        ("a," * (MOST_COLUMNS + 1) + "a\n", "plan.csv, row 1: There are too many columns. Keep it under 200."),
        (TASTER + ",,,1,,,participant,A,a@x.nl,,,\n" * MOST_ROWS, "There are too many rows. Keep it under 5000."),
        (b"slug\n\xe9", "plan.csv, line 2: The text was not saved as UTF-8."),
        ("slug\n" + "a" * 200_000, "plan.csv, row 2: This row cannot be read."),
    ],
    ids=range(6),
)  # fmt: skip
def test_what_is_no_table_is_told_kindly(data: str | bytes, told: str) -> None:
    found = faults_of(data)
    assert [f for f in found if told in f], found


def test_a_workbook_is_read_like_the_same_table() -> None:
    assert read(workbook(), name="plan.xlsx") == read(TASTER)


def test_dates_and_numbers_in_cells_are_read_as_they_show() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["J2"] = datetime(2021, 5, 10, 9, 59, 59, 999_000)  # noqa: DTZ001 - what a cell holds has no zone
        sheet["K2"] = 15.0

    assert read(workbook(fill), name="plan.xlsx") == read(TASTER)


def test_a_formula_without_a_saved_value_is_an_empty_cell() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["H3"] = '="An"&"na"'

    assert faults_of(workbook(fill), name="plan.xlsx") == ["plan.xlsx, row 3, column name: name is missing."]


def test_a_sheet_that_lies_about_its_size_is_read_all_the_same() -> None:
    def lie(part: str, data: bytes) -> bytes:
        return data.replace(b'<dimension ref="A1:L3"', b'<dimension ref="A1:A1"') if "sheet1" in part else data

    assert read(repacked(workbook(), lie), name="plan.xlsx") == read(TASTER)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda part, data: data.replace(b'r="3"', b'r="99999999999"') if "sheet1" in part else data,
        lambda part, data: b"<a>" if "sheet1" in part else data,
        lambda part, data: b"" if "workbook.xml" in part else data,
        lambda part, data: data.replace(b"<worksheet", b"<!DOCTYPE a><worksheet") if "sheet1" in part else data,
        lambda part, data: data.replace(b"<v>15</v>", b"<v>a</v>") if "sheet1" in part else data,
    ],
    ids=["far row", "broken sheet", "no workbook", "document type", "no number"],
)  # fmt: skip
def test_a_broken_workbook_is_told_kindly(spoil: Callable[[str, bytes], bytes]) -> None:
    found = faults_of(repacked(workbook(), spoil), name="plan.xlsx")
    assert found == ["plan.xlsx: This sheet cannot be read. Save it in Excel again as .xlsx."]


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"slug,title", TASTER.encode(), workbook()[:-30]], ids=range(4))
def test_what_is_no_workbook_is_told_kindly(data: bytes) -> None:
    assert faults_of(data, name="plan.xlsx") == [
        "plan.xlsx: This sheet cannot be read. Save it in Excel again as .xlsx."
    ]


def test_a_workbook_that_unpacks_to_far_too_much_is_not_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (21 * 1024 * 1024))
    assert faults_of(stream.getvalue(), name="plan.xlsx") == [
        "plan.xlsx: The file is too large. Keep it under 20480 kB."
    ]


def test_every_column_is_explained() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in names(1) if f"`{name}`" not in page] == []
    assert not is_known("session0_starts")


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("said", "cancelled"), [("true", True), ("WAAR", True), ("ja", True), ("ONWAAR", False), ("", False)]
)
def test_a_session_is_cancelled_in_a_column_of_its_own(said: str, cancelled: bool) -> None:  # noqa: FBT001
    text = changed("group_format", "session1_cancelled").replace("10:00,15,", f"10:00,15,{said}")
    assert [one.cancelled for one in read(text).groups[0].sessions] == [cancelled]


def test_a_tick_of_a_spreadsheet_is_understood() -> None:
    def tick(sheet: Worksheet) -> None:
        sheet.cell(row=1, column=12, value="session1_cancelled")
        sheet.cell(row=2, column=12, value=True)

    assert read(workbook(tick), name="plan.xlsx").groups[0].sessions[0].cancelled


def test_what_is_no_yes_or_no_is_told_at_its_column() -> None:
    text = changed("group_format", "session1_cancelled").replace("10:00,15,", "10:00,15,misschien")
    assert faults_of(text) == ["plan.csv, row 2, column session1_cancelled: true or false belongs here, not misschien."]
