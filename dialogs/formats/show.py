"""A format as plain text for a terminal: its sessions, rounds and forms in one language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from dialogs.formats.model import (
    Audience,
    Form,
    Format,
    Language,
    Priority,
    ReminderRule,
    Round,
    RoundKind,
    SessionPlan,
    Text,
)

KINDS: Final[Mapping[RoundKind, Text]] = {
    RoundKind.SPOKEN: Text(nl="gesprek", en="spoken"),
    RoundKind.SILENT: Text(nl="stil", en="silent"),
    RoundKind.CHOOSE: Text(nl="kiezen", en="choose"),
    RoundKind.SHOW: Text(nl="tonen", en="show"),
}
AUDIENCES: Final[Mapping[Audience, Text]] = {
    Audience.ALL: Text(nl="iedereen", en="all"),
    Audience.HOTSEAT: Text(nl="hotseat", en="hotseat"),
    Audience.ALL_BUT_HOTSEAT: Text(nl="iedereen behalve de hotseat", en="all but the hotseat"),
    Audience.MODERATOR: Text(nl="moderator", en="moderator"),
    Audience.INBRENGER: Text(nl="inbrenger", en="inbrenger"),
    Audience.OMDENKER: Text(nl="omdenker", en="omdenker"),
    Audience.CHOSEN: Text(nl="wie gekozen is", en="who is chosen"),
    Audience.ALL_BUT_CHOSEN: Text(nl="iedereen behalve wie gekozen is", en="all but who is chosen"),
}
PRIORITIES: Final[Mapping[Priority, Text]] = {
    Priority.MUST: Text(nl="moet", en="must"),
    Priority.MAY: Text(nl="mag", en="may"),
}
VERSION: Final = Text(nl="versie", en="version")
PRESET: Final = Text(nl="variant", en="preset")
DEFAULT: Final = Text(nl="standaardkeuze", en="default")
SESSION: Final = Text(nl="Sessie", en="Session")
REQUIRED: Final = Text(nl="verplicht", en="required")
OPTIONAL: Final = Text(nl="vrij", en="optional")
ONE_TAP: Final = Text(nl="één tik", en="one tap")
SOMETIMES: Final = Text(nl="mag wegblijven", en="may be left out")
SAME: Final = Text(nl="Dezelfde rondes als sessie {number}.", en="The same rounds as session {number}.")
BETWEEN: Final = Text(nl="Tussen de sessies", en="Between the sessions")
REMINDERS: Final = Text(nl="Herinneringen", en="Reminders")
GAP: Final = "  "


def show(format_: Format, preset: str, language: Language) -> str:
    """One preset; the first line names the others. KeyError when the format has no such preset."""
    plans = format_.presets[preset]
    names = [
        f"{name} ({DEFAULT.in_(language)})" if name == format_.default_preset else name for name in format_.presets
    ]
    title = f"{format_.title.in_(language)} ({format_.id}, {VERSION.in_(language)} {format_.version})"
    chosen = f"{PRESET.in_(language)}: {preset} [{', '.join(names)}]"
    blocks = [f"{title}\n{chosen}", *(_session(plan, plans[:at], language) for at, plan in enumerate(plans))]
    if format_.forms:
        rows = [(name, _fields(form)) for name, form in format_.forms.items()]
        blocks.append("\n".join([BETWEEN.in_(language), *_table(rows)]))
    if format_.reminders:
        blocks.append("\n".join([REMINDERS.in_(language), *_table(_reminder(rule) for rule in format_.reminders)]))
    return "\n\n".join(blocks) + "\n"


def _session(plan: SessionPlan, earlier: Sequence[SessionPlan], language: Language) -> str:
    length = f"{plan.minutes} min, {SOMETIMES.in_(language)}" if plan.optional else f"{plan.minutes} min"
    title = f"{SESSION.in_(language)} {plan.number}: {plan.title.in_(language)} ({length})"
    same = next((one for one in earlier if one.rounds == plan.rounds), None)
    if same is not None:
        return f"{title}\n{GAP}{SAME.in_(language).format(number=same.number)}"
    return "\n".join([title, *_table(_round(each, language) for each in plan.rounds)])


def _round(each: Round, language: Language) -> tuple[str, ...]:
    form = _form(each.form, language) if each.form else ("", "")
    return (
        each.id,
        each.title.in_(language),
        KINDS[each.kind].in_(language),
        f"{each.minutes:>3} min",
        PRIORITIES[each.priority].in_(language),
        AUDIENCES[each.audience].in_(language),
        *form,
    )


def _form(form: Form, language: Language) -> tuple[str, str]:
    asked = ONE_TAP if form.one_tap else REQUIRED if form.required else OPTIONAL
    return asked.in_(language), _fields(form)


def _fields(form: Form) -> str:
    """Each with who sees it: `question G`."""
    return ", ".join(f"{field.id} {field.visibility}{'+p' if field.programme else ''}" for field in form.fields)


def _reminder(rule: ReminderRule) -> tuple[str, ...]:
    sign = "-" if rule.offset < timedelta() else "+"
    return rule.id, f"{rule.anchor} {sign} {_amount(abs(rule.offset))}", rule.to


def _amount(length: timedelta) -> str:
    minutes = length // timedelta(minutes=1)
    for unit, size in (("d", 24 * 60), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size} {unit}"
    return f"{minutes} min"


def _table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = list(rows)
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return [
        GAP + GAP.join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    ]
