"""A session in the middle of a round of a shipped format, and what its cards say, without a store and a chat."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import dialogs.formats
from dialogs.cards.parts import Card
from dialogs.cards.round import result_card, round_card
from dialogs.experiments.model import Experiment, ExperimentState, Safety
from dialogs.formats.model import Format, Language, SessionPlan
from dialogs.formats.reader import read_format
from dialogs.groups import Group, Member
from dialogs.ids import ExperimentId, GroupId, ProgrammeId
from dialogs.programmes.model import Role
from dialogs.texts.catalogue import load
from dialogs.usecases.pictures import round_view
from dialogs.usecases.results import result_view
from dialogs.usecases.scene import Known, Scene
from tests.builders import ANNA, TEN, Play
from tests.dialogs.test_cards_words import said

LIBRARY: Final = Path(dialogs.formats.__file__).parent / "library"
FORMATS: Final[Mapping[str, Format]] = {
    path.stem: read_format(path.read_text(encoding="utf-8"), file=path.name, shipped=True).format
    for path in sorted(LIBRARY.glob("*.yaml"))
}
TEXTS: Final = load()


def the_plan(format_id: str, number: int, round_id: str, *, preset: str = "") -> SessionPlan:
    """The session of a shipped format with this one round in it."""
    format_ = FORMATS[format_id]
    plan = format_.plan(preset or format_.default_preset, number)
    return replace(plan, rounds=(plan.round(round_id),))


def a_scene(play: Play, *, format_id: str = "mastermind-4", language: Language = Language.NL, **known: object) -> Scene:
    group = Group(
        id=GroupId("g1"),
        programme=ProgrammeId("p1"),
        programme_title="Proef",
        number=1,
        ambition="Eén lijn",
        dilemma="Wie houdt die vast?",
        language=language,
        zone=ZoneInfo("Europe/Amsterdam"),
        format=FORMATS[format_id],
        preset=FORMATS[format_id].default_preset,
        members=(Member(person=ANNA, name="Anna", email="anna@voorbeeld.example", roles=frozenset({Role.HOTSEAT})),),
    )
    nothing = Known(
        ambitions=(), experiments=(), incidents={}, reports=(), forms=(), buddies=(), goals=(), handovers=()
    )
    return Scene(group=group, session=play.session, known=replace(nothing, **known), now=play.now)  # type: ignore[arg-type]


def the_result(play: Play, **more: object) -> Card:
    scene = a_scene(play, **more)  # type: ignore[arg-type]
    texts = TEXTS.in_(scene.group.language)
    view = result_view(scene, play.run, texts)
    assert view is not None
    return result_card(view, texts)


def the_words(play: Play, **more: object) -> list[str]:
    return said(the_result(play, **more)).split("\n")


def the_round_card(play: Play, **more: object) -> list[str]:
    scene = a_scene(play, **more)  # type: ignore[arg-type]
    texts = TEXTS.in_(scene.group.language)
    return said(round_card(round_view(scene, play.run, texts), texts)).split("\n")


def an_experiment(on: date, **changes: object) -> Experiment:
    made = Experiment(
        id=ExperimentId("e1"),
        group=GroupId("g1"),
        person=ANNA,
        when="een overleg vastloopt",
        then="bel ik eerst",
        on=on,
        safety=Safety.NO,
        state=ExperimentState.RUNNING,
        version=1,
        created_at=TEN - timedelta(days=14),
    )
    return replace(made, **changes)  # type: ignore[arg-type]
