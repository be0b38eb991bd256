"""The dialogs of one's own experiments, and the form in which one that is under way can be chosen."""

from datetime import UTC, date, datetime
from typing import Any

from dialogs.cards.actions.answers import AnswerSubmit
from dialogs.cards.actions.experiments import ExperimentDetails, ExperimentSave, ExperimentSubmit
from dialogs.cards.experiment_form import AboutWhat, detail_lines, filled, long_form, short_form
from dialogs.cards.experiment_list import (
    ExperimentListView,
    ExperimentPageView,
    ListedExperiment,
    experiment_dialog,
    list_dialog,
)
from dialogs.cards.form_view import FormView, Tick
from dialogs.cards.forms import form_dialog
from dialogs.cards.offers import Offer
from dialogs.cards.values import line_of
from dialogs.experiments.model import Details, Experiment, ExperimentState, Level, Safety, Size, WithWhom
from dialogs.experiments.rules import AUTHOR_MAY, OPEN
from dialogs.formats.model import Choice, Field, FieldType, Form, Text, Visibility
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

SESSION = SessionId("0197a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b")
ID = ExperimentId("f" * 32)
LONGEST = Experiment(
    id=ID,
    group=GroupId("g1"),
    person=PersonId("p1"),
    when=("een overleg vastloopt " * 9)[:140],
    then=("vraag ik eerst wat iedereen zelf kan doen " * 9)[:280],
    on=date(2027, 5, 11),
    safety=Safety.TEAM_FIRST,
    state=ExperimentState.RUNNING,
    version=3,
    programme=True,
    details=Details(
        expects=("dat het rustiger wordt " * 14)[:280],
        success=("iedereen iets heeft gezegd " * 9)[:200],
        watching=("wie er zwijgt " * 15)[:200],
        with_whom=WithWhom.OTHER_ORGANISATION,
        size=Size.UNDER_HALF_AN_HOUR,
        level=Level.ORGANISATION,
        dilemma=3,
        bottleneck=SESSION,
    ),
    session=SESSION,
    round_id="1.8",
    run=1,
    created_at=datetime(2027, 5, 10, tzinfo=UTC),
)
ABOUT = AboutWhat(
    dilemmas=tuple(("Wie houdt de lijn vast als de plek wisselt? " * 12)[:500] for _ in range(3)),
    bottlenecks={SESSION: ("Iedereen wacht op een ander. " * 8)[:200]},
)


def _text(nl: str, en: str) -> Text:
    return Text(nl=nl, en=en)


NEXT = Form(
    fields=(
        Field(
            id="how",
            type=FieldType.CHOICE,
            label=_text("Zo ga ik verder", "This is how I go on"),
            visibility=Visibility.GROUP,
            required=True,
            choices=(
                Choice(id="go_on", text=_text("Ik ga door", "I go on")),
                Choice(id="adapt", text=_text("Ik pas het aan", "I adapt it")),
                Choice(id="other", text=_text("Iets anders", "Something else")),
            ),
        ),
        Field(
            id="experiment",
            type=FieldType.EXPERIMENT,
            label=_text("Mijn volgende experiment", "My next experiment"),
            visibility=Visibility.GROUP,
            required=True,
        ),
    ),
    required=True,
)
OWN = (Offer(id=ID, text=LONGEST.title), Offer(id="e" * 32, text="wacht ik even"))


def own_experiments(texts: Texts) -> dict[str, Any]:
    items = tuple(ListedExperiment(id=ID, title=LONGEST.title, state=state) for state in ExperimentState)
    pages = {f"experiment-{state}": experiment_dialog(_page(state, texts), texts) for state in ExperimentState}
    return {
        "experiment-list": list_dialog(ExperimentListView(session=SESSION, items=items, notice="!?"), texts),
        **pages,
        "experiment-short": _short(texts),
        "experiment-long": _long(texts),
        "experiment-next": _next(texts),
    }


def _page(state: ExperimentState, texts: Texts) -> ExperimentPageView:
    """As full as it can be."""
    return ExperimentPageView(
        session=SESSION,
        experiment=ID,
        seal=999_983,
        line=line_of(LONGEST),
        history=tuple((one, LONGEST.on) for one in (*ExperimentState, state)),
        details=tuple(detail_lines(LONGEST, ABOUT, texts)),
        follows=LONGEST.title,
        programme=True,
        may_edit=state in OPEN,
        may_report=state in OPEN,
        may=AUTHOR_MAY[state],
        may_withdraw=True,
        notice="Intussen gewijzigd.",
        ticks=(Tick.ANYWAY,),
    )


def _short(texts: Texts) -> ShowDialog:
    return form_dialog(
        FormView(
            heading="Experiment",
            form=short_form(texts),
            submit=ExperimentSubmit(session=SESSION, number=2, follows=ID),
            save=ExperimentSave(session=SESSION, number=2, follows=ID),
            faults={"experiment.on": ("form.fault.day_past", {"first": date(2027, 5, 10)})},
            first_day=date(2027, 5, 10),
        ),
        texts,
    )


def _long(texts: Texts) -> ShowDialog:
    form = long_form(LONGEST, ABOUT, texts)
    return form_dialog(
        FormView(
            heading="Experiment",
            form=form,
            submit=ExperimentDetails(session=SESSION, experiment=ID, seal=1),
            save=ExperimentSave(session=SESSION, experiment=ID),
            values=filled(form, LONGEST),
            notices=("Er loopt er al een paar.",),
            ticks=tuple(Tick),
            first_day=date(2027, 5, 10),
        ),
        texts,
    )


def _next(texts: Texts) -> ShowDialog:
    return form_dialog(
        FormView(
            heading="2.6",
            form=NEXT,
            submit=AnswerSubmit(session=SESSION, round="2.6", run=1, version=0),
            offers={"experiment": OWN},
            faults={"experiment.pick": ("form.fault.experiment.pick", {})},
        ),
        texts,
    )
