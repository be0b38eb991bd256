"""Reads a whole format from its sheet: sessions, rounds, forms between sessions, reminders."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from dialogs.formats.forms import FormDraft, form_from
from dialogs.formats.model import (
    Audience,
    Format,
    FormatKind,
    ModeratorLines,
    Priority,
    Purpose,
    ReminderRule,
    Round,
    RoundKind,
    SessionPlan,
    Shows,
    Step,
    Text,
    Via,
)
from dialogs.formats.sheet import Sheet

FORMAT_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
PRESET_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
ROUND_ID: Final = re.compile(r"[A-Za-z0-9]{1,10}(\.[0-9]{1,3})?")
RULE_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
OFFSET: Final = re.compile(r"([+-]?)([0-9]{1,3}) ?(day|hour|minute)s?")
LONGEST_TOLERANCE: Final = timedelta(days=14)
UNITS: Final[Mapping[str, timedelta]] = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
}
NO_TEXT: Final = Text(nl="", en="")
LONGEST_SESSION: Final = 480
MOST_SESSIONS: Final = 20
LAST_PRIORITY: Final = 9
"""Of a reminder to people that says nothing of it: it gives way to every other."""
NOT_COUNTED: Final = frozenset({"moderator", "group"})
"""Whom a reminder may come to that takes nobody's days a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDraft:
    """`minutes` for each preset that plays the round; None when they could not be read."""

    sheet: Sheet
    round: Round
    minutes: Mapping[str, int] | None
    form: FormDraft | None
    kind_known: bool

    def played_in(self, preset: str) -> bool:
        return self.minutes is None or preset in self.minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDraft:
    """`like`: played as one that was written before it, which holds the rounds and has been checked for both."""

    sheet: Sheet
    number: int
    title: Text
    minutes: Mapping[str, int] | None
    rounds: tuple[RoundDraft, ...]
    like: int | None = None
    optional: bool = False

    def played_in(self, preset: str) -> bool:
        return self.minutes is None or preset in self.minutes

    def plan(self, preset: str) -> SessionPlan:
        rounds = tuple(
            replace(each.round, minutes=(each.minutes or {}).get(preset, 0))
            for each in self.rounds
            if each.played_in(preset)
        )
        minutes = (self.minutes or {}).get(preset, 0)
        return SessionPlan(number=self.number, title=self.title, minutes=minutes, rounds=rounds, optional=self.optional)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderDraft:
    sheet: Sheet
    rule: ReminderRule
    offset_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatDraft:
    sheet: Sheet
    id: str
    version: int
    kind: FormatKind | None
    title: Text
    presets: tuple[str, ...]
    sessions: tuple[SessionDraft, ...]
    forms: Mapping[str, FormDraft]
    reminders: tuple[ReminderDraft, ...]

    def format(self) -> Format:
        return Format(
            id=self.id,
            version=self.version,
            kind=self.kind or FormatKind.MASTERMIND,
            title=self.title,
            presets={
                preset: tuple(session.plan(preset) for session in self.sessions if session.played_in(preset))
                for preset in self.presets
            },
            forms={name: draft.form for name, draft in self.forms.items()},
            reminders=tuple(draft.rule for draft in self.reminders),
        )


def format_from(sheet: Sheet) -> FormatDraft:
    presets = _presets(sheet)
    between = sheet.child("forms")
    for name in between.block.nodes:
        if not RULE_ID.fullmatch(name):
            between.refuse(name, "Name a form like 'attendance' or 'look_back' (a-z, digits and _).")
    draft = FormatDraft(
        sheet=sheet,
        id=sheet.name("format", FORMAT_ID, like="'mastermind-4' (a-z, digits and -)"),
        version=sheet.number("version", lowest=1, highest=10_000, required=True) or 1,
        kind=sheet.one_of("kind", FormatKind, required=True),
        title=sheet.text("title", longest=60, required=True) or NO_TEXT,
        presets=presets,
        sessions=_sessions(sheet, presets),
        forms={name: form_from(between.child(name)) for name in between.block.nodes},
        reminders=tuple(_reminder(each) for each in sheet.children("reminders", named_by="id")),
    )
    sheet.close()
    return draft


def _presets(sheet: Sheet) -> tuple[str, ...]:
    words = sheet.words("presets")
    for word in words:
        if not PRESET_ID.fullmatch(word):
            sheet.refuse("presets", f"'{word[:40]}' is no good name here; write it like 'standard' or '45'.")
    if len(set(words)) < len(words):
        sheet.refuse("presets", "Each preset is named once; remove the double one.")
    return tuple(dict.fromkeys(words)) or ("standard",)


def _sessions(sheet: Sheet, presets: tuple[str, ...]) -> tuple[SessionDraft, ...]:
    found: list[SessionDraft] = []
    for each in sheet.children("sessions", named_by="number", required=True):
        found.append(_session(each, presets, earlier=found))
    return tuple(found)


def _session(sheet: Sheet, presets: tuple[str, ...], *, earlier: Sequence[SessionDraft]) -> SessionDraft:
    number = sheet.number("number", lowest=1, highest=MOST_SESSIONS, required=True) or 0
    optional = sheet.flag("optional")
    like = sheet.number("like", lowest=1, highest=MOST_SESSIONS)
    if sheet.has("like"):
        draft = _alike(sheet, number, like, earlier=earlier)
    else:
        draft = SessionDraft(
            sheet=sheet,
            number=number,
            title=sheet.text("title", longest=60, required=True) or NO_TEXT,
            minutes=sheet.counts("minutes", presets, highest=LONGEST_SESSION),
            rounds=tuple(_round(each, presets) for each in sheet.children("rounds", named_by="id", required=True)),
        )
    sheet.close()
    return replace(draft, optional=optional)


