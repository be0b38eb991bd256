"""*Inhalen*: after the end, once, by who was asked and gave nothing; and nothing that was counted changes by it."""

from dataclasses import replace

import pytest

from dialogs.errors import Refused, Stale
from dialogs.formats.model import Audience, FieldType, Round, RoundKind, Visibility
from dialogs.ids import PersonId
from dialogs.sessions.messages import AnswerCaughtUp, CatchUp, GiveAnswer, ReopenRound, RepeatRound, Start
from dialogs.sessions.model import RunKey
from dialogs.sessions.views import answered, can_catch_up, contributions, expected
from tests.builders import (
    ANNA,
    BERT,
    CHAIMA,
    DAAN,
    EIGHT,
    IRIS,
    OTTO,
    Play,
    a_field,
    a_form,
    a_play,
    a_round,
    a_started_play,
    an_energy_form,
    an_evaluation_form,
)

RUN = RunKey("1.1", 1)
MIXED = a_form(a_field("text"), a_field("score", FieldType.SCALE, Visibility.UNNAMED))


def held(*rounds: Round, shown: bool = True) -> Play:
    """A session of one silent round in which Bert answered; it is over."""
    play = a_started_play(*(rounds or (a_round(),)))
    play.answers(BERT)
    if shown:
        play.show()
    play.end()
    return play


def refused(play: Play, person: PersonId = CHAIMA, run: RunKey = RUN) -> str:
    with pytest.raises(Refused) as refusal:
        play.catches_up(person, run)
    return refusal.value.text_key.removeprefix("session.refused.")


def test_what_was_missed_comes_in_marked() -> None:
    play = held()

    assert play.catches_up(CHAIMA, RUN) == (
        AnswerCaughtUp(person=CHAIMA, run=RUN, version=1, fields={"text": "Ingehaald"}, at=play.now),
    )
    answer = play.answer_of(CHAIMA, RUN)
    assert answer is not None
    assert (answer.caught_up, answer.by, answer.version) == (True, CHAIMA, 1)


def test_it_makes_nobody_present_and_no_step() -> None:
    play = held()
    step = play.session.step

    play.catches_up(CHAIMA, RUN)

    seat = play.session.seat(CHAIMA)
    assert seat is not None
    assert not seat.present
    assert play.session.step == step


def test_x_and_y_stay_what_they_were() -> None:
    play = held()
    run = play.run
    before = answered(play.session, run), expected(play.session, run)

    play.catches_up(CHAIMA, RUN)

    assert (answered(play.session, run), expected(play.session, run)) == before


def test_the_group_reads_it_where_it_has_the_others_and_sees_that_it_was_later() -> None:
    play = held()
    play.catches_up(CHAIMA, RUN)

    seen = contributions(play.session, play.run, None)

    assert [(c.person, c.caught_up) for c in seen] == [(BERT, False), (CHAIMA, True)]


@pytest.mark.parametrize("way", ["closed", "skipped"])
def test_what_was_not_shown_is_caught_up_with_and_not_shown_either(way: str) -> None:
    play = a_started_play(a_round())
    play.skip() if way == "skipped" else play.close()
    play.end()

    play.catches_up(CHAIMA, RUN)

    assert contributions(play.session, play.run, None) == ()
    assert play.answer_of(CHAIMA, RUN) is not None


def test_an_average_is_never_made_anew_and_one_that_is_shown_later_leaves_it_out() -> None:
    play = a_started_play(a_round(form=MIXED))
    for person in EIGHT[:5]:
        play.answers(person, {"text": "Zo", "score": 2})
    play.close()
    play.end()
    play.catches_up(EIGHT[5], RUN, {"text": "Later", "score": 5})

    play.show_run(RUN)
    play.catches_up(EIGHT[6], RUN, {"text": "Nog later", "score": 5})

    tally = play.run.tallies["score"]
    assert (tally.contributors, tally.mean) == (5, 2)


def test_only_when_the_session_is_over() -> None:
    play = a_play(a_round())
    assert refused(play) == "answer_before_start"
    play.start()
    assert refused(play) == "catch_up_session_open"
    play.end()
    play.does(Start(by=IRIS))
    assert refused(play) == "catch_up_session_open"


