"""What a round or form may take from elsewhere: earlier rounds and the forms between sessions."""

from collections.abc import Mapping

from dialogs.formats.fields import TEXTS
from dialogs.formats.forms import FormDraft
from dialogs.formats.model import FieldType, Meaning, Shows, Visibility
from dialogs.formats.plans import FormatDraft, RoundDraft
from dialogs.formats.sheet import Sheet, shortened


class Sources:
    """Follows a `from` to what it names, seen from one round of one preset."""

    def __init__(
        self, *, draft: FormatDraft, earlier: Mapping[str, RoundDraft], all_ids: set[str], suffix: str
    ) -> None:
        self._draft = draft
        self._earlier = earlier
        self._all_ids = all_ids
        self._suffix = suffix

    def check_round(self, sheet: Sheet, source: str) -> None:
        target = self._round(sheet, source)
        if target is not None and target.form is None:
            sheet.refuse("from", f"Round '{source}' has no form, so there are no answers to show.")

    def check_field(self, sheet: Sheet, source: str) -> None:
        if source == "experiments":
            return
        if source in {"harvest", "tips"}:
            self._check_harvest(sheet, source)
            return
        if source == "volunteers":
            self._check_highlight(sheet)
            return
        round_id = self._round_id(source)
        target = self._round(sheet, round_id)
        if target is not None:
            part = source.removeprefix(round_id).removeprefix(".")
            self._check_part(sheet, target, part)

    def _round_id(self, source: str) -> str:
        """`1.3` of `1.3.dilemmas`."""
        fitting = [each for each in self._all_ids if source == each or source.startswith(each + ".")]
        return max(fitting, key=len, default=source)

    def _round(self, sheet: Sheet, round_id: str) -> RoundDraft | None:
        if round_id in self._earlier:
            return self._earlier[round_id]
        if round_id in self._all_ids:
            sheet.refuse("from", f"Round '{round_id}' comes later{self._suffix}; take from a round before this one.")
        else:
            sheet.refuse("from", f"There is no round '{shortened(round_id)}'{self._suffix}.")
        return None

    def _check_part(self, sheet: Sheet, target: RoundDraft, part: str) -> None:
        name = target.round.id
        if part == "dilemmas":
            if Shows.PREPARATION not in target.round.shows:
                sheet.refuse("from", f"Round '{name}' does not show the preparation card, where the dilemmas stand.")
            return
        fields = target.round.form.fields if target.round.form else ()
        wanted = [field for field in fields if field.id == part] if part else [f for f in fields if f.type in TEXTS]
        if not wanted:
            what = f"no field '{shortened(part)}'" if part else "no text to choose from"
            sheet.refuse("from", f"Round '{name}' has {what}.")
        elif not any(field.visibility is Visibility.GROUP for field in wanted):
            sheet.refuse(
                "from", f"What round '{name}' collects is not shown to the group, so nobody can choose from it."
            )

    def _check_harvest(self, sheet: Sheet, source: str) -> None:
        harvest = self._draft.forms.get("harvest")
        if harvest is None:
            sheet.refuse(
                "from", "This format has no form 'harvest' between its sessions; add it or take another source."
            )
        elif source == "tips" and not any(field.meaning is Meaning.TIP for field in harvest.form.fields):
            sheet.refuse("from", "The form 'harvest' has no field with 'meaning: tip'.")

    def _check_highlight(self, sheet: Sheet) -> None:
        highlight = self._draft.forms.get("highlight")
        if highlight is None or not any(field.type is FieldType.YES_NO for field in highlight.form.fields):
            sheet.refuse("from", "To choose from volunteers the format needs a form 'highlight' with a yes or no.")


def check_references(draft: FormatDraft, form: FormDraft) -> None:
    """`answered_by` names a form between sessions, `prefill` one of its fields."""
    if form.form.answered_by is not None and form.form.answered_by not in draft.forms:
        form.sheet.refuse("answered_by", f"There is no form '{shortened(form.form.answered_by)}' between the sessions.")
    for each in form.fields:
        if each.field.prefill is None:
            continue
        name, _, field_id = each.field.prefill.partition(".")
        source = draft.forms.get(name)
        if source is None or field_id not in [field.id for field in source.form.fields]:
            message = f"There is no '{shortened(each.field.prefill)}'; write it like 'look_back.bottleneck'."
            each.sheet.refuse("prefill", message)
