"""What the harvest brought, as the group reads it; and answers that are read side by side.

Of an experiment stands here what its author told the group: on the harvest card, or in a report the group may read.
What is between a person and the moderator leaves no trace: that person tells it, like who sent in nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dialogs.cards.blocks import Block, Nothing
from dialogs.cards.columns_block import ColumnLine, Columns
from dialogs.cards.contributions_block import Contributions
from dialogs.cards.expand import by_experiment
from dialogs.cards.harvest_blocks import Harvest, HarvestLine, Timeline, TimelineLine
from dialogs.cards.values import tell
from dialogs.experiments.model import Experiment, ExperimentState
from dialogs.experiments.report import Done, ExperimentReport
from dialogs.experiments.rules import after_report
from dialogs.formats.model import Field, FieldType, Form, Visibility
from dialogs.ids import ExperimentId, PersonId
from dialogs.policy.matrix import Reader, Stage
from dialogs.sessions.model import RoundRun, Seat
from dialogs.sessions.stages import board_is_up, harvest_is_up, stage_of
from dialogs.sessions.views import Contribution, Mark, contributions, in_group
from dialogs.texts.catalogue import Texts
from dialogs.usecases.harvesting import END_STATE
from dialogs.usecases.look_back_shown import (
    beside_a_name,
    gist,
    is_reported,
    look_back_form,
    sees_report,
    visibility_of,
)
from dialogs.usecases.offering import HARVEST, cards_of, may_be_told
from dialogs.usecases.scene import Scene
from dialogs.usecases.shown import STATES

_ENDS: Final = frozenset({ExperimentState.FINISHED, ExperimentState.GOES_ON, ExperimentState.STOPPED})
_MARKED: Final = frozenset({Stage.WITHDRAWN, Stage.TAKEN_BACK})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """Whether the group is told yet what was brought in for this very session; until then it may be changed, and held
    back."""

    cards: bool
    reports: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """An experiment as far as the group may read about it. `reports` are those it may read, oldest first; `end` is what
    became of it as far as these and the harvest card tell."""

    seat: Seat
    experiment: Experiment
    end: ExperimentState | None
    reports: tuple[ExperimentReport, ...]


# --- the board of the end


def harvest_of(scene: Scene, texts: Texts) -> Block:
    """The harvest cards of this session, with the reports. Reads the parts FORMS, REPORTS, EXPERIMENTS and
    INCIDENTS."""
    found: dict[str, list[HarvestLine]] = {}
    told: set[PersonId] = set()
    for tried in _tried(scene, _Told(cards=True, reports=True)):
        column = _column(scene, tried)
        if column is not None:
            found.setdefault(column, []).append(_harvest_line(scene, tried, texts))
            told.add(tried.seat.person)
    for seat in _seats(scene):
        marked = _marked(scene, seat) if seat.person not in told else None
        if marked is not None:
            line = HarvestLine(name=seat.name, mark=_stage(scene, marked).value)
            found.setdefault("not_done" if marked.done is Done.NO else "busy", []).append(line)
            told.add(seat.person)
    tells = tuple(seat.name for seat in _seats(scene) if seat.person not in told and _has_something(scene, seat))
    columns = {column: tuple(lines) for column, lines in found.items()}
    return Harvest(**columns, tells=tells) if columns or tells else Nothing()


def _seats(scene: Scene) -> Iterator[Seat]:
    return (seat for seat in scene.session.seats if in_group(seat))


def _tried(scene: Scene, told: _Told) -> Iterator[_Tried]:
    """What may be read with a name, in the order of the seats and of when it was thought of."""
    said: dict[PersonId, dict[ExperimentId, object]] = {
        seat.person: {ExperimentId(one): end for one, end in by_experiment(card.fields, END_STATE).items()}
        for seat, card in cards_of(scene, HARVEST)
    }
    for seat in _seats(scene):
        for one in scene.experiments:
            if one.person == seat.person and may_be_told(scene, one):
                on_card = said.get(seat.person, {}).get(one.id)
                reports = tuple(r for r in _readable(scene, one) if told.reports or r.session != scene.session.id)
                all_read = len(reports) == len([r for r in scene.reports if r.experiment == one.id])
                told_all = all_read and (told.cards or on_card is None)
                end = _end(one, on_card if told.cards else None, reports, told_all=told_all)
                yield _Tried(seat=seat, experiment=one, end=end, reports=reports)


def _end(
    experiment: Experiment, said: object, reports: tuple[ExperimentReport, ...], *, told_all: bool
) -> ExperimentState | None:
    """As it stands now, where everything that was told about it may be read. With a report or a card that the group may
    not read, only what the group was told itself: how it stands could give away what that one says."""
    if said is None and not reports:
        return None
    if told_all and experiment.state in _ENDS:
        return experiment.state
    if isinstance(said, str) and said in _ENDS:
        return ExperimentState(said)
    unknown = replace(experiment, state=ExperimentState.RUNNING)
    ends = (after_report(unknown, report.done, report.following) for report in reversed(reports))
    return next((end for end in ends if end in _ENDS), None)


def _readable(scene: Scene, experiment: Experiment) -> Iterator[ExperimentReport]:
    for report in scene.reports:
        hidden = scene.incidents.get(report.session, frozenset())
        if report.experiment == experiment.id and sees_report(
            report, experiment, Reader.GROUP, up=_was_shown(scene, report), reported=is_reported(hidden, report)
        ):
            yield report


def _was_shown(scene: Scene, report: ExperimentReport) -> bool:
    """Those of earlier sessions stood on a board there; this session's stand here now."""
    numbers = {head.id: head.number for head in scene.group.sessions}
    return numbers.get(report.session, scene.session.number) <= scene.session.number


