"""Reads a form and its fields from a sheet, with the rules that hold within one form."""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.formats.fields import ENERGY_RANGE, FieldDraft, field_from
from dialogs.formats.model import Field, FieldType, Form, Visibility
from dialogs.formats.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDraft:
    sheet: Sheet
    form: Form
    fields: tuple[FieldDraft, ...]


def form_from(sheet: Sheet) -> FormDraft:
    fields = tuple(field_from(each) for each in sheet.children("fields", named_by="id", required=True))
    form = Form(
        fields=tuple(draft.field for draft in fields),
        required=sheet.flag("required"),
        title=sheet.text("title", longest=60),
        intro=sheet.text("intro", longest=300),
        button=sheet.text("button", longest=25),
        one_tap=sheet.flag("one_tap"),
        drafts=sheet.flag("drafts"),
        answered_by=sheet.word("answered_by"),
    )
    sheet.close()
    draft = FormDraft(sheet=sheet, form=form, fields=fields)
    _check_form(draft)
    return draft


def _check_form(draft: FormDraft) -> None:
    sheet, form = draft.sheet, draft.form
    seen: dict[str, Field] = {}
    for each in draft.fields:
        if each.field.id in seen:
            each.sheet.refuse("id", f"There is already a field '{each.field.id}' in this form; give it another id.")
        _check_condition(each, seen)
        seen[each.field.id] = each.field
    if form.required and not form.one_tap and form.fields and not any(field.required for field in form.fields):
        sheet.refuse("required", "A required form needs at least one required field.")
    if form.has_nobody_fields:
        for each in draft.fields:
            if each.field.visibility is not Visibility.NOBODY:
                each.sheet.refuse(
                    "visibility",
                    "N does not mix: beside a field that nobody may trace, a traceable one gives it away. "
                    "Make them all N, or put this one in another round.",
                )
        if form.drafts:
            sheet.refuse("drafts", "Answers with N are final and have no draft; remove this line.")
    if form.one_tap:
        _check_one_tap(draft)


def _check_one_tap(draft: FormDraft) -> None:
    sheet, form = draft.sheet, draft.form
    if form.required:
        sheet.refuse("required", "A one-tap form is never required; remove this line.")
    if len(form.fields) != 1:
        sheet.refuse("one_tap", "A one-tap form has exactly one field, a scale from 1 to 5.")
    elif (field := form.fields[0]).type is not FieldType.SCALE or (field.minimum, field.maximum) != ENERGY_RANGE:
        draft.fields[0].sheet.refuse("type", "A one-tap form has one field, a scale from 1 to 5.")
    elif field.visibility is Visibility.NOBODY:
        draft.fields[0].sheet.refuse("visibility", "One tap can be changed until shown, N is final; use A.")


def _check_condition(draft: FieldDraft, earlier: Mapping[str, Field]) -> None:
    condition = draft.field.shown_if
    if condition is None:
        return
    asked = earlier.get(condition.field)
    if asked is None or asked.type is not FieldType.CHOICE:
        draft.sheet.refuse("if", f"'{condition.field}' is no choice that comes earlier in this form.")
        return
    known = [choice.id for choice in asked.choices]
    for choice in condition.choices:
        if choice not in known:
            draft.sheet.refuse("if", f"'{choice}' is no choice of '{asked.id}'; use {' or '.join(known)}.")
