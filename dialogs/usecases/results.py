"""What the group reads when a round's answers are shown, or a talk is over: the result card's view."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

from dialogs.cards.blocks import (
    AmbitionVersions,
    Average,
    Block,
    ChoiceCount,
    ChoiceCounts,
    Contributions,
    ExperimentLine,
    Experiments,
    Nothing,
    Part,
)
from dialogs.cards.blocks import Contribution as Shown
from dialogs.cards.offers import bounds
from dialogs.cards.picked import PICKED, experiment_field
from dialogs.cards.round import RoundView
from dialogs.formats.model import Field, FieldType, Form, Round, RoundKind, Shows, Visibility
from dialogs.ids import PersonId
from dialogs.sessions.model import RoundPhase, RoundRun, SessionPhase, Tally
from dialogs.sessions.views import Contribution, Mark, contributions
from dialogs.texts.catalogue import Texts
from dialogs.usecases.ambition import version_fields
from dialogs.usecases.ambition_shown import timeline
from dialogs.usecases.experiments_shown import line_in_result
from dialogs.usecases.harvest_shown import columns_of
from dialogs.usecases.offering import chosen_texts
from dialogs.usecases.pictures import frame
from dialogs.usecases.scene import Scene
from dialogs.usecases.shown import STATES, contributions_shown

_PICKS: Final = frozenset({FieldType.CHOICE, FieldType.CHOICES, FieldType.PICK, FieldType.VOTES})
MOST_VOTED: Final = 5
"""How many of the tips that got votes are shown: the ones to remember."""


def result_view(scene: Scene, run: RoundRun, texts: Texts) -> RoundView | None:
    """The answers together. None while the group may not see them, or nothing came in where nothing had to."""
    round_ = scene.round(run.key)
    form = round_.form
    if form is None or run.phase not in {RoundPhase.SHOWN, RoundPhase.DONE}:
        return None
    if not round_.kind.revealed and not contributions_shown(scene, run, texts, only=_ids(_named(form))):
        return None
    return replace(
        frame(scene, run, texts),
        forms_until=None,  # answers are given on the round's own card
        blocks=(*_results(scene, run, form, texts), *_versions(scene, round_)),
        shown_line=round_.shown_line.in_(texts.language) if round_.shown_line else None,
        supplements=not form.has_unnamed_fields and not _still_open(scene, run),
        leads=scene.session.phase is SessionPhase.OPEN,
    )


def _versions(scene: Scene, round_: Round) -> Iterator[Block]:
    if Shows.AMBITION_VERSIONS in round_.shows and scene.ambitions:
        yield AmbitionVersions(versions=timeline(scene.ambitions))


def _still_open(scene: Scene, run: RoundRun) -> bool:
    """A spoken round's form takes changes for a while; until then nobody needs to add to an answer."""
    return run.forms_until is not None and scene.now <= run.forms_until


def _named(form: Form) -> list[Field]:
    return [f for f in form.fields if f.visibility is Visibility.GROUP]


def _ids(fields: list[Field]) -> frozenset[str]:
    return frozenset(f.id for f in fields)


def _results(scene: Scene, run: RoundRun, form: Form, texts: Texts) -> Iterator[Block]:
    """Picks counted with names, experiments as who tries what, averages of unnamed fields, the rest as it was said.

    A new ambition stands among its versions already.
    """
    round_, named = scene.round(run.key), _named(form)
    seen = tuple(_marked(one, texts) for one in contributions(scene.session, run, None, hidden=scene.hidden))
    if experiment_field(form) is not None:
        yield from _experiments(scene, run, form, seen, texts)
        return
    side_by_side = columns_of(scene, run, form, texts)
    if side_by_side is not None:
        yield side_by_side
        return
    picks = [f for f in named if f.type in _PICKS and round_.kind is not RoundKind.SPOKEN]
    versions = [f for f in named if Shows.AMBITION_VERSIONS in round_.shows and f in version_fields(round_).all]
    for field in picks:
        yield ChoiceCounts(items=tuple(_counts(scene, field, seen)))
    rest = _ids([f for f in named if f not in (*picks, *versions)])
    if rest or versions:  # what was added, and what became of an answer, has no other place
        items = contributions_shown(scene, run, texts, only=rest)
        if items or not (picks or versions):
            yield Contributions(items=items)
    yield from _averages(run, form, texts)


def _marked(one: Contribution, texts: Texts) -> Contribution:
    """*Anna (ingehaald)*: what came after the session."""
    return replace(one, name=f"{one.name} {texts.say('card.contribution.caught_up')}") if one.caught_up else one


def _averages(run: RoundRun, form: Form, texts: Texts) -> Iterator[Average]:
    """Of every field without a name; that there are too few answers is said once."""
    asked = [f for f in form.fields if f.visibility is Visibility.UNNAMED or _counted_unseen(f, run)]
    averages = [_average(field, run.tallies.get(field.id), texts) for field in asked]
    yield from (one for one in averages if one.mean is not None)
    yield from [one for one in averages if one.mean is None][:1]


def _counted_unseen(field: Field, run: RoundRun) -> bool:
    """An N field has its average from the moment the round was shown, and only if it can have one."""
    return field.visibility is Visibility.NOBODY and field.id in run.tallies


def _experiments(
    scene: Scene, run: RoundRun, form: Form, seen: tuple[Contribution, ...], texts: Texts
) -> Iterator[Block]:
    field = experiment_field(form)
    lines: list[ExperimentLine] = []
    others: list[Shown] = []
    for one in seen:
        said = one.fields.get(field.id) if field else None
        if one.mark is not Mark.PLAIN:
            others.append(Shown(name=one.name, state=STATES[one.mark]))
        elif isinstance(said, Mapping):
            line = line_in_result(scene, run, one, said)
            if line is not None:
                lines.append(line)
            elif PICKED in said:
                others.append(Shown(name=one.name, parts=(Part(text=texts.say("card.experiment.picked")),)))
    if lines or not others:
        yield Experiments(items=tuple(lines)) if lines else Nothing()
    if others:
        yield Contributions(items=tuple(others))


def _counts(scene: Scene, field: Field, seen: tuple[Contribution, ...]) -> Iterator[ChoiceCount]:
    """Every offered choice that somebody took, the most taken first."""
    by_text: dict[str, dict[PersonId, Contribution]] = {}
    for one in seen:
        if one.mark is Mark.PLAIN and field.id in one.fields:
            for text in chosen_texts(field, one.fields[field.id], scene):
                by_text.setdefault(text, {})[one.person] = one
    counts = [_count(text, tuple(by.values())) for text, by in by_text.items()]
    counts.sort(key=lambda count: -len(count.names))
    yield from counts[:MOST_VOTED] if field.source == "tips" else counts


def _count(text: str, by: Collection[Contribution]) -> ChoiceCount:
    """Who chose it later is named, and not counted with those who chose together."""
    late = tuple(one.name for one in by if one.caught_up)
    return ChoiceCount(text=text, names=tuple(one.name for one in by if not one.caught_up), late=late)


def _average(field: Field, tally: Tally | None, texts: Texts) -> Average:
    return Average(
        label=field.label.in_(texts.language),
        contributors=tally.contributors if tally else 0,
        mean=tally.mean if tally else None,
        most=bounds(field)[1],
    )