def _column(scene: Scene, tried: _Tried) -> str | None:
    """Under what it stands; None when the group was told nothing about how it went."""
    here = [report for report in tried.reports if report.session == scene.session.id]
    if tried.end is not None:
        return tried.end.value
    if here and here[-1].done is not Done.NO:
        return "busy"
    return "not_done" if here else None


def _harvest_line(scene: Scene, tried: _Tried, texts: Texts) -> HarvestLine:
    form = look_back_form(scene.group.format)
    newest = next(reversed(tried.reports), None)
    learned = gist(newest, form, texts) if newest else ""
    added = newest.supplements if newest else ()
    more = (texts.say("card.contribution.supplement", text=said) for said in added)
    what = beside_a_name(tried.experiment, texts)
    return HarvestLine(name=tried.seat.name, said=tuple(said for said in (what, learned, *more) if said))


def _marked(scene: Scene, seat: Seat) -> ExperimentReport | None:
    """A report of this session that the group knew of and may no longer read."""
    known = {one.id: one for one in scene.experiments}
    for report in scene.reports:
        if report.session != scene.session.id or report.person != seat.person or report.experiment not in known:
            continue
        if visibility_of(report, known[report.experiment]) is Visibility.GROUP and _stage(scene, report) in _MARKED:
            return report
    return None


def _stage(scene: Scene, report: ExperimentReport) -> Stage:
    return stage_of(report, up=True, reported=is_reported(scene.hidden, report))


def _has_something(scene: Scene, seat: Seat) -> bool:
    there = not (seat.absent or seat.cannot_come)
    return there and any(one.person == seat.person for one in scene.experiments)


# --- from session to session


def timeline_of(scene: Scene, texts: Texts) -> Block:
    """How each experiment went, from session to session: of this one as soon as its own board is up. Reads FORMS,
    REPORTS, EXPERIMENTS and INCIDENTS."""
    session = scene.session
    tried = list(_tried(scene, _Told(cards=harvest_is_up(session), reports=board_is_up(session))))
    items = [TimelineLine(name=seat.name, steps=tuple(_steps(scene, seat, tried, texts))) for seat in _seats(scene)]
    items = [item for item in items if item.steps]
    return Timeline(items=tuple(items), counts=tuple(_counts(scene, tried, texts))) if items else Nothing()


def _steps(scene: Scene, seat: Seat, tried: list[_Tried], texts: Texts) -> Iterator[str]:
    numbers = {head.id: head.number for head in scene.group.sessions}
    for one in tried:
        if one.seat.person != seat.person:
            continue
        went = [texts.say(f"card.timeline.report.{r.done}", session=numbers.get(r.session)) for r in one.reports]
        ended = [texts.say(f"card.timeline.state.{one.end}")] if one.end is not None else []
        yield " · ".join([one.experiment.title, *went, *ended])


