"""Who may see what of an answer, for every role, visibility and phase."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dialogs.formats.model import FieldType, Round, RoundKind, Visibility
from dialogs.ids import PersonId
from dialogs.programmes.model import Role
from dialogs.sessions.messages import NameNoteTaker, RepeatRound, RoundShown
from dialogs.sessions.model import Fields, RoundPhase, RunKey
from dialogs.sessions.views import ENOUGH, Contribution, Mark, contributions, shown_tallies, too_few
from tests.builders import (
    ANNA,
    BERT,
    CHAIMA,
    DAAN,
    EIGHT,
    HELPERS,
    IRIS,
    OTTO,
    STRANGER,
    Play,
    a_field,
    a_form,
    a_round,
    a_seat,
    a_session,
    a_started_play,
    an_energy_form,
    an_evaluation_form,
)

FOUR = a_form(
    a_field("m", visibility=Visibility.MODERATOR),
    a_field("g", visibility=Visibility.GROUP),
    a_field("a", FieldType.SCALE, Visibility.UNNAMED),
)
VALUES: Fields = {"m": "Alleen voor de moderator", "g": "Voor de groep", "a": 4}
SILENT = a_round("1.1", form=FOUR)
TALK = a_round("1.2", RoundKind.SPOKEN, form=FOUR)
CHAT: PersonId | None = None


def seen(play: Play, viewer: PersonId | None, run: RunKey | None = None) -> tuple[Contribution, ...]:
    found = play.session.run(run) if run else play.run
    assert found is not None
    return contributions(play.session, found, viewer)


def seen_fields(play: Play, viewer: PersonId | None) -> set[str]:
    return {name for c in seen(play, viewer) for name in c.fields}


def a_play_in(round_: Round, phase: RoundPhase) -> Play:
    """Bert has answered and the round stands in this phase, still the current one."""
    play = a_started_play(round_)
    play.answers(BERT, VALUES)
    match phase:
        case RoundPhase.CLOSED:
            play.close()
        case RoundPhase.SHOWN:
            play.show()
        case RoundPhase.DONE:
            play.end()
        case RoundPhase.SKIPPED:
            play.skip()
        case RoundPhase.OPEN | RoundPhase.NOT_OPEN:
            pass
    assert play.run.phase is phase
    return play


def every_view() -> Iterator[tuple[Round, RoundPhase, PersonId | None, set[str]]]:
    """Round, phase, viewer, and the fields of Bert's answer that this viewer may read; written out, not computed."""
    author, moderator, group = {"m", "g", "a"}, {"m", "g"}, {"g"}
    nothing: set[str] = set()
    rows: dict[tuple[str, RoundPhase], tuple[set[str], set[str], set[str]]] = {
        # what the author, a moderator and the group see
        ("silent", RoundPhase.OPEN): (author, nothing, nothing),
        ("silent", RoundPhase.CLOSED): (author, moderator, nothing),
        ("silent", RoundPhase.SHOWN): (author, moderator, group),
        ("silent", RoundPhase.SKIPPED): (author, nothing, nothing),
        ("talk", RoundPhase.OPEN): (author, moderator, nothing),
        ("talk", RoundPhase.DONE): (author, moderator, group),
        ("talk", RoundPhase.SKIPPED): (author, moderator, nothing),
    }
    for (kind, phase), (for_author, for_moderator, for_group) in rows.items():
        round_ = SILENT if kind == "silent" else TALK
        yield round_, phase, BERT, for_author
        yield round_, phase, IRIS, for_moderator
        for member in (CHAIMA, ANNA, CHAT):
            yield round_, phase, member, for_group
        for outsider in (OTTO, STRANGER):
            yield round_, phase, outsider, nothing


@pytest.mark.parametrize(("round_", "phase", "viewer", "fields"), list(every_view()))
def test_each_role_sees_of_each_visibility_in_each_phase_what_was_promised(
    round_: Round, phase: RoundPhase, viewer: PersonId | None, fields: set[str]
) -> None:
    play = a_play_in(round_, phase)

    assert seen_fields(play, viewer) == fields


@pytest.mark.parametrize("phase", [RoundPhase.OPEN, RoundPhase.CLOSED, RoundPhase.SHOWN])
def test_in_an_unnamed_round_nobody_can_even_see_who_answered(phase: RoundPhase) -> None:
    play = a_started_play(a_round(form=an_energy_form()))
    play.answers(BERT, {"energy": 2})
    if phase is RoundPhase.CLOSED:
        play.close()
    if phase is RoundPhase.SHOWN:
        play.show()

    for viewer in (IRIS, CHAIMA, CHAT, OTTO, STRANGER):
        assert seen(play, viewer) == ()
    assert [c.fields for c in seen(play, BERT)] == [{"energy": 2}]


