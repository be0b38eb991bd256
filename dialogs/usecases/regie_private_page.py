"""The page of `Regie` for the moderator alone: who is missing, what came in, and what may still be done with it."""

from collections.abc import Iterator
from dataclasses import replace

from dialogs.cards.actions.keys import contribution_key
from dialogs.cards.contributions_block import Part
from dialogs.cards.offers import is_consent
from dialogs.cards.regie_private import PrivateContribution, PrivateLine, PrivateView, Standing, private_dialog
from dialogs.cards.values import in_a_line, parts
from dialogs.formats.model import FieldType, Form, Visibility
from dialogs.ids import PersonId
from dialogs.sessions.model import RoundRun
from dialogs.sessions.views import (
    Contribution,
    Mark,
    contributions,
    group_sees,
    in_group,
    missing,
    moderator_sees,
)
from dialogs.texts.catalogue import Texts
from dialogs.turns import Reply
from dialogs.usecases.ambition_shown import PREPARATION_RUN
from dialogs.usecases.experiment_contributions import experiments_told
from dialogs.usecases.experiments_shown import experiments_for_moderator
from dialogs.usecases.forms_between import told_to_moderator
from dialogs.usecases.harvesting import HARVEST_PLACE
from dialogs.usecases.look_back_shown import shows_board, without_report
from dialogs.usecases.missed_sessions import missed_lines
from dialogs.usecases.offering import offers_of
from dialogs.usecases.own_experiment import is_outside
from dialogs.usecases.report_contributions import reports_for_moderator, reports_to_moderator_only
from dialogs.usecases.scene import Scene
from dialogs.usecases.standings import MOVES, UNDECIDED


def private(
    scene: Scene, person: PersonId, texts: Texts, *, notice: str | None = None, done: str | None = None
) -> Reply:
    """The second page: who is missing, what came in, what can be held back."""
    session, run = scene.session, scene.session.current
    round_ = scene.round(run.key) if run else None
    form = round_.form if round_ else None
    absent = tuple(s.name for s in session.seats if in_group(s) and (s.absent or s.cannot_come))
    aloud = tuple(s.name for s in session.seats if in_group(s) and s.aloud)
    names: tuple[str, ...] | None = ()
    if form is not None and form.has_unnamed_fields:
        names = None
    elif round_ is not None and shows_board(round_):
        names = tuple(without_report(scene))
    elif run is not None:
        names = tuple(s.name for s in missing(session, run))
    title = round_.title.in_(texts.language) if round_ else texts.say(f"regie.session.{session.phase}")
    shown: tuple[PrivateContribution, ...] | None = ()
    if run is not None and form is not None:
        shown = tuple(_private(scene, run, form, person, texts)) if moderator_sees(session, run) else None
    before = _just_before(scene, run)
    lines = tuple(_lines(scene, person, texts))
    lines += tuple(reports_to_moderator_only(scene, run, before, texts))
    lines += tuple(PrivateLine(name=name, text=said) for name, said in told_to_moderator(scene, texts))
    lines += tuple(PrivateLine(name=name, text=said) for name, said in experiments_for_moderator(scene, texts))
    earlier = (
        *reports_for_moderator(scene, run, before, texts),
        *experiments_told(scene, texts),
        *_earlier(scene, run, before, person, texts),
    )
    if earlier:
        shown = (*(shown or ()), *earlier)
    view = PrivateView(
        session=session.id,
        title=title,
        missing=names,
        aloud=aloud,
        absent=absent,
        missed=missed_lines(scene),
        lines=lines,
        contributions=shown,
        notice=notice,
        done=done,
    )
    return private_dialog(view, texts)


def _lines(scene: Scene, person: PersonId, texts: Texts) -> Iterator[PrivateLine]:
    """M fields, which nobody else reads, of every round: its form may stay open long after the talk went on. A tick
    that lets the programme quote is no news for who leads."""
    for run in scene.session.runs:
        round_ = scene.round(run.key)
        form = round_.form
        if form is None:
            continue
        secret = [f.id for f in form.fields if f.visibility is Visibility.MODERATOR and not is_consent(f)]
        for one in contributions(scene.session, run, person, hidden=scene.hidden):
            said = parts(form, one.fields, texts, offers={}, shown=secret)
            if said:
                name = f"{one.name} ({round_.title.in_(texts.language)})"
                yield PrivateLine(name=name, text=in_a_line(said))


def _private(scene: Scene, run: RoundRun, form: Form, person: PersonId, texts: Texts) -> Iterator[PrivateContribution]:
    group_fields = [f.id for f in form.fields if f.visibility is Visibility.GROUP or f.type is FieldType.EXPERIMENT]
    if not group_fields:
        return
    offers = offers_of(form, scene)
    for one in contributions(scene.session, run, person, hidden=scene.hidden):
        standing = _standing(scene, run, one)
        added = (Part(text=texts.say("card.contribution.supplement", text=said)) for said in one.supplements)
        yield PrivateContribution(
            key=contribution_key(run.key, one.person),
            name=one.name,
            parts=(*parts(form, one.fields, texts, offers=offers, shown=group_fields), *added),
            standing=standing,
            can=MOVES.get(standing, ()),
            by=one.by_name,
        )


def _earlier(
    scene: Scene, current: RoundRun | None, before: RoundRun | None, person: PersonId, texts: Texts
) -> Iterator[PrivateContribution]:
    """From earlier rounds: what came in beside a talk, where it goes on coming in; what still waits for the
    moderator's word; and what the round just before left in the chat."""
    for key, author in scene.hidden:
        if key in {PREPARATION_RUN, HARVEST_PLACE} or is_outside(key):
            yield PrivateContribution(
                key=contribution_key(key, author),
                name=scene.name(author),
                parts=(Part(text=texts.say(f"button.{key.round_id}")),),
                standing=Standing.HIDDEN,
                can=MOVES[Standing.HIDDEN],
            )
    for run in scene.session.runs:
        round_ = scene.round(run.key)
        if round_.form is None or run == current:
            continue
        for one in _private(scene, run, round_.form, person, texts):
            left = run == before and one.standing is Standing.SHOWN
            if not round_.kind.revealed or left or one.standing in UNDECIDED:
                yield replace(one, name=f"{one.name} ({round_.title.in_(texts.language)})")


def _just_before(scene: Scene, current: RoundRun | None) -> RoundRun | None:
    if current is None or current.order is None:
        return None
    opened = [run for run in scene.session.runs if run.order is not None and run.order < current.order]
    return max(opened, key=lambda run: run.order or 0, default=None)


def _standing(scene: Scene, run: RoundRun, one: Contribution) -> Standing:
    match one.mark:
        case Mark.HELD:
            return Standing.HELD
        case Mark.TAKEN_BACK:
            return Standing.TAKEN_BACK
        case Mark.WITHDRAWN:
            return Standing.WITHDRAWN
        case Mark.REPORTED:
            return Standing.HIDDEN
        case Mark.PLAIN:
            return Standing.SHOWN if group_sees(scene.session, run) else Standing.IN
