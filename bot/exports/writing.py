"""An export as files: CSV with its codebook beside it, a workbook, or JSON."""

import csv
import io
import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bot.programmes.writing import neutral
from dialogs.exports.tables import Cell, Export, Table

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


class ExportFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


def written(export: Export, to: ExportFormat) -> bytes:
    """The whole of it in one file; as CSV only the rows."""
    match to:
        case ExportFormat.CSV:
            return csv_of(export.table)
        case ExportFormat.XLSX:
            return xlsx_of(export)
        case ExportFormat.JSON:
            return json_of(export)


def beside(export: Export, to: ExportFormat, out: Path) -> Mapping[Path, bytes]:
    """What a format of one table cannot hold, as files beside it: `x.csv` gets `x.codebook.csv` and `x.figures.csv`."""
    if to is not ExportFormat.CSV:
        return {}
    return {
        out.with_name(f"{out.stem}.{table.name}{out.suffix}"): csv_of(table)
        for table in (export.codebook, export.figures)
    }


def csv_of(table: Table) -> bytes:
    """For a Dutch spreadsheet: semicolons and a byte order mark. A cell that it would reckon with gets an apostrophe in
    front."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(table.names)
    for row in table.rows:
        writer.writerow([_typed(row.get(name)) for name in table.names])
    return stream.getvalue().encode("utf-8-sig")


def _typed(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case str():
            return neutral(cell)
        case _:
            return str(cell)


def json_of(export: Export) -> bytes:
    content = {
        "table": export.table.name,
        "rows": [dict(row) for row in export.table.rows],
        "figures": [dict(row) for row in export.figures.rows],
        "codebook": [dict(row) for row in export.codebook.rows],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def xlsx_of(export: Export) -> bytes:
    """Three sheets. Words are texts, so that nothing people wrote is a formula; numbers stay numbers."""
    import openpyxl  # noqa: PLC0415 - megabytes that a bot which only listens does not need

    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for number, table in enumerate((export.table, export.figures, export.codebook)):
        _fill(workbook.create_sheet() if number else sheet, table)
    stream = io.BytesIO()
    workbook.save(stream)
    workbook.close()
    return stream.getvalue()


def _fill(sheet: "Worksheet", table: Table) -> None:
    sheet.title = table.name
    sheet.freeze_panes = "A2"
    header: Mapping[str, Cell] = {name: name for name in table.names}
    for number, row in enumerate((header, *table.rows), 1):
        for place, name in enumerate(table.names, 1):
            value = row.get(name)
            if value is not None:
                cell = sheet.cell(row=number, column=place, value=_spoken(value))
                if isinstance(value, str):
                    cell.data_type = "s"


def _spoken(value: str | float | bool) -> str | float | bool:  # noqa: FBT001 - a cell, not a switch
    """Signs that no workbook can hold go."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - as above

    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