def test_what_nobody_may_trace_is_not_even_with_its_author() -> None:
    play = a_started_play(a_round(form=an_evaluation_form()))
    play.answers(BERT, {"safe": 1, "better": "Meer tijd"})
    play.show()

    assert [c.fields for c in seen(play, BERT)] == [{}]
    for viewer in (IRIS, CHAIMA, CHAT):
        assert seen(play, viewer) == ()


def test_a_coordinator_with_a_seat_sees_nothing_here() -> None:
    seats = (a_seat(IRIS, Role.MODERATOR), a_seat(BERT), a_seat(DAAN, Role.COORDINATOR))
    play = Play(session=a_session(SILENT, seats=seats))
    play.start()
    play.answers(BERT, VALUES)
    play.show()

    assert seen(play, DAAN) == ()


def test_a_round_without_a_form_has_no_contributions() -> None:
    play = a_started_play(a_round(kind=RoundKind.SPOKEN))

    assert seen(play, IRIS) == ()


def test_contributions_stand_in_the_order_of_the_seats() -> None:
    play = a_started_play(a_round())
    for person in reversed(EIGHT):
        play.answers(person)
    play.show()

    assert [c.person for c in seen(play, CHAT)] == list(EIGHT)
    assert [c.name for c in seen(play, CHAT)][:2] == ["Anna", "Bert"]


def test_an_answer_stays_when_its_author_has_left_the_group() -> None:
    play = a_started_play(a_round())
    play.answers(BERT)
    play.show()
    play.session = replace(play.session, seats=tuple(s for s in play.session.seats if s.person != BERT))

    assert [(c.person, c.name) for c in seen(play, CHAT)] == [(BERT, "")]


def test_held_back_is_seen_by_author_and_moderators_only() -> None:
    play = a_started_play(a_round())
    play.answers(BERT, "Herkenbaar")
    play.close()
    play.holds(BERT)
    play.show()

    assert [(c.mark, c.fields) for c in seen(play, BERT)] == [(Mark.HELD, {"text": "Herkenbaar"})]
    assert [(c.mark, c.fields) for c in seen(play, IRIS)] == [(Mark.HELD, {"text": "Herkenbaar"})]
    for viewer in (CHAIMA, CHAT):
        assert seen(play, viewer) == ()


def test_released_after_the_showing_joins_what_is_shown() -> None:
    play = a_started_play(a_round())
    play.answers(BERT)
    play.close()
    play.holds(BERT)
    play.show()
    play.releases(BERT)

    assert [c.mark for c in seen(play, CHAT)] == [Mark.PLAIN]


def test_taken_back_leaves_a_mark_for_the_group() -> None:
    play = a_started_play(a_round())
    play.answers(BERT, "Herkenbaar")
    play.show()
    play.adds(BERT)
    play.takes_back(BERT)

    assert [(c.mark, c.fields, c.supplements) for c in seen(play, CHAT)] == [(Mark.TAKEN_BACK, {}, ())]
    assert [(c.mark, c.fields) for c in seen(play, IRIS)] == [(Mark.TAKEN_BACK, {"text": "Herkenbaar"})]


def test_withdrawn_leaves_a_mark_and_no_word() -> None:
    play = a_started_play(a_round())
    play.answers(BERT)
    play.show()
    play.withdraws(BERT)

    for viewer in (BERT, IRIS, CHAIMA, CHAT):
        assert [(c.mark, c.fields) for c in seen(play, viewer)] == [(Mark.WITHDRAWN, {})]


def test_held_back_and_then_withdrawn_leaves_the_group_no_mark() -> None:
    play = a_started_play(a_round())
    play.answers(BERT)
    play.close()
    play.holds(BERT)
    play.withdraws(BERT)
    play.show()

    assert seen(play, CHAT) == ()


def test_a_withdrawn_note_to_the_moderator_leaves_the_group_no_mark() -> None:
    play = a_started_play(a_round(form=a_form(a_field(visibility=Visibility.MODERATOR))))
    play.answers(BERT)
    play.withdraws(BERT)
    play.show()

    assert seen(play, CHAT) == ()
    assert [c.mark for c in seen(play, IRIS)] == [Mark.WITHDRAWN]


def test_something_reported_is_gone_for_the_group_at_once() -> None:
    play = a_started_play(a_round())
    play.answers(BERT, "Herkenbaar")
    play.answers(CHAIMA, "Gewoon")
    play.show()
    hidden = {(play.run.key, BERT)}

    chat = contributions(play.session, play.run, CHAT, hidden=hidden)
    moderator = contributions(play.session, play.run, IRIS, hidden=hidden)

    assert [(c.mark, c.fields) for c in chat] == [(Mark.REPORTED, {}), (Mark.PLAIN, {"text": "Gewoon"})]
    assert moderator[0].mark is Mark.REPORTED
    assert moderator[0].fields == {"text": "Herkenbaar"}


