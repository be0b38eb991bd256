"""What a form starts from, when its author wrote it elsewhere: never the words of somebody else."""

from collections.abc import Mapping, Sequence

from dialogs.cards.picked import ADAPT, GO_ON, NEW, PICK, how_field, picks_own
from dialogs.cards.reading import as_typed
from dialogs.experiments.model import Experiment
from dialogs.experiments.report import NEXT_HOW, ExperimentReport, ReportStatus
from dialogs.experiments.rules import OPEN
from dialogs.formats.model import Field, FieldType, Form
from dialogs.groups import FormAnswer
from dialogs.ids import PersonId
from dialogs.usecases.scene import Scene

_LOOK_BACK = "look_back"


def prefilled(form: Form, scene: Scene, person: PersonId) -> Mapping[str, str]:
    """Inputs by field id, for `prefill: look_back.x` (the person's newest report) and `harvest.x` (their card). Used
    where there is no own answer and no draft. Reads what `parts_of_form` says."""
    inputs: dict[str, str] = {}
    for field in form.fields:
        source, _, name = (field.prefill or "").partition(".")
        if source == _LOOK_BACK and field.type is FieldType.EXPERIMENT:
            inputs.update(_next_step(form, field, scene, person))
        elif source == _LOOK_BACK:
            inputs.update(_from_reports(field, name, scene, person))
        elif source:
            inputs.update(_from_card(field, name, own_card(scene, source, person)))
    return inputs


def own_card(scene: Scene, form: str, person: PersonId) -> FormAnswer | None:
    """What this person sent in between the sessions, for this one."""
    return next((f for f in scene.forms if f.form == form and f.person == person), None)


def _from_card(field: Field, name: str, card: FormAnswer | None) -> Mapping[str, str]:
    return as_typed(Form(fields=(field,)), {field.id: card.fields[name]}) if card and name in card.fields else {}


def _from_reports(field: Field, name: str, scene: Scene, person: PersonId) -> Mapping[str, str]:
    """Of this session's reports the newest that says something about it."""
    said = next((r.fields[name] for r in _own_reports(scene, person) if name in r.fields), None)
    return {} if said is None else as_typed(Form(fields=(field,)), {field.id: said})


def _own_reports(scene: Scene, person: PersonId) -> Sequence[ExperimentReport]:
    """Newest first."""
    mine = [r for r in scene.reports if r.person == person and r.session == scene.session.id]
    mine.sort(key=lambda r: (r.at, r.number), reverse=True)
    return [r for r in mine if r.status is ReportStatus.SUBMITTED]


# --- what somebody tries next, as *daarom ga ik ...* said


def _next_step(form: Form, field: Field, scene: Scene, person: PersonId) -> Mapping[str, str]:
    """Of the newest report that leads to a step: the experiment to go on with, or the words of the one it is adapted
    into."""
    own = [one for one in scene.experiments if one.person == person]
    for report in _own_reports(scene, person):
        tried = next((one for one in own if one.id == report.experiment), None)
        step = _step(form, field, report, tried, own) if tried else {}
        if step:
            return step
    return {}


def _step(
    form: Form, field: Field, report: ExperimentReport, tried: Experiment, own: Sequence[Experiment]
) -> Mapping[str, str]:
    if report.following == ADAPT:
        following = next((one for one in reversed(own) if one.follows == tried.id), None)
        return _adapted(form, field, report, tried) if following is None else _gone_on_with(form, field, following)
    return _gone_on_with(form, field, tried) if report.following == GO_ON else {}


def _gone_on_with(form: Form, field: Field, one: Experiment) -> Mapping[str, str]:
    if one.state not in OPEN or not picks_own(form):
        return {}
    return {**_how(form, GO_ON), f"{field.id}.{PICK}": one.id}


def _adapted(form: Form, field: Field, report: ExperimentReport, tried: Experiment) -> Mapping[str, str]:
    """It begins with the situation of the one that was tried, and with how it will be adapted."""
    parts = {"when": tried.when, "then": report.fields.get(NEXT_HOW) or tried.then}
    base = tried.id if how_field(form) else NEW
    return {**_how(form, ADAPT), **as_typed(Form(fields=(field,)), {field.id: parts}), f"{field.id}.{PICK}": base}


def _how(form: Form, step: str) -> Mapping[str, str]:
    asked = how_field(form)
    return {asked.id: step} if asked else {}
