"""The answer dialog as one person sees it at this moment: empty, filled in before, refused or warned."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from dialogs.cards.actions.answers import AnswerSave, AnswerSubmit, AnswerWithdraw, TakePartAloud
from dialogs.cards.actions.between import CatchUpAnswer
from dialogs.cards.form_view import Fault, FormView, Tick
from dialogs.cards.forms import form_dialog
from dialogs.cards.offers import Offers
from dialogs.cards.picked import how_field, picks_own
from dialogs.cards.reading import as_typed
from dialogs.formats.model import Form, Meaning
from dialogs.groups import Group
from dialogs.ids import PersonId, SessionId
from dialogs.sessions.model import Answer, RoundRun
from dialogs.sessions.views import for_another, has_answered
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog
from dialogs.usecases.offering import offers_of
from dialogs.usecases.own_experiment import Origination, own_offers
from dialogs.usecases.prefill import prefilled
from dialogs.usecases.scene import Scene

NO_FAULTS: Final[Mapping[str, Fault]] = {}


def next_session_day(group: Group, number: int) -> date | None:
    """The local day of the group's next session; the last session has none."""
    following = group.after(number)
    return following.starts_at.astimezone(group.zone).date() if following else None


def looks_back_halfway(form: Form) -> bool:
    """Whether it asks for a day that lies before the next session; any other day may be as late as people choose."""
    return any(f.meaning is Meaning.INTERIM_DATE for f in form.fields)


def today(scene: Scene) -> date:
    return scene.now.astimezone(scene.group.zone).date()


def answer_dialog(
    scene: Scene,
    run: RoundRun,
    *,
    person: PersonId,
    texts: Texts,
    values: Mapping[str, str] | None = None,
    draft: bool = False,
    faults: Mapping[str, Fault] = NO_FAULTS,
    notices: tuple[str, ...] = (),
    ticks: tuple[Tick, ...] = (),
    behalf: bool = False,
    catching_up: bool = False,
) -> ShowDialog:
    """`values` is what was typed just now or kept as a draft; None shows the stored answer, if any. `catching_up`:
    after the session, once."""
    round_ = scene.round(run.key)
    form = round_.form
    if form is None:
        raise ValueError(f"round {round_.id} has no form")
    if behalf:
        form = for_another(form)
    own = scene.session.answers.get((run.key, person))
    version = own.version if own else 0
    given = own is not None and has_answered(own)
    session, key = scene.session.id, run.key
    withdraw = AnswerWithdraw(session=session, round=key.round_id, run=key.run, version=version)
    return form_dialog(
        FormView(
            heading=round_.title.in_(texts.language),
            form=form,
            prompt=round_.prompt.in_(texts.language),
            submit=CatchUpAnswer(session=session, round=key.round_id, run=key.run, version=version)
            if catching_up
            else AnswerSubmit(
                session=session, round=key.round_id, run=key.run, version=version, behalf=person if behalf else None
            ),
            values=values if values is not None else (_stored(form, own) or prefilled(form, scene, person)),
            offers={**offers_of(form, scene), **_own_offers(form, scene, run, person, behalf=behalf)},
            faults=faults,
            notices=notices,
            ticks=ticks,
            draft=draft,
            until=texts.say("form.catch_up") if catching_up else _until(scene, run, form, texts),
            behalf=scene.name(person) if behalf else None,
            first_day=_first_day(own, today(scene)),
            last_day=next_session_day(scene.group, scene.session.number) if looks_back_halfway(form) else None,
            save=_save(session, run, version) if form.drafts and not (behalf or catching_up) else None,
            withdraw=withdraw if given and not (behalf or catching_up or faults) else None,
            aloud=None if behalf or catching_up or faults or form.has_unnamed_fields else _aloud(scene, person),
        ),
        texts,
    )


def _own_offers(form: Form, scene: Scene, run: RoundRun, person: PersonId, *, behalf: bool) -> Offers:
    if not picks_own(form):
        return {}
    place = Origination(session=scene.session.id, run=run.key, person=person).id
    own = [e for e in scene.experiments if e.person == person]
    reports = scene.reports if how_field(form) else ()
    return own_offers(form, own, but=place, reports=reports, to_another=behalf)


def _first_day(own: Answer | None, today: date) -> date:
    """The client refuses a day in the past, but not the one that was chosen before and stands there already."""
    said = (parts.get("on") for parts in (own.fields if own else {}).values() if isinstance(parts, Mapping))
    return min((today, *(date.fromisoformat(day) for day in said if isinstance(day, str))))


def _save(session: SessionId, run: RoundRun, version: int) -> AnswerSave:
    return AnswerSave(session=session, round=run.key.round_id, run=run.key.run, version=version)


def _stored(form: Form, own: Answer | None) -> Mapping[str, str]:
    return as_typed(form, own.fields) if own and has_answered(own) else {}


def _aloud(scene: Scene, person: PersonId) -> TakePartAloud | None:
    seat = scene.session.seat(person)
    return TakePartAloud(session=scene.session.id, aloud=not seat.aloud) if seat else None


def _until(scene: Scene, run: RoundRun, form: Form, texts: Texts) -> str | None:
    if form.has_nobody_fields:
        return None
    if scene.round(run.key).kind.revealed:
        return texts.say("form.change.until_shown")
    if run.forms_until is None:
        return None
    return texts.say("form.change.until", until=texts.moment(run.forms_until, scene.group.zone))
