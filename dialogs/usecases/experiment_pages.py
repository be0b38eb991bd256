"""The pages on which somebody sees and tells about their own experiments."""

from collections.abc import Mapping, Sequence
from typing import Final

from dialogs.cards.actions.experiments import ExperimentDetails, ExperimentSave, ExperimentSubmit
from dialogs.cards.experiment_form import detail_lines, filled, short_form
from dialogs.cards.experiment_list import (
    ExperimentListView,
    ExperimentPageView,
    ListedExperiment,
    experiment_dialog,
    list_dialog,
)
from dialogs.cards.form_view import FormView, Tick
from dialogs.cards.forms import form_dialog
from dialogs.cards.values import line_of
from dialogs.experiments.model import ExperimentState, StateChange
from dialogs.experiments.rules import AUTHOR_MAY, effective, may_edit, seal
from dialogs.ids import ExperimentId, SessionId
from dialogs.turns import Reply
from dialogs.usecases.answer_returned import told
from dialogs.usecases.checking import Returned
from dialogs.usecases.experiment_desk import Desk, OneExperiment
from dialogs.usecases.own_experiment import born_in, is_outside

_REPORTED_ON: Final = frozenset({ExperimentState.RUNNING, ExperimentState.GOES_ON})
_LOOK_BACK: Final = "look_back"
_NOTHING: Final = Returned()


def list_page(desk: Desk, *, notice: str | None = None) -> Reply:
    """The open ones first; what is over can still be looked at, and taken up again."""
    items = [ListedExperiment(id=e.id, title=e.title, state=effective(e, desk.today)) for e in desk.own]
    items.sort(key=lambda one: one.state in _OVER)
    view = ExperimentListView(session=desk.scene.session.id, items=tuple(items), notice=notice)
    return list_dialog(view, desk.texts)


_OVER: Final = frozenset({ExperimentState.FINISHED, ExperimentState.STOPPED})


def page(
    one: OneExperiment, history: Sequence[StateChange], *, notice: str | None = None, ticks: tuple[Tick, ...] = ()
) -> Reply:
    """`history` is as stored; what its day has made of it since is told too."""
    stored, desk, zone = one.stored, one.desk, one.desk.scene.group.zone
    stands = effective(stored, desk.today)
    days = [(change.state, change.at.astimezone(zone).date()) for change in history]
    if stands is not stored.state:
        days.append((stands, stored.on))
    base = desk.one(stored.follows)
    view = ExperimentPageView(
        session=one.session,
        experiment=stored.id,
        seal=seal(stored),
        line=line_of(stored),
        history=tuple(days),
        details=tuple(detail_lines(stored, one.about, desk.texts)),
        follows=base.title if base else None,
        visibility=stored.visibility,
        programme=stored.programme,
        may_edit=may_edit(stored),
        may_report=stands in _REPORTED_ON and _LOOK_BACK in desk.scene.group.format.forms,
        may=AUTHOR_MAY[stands],
        may_withdraw=is_outside(born_in(stored)),  # one of a round is withdrawn there, with its answer
        notice=notice,
        ticks=ticks,
    )
    return experiment_dialog(view, desk.texts)


def new_page(
    desk: Desk,
    *,
    session: SessionId,
    number: int,
    follows: ExperimentId | None = None,
    values: Mapping[str, str] | None = None,
    draft: bool = False,
    returned: Returned = _NOTHING,
    notices: tuple[str, ...] = (),
) -> Reply:
    """The short form. One that follows from another is read by the same people."""
    texts, base = desk.texts, desk.one(follows)
    form = short_form(texts)
    if base is not None:
        form = short_form(texts, visibility=base.visibility, programme=base.programme)
    return form_dialog(
        FormView(
            heading=texts.say("button.experiment"),
            form=form,
            submit=ExperimentSubmit(session=session, number=number, follows=base.id if base else None),
            save=ExperimentSave(session=session, number=number, follows=base.id if base else None),
            values=values or {},
            faults=returned.faults,
            notices=(*notices, *(told(texts, notice) for notice in returned.notices)),
            ticks=returned.ticks,
            draft=draft,
            first_day=desk.today,
        ),
        texts,
    )


def long_page(
    one: OneExperiment,
    *,
    values: Mapping[str, str] | None = None,
    returned: Returned = _NOTHING,
    notices: tuple[str, ...] = (),
) -> Reply:
    """As it was kept for later, else as it stands; or with what was typed just now."""
    texts, form = one.desk.texts, one.form
    known = one.draft if one.draft is not None else filled(form, one.stored)
    return form_dialog(
        FormView(
            heading=texts.say("form.experiment.label"),
            form=form,
            submit=ExperimentDetails(session=one.session, experiment=one.stored.id, seal=seal(one.stored)),
            save=ExperimentSave(session=one.session, experiment=one.stored.id),
            values=values if values is not None else known,
            faults=returned.faults,
            notices=(*notices, *(told(texts, notice) for notice in returned.notices)),
            ticks=returned.ticks,
            draft=values is None and one.draft is not None,
            first_day=min(one.desk.today, one.stored.on),  # the day that stands there is no fault
        ),
        texts,
    )