def _counts(scene: Scene, tried: list[_Tried], texts: Texts) -> Iterator[str]:
    for head in scene.group.sessions:
        if head.number > scene.session.number:
            continue
        for key, count in (
            ("looked_back", sum(r.session == head.id for one in tried for r in one.reports)),
            ("thought_of", sum(one.experiment.session == head.id for one in tried)),
        ):
            if count:
                yield texts.plural(f"card.timeline.{key}", count, session=head.number)


# --- side by side


_BOTH_SIDES: Final = ("works_when", "works_not_when")
"""Two questions that ask for both sides of a thing."""
_EFFECTS: Final = ("helps", "hinders")
"""The choices of a question that sorts what was written into one side or the other."""


def columns_of(scene: Scene, run: RoundRun, form: Form, texts: Texts) -> Block | None:
    """Two columns, where a round asks for both sides of a thing (3.4) or on which side a thing is (A7); None for every
    other round."""
    fields = {f.id: f for f in form.fields if f.visibility is Visibility.GROUP}
    seen = contributions(scene.session, run, None, hidden=scene.hidden)
    if all(name in fields for name in _BOTH_SIDES):
        left, right = (fields[name] for name in _BOTH_SIDES)
        return _columns(
            (left.label.in_(texts.language), right.label.in_(texts.language)),
            [*_written(seen, left, texts), *_marks(seen, texts)],
            [*_written(seen, right, texts), *_only_added(seen, fields, texts)],
        )
    effect = next((f for f in fields.values() if {c.id for c in f.choices} == set(_EFFECTS)), None)
    written = next((f for f in fields.values() if f.type in {FieldType.SHORT_TEXT, FieldType.LONG_TEXT}), None)
    if effect is None or written is None:
        return None
    beside = tuple(f for f in fields.values() if f not in (effect, written))
    sides = [[one for one in seen if one.fields.get(effect.id) == side] for side in _EFFECTS]
    titles = {choice.id: choice.text.in_(texts.language) for choice in effect.choices}
    return _columns(
        (titles[_EFFECTS[0]], titles[_EFFECTS[1]]),
        [*_written(sides[0], written, texts, beside=beside), *_marks(seen, texts)],
        [*_written(sides[1], written, texts, beside=beside), *_only_added(seen, fields, texts)],
    )


def _columns(titles: tuple[str, str], left: Sequence[ColumnLine], right: Sequence[ColumnLine]) -> Block:
    if not left and not right:
        return Contributions(items=())
    return Columns(left_title=titles[0], right_title=titles[1], left=tuple(left), right=tuple(right))


def _written(
    seen: Sequence[Contribution], field: Field, texts: Texts, *, beside: Sequence[Field] = ()
) -> Iterator[ColumnLine]:
    for one in seen:
        said = one.fields.get(field.id)
        if one.mark is Mark.PLAIN and isinstance(said, str):
            more = [tell(f, one.fields[f.id], texts, offers={}) for f in beside if f.id in one.fields]
            text = f"{said} ({', '.join(more)})" if more else said
            yield ColumnLine(name=one.name, text=" · ".join([_with_how(one, text, texts), *_added(one, texts)]))


def _with_how(one: Contribution, text: str, texts: Texts) -> str:
    """Before what came after the session, or was said aloud and typed by another."""
    if one.by:
        return f"{texts.say('card.contribution.by', name=one.name, by=one.by_name)} {text}"
    return f"{texts.say('card.contribution.caught_up')} {text}" if one.caught_up else text


def _added(one: Contribution, texts: Texts) -> Iterator[str]:
    return (texts.say("card.contribution.supplement", text=more) for more in one.supplements)


def _marks(seen: Sequence[Contribution], texts: Texts) -> Iterator[ColumnLine]:
    """What became of an answer that may not be read any more: once, not on both sides."""
    for one in seen:
        if one.mark is not Mark.PLAIN:
            yield ColumnLine(name=one.name, text=texts.say(f"card.contribution.{STATES[one.mark]}"))


def _only_added(seen: Sequence[Contribution], fields: Mapping[str, Field], texts: Texts) -> Iterator[ColumnLine]:
    """Who gave no answer and added something afterwards."""
    for one in seen:
        if one.mark is Mark.PLAIN and one.supplements and fields.keys().isdisjoint(one.fields):
            yield ColumnLine(name=one.name, text=" · ".join(_added(one, texts)))
