"""What the group reads when a round's answers are shown, or a talk is over: the result card's view."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from dialogs.cards.blocks import AmbitionVersions, Average, Block, ChoiceCount, ChoiceCounts, Nothing, UnnamedCounts
from dialogs.cards.contributions_block import Contribution as Shown
from dialogs.cards.contributions_block import Contributions, Part
from dialogs.cards.experiments_block import ExperimentLine, Experiments
from dialogs.cards.offers import bounds, choices
from dialogs.cards.pairs_block import Pairs
from dialogs.cards.picked import PICKED, experiment_field
from dialogs.cards.round import RoundView
from dialogs.formats.model import Field, FieldType, Form, Round, RoundKind, Shows, Visibility
from dialogs.ids import PersonId
from dialogs.sessions.model import RoundPhase, RoundRun, SessionPhase, Tally
from dialogs.sessions.views import ENOUGH, Contribution, Mark, contributions
from dialogs.texts.catalogue import Texts
from dialogs.usecases.ambition import version_fields
from dialogs.usecases.ambition_shown import timeline
from dialogs.usecases.experiments_shown import line_in_result
from dialogs.usecases.harvest_shown import columns_of
from dialogs.usecases.offering import chosen_texts, offers_of
from dialogs.usecases.pairs_shown import pairs_of
from dialogs.usecases.pictures import frame
from dialogs.usecases.scene import Scene
from dialogs.usecases.shown import contribution_shown, contributions_shown

_PICKS: Final = frozenset({FieldType.PICK, FieldType.VOTES})
_CHOICES: Final = frozenset({FieldType.CHOICE, FieldType.CHOICES})
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
        blocks=(*_pairs(scene, round_), *_results(scene, run, form, texts), *_versions(scene, round_)),
        shown_line=round_.shown_line.in_(texts.language) if round_.shown_line else None,
        supplements=_can_be_added_to(scene, run, form),
        leads=scene.session.phase is SessionPhase.OPEN,
    )


def _pairs(scene: Scene, round_: Round) -> Iterator[Block]:
    if Shows.PAIRS in round_.shows and round_.kind.revealed:
        paired = pairs_of(scene)
        if isinstance(paired, Pairs):
            yield paired


def _versions(scene: Scene, round_: Round) -> Iterator[Block]:
    if Shows.AMBITION_VERSIONS in round_.shows and scene.ambitions:
        yield AmbitionVersions(versions=timeline(scene.ambitions))


def _can_be_added_to(scene: Scene, run: RoundRun, form: Form) -> bool:
    """Where the group reads it by name. A spoken round's form takes changes for a while; until then nobody needs to."""
    still_open = run.forms_until is not None and scene.now <= run.forms_until
    return bool(_named(form)) and not form.has_unnamed_fields and not still_open


def _named(form: Form) -> list[Field]:
    return [f for f in form.fields if f.visibility is Visibility.GROUP]


def _ids(fields: list[Field]) -> frozenset[str]:
    return frozenset(f.id for f in fields)


def _results(scene: Scene, run: RoundRun, form: Form, texts: Texts) -> Iterator[Block]:
    yield from _by_name(scene, run, form, texts)
    yield from _unnamed(run, form, texts)


def _by_name(scene: Scene, run: RoundRun, form: Form, texts: Texts) -> Iterator[Block]:
    """Picks counted, experiments as who tries what, the rest as it was said.

    A new ambition stands among its versions already.
    """
    round_, named = scene.round(run.key), _named(form)
    experiment = experiment_field(form)
    if experiment is not None:
        yield from _experiments(scene, run, form, experiment, texts)
        return
    side_by_side = columns_of(scene, run, form, texts)
    if side_by_side is not None:
        yield side_by_side
        return
    said = contributions(scene.session, run, None, hidden=scene.hidden)
    seen = tuple(_entered(_marked(one, texts), texts) for one in said)
    picks = [f for f in named if _is_counted(f, round_)]
    versions = [f for f in named if Shows.AMBITION_VERSIONS in round_.shows and f in version_fields(round_).all]
    counts = tuple(_counted(scene, picks, seen, texts))
    yield from counts
    items = contributions_shown(scene, run, texts, only=_ids([f for f in named if f not in (*picks, *versions)]))
    if items or (named and not (counts or versions)):
        yield Contributions(items=items)