def test_also_when_a_later_session_was_held() -> None:
    play = held()
    play.session = replace(play.session, superseded=True)

    assert [run.key for run in can_catch_up(play.session, CHAIMA, play.now)] == [RUN]
    assert play.catches_up(CHAIMA, RUN)


def test_never_where_nobody_may_be_traced() -> None:
    play = a_started_play(a_round(form=an_evaluation_form()))
    play.show()
    play.end()

    assert refused(play) == "catch_up_nobody"


def test_only_by_whom_the_round_asked() -> None:
    play = a_started_play(a_round(audience=Audience.ALL_BUT_HOTSEAT))
    play.end()

    for person in (ANNA, IRIS, OTTO):
        assert refused(play, person) == "answer_not_asked"
        assert can_catch_up(play.session, person, play.now) == ()


def test_once_and_not_instead_of_what_was_given_or_withdrawn() -> None:
    play = held()
    assert refused(play, BERT) == "catch_up_given"
    play.withdraws(BERT, RUN)
    assert refused(play, BERT) == "catch_up_withdrawn"

    play.catches_up(CHAIMA, RUN)

    assert refused(play, CHAIMA) == "catch_up_given"


def test_what_was_added_to_a_shown_round_stays_beside_it() -> None:
    play = held()
    play.adds(CHAIMA, "Dat herken ik", RUN)

    play.catches_up(CHAIMA, RUN)

    answer = play.answer_of(CHAIMA, RUN)
    assert answer is not None
    assert answer.supplements == ("Dat herken ik",)


def test_an_answer_withdrawn_without_a_trace_leaves_room() -> None:
    play = a_started_play(a_round(form=an_energy_form()))
    play.answers(BERT, {"energy": 3})
    play.withdraws(BERT)
    play.end()

    play.catches_up(BERT, RUN, {"energy": 4})

    assert play.answer_of(BERT, RUN) is not None


def test_from_an_older_version_it_is_stale() -> None:
    play = held()

    with pytest.raises(Stale):
        play.does(CatchUp(person=CHAIMA, run=RUN, version=1, fields={"text": "Toch"}))


def test_a_spoken_rounds_form_is_answered_while_it_is_open_and_caught_up_with_after() -> None:
    play = a_started_play(a_round("1.1", RoundKind.SPOKEN, form=a_form()))
    play.end()
    assert refused(play) == "catch_up_open"

    play.waits(2 * 24 * 60)

    assert [run.key for run in can_catch_up(play.session, CHAIMA, play.now)] == [RUN]
    assert play.catches_up(CHAIMA, RUN)


def test_of_a_repeated_round_only_the_newest_run() -> None:
    play = a_started_play(a_round())
    play.close()
    play.does(RepeatRound(by=IRIS))
    play.end()

    assert refused(play) == "answer_repeated"
    assert [run.key for run in can_catch_up(play.session, CHAIMA, play.now)] == [RunKey("1.1", 2)]


def test_a_round_that_was_never_played_or_asks_nothing_is_nothing_missed() -> None:
    play = a_started_play(a_round("1.1", RoundKind.SHOW), a_round("1.2"))
    play.end()

    assert can_catch_up(play.session, CHAIMA, play.now) == ()
    assert refused(play) == "answer_no_form"
    assert refused(play, run=RunKey("1.2", 1)) == "answer_not_open"


def test_the_list_stands_in_the_order_of_the_plan() -> None:
    play = a_started_play(a_round("1.1"), a_round("1.2"), a_round("1.3"))
    play.skip("1.3")
    play.on()
    play.on()
    play.end()

    assert [run.key.round_id for run in can_catch_up(play.session, DAAN, play.now)] == ["1.1", "1.2", "1.3"]


def test_changed_in_a_resumed_session_it_is_an_answer_like_any_other() -> None:
    play = held(shown=False)
    play.catches_up(CHAIMA, RUN)
    play.does(Start(by=IRIS))
    play.does(ReopenRound(by=IRIS, run=RUN))
    assert {s.person for s in answered(play.session, play.run)} == {BERT}

    play.does(GiveAnswer(person=CHAIMA, by=CHAIMA, run=RUN, version=1, fields={"text": "Nu samen"}))

    assert {s.person for s in answered(play.session, play.run)} == {BERT, CHAIMA}
