"""Contributions as the group may read them: names and words, or what became of them."""

from typing import Final

from dialogs.cards.blocks import Contribution as Shown
from dialogs.cards.blocks import ContributionState
from dialogs.cards.values import parts
from dialogs.sessions.model import RoundRun
from dialogs.sessions.views import Mark, contributions
from dialogs.texts.catalogue import Texts
from dialogs.usecases.offering import offers_of
from dialogs.usecases.scene import Scene

STATES: Final = {
    Mark.PLAIN: ContributionState.SHOWN,
    Mark.WITHDRAWN: ContributionState.WITHDRAWN,
    Mark.TAKEN_BACK: ContributionState.TAKEN_BACK,
    Mark.REPORTED: ContributionState.HIDDEN,
    Mark.HELD: ContributionState.HIDDEN,
}


def contributions_shown(
    scene: Scene, run: RoundRun, texts: Texts, *, only: frozenset[str] | None = None
) -> tuple[Shown, ...]:
    form = scene.round(run.key).form
    if form is None:
        return ()
    offers = offers_of(form, scene)
    items = []
    for one in contributions(scene.session, run, None, hidden=scene.hidden):
        fields = {name: value for name, value in one.fields.items() if only is None or name in only}
        if one.mark is Mark.PLAIN and not fields and not one.supplements:
            continue
        items.append(
            Shown(
                name=one.name,
                parts=parts(form, fields, texts, offers=offers, shown=only) if one.mark is Mark.PLAIN else (),
                by=one.by_name,
                state=STATES[one.mark],
                supplements=one.supplements if one.mark is Mark.PLAIN else (),
                caught_up=one.caught_up,
            )
        )
    return tuple(items)
