"""Whom a reminder counts: nobody disappears from the count by answering."""

from dataclasses import replace
from datetime import timedelta

from dialogs.experiments.model import ExperimentState
from dialogs.experiments.report import Done, ExperimentReport
from dialogs.groups import SessionHead
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId
from dialogs.usecases.needs import Count, count, rule_of
from dialogs.usecases.scene import Scene
from tests.builders import ANNA, BERT, TEN, a_play
from tests.dialogs.scenes import FORMATS, a_scene, an_experiment

EARLIER = SessionId("s-earlier")


def a_report(person: PersonId, experiment: str, session: SessionId) -> ExperimentReport:
    return ExperimentReport(
        session=session,
        person=person,
        number=1,
        experiment=ExperimentId(experiment),
        group=GroupId("g1"),
        version=1,
        done=Done.YES,
        fields={"done": "yes"},
        by=person,
        at=TEN,
    )


def the_scene(*reported: PersonId) -> Scene:
    """Anna and Bert each tried something since the session before; what was reported is over."""
    play = a_play(plan=FORMATS["mastermind-4"].plan("standard", 2))
    session = play.session
    tried = tuple(
        replace(
            an_experiment(TEN.date(), id=ExperimentId(f"e-{person}"), person=person, session=EARLIER),
            state=ExperimentState.FINISHED if person in reported else ExperimentState.RUNNING,
        )
        for person in (ANNA, BERT)
    )
    reports = tuple(a_report(person, f"e-{person}", session.id) for person in reported)
    heads = tuple(
        SessionHead(id=id_, number=number, phase=session.phase, starts_at=TEN + timedelta(days=14 * number), minutes=60)
        for number, id_ in ((session.number - 1, EARLIER), (session.number, session.id))
    )
    scene = a_scene(play, experiments=tried, reports=reports)
    return replace(scene, group=replace(scene.group, sessions=heads))


def counted(scene: Scene, rule: str) -> Count:
    found = rule_of(scene, rule)
    assert found is not None
    return count(scene, found)


def test_who_looked_back_stays_in_the_count() -> None:
    assert counted(the_scene(), "look_back") == Count(answered=0, of=2)
    assert counted(the_scene(BERT), "look_back") == Count(answered=1, of=2)
    assert counted(the_scene(ANNA, BERT), "look_back") == Count(answered=2, of=2)


def test_a_report_for_the_session_before_is_no_answer_for_this_one() -> None:
    scene = the_scene()
    old = a_report(BERT, "e-older", EARLIER)
    assert counted(replace(scene, known=replace(scene.known, reports=(old,))), "look_back") == Count(answered=0, of=2)