def _alike(sheet: Sheet, number: int, like: int | None, *, earlier: Sequence[SessionDraft]) -> SessionDraft:
    """A session that is played as another; only its title may be its own. The nearest one above it is meant: presets
    that count their sessions for themselves may have the same number."""
    title = sheet.text("title", longest=60)
    for key in ("minutes", "rounds"):
        if sheet.node(key) is not None:
            sheet.refuse(key, f"A session like another takes its {key} from there; remove this, or the line 'like'.")
    model = next((one for one in reversed(earlier) if one.number == like), None)
    if model is None:
        if like is not None:
            sheet.refuse("like", f"There is no session {like} above this one to be like.")
        return SessionDraft(sheet=sheet, number=number, title=title or NO_TEXT, minutes=None, rounds=(), like=like or 0)
    return replace(model, sheet=sheet, number=number, title=title or model.title, like=like)


def _round(sheet: Sheet, presets: tuple[str, ...]) -> RoundDraft:
    kind = sheet.one_of("kind", RoundKind, required=True)
    prompt = sheet.text("prompt", longest=400, required=True) or NO_TEXT
    form = form_from(sheet.child("form")) if sheet.node("form") is not None else None
    minutes = sheet.counts("minutes", presets, highest=LONGEST_SESSION)
    found = Round(
        id=sheet.name("id", ROUND_ID, like="'1.4' or 'A7'"),
        title=sheet.text("title", longest=60, required=True) or NO_TEXT,
        kind=kind or RoundKind.SPOKEN,
        audience=sheet.one_of("audience", Audience) or Audience.ALL,
        minutes=0,
        priority=sheet.one_of("priority", Priority) or Priority.MUST,
        prompt=prompt,
        lines=_lines(sheet, prompt),
        purpose=sheet.one_of("purpose", Purpose),
        form=form.form if form else None,
        shows=sheet.several_of("shows", Shows),
        shows_from=sheet.word("from"),
        shown_line=sheet.text("shown_line", longest=200),
        steps=tuple(_step(each) for each in sheet.children("steps", named_by="title")),
        told_by=sheet.one_of("told_by", Audience),
        seconds_each=sheet.number("seconds_each", lowest=10, highest=600),
        prepared_by=sheet.words("prepared_by"),
    )
    sheet.close()
    return RoundDraft(sheet=sheet, round=found, minutes=minutes, form=form, kind_known=kind is not None)


def _lines(sheet: Sheet, prompt: Text) -> ModeratorLines:
    """Who writes none opens with the prompt."""
    lines = sheet.child("lines")
    opening = lines.text("open", longest=300, required=sheet.has("lines"))
    rescue = tuple(each.both(longest=300) for each in lines.children("rescue", named_by="id"))
    lines.close()
    return ModeratorLines(open=opening or prompt, rescue=rescue)


def _step(sheet: Sheet) -> Step:
    step = Step(
        title=sheet.text("title", longest=40, required=True) or NO_TEXT,
        minutes=sheet.number("minutes", lowest=1, highest=LONGEST_SESSION, required=True) or 0,
    )
    sheet.close()
    return step


def _reminder(sheet: Sheet) -> ReminderDraft:
    to, offset = sheet.word("to", required=True) or "", _offset(sheet)
    priority = sheet.number("priority", lowest=0, highest=LAST_PRIORITY)
    rule = ReminderRule(
        id=sheet.name("id", RULE_ID, like="'first_experiment' (a-z, digits and _)"),
        anchor=sheet.word("anchor", required=True) or "",
        offset=offset if offset is not None else timedelta(),
        to=to,
        form=sheet.word("form"),
        sessions=sheet.numbers("sessions", lowest=1, highest=MOST_SESSIONS),
        not_sessions=sheet.numbers("not_sessions", lowest=1, highest=MOST_SESSIONS),
        minimum_gap_days=sheet.number("minimum_gap_days", lowest=1, highest=365),
        priority=priority if priority is not None else 0 if to in NOT_COUNTED else LAST_PRIORITY,
        exempt_from_quiet_hours=sheet.flag("exempt_from_quiet_hours"),
        tolerance=_tolerance(sheet),
        via=sheet.one_of("via", Via) or (Via.GROUP if to == "group" else Via.PERSONAL),
    )
    sheet.close()
    return ReminderDraft(sheet=sheet, rule=rule, offset_known=offset is not None)


def _offset(sheet: Sheet) -> timedelta | None:
    word = sheet.word("offset", required=True)
    if word is None:
        return None
    found = OFFSET.fullmatch(word)
    if found is None:
        sheet.refuse("offset", "Write it like '-7 days', '+1 day' or '-1 hour'; a minus is before.")
        return None
    return UNITS[found[3]] * int(found[2]) * (-1 if found[1] == "-" else 1)


def _tolerance(sheet: Sheet) -> timedelta:
    """How late a reminder may still be said; a day when the rule does not tell."""
    word = sheet.word("tolerance")
    if word is None:
        return timedelta(days=1)
    found = OFFSET.fullmatch(word)
    length = UNITS[found[3]] * int(found[2]) if found is not None and not found[1] else timedelta()
    if not timedelta() < length <= LONGEST_TOLERANCE:
        sheet.refuse(
            "tolerance", "Write how late it may be, like '50 minutes', '20 hours' or '3 days'; at most 14 days."
        )
    return length
