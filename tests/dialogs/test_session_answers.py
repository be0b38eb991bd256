"""Giving, changing, adding, withdrawing, holding back, releasing and taking back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.errors import NotYours, Refused, Stale
from dialogs.formats.model import Audience, FieldType, Meaning, RoundKind, Visibility
from dialogs.ids import PersonId
from dialogs.sessions.messages import (
    AnswerGiven,
    GiveAnswer,
    HoldBack,
    MarkSeat,
    NameNoteTaker,
    Release,
    ReopenRound,
    RepeatRound,
    SeatMarked,
    TakeBack,
    WithdrawAnswer,
)
from dialogs.sessions.model import AnswerStatus, RunKey
from dialogs.sessions.views import MayAnswer, may_answer
from tests.builders import (
    ANNA,
    BERT,
    CHAIMA,
    DAAN,
    IRIS,
    NEXT_WORKING_DAY,
    OTTO,
    STRANGER,
    Play,
    a_field,
    a_form,
    a_play,
    a_round,
    a_started_play,
    an_energy_form,
    an_evaluation_form,
)

SILENT = a_round("1.1")
TALK = a_round("1.2", RoundKind.SPOKEN, form=a_form())
BARE_TALK = a_round("1.3", RoundKind.SPOKEN)
ENERGY = a_round("1.9", RoundKind.CHOOSE, form=an_energy_form())
EVALUATION = a_round("4.8", form=an_evaluation_form())
LAST = a_round("1.8")
FIRST_RUN = RunKey("1.1", 1)
INSIGHT = a_form(
    a_field(),
    a_field("note", visibility=Visibility.MODERATOR),
    replace(a_field("quote", FieldType.YES_NO, Visibility.MODERATOR), meaning=Meaning.CONSENT_QUOTE),
)
"""As the insights of a last session, with a line to the moderator."""


def why(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return refusal.value.text_key.removeprefix("session.refused.")


def may(play: Play, person: PersonId = BERT, run: RunKey | None = None) -> MayAnswer:
    return may_answer(play.session, person, run or play.run.key, play.now)


# --- a form that comes in


def test_an_answer_before_the_start_is_refused() -> None:
    play = a_play(SILENT)

    with pytest.raises(Refused) as refusal:
        play.answers(BERT, run=FIRST_RUN)

    assert why(refusal) == "answer_before_start"
    assert may(play, run=FIRST_RUN) is MayAnswer.BEFORE_START


def test_an_answer_to_an_open_round_is_stored_with_its_version_and_moment() -> None:
    play = a_started_play(SILENT)
    play.waits(3)

    events = play.answers(BERT, "Wat zou de jongere zelf zeggen?")

    assert events[0] == AnswerGiven(
        person=BERT,
        by=BERT,
        run=FIRST_RUN,
        version=1,
        fields={"text": "Wat zou de jongere zelf zeggen?"},
        at=play.now,
    )
    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.fields == {"text": "Wat zou de jongere zelf zeggen?"}


def test_a_changed_answer_is_the_next_version() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT, "Eerst")
    assert may(play) is MayAnswer.CHANGE

    play.answers(BERT, "Daarna")

    answer = play.answer_of(BERT)
    assert answer is not None
    assert (answer.version, answer.fields) == (2, {"text": "Daarna"})


def test_a_form_with_an_older_own_version_is_stale() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)

    with pytest.raises(Stale):
        play.answers(BERT, "Van een ander toestel", version=0)


def test_a_version_that_never_was_is_stale() -> None:
    play = a_started_play(SILENT)

    with pytest.raises(Stale):
        play.answers(BERT, version=3)


def test_others_extending_and_closing_never_make_a_form_stale() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT, "Eerst")
    play.answers(CHAIMA)
    play.close()
    play.does(ReopenRound(by=IRIS))

    play.answers(BERT, "Daarna", version=1)

    assert play.answer_of(BERT) is not None


def test_someone_without_a_seat_cannot_answer() -> None:
    play = a_started_play(SILENT)

    with pytest.raises(Refused) as refusal:
        play.answers(STRANGER)

    assert why(refusal) == "answer_no_seat"


@pytest.mark.parametrize("person", [ANNA, IRIS, OTTO])
def test_someone_the_round_does_not_ask_cannot_answer(person: PersonId) -> None:
    play = a_started_play(a_round("1.1", audience=Audience.ALL_BUT_HOTSEAT))

    with pytest.raises(Refused) as refusal:
        play.answers(person)

    assert why(refusal) == "answer_not_asked"
    assert may(play, person) is MayAnswer.NOT_ASKED


def test_a_round_that_is_not_open_yet_takes_no_answer() -> None:
    play = a_started_play(BARE_TALK, SILENT)

    with pytest.raises(Refused) as refusal:
        play.answers(BERT, run=FIRST_RUN)
    assert why(refusal) == "answer_not_open"
    assert may(play, run=RunKey("9.9", 1)) is MayAnswer.NOT_OPEN


def test_a_round_without_a_form_takes_no_answer() -> None:
    play = a_started_play(BARE_TALK)

    with pytest.raises(Refused) as refusal:
        play.answers(BERT)

    assert why(refusal) == "answer_no_form"


def test_a_closed_round_takes_a_first_answer_only_from_a_form_already_open() -> None:
    play = a_started_play(SILENT)
    play.close()
    assert may(play) is MayAnswer.LATE_FIRST
    assert not may(play).opens_form

    play.answers(BERT)

    assert play.answer_of(BERT) is not None


def test_a_closed_round_still_takes_a_change() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    play.close()
    assert may(play) is MayAnswer.CHANGE
    assert may(play).opens_form

    play.answers(BERT, "Toch anders")

    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.version == 2


def test_after_the_showing_an_answer_is_too_late() -> None:
    play = a_started_play(SILENT)
    play.show()

    with pytest.raises(Refused) as refusal:
        play.answers(BERT)

    assert why(refusal) == "answer_too_late"
    assert may(play) is MayAnswer.SUPPLEMENT


def test_a_skipped_round_takes_no_answer() -> None:
    play = a_started_play(SILENT)
    play.skip()

    with pytest.raises(Refused) as refusal:
        play.answers(BERT)

    assert why(refusal) == "answer_skipped"


def test_a_repeat_leaves_the_forms_of_the_closed_run_behind() -> None:
    play = a_started_play(SILENT)
    play.close()
    play.does(RepeatRound(by=IRIS))

    with pytest.raises(Refused) as refusal:
        play.answers(BERT, run=FIRST_RUN)

    assert why(refusal) == "answer_repeated"


def test_after_the_end_a_closed_round_takes_no_answer() -> None:
    play = a_started_play(SILENT)
    play.end()

    with pytest.raises(Refused) as refusal:
        play.answers(BERT)

    assert why(refusal) == "answer_after_end"


# --- the optional form of a talk


def test_the_form_of_a_talk_stays_open_after_it_is_done_until_the_next_working_day() -> None:
    play = a_started_play(TALK, SILENT)
    play.on()
    run = RunKey("1.2", 1)
    assert may(play, run=run) is MayAnswer.FIRST

    play.answers(BERT, run=run)
    play.now = NEXT_WORKING_DAY
    play.answers(CHAIMA, run=run)
    play.now = NEXT_WORKING_DAY + timedelta(seconds=1)

    with pytest.raises(Refused) as refusal:
        play.answers(DAAN, run=run)
    assert why(refusal) == "answer_too_late"


def test_the_form_of_a_talk_comes_in_after_the_session_too() -> None:
    play = a_started_play(TALK)
    play.end()

    events = play.answers(BERT)

    assert [type(e) for e in events] == [AnswerGiven]  # the next day is no presence


def test_what_a_talk_has_posted_is_never_changed_silently() -> None:
    play = a_started_play(TALK)
    play.answers(BERT, "Eerst")
    play.end()

    with pytest.raises(Refused) as refusal:
        play.answers(BERT, "Stilletjes anders")

    assert why(refusal) == "answer_too_late"
    assert may(play) is MayAnswer.SUPPLEMENT


def test_what_only_the_moderator_reads_can_be_changed_until_the_form_closes() -> None:
    note = a_form(a_field(visibility=Visibility.MODERATOR))
    play = a_started_play(a_round("2.1", RoundKind.SPOKEN, form=note))
    play.answers(BERT, "Ik ben moe")
    play.end()

    play.answers(BERT, "Het gaat beter")

    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.version == 2


def test_what_was_held_back_in_a_talk_can_be_reworded_and_stays_held() -> None:
    play = a_started_play(TALK)
    play.answers(BERT)
    play.holds(BERT)
    play.end()

    play.answers(BERT, "Zonder die naam")

    answer = play.answer_of(BERT)
    assert answer is not None
    assert (answer.version, answer.held) == (2, True)


def test_a_repeated_talk_takes_no_more_answers_in_its_first_run() -> None:
    play = a_started_play(TALK)
    play.end()
    play.start()
    play.does(RepeatRound(by=IRIS, forms_until=NEXT_WORKING_DAY))

    assert may(play, run=RunKey("1.2", 1)) is MayAnswer.REPEATED
    assert may(play) is MayAnswer.FIRST


def test_without_a_moment_the_form_of_a_talk_ends_with_the_talk() -> None:
    play = a_started_play(TALK)
    play.session = replace(play.session, runs=(replace(play.run, forms_until=None),))
    play.end()

    assert may(play) is MayAnswer.SUPPLEMENT


# --- nobody can tell whose


def test_an_answer_that_nobody_may_trace_is_final() -> None:
    play = a_started_play(EVALUATION)
    play.answers(BERT, {"safe": 4})
    assert may(play) is MayAnswer.GIVEN_FOR_GOOD

    with pytest.raises(Refused) as refusal:
        play.answers(BERT, {"safe": 1})
    assert why(refusal) == "answer_given_for_good"
    with pytest.raises(Refused) as refusal:
        play.withdraws(BERT)
    assert why(refusal) == "answer_given_for_good"


def test_an_answer_that_nobody_may_trace_is_a_mere_flag_with_the_person() -> None:
    play = a_started_play(EVALUATION)
    opened = play.now
    play.waits(2)

    events = play.answers(BERT, {"safe": 4, "better": "Meer tijd"})

    given = events[0]
    assert isinstance(given, AnswerGiven)
    assert given.fields == {"safe": 4, "better": "Meer tijd"}
    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.fields == {}
    assert answer.at == opened


@pytest.mark.parametrize("ended", [False, True])
def test_a_closed_round_that_nobody_may_trace_takes_nothing_more(ended: bool) -> None:  # noqa: FBT001  # parametrised
    play = a_started_play(EVALUATION)
    if ended:
        play.end()
    else:
        play.close()

    with pytest.raises(Refused) as refusal:
        play.answers(BERT, {"safe": 4})

    assert why(refusal) == "answer_too_late"


# --- on behalf of somebody


def test_a_moderator_enters_for_somebody_who_takes_part_aloud() -> None:
    play = a_started_play(SILENT)
    play.marks(BERT, aloud=True)

    play.answers(BERT, "Zei Bert hardop", by=IRIS)

    answer = play.answer_of(BERT)
    assert answer is not None
    assert (answer.person, answer.by) == (BERT, IRIS)


def test_the_note_taker_enters_too_and_the_person_can_correct_it() -> None:
    play = a_started_play(SILENT)
    play.does(NameNoteTaker(by=IRIS, person=CHAIMA))
    play.does(MarkSeat(by=BERT, person=BERT, aloud=True))
    play.answers(BERT, "Zei Bert hardop", by=CHAIMA)

    play.answers(BERT, "Ik bedoelde het zo")

    answer = play.answer_of(BERT)
    assert answer is not None
    assert (answer.by, answer.version) == (BERT, 2)


@pytest.mark.parametrize("person", [CHAIMA, STRANGER, OTTO])
def test_nobody_else_enters_for_another(person: PersonId) -> None:
    play = a_started_play(SILENT)
    play.marks(BERT, aloud=True)

    with pytest.raises(NotYours) as refusal:
        play.answers(BERT, by=person)

    assert refusal.value.text_key == "session.refused.behalf_not_yours"


def test_entering_for_somebody_who_does_not_take_part_aloud_is_refused() -> None:
    play = a_started_play(SILENT)

    with pytest.raises(Refused) as refusal:
        play.answers(BERT, by=IRIS)

    assert why(refusal) == "behalf_not_aloud"


@pytest.mark.parametrize("visibility", [Visibility.MODERATOR, Visibility.UNNAMED, Visibility.NOBODY])
def test_where_the_group_sees_nothing_nothing_is_entered_for_another(visibility: Visibility) -> None:
    play = a_started_play(a_round("1.1", form=a_form(a_field("more", FieldType.SCALE, visibility))))
    play.marks(BERT, aloud=True)

    with pytest.raises(Refused) as refusal:
        play.answers(BERT, {"more": 3}, by=IRIS)

    assert why(refusal) == "behalf_private"


def test_nothing_but_what_the_group_may_see_is_entered_for_another() -> None:
    play = a_started_play(a_round("1.1", form=INSIGHT))
    play.marks(BERT, aloud=True)

    play.answers(BERT, {"text": "Zei Bert hardop", "note": "Niet van Bert", "quote": True}, by=IRIS)

    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.fields == {"text": "Zei Bert hardop"}


def test_what_somebody_told_the_moderator_stays_and_a_consent_goes_with_their_own_words() -> None:
    play = a_started_play(a_round("1.1", form=INSIGHT))
    play.answers(BERT, {"text": "Eerst", "note": "Ik moet eerder weg", "quote": True})
    play.marks(BERT, aloud=True)

    play.answers(BERT, {"text": "Zei Bert hardop"}, by=IRIS)

    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.fields == {"note": "Ik moet eerder weg", "text": "Zei Bert hardop"}


# --- additions


def test_after_the_showing_somebody_may_add_to_their_answer() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT, "Eerst")
    play.show()

    play.adds(BERT, "  En dit nog ")
    play.adds(BERT, "En dat")

    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.fields == {"text": "Eerst"}
    assert answer.supplements == ("En dit nog", "En dat")


def test_somebody_who_did_not_answer_may_add_too() -> None:
    play = a_started_play(SILENT)
    play.show()

    play.adds(BERT)

    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.version == 0


def test_additions_wait_for_the_showing() -> None:
    play = a_started_play(SILENT)
    with pytest.raises(Refused) as refusal:
        play.adds(BERT)
    assert why(refusal) == "supplement_early"

    play.skip()
    with pytest.raises(Refused) as refusal:
        play.adds(BERT)
    assert why(refusal) == "answer_skipped"


@pytest.mark.parametrize("round_", [ENERGY, EVALUATION])
def test_nothing_is_added_where_no_names_stand(round_: object) -> None:
    play = a_started_play(ENERGY if round_ is ENERGY else EVALUATION)
    play.show()

    with pytest.raises(Refused) as refusal:
        play.adds(BERT)

    assert why(refusal) == "supplement_not_here"
    assert may(play) is MayAnswer.TOO_LATE


def test_nothing_is_added_to_a_withdrawn_answer() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    play.show()
    play.withdraws(BERT)

    with pytest.raises(Refused) as refusal:
        play.adds(BERT)

    assert why(refusal) == "supplement_not_here"


@pytest.mark.parametrize(
    ("person", "reason"), [(STRANGER, "answer_no_seat"), (IRIS, "answer_not_asked"), (OTTO, "answer_not_asked")]
)
def test_only_whom_the_round_asked_may_add(person: PersonId, reason: str) -> None:
    play = a_started_play(SILENT)
    play.show()

    with pytest.raises(Refused) as refusal:
        play.adds(person)

    assert why(refusal) == reason


def test_an_empty_addition_is_refused() -> None:
    play = a_started_play(SILENT)
    play.show()

    with pytest.raises(Refused) as refusal:
        play.adds(BERT, "   ")

    assert why(refusal) == "supplement_empty"


def test_a_talk_without_a_form_and_an_unknown_run_take_no_additions() -> None:
    play = a_started_play(BARE_TALK)
    play.end()
    with pytest.raises(Refused) as refusal:
        play.adds(BERT)
    assert why(refusal) == "answer_no_form"
    with pytest.raises(Refused) as refusal:
        play.adds(BERT, run=RunKey("1.3", 2))
    assert why(refusal) == "answer_not_open"


# --- withdrawing


@pytest.mark.parametrize("moment", ["open", "closed", "shown", "skipped", "ended"])
def test_an_author_may_withdraw_at_any_time(moment: str) -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    match moment:
        case "closed":
            play.close()
        case "shown":
            play.show()
        case "skipped":
            play.skip()
        case "ended":
            play.end()

    play.withdraws(BERT)

    answer = play.answer_of(BERT)
    assert answer is not None
    assert (answer.status, answer.fields) == (AnswerStatus.WITHDRAWN, {})


def test_nobody_withdraws_a_wording_they_have_not_seen() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT, "Eerst")
    play.answers(BERT, "Daarna")

    with pytest.raises(Stale):
        play.does(WithdrawAnswer(person=BERT, run=play.run.key, version=1))
    play.does(WithdrawAnswer(person=BERT, run=play.run.key, version=2))

    assert play.session.answers[play.run.key, BERT].status is AnswerStatus.WITHDRAWN


def test_a_withdrawn_answer_may_be_given_again() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT, "Eerst")
    play.withdraws(BERT)
    assert may(play) is MayAnswer.FIRST

    play.answers(BERT, "Opnieuw")

    answer = play.answer_of(BERT)
    assert answer is not None
    assert (answer.status, answer.version, answer.fields) == (AnswerStatus.SUBMITTED, 2, {"text": "Opnieuw"})


def test_an_unnamed_answer_leaves_no_trace_when_withdrawn() -> None:
    play = a_started_play(ENERGY)
    play.answers(BERT, {"energy": 4})

    play.withdraws(BERT)

    assert play.session.answers == {}
    play.answers(BERT, {"energy": 2})
    assert play.answer_of(BERT) is not None


def test_there_must_be_something_to_withdraw() -> None:
    play = a_started_play(SILENT)
    with pytest.raises(Refused) as refusal:
        play.withdraws(BERT)
    assert why(refusal) == "nothing_to_withdraw"

    play.answers(BERT)
    play.withdraws(BERT)
    with pytest.raises(Refused):
        play.withdraws(BERT)


# --- holding back, releasing, taking back


def test_holding_back_waits_for_the_closing() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    with pytest.raises(Refused) as refusal:
        play.holds(BERT)
    assert why(refusal) == "hold_open"

    play.close()
    play.holds(BERT)

    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.held


def test_in_a_talk_an_answer_can_be_held_back_from_its_submission() -> None:
    play = a_started_play(TALK)
    play.answers(BERT)

    play.holds(BERT)

    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.held


def test_what_is_shown_is_taken_back_not_held_back() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    play.show()
    with pytest.raises(Refused) as refusal:
        play.holds(BERT)
    assert why(refusal) == "hold_shown"

    play.takes_back(BERT)

    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.taken_back


def test_what_is_not_shown_is_not_taken_back() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    with pytest.raises(Refused) as refusal:
        play.takes_back(BERT)
    assert why(refusal) == "take_back_unshown"

    play.close()
    play.holds(BERT)
    play.show()
    with pytest.raises(Refused) as refusal:
        play.takes_back(BERT)
    assert why(refusal) == "take_back_unshown"


@pytest.mark.parametrize("shown", [False, True])
def test_what_is_held_back_can_be_released(shown: bool) -> None:  # noqa: FBT001  # parametrised
    play = a_started_play(SILENT)
    play.answers(BERT)
    play.close()
    play.holds(BERT)
    if shown:
        play.show()

    play.releases(BERT)

    answer = play.answer_of(BERT)
    assert answer is not None
    assert not answer.held


def test_what_was_taken_back_by_mistake_can_be_released() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    play.show()
    play.takes_back(BERT)

    play.releases(BERT)

    answer = play.answer_of(BERT)
    assert answer is not None
    assert not answer.taken_back


def test_only_what_is_kept_back_is_released() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    with pytest.raises(Refused) as refusal:
        play.releases(BERT)
    assert why(refusal) == "nothing_held"

    play.close()
    with pytest.raises(Refused) as refusal:
        play.releases(BERT)
    assert why(refusal) == "nothing_held"


def test_pressing_twice_changes_nothing_the_second_time() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    play.answers(CHAIMA)
    play.close()
    play.holds(BERT)

    assert play.holds(BERT) == ()

    play.show()
    play.takes_back(CHAIMA)
    assert play.takes_back(CHAIMA) == ()


@pytest.mark.parametrize("person", [BERT, ANNA, OTTO, STRANGER])
def test_only_a_moderator_holds_releases_and_takes_back(person: PersonId) -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    play.close()

    for command in (HoldBack, Release, TakeBack):
        with pytest.raises(NotYours):
            play.does(command(by=person, person=BERT, run=FIRST_RUN))


def test_an_answer_that_is_not_there_is_not_held_back() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    play.withdraws(BERT)
    play.close()

    for person in (BERT, CHAIMA):
        with pytest.raises(Refused) as refusal:
            play.holds(person)
        assert why(refusal) == "no_such_answer"
    with pytest.raises(Refused) as refusal:
        play.holds(BERT, RunKey("1.1", 2))
    assert why(refusal) == "not_open"


def test_what_stands_without_a_name_is_not_held_back() -> None:
    play = a_started_play(ENERGY)
    play.answers(BERT, {"energy": 3})
    play.close()

    with pytest.raises(Refused) as refusal:
        play.holds(BERT)

    assert why(refusal) == "not_for_group"


def test_in_a_skipped_round_nothing_is_held_released_or_taken_back() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    play.skip()

    for act in (play.holds, play.releases, play.takes_back):
        with pytest.raises(Refused) as refusal:
            act(BERT)
        assert why(refusal) == "round_skipped"


def test_a_new_wording_is_no_way_around_the_moderator() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    play.close()
    play.holds(BERT)
    play.answers(BERT, "Nog steeds herkenbaar")
    play.withdraws(BERT)
    play.answers(BERT, "Opnieuw")

    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.held


def test_after_the_end_the_moderator_can_still_take_back() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    play.show()
    play.end()

    play.takes_back(BERT)

    answer = play.answer_of(BERT)
    assert answer is not None
    assert answer.taken_back


# --- presence


def test_whoever_does_anything_in_a_session_is_present_and_it_is_told_once() -> None:
    play = a_started_play(SILENT)

    events = play.answers(BERT)
    assert events[1:] == (SeatMarked(person=BERT, present=True),)

    assert len(play.answers(BERT, "Anders")) == 1


def test_entering_for_another_makes_the_note_taker_present() -> None:
    play = a_started_play(SILENT)
    play.does(NameNoteTaker(by=IRIS, person=CHAIMA))
    play.marks(BERT, aloud=True)

    play.answers(BERT, by=CHAIMA)

    present = {s.person for s in play.session.seats if s.present}
    assert present == {IRIS, CHAIMA}


def test_a_refused_answer_is_no_presence() -> None:
    play = a_started_play(SILENT)
    play.show()

    with pytest.raises(Refused):
        play.answers(BERT)

    seat = play.session.seat(BERT)
    assert seat is not None
    assert not seat.present


def test_answers_never_change_the_step() -> None:
    play = a_started_play(SILENT, LAST)
    step = play.session.step
    play.answers(BERT)
    play.withdraws(BERT)
    play.answers(BERT)

    assert play.session.step == step


def test_an_answer_needs_no_more_than_the_one_run_and_the_senders_own_seat_and_answer() -> None:
    play = a_started_play(BARE_TALK, SILENT)
    play.on()
    play.answers(BERT, "Eerst")
    bert = play.session.seat(BERT)
    assert bert is not None
    desk = Play(session=replace(play.session, seats=(bert,), runs=(play.run,)), now=play.now)

    desk.does(GiveAnswer(person=BERT, by=BERT, run=FIRST_RUN, version=1, fields={"text": "Daarna"}))

    answer = desk.answer_of(BERT)
    assert answer is not None
    assert answer.version == 2
