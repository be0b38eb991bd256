"""The rules a reminder must keep: it can come some time, to somebody, and not while a session runs."""

from datetime import timedelta
from typing import Final

from dialogs.formats.between import is_collected
from dialogs.formats.model import FormatKind, Meaning, ReminderRule, Via
from dialogs.formats.plans import NOT_COUNTED, FormatDraft, ReminderDraft
from dialogs.formats.sheet import shortened

SESSION: Final = "session"
GAP_MIDDLE: Final = "gap_middle"
INTERIM_DATE: Final = "interim_date"
ANCHORS: Final = frozenset({SESSION, GAP_MIDDLE, INTERIM_DATE})
OWN_DATE: Final = "own_interim_date"
RECIPIENTS: Final = frozenset(
    {
        "all",
        "hotseat",
        "inbrenger",
        "moderator",
        "group",
        "open_experiment",
        "open_experiment_without_report",
        "without_experiment",
        OWN_DATE,
    }
)
FARTHEST: Final = timedelta(days=90)
A_WEEK: Final = timedelta(days=7)


def check_reminders(draft: FormatDraft) -> None:
    seen: set[str] = set()
    for each in draft.reminders:
        if each.rule.id in seen:
            each.sheet.refuse("id", f"There is already a reminder '{each.rule.id}'; give it another id.")
        seen.add(each.rule.id)
        faults = len(each.sheet.faults.faults)
        if _known(draft, each):
            if each.offset_known:
                _check_offset(draft, each)
            _check_sessions(draft, each)
            _check_recipients(draft, each)
            if each.offset_known and len(each.sheet.faults.faults) == faults:
                _check_use(draft, each)


def _known(draft: FormatDraft, each: ReminderDraft) -> bool:
    """Whether what it hangs on and whom it is for are words of ours; the rest is then worth a look."""
    rule, sheet = each.rule, each.sheet
    if rule.anchor and rule.anchor not in ANCHORS:
        sheet.refuse("anchor", f"'{shortened(rule.anchor)}' is not known; choose {' or '.join(sorted(ANCHORS))}.")
    if rule.to and rule.to not in RECIPIENTS:
        sheet.refuse("to", f"'{shortened(rule.to)}' is not known; choose {' or '.join(sorted(RECIPIENTS))}.")
    if rule.form is not None and rule.form not in draft.forms:
        sheet.refuse("form", f"There is no form '{shortened(rule.form)}' between the sessions.")
    return rule.anchor in ANCHORS and rule.to in RECIPIENTS


def _check_offset(draft: FormatDraft, each: ReminderDraft) -> None:
    rule, sheet = each.rule, each.sheet
    if abs(rule.offset) > FARTHEST:
        way = "before" if rule.offset < timedelta() else "after"
        sheet.refuse("offset", f"This is {abs(rule.offset).days} days {way} it; at most {FARTHEST.days} make sense.")
    elif rule.anchor == INTERIM_DATE and rule.offset:
        sheet.refuse("offset", "It comes on the day that a person chose; write '0 days'.")
    elif rule.anchor == SESSION and not rule.offset:
        sheet.refuse("offset", "It would never come: it must be before the session (-7 days) or after it (+1 day).")
    elif rule.anchor == SESSION and timedelta() < rule.offset < (longest := _longest_session(draft)):
        message = f"This is while the session may still run; wait {_minutes(longest)} or longer."
        sheet.refuse("offset", message)
    elif rule.anchor == SESSION and rule.offset < -A_WEEK and _needs_a_gap(draft, rule):
        days = -rule.offset // timedelta(days=1)
        message = (
            f"Where the session before is less than {days} days away this comes before that one and is left out; "
            f"say so with 'minimum_gap_days: {days + 1}'."
        )
        sheet.warn("offset", message)


def _minutes(length: timedelta) -> str:
    return f"{length // timedelta(minutes=1)} minutes"


def _longest_session(draft: FormatDraft) -> timedelta:
    minutes = [number for session in draft.sessions for number in (session.minutes or {}).values()]
    return timedelta(minutes=max(minutes, default=0))


def _needs_a_gap(draft: FormatDraft, rule: ReminderRule) -> bool:
    later = [number for numbers in _numbers(draft) for number in numbers[1:] if _meant(rule, number)]
    return bool(later) and timedelta(days=rule.minimum_gap_days or 0) <= -rule.offset


def _check_sessions(draft: FormatDraft, each: ReminderDraft) -> None:
    rule, sheet = each.rule, each.sheet
    there = {number for numbers in _numbers(draft) for number in numbers}
    known = True
    for key, given in (("sessions", rule.sessions), ("not_sessions", rule.not_sessions)):
        for number in given:
            if number not in there:
                known = False
                sheet.refuse(key, f"There is no session {number}.")
    if rule.sessions and rule.not_sessions:
        sheet.refuse("not_sessions", "Name the sessions it is for or those it is not for; keep one of the two.")
    elif known and there and not any(_comes(rule, numbers) for numbers in _numbers(draft)):
        key = next((key for key in ("not_sessions", "sessions", "anchor") if sheet.has(key)), "anchor")
        sheet.refuse(key, f"It would never come: {_why_never(rule, there)}.")


