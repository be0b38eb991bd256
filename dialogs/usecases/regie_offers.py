"""What the list *Meer* offers about the series: each only where it would not be refused now."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from dialogs.cards.actions.regie import RegieDo
from dialogs.formats.model import Audience, Meaning, Shows
from dialogs.sessions.model import RoundPhase, SessionPhase
from dialogs.usecases.look_back_shown import has_board, look_back_form
from dialogs.usecases.scene import Scene

FACTS: Final = "facts"
"""The form in which a moderator says who had which role (action learning)."""

_HELD: Final = frozenset({SessionPhase.OPEN, SessionPhase.ENDED})
_OF_THE_CHOSEN: Final = frozenset({Audience.CHOSEN, Audience.ALL_BUT_CHOSEN})


def series_offers(scene: Scene) -> Iterator[RegieDo]:
    return (do for do, fits in _OFFERS.items() if fits(scene))


def _about_one_person(scene: Scene) -> bool:
    run = scene.session.current
    return (
        scene.session.phase is SessionPhase.OPEN
        and run is not None
        and run.phase is RoundPhase.OPEN
        and scene.round(run.key).audience in _OF_THE_CHOSEN
    )


def _shows_pairs(scene: Scene) -> bool:
    opened = (scene.round(run.key) for run in scene.session.runs if run.order is not None)
    return scene.session.phase in _HELD and any(Shows.PAIRS in round_.shows for round_ in opened)


def _before_the_end(scene: Scene) -> bool:
    """The hotseat can go to somebody else until the last session is over."""
    return scene.group.hotseat is not None and any(
        head.phase in {SessionPhase.PLANNED, SessionPhase.OPEN} for head in scene.group.sessions
    )


def _has_bottlenecks(scene: Scene) -> bool:
    forms = [round_.form for round_ in scene.session.plan.rounds]
    if has_board(scene.session.plan):
        forms.append(look_back_form(scene.group.format))
    return scene.session.phase in _HELD and any(
        field.meaning is Meaning.BOTTLENECK for form in forms if form for field in form.fields
    )


def _is_planned(scene: Scene) -> bool:
    return scene.session.phase is SessionPhase.PLANNED


def _not_over(scene: Scene) -> bool:
    return scene.session.phase in {SessionPhase.PLANNED, SessionPhase.OPEN}


_OFFERS: Final[Mapping[RegieDo, Callable[[Scene], bool]]] = {
    RegieDo.CHOOSE_PERSON: _about_one_person,
    RegieDo.PAIRS: _shows_pairs,
    RegieDo.FACTS: lambda scene: scene.session.phase in _HELD and FACTS in scene.group.format.forms,
    RegieDo.LABEL: _has_bottlenecks,
    RegieDo.NOTES: lambda scene: scene.session.phase in _HELD,
    RegieDo.RUN_SHEET: _not_over,
    RegieDo.CLOSING_TEXT: lambda scene: scene.session.phase is SessionPhase.ENDED,
    RegieDo.HAND_OVER: _before_the_end,
    RegieDo.MOVE_SESSION: _is_planned,
    RegieDo.CANCEL_SESSION: _is_planned,
    RegieDo.REMINDERS: _not_over,
}
