"""Opens CSV and XLSX: bytes into rows of texts, whatever made them."""

import contextlib
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.programmes.columns import MOST_COLUMNS
from bot.programmes.faults import FaultList, Place
from bot.programmes.table_source import Row

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

LARGEST_UNPACKED: Final = 20 * 1024 * 1024  # bytes of all parts of an .xlsx together
LAST_ROW: Final = 1_048_576  # of any spreadsheet; a row that says it is further is a trap
LARGEST_NUMBER: Final = 10**15  # beyond it a spreadsheet's numbers are no longer exact
NEUTRALISED: Final = re.compile(r"'+[=+\-@\t\r]")


class Unreadable(Exception):
    """This is no workbook, or a broken one."""


def csv_rows(text: str, *, name: str, faults: FaultList) -> list[Row] | None:
    """Separated by comma, semicolon or tab, whichever the first line has most of."""
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows: list[Row] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append((len(rows) + 1, [original(cell) for cell in cells]))
    except csv.Error:
        faults.add(Place(file=name, line=len(rows) + 1, table=True), "csv")
        return None
    return rows


def original(cell: str) -> str:
    """Takes away the apostrophe that keeps a spreadsheet from reckoning with a text; see `writing`."""
    return cell[1:] if NEUTRALISED.match(cell) else cell


def xlsx_rows(data: bytes, *, name: str, faults: FaultList) -> list[Row] | None:
    """The first sheet; of a formula the value that was saved with it."""
    try:
        if unpacked_size(data) > LARGEST_UNPACKED:
            faults.add(Place(file=name), "too_large", limit=LARGEST_UNPACKED // 1024)
            return None
        return sheet_rows(data)
    except Unreadable:
        faults.add(Place(file=name), "xlsx")
        return None


def unpacked_size(data: bytes) -> int:
    """Looked at before anything is unpacked. A part with a document type could swell while it is read: refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            small = size <= LARGEST_UNPACKED
            swells = small and any(b"<!DOCTYPE" in archive.read(part) for part in archive.infolist())
    except Exception as error:
        raise Unreadable from error  # a broken zip surfaces as one of a dozen kinds of error
    if swells:
        raise Unreadable
    return size


def sheet_rows(data: bytes) -> list[Row]:
    import openpyxl  # noqa: PLC0415 - megabytes that a bot which only listens does not need

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that nobody here looks at
            workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            with contextlib.closing(workbook):
                return list(filled_rows(workbook))
    except Exception as error:
        raise Unreadable from error  # broken parts surface as whatever the XML, number or date code raises


def filled_rows(workbook: "Workbook") -> Iterator[Row]:
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()  # what the file says about its size need not be true
    nothing = (None,) * (MOST_COLUMNS + 1)
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
        if number > LAST_ROW:
            raise Unreadable
        if cells != nothing:  # compared as a whole: a sheet can have a million empty rows
            yield number, [cell_text(cell) for cell in cells]


def cell_text(value: object) -> str:
    """As somebody would have typed it in a text file."""
    match value:
        case None:
            return ""
        case str():
            return value
        case datetime():
            whole = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
            return whole.isoformat(sep="T", timespec="seconds" if whole.second else "minutes")
        case float() if value.is_integer() and abs(value) < LARGEST_NUMBER:
            return str(int(value))
        case _:
            return str(value)