def test_who_entered_it_is_told_beside_whose_it_is() -> None:
    play = a_started_play(a_round())
    play.does(NameNoteTaker(by=IRIS, person=CHAIMA))
    play.marks(BERT, aloud=True)
    play.answers(BERT, by=CHAIMA)
    play.show()

    (told,) = seen(play, CHAT)
    assert (told.name, told.by, told.by_name) == ("Bert", CHAIMA, "Chaima")


def test_additions_stand_with_the_answer() -> None:
    play = a_started_play(a_round())
    play.answers(BERT)
    play.show()
    play.adds(BERT, "En dit")
    play.adds(DAAN, "Ik ook")

    assert [(c.person, c.supplements, c.version) for c in seen(play, CHAT)] == [
        (BERT, ("En dit",), 1),
        (DAAN, ("Ik ook",), 0),
    ]


def test_a_repeat_shows_only_its_own_answers() -> None:
    play = a_started_play(a_round())
    play.answers(BERT, "Eerste keer")
    play.show()
    play.does(RepeatRound(by=IRIS))
    play.answers(CHAIMA, "Tweede keer")
    play.show()

    assert [c.person for c in seen(play, CHAT)] == [CHAIMA]
    assert [c.person for c in seen(play, CHAT, RunKey("1.1", 1))] == [BERT]


# --- without a name: five or nothing


def a_play_with_energy(*energies: int) -> Play:
    play = a_started_play(a_round(form=an_energy_form()))
    for person, energy in zip(EIGHT, energies, strict=False):
        play.answers(person, {"energy": energy})
    return play


def test_five_contributors_make_an_average() -> None:
    play = a_play_with_energy(1, 2, 3, 4, 4)
    play.show()

    tally = shown_tallies(play.run)["energy"]
    assert tally.mean == pytest.approx(2.8)
    assert tally.counts == {"1": 1, "2": 1, "3": 1, "4": 2}
    assert tally.contributors == ENOUGH
    assert not too_few(play.run)


def test_below_five_nothing_is_told_to_anyone() -> None:
    play = a_play_with_energy(1, 2, 3, 4)
    play.show()

    assert shown_tallies(play.run) == {}
    assert too_few(play.run)
    assert play.run.tallies["energy"].mean is None
    assert play.run.tallies["energy"].counts == {}


def test_a_withdrawn_answer_is_not_in_the_tally() -> None:
    play = a_play_with_energy(5, 5, 5, 5, 1)
    play.withdraws(EIGHT[4])
    play.show()

    assert too_few(play.run)


def test_a_tally_is_computed_once() -> None:
    play = a_play_with_energy(1, 2, 3, 4, 5)
    events = play.show()
    before = play.run.tallies

    play.withdraws(BERT)
    play.end()
    play.start()

    assert play.run.tallies == before
    assert sum(isinstance(e, RoundShown) for e in events) == 1


def test_yes_and_no_choices_and_texts_are_counted_as_they_can_be() -> None:
    form = a_form(
        a_field("again", FieldType.YES_NO, Visibility.UNNAMED),
        a_field("goal", FieldType.CHOICES, Visibility.UNNAMED, choices=("x", "y")),
        a_field("odd", FieldType.EXPERIMENT, Visibility.UNNAMED),
    )
    play = a_started_play(a_round(form=form))
    for n, person in enumerate(HELPERS[:5]):
        play.answers(person, {"again": n > 0, "goal": ("x", "y") if n else ("y",), "odd": {"when": "nu"}})
    play.show()

    tallies = shown_tallies(play.run)
    assert tallies["again"].counts == {"no": 1, "yes": 4}
    assert tallies["again"].mean is None
    assert tallies["goal"].counts == {"x": 4, "y": 5}
    assert tallies["odd"].counts == {}


def test_a_field_left_empty_does_not_count_as_a_contribution() -> None:
    form = a_form(a_field("text"), a_field("energy", FieldType.NUMBER, Visibility.UNNAMED))
    play = a_started_play(a_round(form=form))
    for n, person in enumerate(EIGHT):
        play.answers(person, {"text": "Iets", "energy": 3} if n < 4 else {"text": "Iets"})
    play.show()

    assert too_few(play.run)


def test_holding_back_does_not_touch_what_has_no_name() -> None:
    form = a_form(a_field("text"), a_field("energy", FieldType.SCALE, Visibility.UNNAMED))
    play = a_started_play(a_round(form=form))
    for person in EIGHT[:5]:
        play.answers(person, {"text": "Iets", "energy": 3})
    play.close()
    play.holds(EIGHT[0])
    play.show()

    assert shown_tallies(play.run)["energy"].contributors == 5
    assert len(seen(play, CHAT)) == 4


def test_a_choose_round_without_a_form_shows_without_a_tally() -> None:
    aloud = replace(a_round("1.1", RoundKind.CHOOSE), form=None)
    play = a_started_play(aloud)
    play.show()

    assert play.run.tallies == {}
