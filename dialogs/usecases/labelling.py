"""The moderator says later which kind of bottleneck it is, and where it plays."""

from collections.abc import Iterator, Mapping
from typing import Any

from dialogs.cards.actions.keys import contribution_key, read_contribution_key
from dialogs.cards.actions.regie_texts import LabelBottleneck
from dialogs.cards.labels import NO_LEVEL, BottleneckLine, LabelsView, LabelView, label_dialog, labels_dialog
from dialogs.cards.reading import chosen
from dialogs.experiments.bottlenecks import Category, suggested
from dialogs.experiments.model import Level
from dialogs.experiments.report import ReportStatus
from dialogs.formats.model import Form, Meaning
from dialogs.groups import BottleneckLabel
from dialogs.ids import PersonId
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import Fields, RunKey
from dialogs.sessions.views import Mark, contributions, moderator_sees
from dialogs.turns import Reply
from dialogs.usecases.look_back_shown import is_reported, look_back_form, place_of, reports_here
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.scene import Part, Scene, read_scene

_NEEDS = frozenset({Part.EXPERIMENTS, Part.INCIDENTS, Part.REPORTS})


async def labels_page(by: Moderator, *, notice: str | None = None, done: str | None = None) -> Reply:
    """Everything somebody ran into in this session, as far as the moderator may read it by now."""
    async with by.house.reading() as uow:
        lines = await _lines(uow, by)
    if not lines:
        return await by.again(notice=notice or by.texts.say("reply.labels.none"))
    view = LabelsView(session=by.scene.session.id, lines=tuple(lines.values()), notice=notice, done=done)
    return labels_dialog(view, by.texts)


async def label_bottleneck(by: Moderator, action: LabelBottleneck, data: Mapping[str, Any]) -> Reply:
    """Without `of` one was chosen from the list; with it the two answers came in."""
    async with by.house.writing() as uow:
        lines = await _lines(uow, by)
        of = action.of or chosen(data, lines)
        line = lines.get(of) if of else None
        if line is not None and action.of is not None:
            category = chosen(data, list(Category), name="category")
            level = chosen(data, [*Level, NO_LEVEL], name="level")
            if category is None:
                return _one(by, line, level=level, notice=by.texts.say("reply.labels.category"))
            await uow.labels.put(_label(by, line, Category(category), level))
            await uow.commit()
    if line is None:
        return await labels_page(by, notice=by.texts.say("reply.labels.gone" if of else "reply.labels.choose"))
    if action.of is None:
        return _one(by, line, level=None)
    return await labels_page(by, done=by.texts.say("reply.labels.kept", name=line.name))


def _one(by: Moderator, line: BottleneckLine, *, level: str | None, notice: str | None = None) -> Reply:
    """Begins with what was chosen before; where nothing was, with what the words point at."""
    first = line.category is None and notice is None
    category, plays = suggested(line.text) if first else (line.category, line.level)
    view = LabelView(
        session=by.scene.session.id,
        line=line,
        category=category.value if category else None,
        level=level or (plays.value if plays else NO_LEVEL if line.category else None),
        proposed=first and category is not None,
        notice=notice,
    )
    return label_dialog(view, by.texts)


def _label(by: Moderator, line: BottleneckLine, category: Category, level: str | None) -> BottleneckLabel:
    place = read_contribution_key(line.key)
    assert place is not None  # the key was made here
    run, person = place
    return BottleneckLabel(
        session=by.scene.session.id,
        run=run,
        person=person,
        category=category.value,
        level=Level(level) if level is not None and level != NO_LEVEL else None,
        by=by.person,
        at=by.house.now(),
    )


async def _lines(uow: UnitOfWork, by: Moderator) -> Mapping[str, BottleneckLine]:
    """By key, with the labels they have."""
    scene = await read_scene(uow, by.scene.session.id, now=by.house.now(), parts=_NEEDS) or by.scene
    labels = {
        (one.run, one.person): one
        for one in await uow.labels.of_group(scene.group.id)
        if one.session == scene.session.id
    }
    found = {}
    for run, person, text in _bottlenecks(scene, by.person):
        key, label = contribution_key(run, person), labels.get((run, person))
        found[key] = BottleneckLine(
            key=key,
            name=scene.name(person),
            text=text,
            category=_known(label.category) if label else None,
            level=label.level if label else None,
        )
    return found


def _known(category: str) -> Category:
    return Category(category) if category in Category.__members__.values() else Category.OTHER


def _bottlenecks(scene: Scene, reader: PersonId) -> Iterator[tuple[RunKey, PersonId, str]]:
    """Of the rounds; and of reports by who wrote nothing about it in a round, which is filled in from the report.
    What was withdrawn is gone, and what was reported waits for another word first."""
    written: set[PersonId] = set()
    for run in scene.session.runs:
        form = scene.round(run.key).form
        if form is None or not moderator_sees(scene.session, run):
            continue
        for one in contributions(scene.session, run, reader, hidden=scene.hidden):
            said = _said(form, one.fields)
            if said and one.mark not in {Mark.WITHDRAWN, Mark.REPORTED}:
                written.add(one.person)
                yield run.key, one.person, said
    form = look_back_form(scene.group.format)
    for report, _ in reports_here(scene):
        said = _said(form, report.fields) if form else None
        stands = report.status is ReportStatus.SUBMITTED and not is_reported(scene.hidden, report)
        if said and stands and report.person not in written:
            yield place_of(report), report.person, said


def _said(form: Form, fields: Fields) -> str | None:
    asked = next((f.id for f in form.fields if f.meaning is Meaning.BOTTLENECK), None)
    said = fields.get(asked) if asked else None
    return said if isinstance(said, str) else None
