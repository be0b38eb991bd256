"""The dialogs of a report once, for the gallery: each page, refused, read, and with what comes after it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import dialogs.formats
from dialogs.cards.actions.look_back import (
    ExperimentReportPage,
    ExperimentReportSave,
    ExperimentReportSubmit,
    ExperimentReportSupplement,
    ExperimentReportWithdraw,
)
from dialogs.cards.experiment_report import (
    FirstPageView,
    ReadReportView,
    first_page,
    invitation,
    on_top,
    read_report,
    second_form,
    second_page,
)
from dialogs.cards.experiments_block import ExperimentLine, after_a_colon
from dialogs.cards.form_view import FormView, Tick
from dialogs.cards.offers import Offer
from dialogs.experiments.report import Done
from dialogs.formats.reader import read_format
from dialogs.ids import ExperimentId, SessionId
from dialogs.texts.catalogue import Texts

FILE: Final = Path(dialogs.formats.__file__).parent / "library" / "mastermind-4.yaml"
FORM: Final = read_format(FILE.read_text(encoding="utf-8"), file=FILE.name, shipped=True).format.forms["look_back"]
SESSION: Final = SessionId("0197a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b")
ONE: Final = ExperimentId("1f0c5a7e9b3d4c6f8a2e0d1c3b5a7f9e")
TRIED: Final = "vraag ik eerst wat iedereen zelf kan doen, en schrijf ik dat voor iedereen op het bord"
WORDS: Final = {"observed": "Het werd even stil.", "learned": "Wachten loont.", "next": "go_on", "sharing": "group"}


def look_back_dialogs(texts: Texts) -> dict[str, Any]:
    several = tuple(Offer(id=f"{ONE}{n}", text=f"{TRIED} {n}") for n in range(3))
    read = ReadReportView(
        experiment=TRIED,
        said=("Ja", "Het werd even stil.", "Wachten loont."),
        withdraw=ExperimentReportWithdraw(session=SESSION, number=1, version=2),
        add=ExperimentReportSupplement(session=SESSION, number=1),
        notices=(texts.say("reply.look_back.read"),),
    )
    page = second_page(_second(texts, Done.YES), texts)
    return {
        "look-back": invitation(SESSION, texts),
        "look-back-first": first_page(_first(Offer(id=ONE, text=_yours(texts))), texts),
        "look-back-which": first_page(_first(*several, notice=texts.say("form.fault.choose")), texts),
        "look-back-yes": page,
        "look-back-no": second_page(_second(texts, Done.NO), texts),
        "look-back-change": second_page(_second(texts, Done.PARTLY, WORDS), texts, withdraw=read.withdraw),
        "look-back-read": read_report(read, texts),
        "look-back-taken-back": read_report(
            ReadReportView(
                experiment=TRIED,
                said=(),
                withdraw=read.withdraw,
                notices=(texts.say("reply.look_back.taken_back"),),
            ),
            texts,
        ),
        "look-back-then": on_top(page, texts.say("reply.look_back.adapt")),
    }


def _yours(texts: Texts) -> str:
    tried = ExperimentLine(name="", when="een overleg vastloopt", then=TRIED)
    return texts.say("form.look_back.yours", experiment=after_a_colon(tried, texts))


def _first(*tried: Offer, notice: str | None = None) -> FirstPageView:
    several = len(tried) > 1
    return FirstPageView(
        next=ExperimentReportPage(session=SESSION, version=0, experiment=None if several else ONE),
        form=FORM,
        tried=tried,
        done=Done.PARTLY if several else None,
        notice=notice,
    )


def _second(texts: Texts, done: Done, values: Mapping[str, str] | None = None) -> FormView:
    return FormView(
        heading=texts.say("button.look_back"),
        form=second_form(FORM, done, shared=True),
        prompt=_yours(texts),
        submit=ExperimentReportSubmit(session=SESSION, version=1, experiment=ONE, done=done),
        save=ExperimentReportSave(session=SESSION, version=1, experiment=ONE, done=done),
        values=values or {},
        faults={} if values else {"learned": ("form.fault.too_short", {"least": 5})},
        ticks=() if values else (Tick.UNRECOGNISABLE,),
        until=texts.say("form.look_back.until"),
    )
