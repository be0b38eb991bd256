"""What the group's cards show of a session now: the scene in, the views of the cards out. Only what may be shown."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from dialogs.cards.blocks import Agreements, AmbitionVersions, Block, Nothing, Preparation, SpeakingOrder
from dialogs.cards.board import Board
from dialogs.cards.contributions_block import Contributions
from dialogs.cards.experiments_block import Experiments
from dialogs.cards.round import Count, RoundView
from dialogs.formats.model import Audience, Purpose, Round, RoundKind, Shows
from dialogs.sessions.model import RoundPhase, RoundRun, Session
from dialogs.sessions.views import ABOUT_ONE, answered, audience, expected, single_answerer
from dialogs.texts.catalogue import Texts
from dialogs.usecases.ambition_shown import timeline
from dialogs.usecases.experiments_shown import experiment_lines_of
from dialogs.usecases.goals import goals_shown
from dialogs.usecases.harvest_shown import harvest_of, timeline_of
from dialogs.usecases.look_back_shown import board_of
from dialogs.usecases.offering import newest_shown
from dialogs.usecases.pairs_shown import pairs_of
from dialogs.usecases.scene import Scene
from dialogs.usecases.shown import contributions_shown
from dialogs.usecases.summary_buttons import round_buttons

_OF_ALL: Final = frozenset({Shows.REPORTS, Shows.HARVEST, Shows.TIMELINE})
"""What everybody brought in."""


def round_view(scene: Scene, run: RoundRun, texts: Texts) -> RoundView:
    """The card that is updated in place while the round lives."""
    round_ = scene.round(run.key)
    return replace(
        frame(scene, run, texts),
        ends_at=run.ends_at,
        ambition=scene.ambition if _after_the_hotseat(scene, round_) else None,
        speaker=_speaker(scene, run, round_),
        brings_in=_brings_in(scene, run, round_, texts),
        steps=tuple((step.title.in_(texts.language), step.minutes) for step in round_.steps),
        blocks=tuple(block for block in _beside(scene, run, round_, texts) if _worth_saying(block, round_)),
        extras=round_buttons(scene, run),
    )


def frame(scene: Scene, run: RoundRun, texts: Texts) -> RoundView:
    """What every card of a round starts from: where we are, the prompt, the count."""
    plan, round_ = scene.session.plan, scene.round(run.key)
    return RoundView(
        session=scene.session.id,
        run=run.key,
        session_number=scene.session.number,
        position=plan.position(round_.id),
        rounds=len(plan.rounds),
        title=round_.title.in_(texts.language),
        kind=round_.kind,
        phase=run.phase,
        prompt=round_.prompt.in_(texts.language),
        zone=scene.group.zone,
        form=round_.form,
        forms_until=run.forms_until,
        count=count_of(scene.session, run),
    )


def count_of(session: Session, run: RoundRun) -> Count | None:
    """x van y."""
    if session.plan.round(run.key.round_id).form is None:
        return None
    return Count(given=len(answered(session, run)), of=len(expected(session, run)))


def _speaker(scene: Scene, run: RoundRun, round_: Round) -> str | None:
    """Who has the word, where that is one person. Who writes down what a guest tells has not, nor has anybody while
    all look at what they did together."""
    if round_.told_by is not None:
        tellers = audience(scene.session, replace(round_, audience=round_.told_by), run)
        return tellers[0].name if len(tellers) == 1 else None
    if round_.form is None or round_.audience is Audience.MODERATOR or not _OF_ALL.isdisjoint(round_.shows):
        return None
    seat = single_answerer(scene.session, run)
    return seat.name if seat else None


def _brings_in(scene: Scene, run: RoundRun, round_: Round, texts: Texts) -> str | None:
    """Whom a round is about, where that is somebody the moderator names."""
    if round_.audience not in ABOUT_ONE:
        return None
    names = tuple(sorted(scene.name(person) for person in run.chosen))
    return (
        texts.say("card.round.brings_in", name=texts.names(names))
        if names
        else texts.say("card.round.brings_in.nobody")
    )


def _after_the_hotseat(scene: Scene, round_: Round) -> bool:
    """The ambition stands as one line on every card after the round in which it is told."""
    told = next((r for r in scene.session.plan.rounds if r.purpose is Purpose.HOTSEAT), None)
    if told is None or scene.session.number > 1:
        return True
    plan = scene.session.plan
    return plan.position(round_.id) > plan.position(told.id)


def _worth_saying(block: Block, round_: Round) -> bool:
    """Only a round that is there to show something says that there is nothing."""
    return round_.kind is RoundKind.SHOW or not isinstance(block, Nothing)


def _beside(scene: Scene, run: RoundRun, round_: Round, texts: Texts) -> Iterator[Block]:
    """What a card shows besides its own answers."""
    for shows in round_.shows:
        match shows:
            case Shows.AGREEMENTS:
                yield Agreements()
            case Shows.SPEAKING_ORDER:
                yield SpeakingOrder(names=speaking_order(scene, run), seconds_each=round_.seconds_each)
            case Shows.PREPARATION:
                yield _preparation(scene)
            case Shows.AMBITION_VERSIONS:
                if _no_result_yet(scene, run, round_):
                    yield AmbitionVersions(versions=timeline(scene.ambitions)) if scene.ambitions else Nothing()
            case Shows.ROUND if round_.shows_from:
                earlier = newest_shown(scene, round_.shows_from)
                yield Contributions(items=contributions_shown(scene, earlier, texts)) if earlier else Nothing()
            case Shows.EXPERIMENTS:
                lines = experiment_lines_of(scene)
                yield Experiments(items=lines) if lines else Nothing()
            case Shows.PAIRS if run.phase is RoundPhase.SHOWN:
                pass  # they stand on the card that stays
            case Shows.ROUND:
                yield Nothing()
            case _:
                yield _of_the_series(scene, round_, shows, texts)


def _no_result_yet(scene: Scene, run: RoundRun, round_: Round) -> bool:
    """What was sent in stands on a card of its own, with the newest version; where people only talked there is none."""
    return run.phase is RoundPhase.OPEN or (not round_.kind.revealed and not answered(scene.session, run))


def _of_the_series(scene: Scene, round_: Round, shows: Shows, texts: Texts) -> Block:
    """What people did between the sessions, and what the group made of it."""
    match shows:
        case Shows.REPORTS:
            board = board_of(scene, texts)
            return replace(board, seconds_each=round_.seconds_each) if isinstance(board, Board) else board
        case Shows.HARVEST:
            return harvest_of(scene, texts)
        case Shows.TIMELINE:
            return timeline_of(scene, texts)
        case Shows.PAIRS:
            return pairs_of(scene)
        case Shows.GOALS:
            return goals_shown(scene.goals)
        case _:
            return Nothing()


def speaking_order(scene: Scene, run: RoundRun) -> tuple[str, ...]:
    """A random order that stays the same for this run: it follows from the run, so nothing about it is stored."""
    seats = [s for s in audience(scene.session, scene.round(run.key), run) if not (s.absent or s.cannot_come)]
    return tuple(s.name for s in sorted(seats, key=lambda s: _shuffle(f"{scene.session.id}{run.key}{s.person}")))


def _shuffle(text: str) -> int:
    value = 0
    for character in text:
        value = (value * 1_000_003 ^ ord(character)) % 2_147_483_647
    return value


def _preparation(scene: Scene) -> Preparation:
    teller = scene.ambition_told_by
    name = scene.name(teller) if teller else ""
    first = next(iter(scene.ambitions), None)
    if first is None:
        return Preparation(name=name, ambition=scene.group.ambition, dilemmas=(scene.group.dilemma,))
    return Preparation(
        name=name,
        ambition=first.text,
        dilemmas=first.dilemmas,
        explanation=first.explanation or None,
        influence=first.influence or None,
        request=first.request or None,
        score=first.score,
    )