def _is_counted(field: Field, round_: Round) -> bool:
    """A choice that goes with what somebody wrote stays with it; where people choose together it is counted."""
    counted = _PICKS | _CHOICES if round_.kind is RoundKind.CHOOSE else _PICKS
    return field.type in counted and round_.kind is not RoundKind.SPOKEN


def _counted(
    scene: Scene, picks: Sequence[Field], seen: tuple[Contribution, ...], texts: Texts
) -> Iterator[ChoiceCounts]:
    """What somebody took; where more was asked than one thing, under what was asked."""
    for field in picks:
        items = tuple(_counts(scene, field, seen))
        if items:
            yield ChoiceCounts(items=items, label=field.label.in_(texts.language) if len(picks) > 1 else None)


def _marked(one: Contribution, texts: Texts) -> Contribution:
    """*Anna (ingehaald)*: what came after the session."""
    return replace(one, name=f"{one.name} {texts.say('card.contribution.caught_up')}") if one.caught_up else one


def _entered(one: Contribution, texts: Texts) -> Contribution:
    """*Anna (ingevoerd door Mirjam)*: chosen aloud, and typed by another."""
    return replace(one, name=f"{one.name} {texts.say('card.contribution.entered', by=one.by_name)}") if one.by else one


def _unnamed(run: RoundRun, form: Form, texts: Texts) -> Iterator[Block]:
    """What every field without a name came to; that there are too few answers is said once."""
    asked = [f for f in form.fields if f.visibility is Visibility.UNNAMED or _counted_unseen(f, run)]
    told = [_came_to(field, run.tallies.get(field.id), texts) for field in asked]
    too_few = [one for one in told if isinstance(one, Average) and one.mean is None]
    yield from (one for one in told if one not in too_few)
    yield from too_few[:1]


def _counted_unseen(field: Field, run: RoundRun) -> bool:
    """An N field has its average from the moment the round was shown, and only if it can have one."""
    return field.visibility is Visibility.NOBODY and field.id in run.tallies


def _experiments(scene: Scene, run: RoundRun, form: Form, asked: Field, texts: Texts) -> Iterator[Block]:
    """Who tries what, with what else was asked and what was added; then those of whom no experiment can be read."""
    offers, beside = offers_of(form, scene), _ids([f for f in _named(form) if f is not asked])
    lines: list[ExperimentLine] = []
    others: list[Shown] = []
    for one in contributions(scene.session, run, None, hidden=scene.hidden):
        told = contribution_shown(one, form, texts, offers=offers, only=beside)
        said = one.fields.get(asked.id)
        if not isinstance(said, Mapping):
            others += [told] if told.says_something else []
            continue
        line = line_in_result(scene, run, _marked(one, texts), said)
        if line is not None:
            lines.append(replace(line, parts=told.parts, supplements=told.supplements))
        elif PICKED in said:
            going_on = Part(text=texts.say("card.experiment.picked"))
            others.append(replace(told, parts=(going_on, *told.parts)))
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


def _came_to(field: Field, tally: Tally | None, texts: Texts) -> Average | UnnamedCounts:
    """Of numbers the average; of what can be chosen, how often it was."""
    label, contributors = field.label.in_(texts.language), tally.contributors if tally else 0
    if tally is not None and tally.mean is None and contributors >= ENOUGH:
        counts = tuple((text, tally.counts.get(name, 0)) for name, text in choices(field, {}, texts))
        return UnnamedCounts(label=label, contributors=contributors, counts=counts)
    return Average(label=label, contributors=contributors, mean=tally.mean if tally else None, most=bounds(field)[1])
