"""What people can do between sessions, as buttons on cards that stay: the closing summary, the planning, a round."""

from collections.abc import Iterator
from typing import Final

from dialogs.cards.actions.between import BetweenOpen, CatchUpOpen
from dialogs.cards.actions.look_back import ExperimentReportOpen
from dialogs.cards.extra import Extra
from dialogs.formats.between import belongs_to_session
from dialogs.formats.model import SessionPlan, Shows
from dialogs.groups import Group, SessionHead
from dialogs.ids import PersonId
from dialogs.programmes.model import Role
from dialogs.reminders.calendar import Calendar
from dialogs.reminders.rules import laid_out
from dialogs.sessions.model import RoundPhase, RoundRun, Session, SessionPhase
from dialogs.sessions.seats import makes_up_the_group
from dialogs.usecases.forms_between import (
    ATTENDANCE,
    CONSENT,
    HARVEST,
    HIGHLIGHT,
    HIGHLIGHT_VOTE,
    LOOK_BACK,
    PREPARATIONS,
    is_the_hotseats,
)
from dialogs.usecases.scene import Scene

_ROOM: Final = 4
"""A card holds six buttons, and most have two of their own. What is left out stands on the planning, or is typed."""
_BOARDS: Final = frozenset({Shows.REPORTS, Shows.HARVEST})


def summary_buttons(group: Group, session: Session) -> tuple[Extra, ...]:
    """Beside *Experiment invullen*: who comes next time, the look-back, the harvest when the next is the last; and
    *Inhalen*."""
    following = next((h for h in group.sessions if h.number > session.number and h.phase is SessionPhase.PLANNED), None)
    extras = tuple(_for_next(group, following)) if following is not None else ()
    catch_up = Extra(key="button.catch_up", action=CatchUpOpen(session=session.id))
    return (*extras, catch_up)[:_ROOM]


def is_asked_at_once(group: Group, following: SessionHead, calendar: Calendar) -> bool:
    """Whether no reminder asks who comes to the next session: it is too near, or a holiday or the day on which this one
    was held left no moment for it (domain.md section 7)."""
    rules = [rule for rule in group.format.reminders if rule.form == ATTENDANCE]
    if following.phase is not SessionPhase.PLANNED or not rules:
        return False
    return not any(
        one.left_out is None and one.session.id == following.id and one.rule in rules
        for one in laid_out(group, calendar)
    )


def planning_buttons(group: Group, *, reader: PersonId | None) -> tuple[Extra, ...]:
    """On the planning card, which stays in the group's chat and has at most one of its own."""
    following = _asked_for(group, reader)
    return tuple(_for_next(group, following))[: _ROOM + 1] if following is not None else ()


def status_buttons(group: Group, *, reader: PersonId | None, tried: bool) -> tuple[Extra, ...]:
    """On the answer to `stand`: what can be sent in now. `tried`: whether there is anything to look back on for who
    reads it."""
    following = _asked_for(group, reader)
    made = _to_send_in(group, following) if following is not None else ()
    return tuple(one for one in made if tried or not isinstance(one.action, ExperimentReportOpen))[:_ROOM]


def _asked_for(group: Group, reader: PersonId | None) -> SessionHead | None:
    """The next session, where something is asked of the reader: who leads or looks on gets no buttons of others in a
    chat of their own. None reads it: then everybody does."""
    member = group.member(reader) if reader is not None else None
    if member is not None and not makes_up_the_group(member.roles):
        return None
    return next((h for h in group.sessions if h.phase is SessionPhase.PLANNED), None)


def _for_next(group: Group, head: SessionHead) -> Iterator[Extra]:
    if ATTENDANCE in group.format.forms:
        yield _between("button.coming", head, ATTENDANCE, choice="yes")
        yield _between("button.cannot_come", head, ATTENDANCE, choice="no")
    yield from _to_send_in(group, head)


def _to_send_in(group: Group, head: SessionHead) -> Iterator[Extra]:
    """What the coming session will show, as far as it has not begun; what can wait comes last."""
    forms, plan = group.format.forms, group.plan(head.number)
    brings_in = belongs_to_session(HIGHLIGHT, plan)
    if LOOK_BACK in forms and _looks_back(group, plan):
        yield Extra(key="button.look_back", action=ExperimentReportOpen(session=head.id))
    if HARVEST in forms and belongs_to_session(HARVEST, plan):
        yield _between("button.harvest", head, HARVEST)
    if HIGHLIGHT in forms and brings_in:
        yield _between("button.highlight", head, HIGHLIGHT)
    for name in PREPARATIONS:
        if name in forms and belongs_to_session(name, plan) and not is_the_hotseats(name, group):
            yield _between("button.prepare", head, name)
    if CONSENT in forms and belongs_to_session(CONSENT, plan) and group.with_role(Role.INBRENGER):
        yield _between("button.family_consent", head, CONSENT)
    if HIGHLIGHT_VOTE in forms and brings_in:
        yield _between("button.highlight_vote", head, HIGHLIGHT_VOTE)


def _looks_back(group: Group, plan: SessionPlan) -> bool:
    """There is something to look back on once a session was held."""
    begun = any(h.phase in {SessionPhase.OPEN, SessionPhase.ENDED} for h in group.sessions)
    return begun and any(not _BOARDS.isdisjoint(round_.shows) for round_ in plan.rounds)


def _between(key: str, head: SessionHead, form: str, *, choice: str | None = None) -> Extra:
    return Extra(key=key, action=BetweenOpen(session=head.id, form=form, choice=choice))


def round_buttons(scene: Scene, run: RoundRun) -> tuple[Extra, ...]:
    """On a round's card: the look-back where its board stands, the harvest where that is told."""
    if run.phase not in {RoundPhase.OPEN, RoundPhase.DONE}:
        return ()
    return tuple(_of_a_round(scene, run))


def _of_a_round(scene: Scene, run: RoundRun) -> Iterator[Extra]:
    forms, shows, session = scene.group.format.forms, scene.round(run.key).shows, scene.session.id
    if LOOK_BACK in forms and not _BOARDS.isdisjoint(shows):
        yield Extra(key="button.look_back", action=ExperimentReportOpen(session=session))
    if HARVEST in forms and Shows.HARVEST in shows:
        yield Extra(key="button.harvest", action=BetweenOpen(session=session, form=HARVEST))
