"""Contributions as the group may read them: names and words, or what became of them."""

from typing import Final

from dialogs.cards.contributions_block import Contribution as Shown
from dialogs.cards.contributions_block import ContributionState
from dialogs.cards.offers import Offers
from dialogs.cards.values import parts
from dialogs.formats.model import Form
from dialogs.sessions.model import Fields, RoundRun
from dialogs.sessions.views import Contribution, Mark, contributions
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
    return tuple(
        contribution_shown(one, form, texts, offers=offers, only=only)
        for one in contributions(scene.session, run, None, hidden=scene.hidden)
        if one.mark is not Mark.PLAIN or one.supplements or _of(one, only)
    )


def contribution_shown(
    one: Contribution, form: Form, texts: Texts, *, offers: Offers, only: frozenset[str] | None = None
) -> Shown:
    plain = one.mark is Mark.PLAIN
    return Shown(
        name=one.name,
        parts=parts(form, _of(one, only), texts, offers=offers, shown=only) if plain else (),
        by=one.by_name,
        state=STATES[one.mark],
        supplements=one.supplements if plain else (),
        caught_up=one.caught_up,
    )


def _of(one: Contribution, only: frozenset[str] | None) -> Fields:
    return {name: value for name, value in one.fields.items() if only is None or name in only}
