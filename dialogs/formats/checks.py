"""The rules a format as a whole must keep: minutes, presets, sources, purposes, forms between sessions, reminders."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from dialogs.formats.faults import FaultList
from dialogs.formats.fields import FROM_ROUNDS
from dialogs.formats.model import (
    Audience,
    FormatKind,
    Purpose,
    Shows,
    Visibility,
)
from dialogs.formats.plans import FormatDraft, RoundDraft, SessionDraft
from dialogs.formats.reminders import check_reminders
from dialogs.formats.rounds import check_round
from dialogs.formats.sheet import shortened
from dialogs.formats.sources import Sources, check_references

SHORT_SESSION: Final = 60  # minutes; from here on a person may be asked for one form more
FORMS_IN_SHORT: Final = 2
FORMS_IN_LONG: Final = 3
NEEDS_FORM: Final[Mapping[Shows, str]] = {Shows.HARVEST: "harvest", Shows.REPORTS: "look_back"}
UNNAMED: Final = frozenset({Visibility.UNNAMED, Visibility.NOBODY})


def check(draft: FormatDraft, faults: FaultList, *, shipped: bool, kept: bool = False) -> None:
    """`kept`: it was right when a group began with it. A reminder that we know now to be idle harms nobody, while a
    group whose format cannot be read any more stands still."""
    for session in _written(draft):
        for each in session.rounds:
            check_round(each, draft.kind)
    for preset in draft.presets:
        _check_preset(draft, preset, faults, shipped=shipped)
    _check_forms_between(draft)
    if not kept:
        check_reminders(draft)


def _check_preset(draft: FormatDraft, preset: str, faults: FaultList, *, shipped: bool) -> None:
    sessions = tuple(session for session in draft.sessions if session.played_in(preset))
    suffix = f" in preset '{preset}'" if len(draft.presets) > 1 else ""
    if not sessions and draft.sessions:
        draft.sheet.refuse("presets", f"No session is played{suffix}; give one minutes for it, or remove the preset.")
    for position, session in enumerate(sessions, 1):
        if session.number and session.number != position:
            session.sheet.refuse(
                "number", f"Sessions are numbered 1, 2, 3 in their order{suffix}; make this {position}."
            )
        if session.like is None:
            _check_minutes(session, preset, suffix)
            _check_required_forms(session, preset, suffix, faults, shipped=shipped)
    _check_optional(sessions, suffix)
    _check_ids_and_sources(draft, sessions, preset, suffix)
    if draft.kind is FormatKind.MASTERMIND:
        _check_purposes(sessions, preset, suffix)


def _written(draft: FormatDraft) -> tuple[SessionDraft, ...]:
    """Without those that are like another: what is wrong there is told once."""
    return tuple(session for session in draft.sessions if session.like is None)


def _check_optional(sessions: tuple[SessionDraft, ...], suffix: str) -> None:
    """A group leaves sessions away from the end, so that their numbers go on without gaps."""
    if sessions and sessions[0].optional:
        sessions[0].sheet.refuse("optional", f"The first session{suffix} is always played; remove this line.")
    for earlier, later in pairwise(sessions):
        if earlier.optional and not later.optional:
            message = f"After an optional session{suffix} only optional ones come; make this one optional too."
            later.sheet.refuse("optional", message)


def _played(session: SessionDraft, preset: str) -> tuple[RoundDraft, ...]:
    return tuple(each for each in session.rounds if each.played_in(preset))


def _check_minutes(session: SessionDraft, preset: str, suffix: str) -> None:
    rounds = _played(session, preset)
    if session.minutes is not None and not rounds and session.rounds:
        session.sheet.refuse("rounds", f"No round is played{suffix}; give one minutes for it.")
    for each in rounds:
        steps = sum(step.minutes for step in each.round.steps)
        if each.minutes is not None and steps and steps != each.minutes[preset]:
            message = f"The steps take {steps} minutes and the round {each.minutes[preset]}{suffix}; make them equal."
            each.sheet.refuse("steps", message)
    if session.minutes is None or not rounds or any(each.minutes is None for each in rounds):
        return  # the fault is already noted where it stands
    total, wanted = sum((each.minutes or {})[preset] for each in rounds), session.minutes[preset]
    if total != wanted:
        far = f"{abs(total - wanted)} too {'many' if total > wanted else 'few'}"
        message = f"The rounds take {total} minutes and the session has {wanted}{suffix}: {far}."
        session.sheet.refuse("minutes", message)


def _check_required_forms(session: SessionDraft, preset: str, suffix: str, faults: FaultList, *, shipped: bool) -> None:
    """Each person is asked for a form at most twice, three times in a long session."""
    minutes = (session.minutes or {}).get(preset)
    if minutes is None:
        return
    most = FORMS_IN_SHORT if minutes < SHORT_SESSION else FORMS_IN_LONG
    required = [each for each in _played(session, preset) if each.form is not None and each.form.form.required]
    for who, audiences in ASKED.items():
        asked = [each for each in required if each.round.audience in audiences]
        if len(asked) <= most:
            continue
        over = asked[most]
        message = (
            f"This is required form number {most + 1} for {who} in a session of {minutes} minutes{suffix}; "
            f"at most {most} fit. Make one of {', '.join(each.round.id for each in asked)} optional."
        )
        note = faults.refuse if shipped else faults.warn
        sheet = over.form.sheet if over.form else over.sheet
        note(line=sheet.line("required"), path=sheet.at("required"), message=message)
        return


# Whom a round may ask. Who is chosen is only known when the round opens, so it counts for everyone.
_ANYONE: Final = frozenset({Audience.ALL, Audience.CHOSEN, Audience.ALL_BUT_CHOSEN})
ASKED: Final[Mapping[str, frozenset[Audience]]] = {
    "a participant": _ANYONE | {Audience.ALL_BUT_HOTSEAT},
    "the hotseat": _ANYONE | {Audience.HOTSEAT},
    "the inbrenger": _ANYONE | {Audience.ALL_BUT_HOTSEAT, Audience.INBRENGER},
    "the omdenker": _ANYONE | {Audience.ALL_BUT_HOTSEAT, Audience.OMDENKER},
    "the moderator": frozenset({Audience.MODERATOR}),
}


def _check_purposes(sessions: tuple[SessionDraft, ...], preset: str, suffix: str) -> None:
    final = max((at for at, session in enumerate(sessions) if not session.optional), default=0)
    for at, session in enumerate(sessions):
        if session.like is not None and not session.rounds:
            continue  # like one that is not there, which was told
        first, last = at == 0, at >= final  # a group may stop at any that nothing but optional ones come after
        wanted = [Purpose.HOTSEAT if first else Purpose.LOOK_BACK, *([Purpose.INSIGHTS] if last else [])]
        there = {each.round.purpose for each in _played(session, preset)}
        which = "single" if first and last else "first" if first else "last" if last else "later"
        for purpose in wanted:
            if purpose not in there:
                message = f"The {which} session of a mastermind needs a round with 'purpose: {purpose}'{suffix}."
                session.sheet.refuse("rounds", message)


def _check_ids_and_sources(draft: FormatDraft, sessions: tuple[SessionDraft, ...], preset: str, suffix: str) -> None:
    everything = [each for session in sessions if session.like is None for each in _played(session, preset)]
    all_ids = {each.round.id for each in everything}
    earlier: dict[str, RoundDraft] = {}
    for each in everything:
        if each.round.id in earlier:
            each.sheet.refuse("id", f"There is already a round '{each.round.id}'{suffix}; give it another id.")
        sources = Sources(draft=draft, earlier=earlier, all_ids=all_ids, suffix=suffix)
        if each.round.shows_from is not None:
            sources.check_round(each.sheet, each.round.shows_from)
        for fielded in each.form.fields if each.form else ():
            if fielded.field.type in FROM_ROUNDS and fielded.field.source is not None:
                sources.check_field(fielded.sheet, fielded.field.source)
        earlier[each.round.id] = each


def _check_forms_between(draft: FormatDraft) -> None:
    for form in draft.forms.values():
        check_references(draft, form)
        if form.form.one_tap:
            form.sheet.refuse("one_tap", "One tap belongs to a round of a session; remove this line.")
        for each in form.fields:
            if each.field.visibility in UNNAMED:
                message = "A and N need a round in which the answers are shown together; use G or M between sessions."
                each.sheet.refuse("visibility", message)
            if each.field.type in FROM_ROUNDS and each.field.source is not None:
                empty = Sources(draft=draft, earlier={}, all_ids=set(), suffix=" before a form between sessions")
                empty.check_field(each.sheet, each.field.source)
    for session in _written(draft):
        for played in session.rounds:
            if played.form is not None:
                check_references(draft, played.form)
            _check_forms_of(draft, played)


def _check_forms_of(draft: FormatDraft, played: RoundDraft) -> None:
    for name in played.round.prepared_by:
        if name not in draft.forms:
            played.sheet.refuse("prepared_by", f"There is no form '{shortened(name)}' between the sessions.")
    for shown in played.round.shows:
        needed = NEEDS_FORM.get(shown)
        if needed is not None and needed not in draft.forms:
            message = f"To show '{shown}' the format needs a form '{needed}' between its sessions."
            played.sheet.refuse("shows", message)
