"""What a form starts from, when its author wrote it elsewhere: never the words of somebody else."""

from collections.abc import Iterator, Mapping

from dialogs.cards.reading import as_typed
from dialogs.experiments.report import ADAPT, NEXT_HOW, ExperimentReport, ReportStatus
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
        if source == _LOOK_BACK:
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
    for report in _own_reports(scene, person):
        if field.type is FieldType.EXPERIMENT:
            if report.following == ADAPT:
                return _adapted(field, report, scene)
        elif name in report.fields:
            return as_typed(Form(fields=(field,)), {field.id: report.fields[name]})
    return {}


def _own_reports(scene: Scene, person: PersonId) -> Iterator[ExperimentReport]:
    mine = [r for r in scene.reports if r.person == person and r.session == scene.session.id]
    mine.sort(key=lambda r: (r.at, r.number), reverse=True)
    return (r for r in mine if r.status is ReportStatus.SUBMITTED)


def _adapted(field: Field, report: ExperimentReport, scene: Scene) -> Mapping[str, str]:
    """The next experiment begins with the situation of the one that was tried, and with how it will be adapted."""
    tried = next((one for one in scene.experiments if one.id == report.experiment), None)
    parts = {"when": tried.when if tried else "", "then": report.fields.get(NEXT_HOW) or (tried.then if tried else "")}
    return as_typed(Form(fields=(field,)), {field.id: {part: said for part, said in parts.items() if said}})
