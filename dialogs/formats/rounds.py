"""The rules one round must keep by itself: what its kind allows, who answers, what it shows."""

from typing import Final

from dialogs.formats.forms import FormDraft
from dialogs.formats.model import Audience, FormatKind, Round, RoundKind, Shows, Visibility
from dialogs.formats.plans import RoundDraft
from dialogs.formats.sheet import Sheet

ONLY_MASTERMIND: Final = frozenset({Audience.HOTSEAT, Audience.ALL_BUT_HOTSEAT})
ONLY_ACTION_LEARNING: Final = frozenset({Audience.INBRENGER, Audience.OMDENKER})
ONE_VOICE: Final = frozenset(
    {Audience.HOTSEAT, Audience.MODERATOR, Audience.INBRENGER, Audience.OMDENKER, Audience.CHOSEN}
)
UNNAMED: Final = frozenset({Visibility.UNNAMED, Visibility.NOBODY})


def check_round(draft: RoundDraft, kind: FormatKind | None) -> None:
    if draft.kind_known:
        _check_kind(draft.sheet, draft.round)
        if draft.form is not None:
            _check_form(draft.round, draft.form)
    _check_audiences(draft.sheet, draft.round, kind)


def _check_kind(sheet: Sheet, found: Round) -> None:
    if found.kind.revealed and found.form is None:
        sheet.refuse(
            "form", f"A {found.kind} round collects answers and needs a form; add it or make the round spoken."
        )
    if found.kind is RoundKind.SHOW and found.form is not None:
        sheet.refuse("form", "A show round asks nothing; remove the form or make the round spoken.")
    if found.kind is RoundKind.SHOW and not found.shows:
        sheet.refuse("shows", "A show round shows something; add what, or make the round spoken.")
    if found.kind is not RoundKind.SPOKEN and found.steps:
        sheet.refuse("steps", "Only a spoken round has steps; remove them or make the round spoken.")
    if found.kind.revealed and found.told_by is not None:
        sheet.refuse("told_by", "Only in a show or spoken round one person tells; remove this line.")
    if found.shown_line is not None and found.form is None:
        sheet.refuse("shown_line", "Without a form no answers are shown to say this with; remove this line.")
    if (Shows.ROUND in found.shows) != (found.shows_from is not None):
        key = "shows" if found.shows_from is not None else "from"
        sheet.refuse(key, "'shows: [round]' and 'from: <round>' belong together; write both or neither.")


def _check_form(found: Round, form: FormDraft) -> None:
    if form.form.required and found.kind in {RoundKind.SPOKEN, RoundKind.SHOW}:
        form.sheet.refuse("required", "In a spoken round nothing is required; remove this line or make it silent.")
    if form.form.one_tap and found.kind is not RoundKind.CHOOSE:
        form.sheet.refuse("one_tap", "One tap belongs to a choose round; change the kind or remove this line.")
    if found.kind.revealed:
        return
    for each in form.fields:
        if each.field.visibility in UNNAMED:
            each.sheet.refuse(
                "visibility",
                "A and N are counted once, at one moment, which a spoken round has not. Use G or M, or make it silent.",
            )


def _check_audiences(sheet: Sheet, found: Round, kind: FormatKind | None) -> None:
    for key, audience in (("audience", found.audience), ("told_by", found.told_by)):
        if kind is FormatKind.MASTERMIND and audience in ONLY_ACTION_LEARNING:
            sheet.refuse(key, f"A mastermind has no {audience}; this belongs to action learning.")
        if kind is FormatKind.ACTION_LEARNING and audience in ONLY_MASTERMIND:
            sheet.refuse(key, "Action learning has no hotseat; use all, inbrenger, omdenker or chosen.")
    if found.told_by is not None and found.told_by not in ONE_VOICE:
        sheet.refuse("told_by", "One person tells: write hotseat, moderator, inbrenger, omdenker or chosen.")
