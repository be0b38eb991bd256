"""The line that tells, before anybody types, who will see it."""

from collections.abc import Collection

from dialogs.formats.model import Field, FieldType, Form, Visibility
from dialogs.texts.catalogue import Texts

_MEASURED = frozenset({FieldType.SCALE, FieldType.NUMBER})


def visibility_line(form: Form, texts: Texts) -> str:
    """One line for a whole form; a mixed form says it at each field (`field_visibility`)."""
    kinds = {field.visibility for field in form.fields}
    if len(kinds) != 1:
        return texts.say("form.visible.mixed")
    line = texts.say(_key(kinds.pop(), form.fields))
    told = [field for field in form.fields if field.programme]
    if told:
        part = "form.visible.programme" if len(told) == len(form.fields) else "form.visible.programme_part"
        line = f"{line} {texts.say(part)}"
    return line


def is_mixed(form: Form) -> bool:
    return len({(field.visibility, field.programme) for field in form.fields}) > 1


def field_visibility(field: Field, texts: Texts) -> str:
    line = texts.say(_key(field.visibility, (field,)))
    return f"{line} {texts.say('form.visible.programme')}" if field.programme else line


def _key(visibility: Visibility, fields: Collection[Field]) -> str:
    """Of what is only measured an average is shown; of choices the counts."""
    if visibility is Visibility.UNNAMED and all(field.type in _MEASURED for field in fields):
        return "form.visible.A.mean"
    return f"form.visible.{visibility}"
