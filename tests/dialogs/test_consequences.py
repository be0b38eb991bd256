"""What must be said because of what happened in a session."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from dialogs.formats.model import Audience, Format, FormatKind, Language, RoundKind
from dialogs.groups import Group, Member
from dialogs.ids import ConversationId, GroupId, PersonId, ProgrammeId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.programmes.model import Role
from dialogs.sessions.messages import CancelSession, ChooseSeats, Event, MarkSeat, MoveSession
from dialogs.sessions.model import RunKey
from dialogs.usecases.card_rows import REFRESH_DELAY
from dialogs.usecases.consequences import consequences, hidden_at_once
from tests.builders import ANNA, BERT, IRIS, JOOST, TEN, Play, a_form, a_play, a_round, a_started_play, a_text

CHAT = ConversationId("19:group@thread.v2")
IRIS_CHAT = ConversationId("a:iris")


def a_member(person: PersonId, role: Role, *, personal: ConversationId | None = None) -> Member:
    return Member(
        person=person,
        name=person.capitalize(),
        email=f"{person}@voorbeeld.example",
        roles=frozenset({role}),
        personal=personal,
    )


def a_group(*, chat: ConversationId | None = CHAT) -> Group:
    """Iris moderates and has a working 1:1 chat; Joost moderates too and has none."""
    return Group(
        id=GroupId("g1"),
        programme=ProgrammeId("p1"),
        programme_title="Proef",
        number=1,
        ambition="De lijn vasthouden",
        dilemma="Wie houdt de lijn vast?",
        language=Language.NL,
        zone=ZoneInfo("Europe/Amsterdam"),
        format=Format(id="f", version=1, kind=FormatKind.MASTERMIND, title=a_text("F"), presets={"standard": ()}),
        preset="standard",
        conversation=chat,
        members=(
            a_member(IRIS, Role.MODERATOR, personal=IRIS_CHAT),
            a_member(JOOST, Role.MODERATOR),
            a_member(ANNA, Role.HOTSEAT, personal=ConversationId("a:anna")),
        ),
    )


def said(play: Play, events: Sequence[Event], group: Group | None = None) -> list[Notice]:
    return list(consequences(group=group or a_group(), session=play.session, events=events, now=play.now))


def kinds(notices: Sequence[Notice], chat: ConversationId = CHAT) -> list[tuple[NoticeKind, Act]]:
    return [(n.kind, n.act) for n in notices if n.conversation == chat]


def test_an_opened_round_is_one_new_card_in_the_group() -> None:
    play = a_started_play()
    assert kinds(said(play, play.decisions[-1])) == [(NoticeKind.ROUND, Act.POST)]


def test_a_moderator_with_a_chat_of_her_own_gets_her_card_and_one_warning() -> None:
    play = a_started_play(a_round(minutes=10))
    mine = [n for n in said(play, play.decisions[-1]) if n.conversation == IRIS_CHAT]
    assert [(n.kind, n.act) for n in mine] == [
        (NoticeKind.MODERATOR, Act.UPSERT),
        (NoticeKind.TIME_WARNING, Act.POST),
    ]
    assert mine[1].due_at == play.now + timedelta(minutes=9)
    assert mine[1].drop_after == play.now + timedelta(minutes=10)


def test_a_round_shorter_than_five_minutes_warns_nobody() -> None:
    play = a_started_play(a_round(minutes=4))
    assert NoticeKind.TIME_WARNING not in [n.kind for n in said(play, play.decisions[-1])]


def test_an_answer_moves_the_count_a_moment_later_and_nothing_else() -> None:
    play = a_started_play()
    notices = said(play, play.answers(BERT))
    assert kinds(notices) == [(NoticeKind.ROUND, Act.REFRESH)]
    assert notices[0].due_at == play.now + REFRESH_DELAY
    assert [n for n in notices if n.conversation != CHAT] == []


def test_a_showing_redraws_the_round_and_posts_the_answers_once() -> None:
    play = a_started_play()
    play.answers(BERT)
    assert kinds(said(play, play.show())) == [(NoticeKind.ROUND, Act.REFRESH), (NoticeKind.RESULT, Act.UPSERT)]


def test_going_on_from_a_talk_finishes_its_card_before_the_next_one_comes() -> None:
    talk = a_round("1.1", RoundKind.SPOKEN, form=a_form())
    play = a_started_play(talk, a_round("1.2"))
    assert kinds(said(play, play.on())) == [
        (NoticeKind.ROUND, Act.REFRESH),
        (NoticeKind.RESULT, Act.UPSERT),
        (NoticeKind.ROUND, Act.POST),
    ]


def test_a_talk_without_a_form_leaves_no_result() -> None:
    play = a_started_play(a_round("1.1", RoundKind.SPOKEN), a_round("1.2"))
    assert NoticeKind.RESULT not in [n.kind for n in said(play, play.on())]


def test_an_answer_after_a_talk_is_done_is_added_to_its_result_card() -> None:
    talk = a_round("1.1", RoundKind.SPOKEN, form=a_form(), audience=Audience.ALL)
    play = a_started_play(talk, a_round("1.2"))
    play.on()
    notices = said(play, play.answers(BERT, run=RunKey("1.1", 1)))
    assert (NoticeKind.RESULT, Act.UPSERT) in kinds(notices)


def test_a_later_round_that_is_skipped_has_no_card_to_redraw() -> None:
    play = a_started_play(a_round("1.1"), a_round("1.2"))
    assert kinds(said(play, play.skip("1.2"))) == []


def test_the_end_posts_the_summary_and_redraws_the_planning() -> None:
    play = a_started_play()
    notices = said(play, play.end())
    assert (NoticeKind.SUMMARY, Act.UPSERT) in kinds(notices)
    assert (NoticeKind.PLANNING, Act.REFRESH) in kinds(notices)


def test_a_resumed_session_puts_its_round_card_below_the_talk() -> None:
    play = a_started_play()
    play.end()
    assert kinds(said(play, play.start())) == [(NoticeKind.ROUND, Act.DELETE), (NoticeKind.ROUND, Act.POST)]


def test_holding_back_before_the_showing_changes_no_card() -> None:
    play = a_started_play()
    play.answers(BERT)
    play.close()
    assert kinds(said(play, play.holds(BERT))) == []


def test_taking_back_after_the_end_redraws_result_and_summary_at_once() -> None:
    play = a_started_play()
    play.answers(BERT)
    play.show()
    play.end()
    notices = said(play, play.takes_back(BERT, RunKey("1.1", 1)))
    assert kinds(notices) == [(NoticeKind.RESULT, Act.UPSERT), (NoticeKind.SUMMARY, Act.REFRESH)]
    assert {n.due_at for n in notices} == {play.now}


def test_a_report_of_something_recognisable_redraws_every_card_that_may_hold_it() -> None:
    play = a_started_play()
    play.answers(BERT)
    play.show()
    play.end()
    notices = hidden_at_once(play.session, RunKey("1.1", 1), chat=CHAT, now=play.now)
    assert {n.kind for n in notices} == {NoticeKind.ROUND, NoticeKind.RESULT, NoticeKind.SUMMARY}
    assert {n.due_at for n in notices} == {play.now}


def test_marking_somebody_absent_moves_the_count() -> None:
    play = a_started_play()
    assert kinds(said(play, play.marks(BERT, absent=True))) == [(NoticeKind.ROUND, Act.REFRESH)]


def test_a_group_without_a_chat_hears_nothing() -> None:
    play = a_started_play()
    assert said(play, play.decisions[-1], a_group(chat=None)) == []


def test_no_notice_ever_holds_what_somebody_wrote() -> None:
    play = a_started_play()
    notices = [*said(play, play.answers(BERT, "Een geheim")), *said(play, play.show()), *said(play, play.end())]
    assert all("geheim" not in str(n.payload) for n in notices)


def test_what_is_caught_up_with_is_added_where_the_others_stand_and_no_moderator_gets_a_card() -> None:
    play = a_started_play()
    play.show()
    play.end()
    notices = said(play, play.catches_up(BERT, RunKey("1.1", 1)))
    assert kinds(notices) == [(NoticeKind.RESULT, Act.UPSERT), (NoticeKind.SUMMARY, Act.REFRESH)]
    assert {n.due_at for n in notices} == {play.now + REFRESH_DELAY}
    assert kinds(notices, IRIS_CHAT) == []


def test_what_is_caught_up_with_of_a_round_that_was_not_shown_is_posted_nowhere() -> None:
    play = a_started_play()
    play.skip()
    play.end()
    notices = said(play, play.catches_up(BERT, RunKey("1.1", 1)))
    assert kinds(notices) == [(NoticeKind.SUMMARY, Act.REFRESH)]


def test_a_session_that_moves_or_is_called_off_changes_the_planning_and_gives_no_moderator_a_new_card() -> None:
    for command in (MoveSession(by=IRIS, starts_at=TEN + timedelta(days=1)), CancelSession(by=IRIS)):
        play = a_play(a_round())
        notices = said(play, play.does(command))
        assert kinds(notices) == [(NoticeKind.PLANNING, Act.REFRESH)]
        assert kinds(notices, IRIS_CHAT) == []


def test_a_choice_shows_on_the_rounds_card_and_the_moderators_own_card_follows_the_step() -> None:
    play = a_started_play(a_round(form=a_form(), audience=Audience.ALL_BUT_CHOSEN))
    notices = said(play, play.does(ChooseSeats(by=IRIS, run=RunKey("1.1", 1), chosen=frozenset({BERT}))))
    assert kinds(notices) == [(NoticeKind.ROUND, Act.REFRESH)]
    assert kinds(notices, IRIS_CHAT) == [(NoticeKind.MODERATOR, Act.UPSERT)]


def test_somebody_who_cannot_come_after_all_moves_the_count() -> None:
    play = a_started_play()
    events = play.does(MarkSeat(by=BERT, person=BERT, cannot_come=True))
    assert (NoticeKind.ROUND, Act.REFRESH) in kinds(said(play, events))
