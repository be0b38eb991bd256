"""The report of an experiment: a dialog of two pages, at any time before, in and after a session."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.cards import actions as a
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.heard import Heard
from dialogs.usecases.house import House
from dialogs.usecases.later import card_later, dialog_later, word_later
from dialogs.usecases.typed import TypedCommand


async def open_experiment_report(house: House, origin: Origin, action: a.ExperimentReportOpen) -> Reply:
    return await dialog_later(house, origin, action)


async def to_second_page(
    house: House, origin: Origin, action: a.ExperimentReportPage, data: Mapping[str, Any]
) -> Reply:
    """Page 2 follows from *uitgevoerd*; nothing is stored yet."""
    return await dialog_later(house, origin, action, data)


async def save_experiment_report(
    house: House, origin: Origin, action: a.ExperimentReportSave, data: Mapping[str, Any]
) -> Reply:
    return await dialog_later(house, origin, action, data)


async def submit_experiment_report(
    house: House, origin: Origin, action: a.ExperimentReportSubmit, data: Mapping[str, Any]
) -> Reply:
    return await dialog_later(house, origin, action, data)


async def supplement_experiment_report(
    house: House, origin: Origin, action: a.ExperimentReportSupplement, data: Mapping[str, Any]
) -> Reply:
    return await dialog_later(house, origin, action, data)


async def withdraw_experiment_report(house: House, origin: Origin, action: a.ExperimentReportWithdraw) -> Reply:
    return await dialog_later(house, origin, action)


async def typed_look_back(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    """`terugblik`: a card that opens the dialog, or a kind line where there is nothing to look back on."""
    return await word_later(uow, house, heard, command)


async def draw_look_back(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session`."""
    return await card_later(canvas, texts)