def _numbers(draft: FormatDraft) -> tuple[tuple[int, ...], ...]:
    """The sessions of each preset."""
    return tuple(
        tuple(session.number for session in draft.sessions if session.played_in(preset)) for preset in draft.presets
    )


def _meant(rule: ReminderRule, number: int) -> bool:
    return number not in rule.not_sessions and (not rule.sessions or number in rule.sessions)


def _comes(rule: ReminderRule, numbers: tuple[int, ...]) -> bool:
    return any(_meant(rule, number) for number in _possible(rule, numbers))


def _possible(rule: ReminderRule, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """A gap has a session on both sides and belongs to the later one; after the last session nothing is asked."""
    if rule.anchor != SESSION:
        return numbers[1:]
    return numbers[:-1] if rule.offset > timedelta() else numbers


def _why_never(rule: ReminderRule, there: set[int]) -> str:
    if not any(_meant(rule, number) for number in there):
        return "no session is left"
    if rule.anchor != SESSION:
        return "there is no gap before the first session, and it belongs to the session after the gap"
    return "nothing is asked after the last session"


def _check_recipients(draft: FormatDraft, each: ReminderDraft) -> None:
    rule, sheet = each.rule, each.sheet
    if (rule.to == OWN_DATE) != (rule.anchor == INTERIM_DATE):
        key = "to" if rule.to == OWN_DATE else "anchor"
        sheet.refuse(key, f"'anchor: {INTERIM_DATE}' and 'to: {OWN_DATE}' belong together; write both or neither.")
    elif rule.to == OWN_DATE and not _asks_for_a_day(draft):
        sheet.refuse("anchor", "It would never come: no question has 'meaning: interim_date'.")
    if rule.to == "hotseat" and draft.kind is FormatKind.ACTION_LEARNING:
        sheet.refuse("to", "Action learning has no hotseat; use all, inbrenger, moderator or group.")
    if rule.to == "inbrenger" and draft.kind is FormatKind.MASTERMIND:
        sheet.refuse("to", "A mastermind has no inbrenger; use all, hotseat, moderator or group.")
    if (rule.to == "group") != (rule.via is Via.GROUP):
        sheet.refuse("via", "'via: group' and 'to: group' belong together: what is for some is said to them alone.")


def _check_use(draft: FormatDraft, each: ReminderDraft) -> None:
    """Of a rule that is right in itself: whether it has something to say where it comes."""
    rule, sheet = each.rule, each.sheet
    after = rule.anchor == SESSION and rule.offset > timedelta()
    if rule.form is not None and not any(_is_collected(draft, rule, preset) for preset in draft.presets):
        sheet.refuse("form", f"It would never come: no round of these sessions uses '{shortened(rule.form)}'.")
    if after and rule.to == MODERATOR:
        sheet.refuse("offset", "It would never come: the run sheet is made before a session; write '-1 day'.")
    elif after and rule.to in _BY_ROLE and rule.form is None:
        sheet.refuse("offset", "After a session there is nothing to tell them; name a form, or write a day before it.")
    longest = 2 * abs(rule.offset) // timedelta(days=1) + 1
    if rule.anchor == GAP_MIDDLE and rule.offset and (rule.minimum_gap_days or 0) < longest:
        message = (
            f"In a gap shorter than {longest} days this falls outside it and is left out; "
            f"say so with 'minimum_gap_days: {longest}'."
        )
        sheet.warn("offset", message)
    meant = {number for numbers in _numbers(draft) for number in _possible(rule, numbers) if _meant(rule, number)}
    if rule.minimum_gap_days is not None and meant == {1}:
        sheet.warn("minimum_gap_days", "This counts for nothing: there is no gap before the first session.")
    if rule.to not in NOT_COUNTED and rule.priority == 0:
        sheet.warn(
            "priority", "With 0 it does not count for the two days a week that people are reminded; write 1 to 9."
        )


MODERATOR: Final = "moderator"
_BY_ROLE: Final = frozenset({"all", "hotseat", "inbrenger"})


def _is_collected(draft: FormatDraft, rule: ReminderRule, preset: str) -> bool:
    plans = [session.plan(preset) for session in draft.sessions if session.played_in(preset)]
    possible = _possible(rule, tuple(plan.number for plan in plans))
    return any(
        plan.number in possible
        and _meant(rule, plan.number)
        and is_collected(rule.form or "", plan, draft.kind or FormatKind.MASTERMIND)
        for plan in plans
    )


def _asks_for_a_day(draft: FormatDraft) -> bool:
    forms = [draft.forms[name] for name in draft.forms]
    forms += [each.form for session in draft.sessions for each in session.rounds if each.form is not None]
    return any(one.field.meaning is Meaning.INTERIM_DATE for form in forms for one in form.fields)
