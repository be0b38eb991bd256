"""The line that tells, before anybody types, who will see it."""

from dialogs.formats.model import Field, Form, Visibility
from dialogs.texts.catalogue import Texts


def visibility_line(form: Form, texts: Texts) -> str:
    """One line for a whole form; a mixed form says it at each field (`field_visibility`)."""
    kinds = {field.visibility for field in form.fields}
    if len(kinds) != 1:
        return texts.say("form.visible.mixed")
    line = texts.say(f"form.visible.{kinds.pop()}")
    told = [field for field in form.fields if field.programme]
    if told:
        line += " " + texts.say(
            "form.visible.programme" if len(told) == len(form.fields) else "form.visible.programme_part"
        )
    return line


def is_mixed(form: Form) -> bool:
    return len({(field.visibility, field.programme) for field in form.fields}) > 1


def field_visibility(field: Field, texts: Texts) -> str:
    line = texts.say(f"form.visible.{field.visibility}")
    return f"{line} {texts.say('form.visible.programme')}" if field.programme else line


def has_words(form: Form) -> bool:
    """Whether people write sentences in it, so that the warning about names belongs there."""
    return any(field.visibility is not Visibility.NOBODY or field.choices == () for field in form.fields)
