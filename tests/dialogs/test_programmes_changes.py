from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.formats.model import Language
from dialogs.programmes.advice import advice
from dialogs.programmes.change import Change, Effect, Subject
from dialogs.programmes.changes import compare, is_changed, report
from dialogs.programmes.model import (
    ContactEntry,
    ContactSubject,
    FormatVersion,
    GroupEntry,
    KnownProgramme,
    ProgrammeFile,
    Role,
    SessionEntry,
    counts,
)
from dialogs.programmes.outcome import outcome
from dialogs.programmes.wording import counted
from dialogs.texts.programmes import EN, NL
from tests.programme_builders import FIRST_SESSION, a_group, a_person, a_programme, dates

PROGRAMME = a_programme()
KNOWN = KnownProgramme(file=PROGRAMME)


def begun(file: ProgrammeFile, *started: tuple[int, int]) -> KnownProgramme:
    return KnownProgramme(file=file, started=frozenset(started))


def with_group(group: GroupEntry, file: ProgrammeFile = PROGRAMME) -> ProgrammeFile:
    return replace(file, groups=tuple(group if g.number == group.number else g for g in file.groups))


def first(file: ProgrammeFile = PROGRAMME) -> GroupEntry:
    return file.groups[0]


def lines(known: KnownProgramme | None, file: ProgrammeFile, language: Language = Language.NL) -> list[str]:
    return [change.text.in_(language) for change in compare(known, file)]


def of(changes: tuple[Change, ...], subject: Subject, effect: Effect) -> list[Change]:
    return [c for c in changes if (c.subject, c.effect) == (subject, effect)]


def test_a_first_import_creates_everything() -> None:
    changes = compare(None, PROGRAMME)
    assert {c.effect for c in changes} == {Effect.CREATED}
    assert len(of(changes, Subject.PROGRAMME, Effect.CREATED)) == 1
    assert len(of(changes, Subject.GROUP, Effect.CREATED)) == 2
    assert len(of(changes, Subject.SESSION, Effect.CREATED)) == 8
    assert len(of(changes, Subject.PERSON, Effect.CREATED)) == 13  # the moderator of both groups is one person
    assert len(of(changes, Subject.MEMBERSHIP, Effect.CREATED)) == 14
    assert "groep 1, sessie 1: ma 10 mei 2021 10.00 uur, 60 minuten" in [c.text.nl for c in changes]


def test_a_second_import_changes_nothing_and_says_so() -> None:
    changes = compare(KNOWN, PROGRAMME)
    assert changes == ()
    assert report(changes, Language.NL) == ("Niets veranderd",)
    assert report(changes, Language.EN) == ("nothing changed",)


def test_an_address_in_capitals_is_the_same_person() -> None:
    group = first()
    shouting = replace(group.participants[1], email=group.participants[1].email.upper())
    people = (group.participants[0], shouting, *group.participants[2:])
    assert compare(KNOWN, with_group(replace(group, participants=people))) == ()


def test_a_planned_session_moves() -> None:
    sessions = (*first().sessions[:3], replace(first().sessions[3], starts=FIRST_SESSION + timedelta(days=60)))
    file = with_group(replace(first(), sessions=sessions))
    assert lines(KNOWN, file) == ["groep 1, sessie 4: van ma 21 jun 2021 10.00 uur naar vr 9 jul 2021 10.00 uur"]
    assert outcome(KNOWN, file) == file


def test_a_session_that_has_started_stays_where_it_was() -> None:
    known = begun(PROGRAMME, (1, 1))
    file = with_group(replace(first(), sessions=dates(FIRST_SESSION + timedelta(days=1))))
    changes = compare(known, file)
    kept = of(changes, Subject.SESSION, Effect.KEPT)
    assert [c.text.nl for c in kept] == ["sessie 1 van groep 1 is al begonnen en blijft staan"]
    assert len(of(changes, Subject.SESSION, Effect.UPDATED)) == 3
    assert outcome(known, file).groups[0].sessions[0] == first().sessions[0]


def test_a_started_session_still_gets_its_meeting_link() -> None:
    known = begun(PROGRAMME, (1, 1))
    url = "https://voorbeeld.example/vergadering"
    sessions = (replace(first().sessions[0], meeting_url=url), *first().sessions[1:])
    file = with_group(replace(first(), sessions=sessions))
    assert lines(known, file) == ["groep 1, sessie 1: link naar de vergadering aangepast"]


def test_a_meeting_link_that_the_file_leaves_out_stays() -> None:
    sessions = (replace(first().sessions[0], meeting_url="https://voorbeeld.example/a"), *first().sessions[1:])
    known = KnownProgramme(file=with_group(replace(first(), sessions=sessions)))
    assert compare(known, PROGRAMME) == ()
    assert outcome(known, PROGRAMME) == known.file


def test_only_kept_things_means_nothing_changed() -> None:
    known = begun(PROGRAMME, (1, 1))
    sessions = (replace(first().sessions[0], minutes=45), *first().sessions[1:])
    changes = compare(known, with_group(replace(first(), sessions=sessions)))
    assert not is_changed(changes)
    assert report(changes, Language.EN) == (
        "nothing changed",
        "session 1 of group 1 has started and stays as it is",
    )


def test_who_is_no_longer_in_the_file_has_left_the_group() -> None:
    file = with_group(replace(first(), participants=first().participants[:-1]))
    gone = first().participants[-1]
    changes = compare(KNOWN, file)
    assert [(c.subject, c.effect, c.person, c.group) for c in changes] == [
        (Subject.MEMBERSHIP, Effect.ENDED, gone.key, 1)
    ]
    assert changes[0].text.nl == f"groep 1: {gone.name} staat er niet meer bij en heeft de groep verlaten"


def test_two_people_with_the_same_name_are_two_people() -> None:
    twin = a_person("Bert", email="bert.tweede@voorbeeld.example")
    file = with_group(replace(first(), participants=(*first().participants, twin)))
    changes = compare(KNOWN, file)
    assert [c.person for c in of(changes, Subject.PERSON, Effect.CREATED)] == [twin.key]
    assert [c.person for c in of(changes, Subject.MEMBERSHIP, Effect.CREATED)] == [twin.key]


def test_a_person_is_told_once_however_many_groups_they_moderate() -> None:
    groups = tuple(
        replace(g, moderators=(a_person("Mo2", Role.MODERATOR, email="mo@voorbeeld.example"),))
        for g in PROGRAMME.groups
    )
    assert lines(KNOWN, replace(PROGRAMME, groups=groups)) == ["Mo2 (mo@voorbeeld.example): naam aangepast"]


def test_details_that_the_file_leaves_out_stay() -> None:
    group = first()
    known_bert = replace(group.participants[1], region="Oost", entra_id="00000000-0000-0000-0000-000000000001")
    people = (group.participants[0], known_bert, *group.participants[2:])
    known = KnownProgramme(file=with_group(replace(group, participants=people)))
    assert compare(known, PROGRAMME) == ()
    assert outcome(known, PROGRAMME).groups[0].participants[1] == known_bert


def test_a_hotseat_changes_by_file_before_the_group_has_begun() -> None:
    file = with_group(handed_over(first()))
    assert lines(KNOWN, file) == [
        "groep 1: Anna was hotseat en wordt deelnemer",
        "groep 1: Bert was deelnemer en wordt hotseat",
    ]


def test_once_begun_a_file_does_not_hand_over_the_hotseat() -> None:
    known = begun(PROGRAMME, (1, 1))
    file = with_group(handed_over(first()))
    changes = compare(known, file)
    assert [(c.effect, c.person) for c in changes] == [(Effect.KEPT, first().participants[0].key)]
    assert outcome(known, file).groups[0].hotseat == first().hotseat


def test_once_begun_a_hotseat_who_is_no_longer_in_the_file_stays() -> None:
    known = begun(PROGRAMME, (1, 1))
    newcomer = a_person("Zoë", Role.HOTSEAT)
    file = with_group(replace(first(), participants=(newcomer, *first().participants[1:])))
    after = outcome(known, file).groups[0]
    assert after.hotseat == first().hotseat
    assert [p.role for p in after.participants if p.key == newcomer.key] == [Role.PARTICIPANT]
    assert len([c for c in compare(known, file) if c.effect is Effect.KEPT]) == 1


def test_a_hotseat_who_becomes_moderator_in_the_file_of_a_begun_group_has_one_place() -> None:
    known = begun(PROGRAMME, (1, 1))
    anna, bert, *others = first().participants
    moderators = (*first().moderators, replace(anna, role=Role.MODERATOR))
    file = with_group(replace(first(), moderators=moderators, participants=(replace(bert, role=Role.HOTSEAT), *others)))
    keys = [p.key for p in outcome(known, file).groups[0].people]
    assert len(keys) == len(set(keys))


def test_a_begun_group_keeps_its_format_and_its_dates() -> None:
    known = begun(PROGRAMME, (1, 1))
    file = replace(
        PROGRAMME,
        preset="45",
        groups=tuple(
            replace(g, sessions=dates(g.sessions[0].starts, minutes=(45, 45, 45, 45))) for g in PROGRAMME.groups
        ),
    )
    told = lines(known, file)
    assert "groep 1 is al begonnen en houdt de werkvorm mastermind-4 (standard) en de planning" in told
    assert "groep 2: variant aangepast" in told
    assert "groep 1: variant aangepast" not in told
    after = outcome(known, file)
    assert after.groups[0].sessions == first().sessions
    assert after.preset_of(after.groups[0]) == "standard"


def test_a_group_that_is_not_in_the_file_stays_as_it_was() -> None:
    file = replace(PROGRAMME, language=Language.EN, groups=PROGRAMME.groups[:1])
    assert lines(KNOWN, file, Language.EN) == [
        "programme proef-2021: language changed",
        "group 1: language changed",
        "group 2 is no longer in the file and stays as it was",
    ]
    assert {g.number for g in outcome(KNOWN, file).groups} == {1, 2}


def test_a_shorter_format_drops_sessions_that_have_not_started() -> None:
    short = replace(first(), format="taster", preset="standard", sessions=dates(minutes=(15,)))
    changes = compare(KNOWN, with_group(short))
    assert [c.session for c in of(changes, Subject.SESSION, Effect.ENDED)] == [2, 3, 4]


def test_a_started_session_is_never_dropped() -> None:
    known = begun(PROGRAMME, (1, 4))
    file = with_group(replace(first(), sessions=first().sessions[:3]))
    assert outcome(known, file).groups[0].sessions == first().sessions


def test_saying_what_already_applies_is_no_change() -> None:
    told = replace(first(), format="mastermind-4", preset="standard", language=Language.NL)
    assert compare(KNOWN, with_group(told)) == ()


def test_coordinators_and_contacts_come_go_and_stay_when_left_out() -> None:
    cor = a_person("Cor", Role.COORDINATOR)
    ask = ContactEntry(name="Cor", email=cor.email, about=ContactSubject.CONTENT)
    full = replace(PROGRAMME, coordinators=(cor,), contacts=(ask,))
    assert lines(KNOWN, full) == [
        "programma proef-2021: contactpersonen aangepast",
        "Cor (cor@voorbeeld.example): nieuw",
        "programma: Cor komt erbij als coördinator",
    ]
    assert compare(KnownProgramme(file=full), PROGRAMME) == ()
    other = replace(full, coordinators=(a_person("Dana", Role.COORDINATOR),))
    assert "programma: Cor is geen coördinator meer" in lines(KnownProgramme(file=full), other)


def handed_over(group: GroupEntry) -> GroupEntry:
    anna, bert, *others = group.participants
    return replace(
        group, participants=(replace(anna, role=Role.PARTICIPANT), replace(bert, role=Role.HOTSEAT), *others)
    )


@st.composite
def programmes(draw: st.DrawFn) -> ProgrammeFile:
    groups = []
    for number in draw(st.lists(st.integers(1, 4), min_size=1, unique=True)):
        group = a_group(
            number, people=draw(st.integers(2, 8)), start=FIRST_SESSION + timedelta(days=draw(st.integers(0, 3)))
        )
        if draw(st.booleans()):
            group = handed_over(group)
        if draw(st.booleans()):
            group = replace(group, preset="45", sessions=dates(minutes=(45, 45, 45, 45)))
        groups.append(replace(group, language=draw(st.sampled_from([None, *Language]))))
    return replace(a_programme(*groups), language=draw(st.sampled_from(Language)))


@settings(deadline=None)  # a shared machine is no reason to fail
@given(known=programmes(), file=programmes(), started=st.frozensets(st.tuples(st.integers(1, 4), st.integers(1, 4))))
def test_importing_the_same_file_again_changes_nothing(
    known: ProgrammeFile, file: ProgrammeFile, started: frozenset[tuple[int, int]]
) -> None:
    before = KnownProgramme(file=known, started=started)
    after = outcome(before, file)
    for number, session in started:
        group = known.group(number)
        kept = after.group(number)
        if group and kept:
            assert kept.session(session) == group.session(session)
            assert kept.hotseat == group.hotseat
    again = compare(KnownProgramme(file=after, started=started), file)
    assert not is_changed(again)
    assert is_changed(compare(before, file)) == is_changed(compare(before, after))


def test_counts_are_of_distinct_people_in_seats() -> None:
    watching = a_person("Oda", Role.OBSERVER)
    group = replace(first(), participants=(*first().participants, watching))
    found = counts(with_group(group))
    assert (found.groups, found.sessions, found.participants, found.hotseats) == (2, 8, 12, 2)
    assert counted(found).nl == "2 groepen, 8 sessies, 12 deelnemers (van wie 2 hotseats)"
    one = replace(first(), participants=first().participants[:1], sessions=first().sessions[:1])
    assert counted(counts(a_programme(one))).en == "1 group, 1 session, 1 participant (1 of them in the hotseat)"


def test_a_small_group_gets_advice_and_a_very_small_one_gets_more() -> None:
    assert [t.nl for t in advice(a_programme(a_group(1, people=6)))] == []
    assert [t.nl for t in advice(a_programme(a_group(1, people=5)))] == [
        "Groep 1 heeft 5 mensen. Zes tot acht werkt het best."
    ]
    assert "zonder naam" in advice(a_programme(a_group(1, people=4)))[0].nl


def test_a_time_that_comes_twice_is_pointed_out() -> None:
    night = FIRST_SESSION.replace(month=10, day=31, hour=0, minute=30)
    group = replace(first(), sessions=(*first().sessions[:3], replace(first().sessions[3], starts=night)))
    assert [t.en for t in advice(a_programme(group))] == [
        "Group 1, session 4: this time comes twice that night. We take the first."
    ]


def test_somebody_in_two_sessions_at_once_is_pointed_out() -> None:
    together = a_programme(a_group(1), a_group(2))
    found = [t.nl for t in advice(together)]
    assert len(found) == 4
    assert found[0] == "Mo (mo@voorbeeld.example) zit tegelijk in sessie 1 van groep 1 en sessie 1 van groep 2."


def test_both_languages_say_the_same_things() -> None:
    assert NL.keys() == EN.keys()
    for key, text in NL.items():
        assert placeholders(text) == placeholders(EN[key]), key
        assert "!" not in text + EN[key]


def placeholders(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}


OLD, NEW = FormatVersion(digest="oud", number=1), FormatVersion(digest="nieuw", number=2)


def playing(*started: tuple[int, int]) -> KnownProgramme:
    return KnownProgramme(file=PROGRAMME, started=frozenset(started), versions={1: OLD, 2: OLD})


def test_a_changed_format_is_for_who_has_not_begun_and_the_others_keep_theirs() -> None:
    changes = compare(playing((1, 1)), PROGRAMME, {"mastermind-4": NEW})
    assert [(c.group, c.effect, c.text.nl) for c in changes] == [
        (
            1,
            Effect.KEPT,
            "groep 1 is al begonnen en houdt versie 1 van de werkvorm mastermind-4, zoals die bij de start was",
        ),
        (2, Effect.UPDATED, "groep 2: speelt voortaan versie 2 van de werkvorm mastermind-4"),
    ]
    assert is_changed(changes)


def test_when_all_have_begun_nothing_changes_and_it_is_told_why() -> None:
    changes = compare(playing((1, 1), (2, 1)), PROGRAMME, {"mastermind-4": NEW})
    assert [(c.group, c.effect) for c in changes] == [(1, Effect.KEPT), (2, Effect.KEPT)]
    told = report(changes, Language.EN)
    assert told[0] == "nothing changed"
    assert told[1] == "group 1 has begun and keeps version 1 of format mastermind-4, as it was at the start"


def test_the_same_text_of_a_format_is_no_change() -> None:
    assert compare(playing((1, 1)), PROGRAMME, {"mastermind-4": OLD}) == ()


def test_a_group_that_gets_another_format_is_told_that_alone() -> None:
    file = with_group(replace(first(), format="taster", preset="standard"))
    changes = compare(playing(), file, {"taster": NEW, "mastermind-4": OLD})
    assert [(c.subject, c.fields) for c in changes] == [(Subject.GROUP, ("format",))]


def with_the_second_in_the_hotseat(*started: tuple[int, int]) -> KnownProgramme:
    """The second of group 1 has the hotseat since; the file still says the first."""
    old, new, *others = first().participants
    seats = (replace(old, role=Role.PARTICIPANT), replace(new, role=Role.HOTSEAT), *others)
    file = with_group(replace(first(), participants=seats))
    return KnownProgramme(file=file, started=frozenset(started), handed_over=frozenset({1}))


def test_a_hotseat_that_was_handed_over_stays_where_it_went_also_before_the_first_session() -> None:
    known = with_the_second_in_the_hotseat()
    changes = compare(known, PROGRAMME)
    name = first().participants[1].name
    assert [(c.effect, c.text.nl) for c in changes] == [
        (
            Effect.KEPT,
            f"groep 1: de hotseat is overgedragen aan {name} en blijft daar. Verder overdragen kan in Regie",
        )
    ]
    group = outcome(known, PROGRAMME).group(1)
    assert group is not None
    assert {p.name: p.role for p in group.participants} == {p.name: p.role for p in first(known.file).participants}


def test_after_the_start_it_is_told_that_the_group_has_begun() -> None:
    changes = compare(with_the_second_in_the_hotseat((1, 1)), PROGRAMME)
    told = f"group 1 has begun: {first().participants[1].name} stays the hotseat."
    assert [c.text.en for c in changes] == [f"{told} To hand over, use Hand over hotseat under Moderate"]


def test_without_a_handover_a_file_may_name_another_hotseat_before_the_start() -> None:
    known = replace(with_the_second_in_the_hotseat(), handed_over=frozenset())
    assert {c.effect for c in compare(known, PROGRAMME)} == {Effect.UPDATED}
    assert outcome(known, PROGRAMME) == PROGRAMME


def with_sessions(*sessions: SessionEntry) -> ProgrammeFile:
    return with_group(replace(first(), sessions=sessions))


def replanned(**changes: object) -> KnownProgramme:
    """The second session of group 1 was changed in the chat; the last file said what `PROGRAMME` says."""
    one, two, *others = first().sessions
    return KnownProgramme(
        file=with_sessions(one, replace(two, **changes), *others),  # type: ignore[arg-type]
        filed={(group.number, s.number): s.date for group in PROGRAMME.groups for s in group.sessions},
    )


LATER = FIRST_SESSION + timedelta(days=16)


def test_a_session_that_was_moved_in_the_chat_stays_there_when_the_file_says_what_it_said() -> None:
    known = replanned(starts=LATER)
    told = "groep 1, sessie 2: in de chat verzet naar wo 26 mei 2021 10.00 uur en blijft daar."
    assert [(c.effect, c.text.nl) for c in compare(known, PROGRAMME)] == [
        (Effect.KEPT, f"{told} Neem dit over in het bestand")
    ]
    assert outcome(known, PROGRAMME) == known.file


def test_a_session_that_was_cancelled_in_the_chat_stays_cancelled() -> None:
    known = replanned(cancelled=True)
    told = "group 1, session 2: cancelled in the chat and stays cancelled. Put this in the file"
    assert report(compare(known, PROGRAMME), Language.EN) == ("nothing changed", told)
    assert outcome(known, PROGRAMME) == known.file


def test_what_the_chat_changed_stays_while_the_file_changes_another_session() -> None:
    known = replanned(starts=LATER)
    one, two, three, four = first().sessions
    file = with_sessions(one, two, replace(three, starts=three.starts + timedelta(days=1)), four)
    assert [(c.session, c.effect) for c in compare(known, file)] == [(3, Effect.UPDATED), (2, Effect.KEPT)]
    assert [s.starts for s in outcome(known, file).groups[0].sessions[1:3]] == [
        LATER,
        three.starts + timedelta(days=1),
    ]


def test_a_file_whose_new_day_comes_before_what_the_chat_moved_is_told_so() -> None:
    one, two, three, four = first().sessions
    file = with_sessions(one, two, replace(three, starts=LATER - timedelta(days=1)), four)
    told = lines(replanned(starts=LATER), file, Language.EN)
    assert told[-1] == "group 1: session 3 begins before session 2 is over. Move one of the two"


@pytest.mark.parametrize("done", [{"starts": LATER}, {"cancelled": True}])
def test_a_file_that_says_something_new_of_a_session_goes_before_the_chat(done: dict[str, object]) -> None:
    one, two, *others = first().sessions
    file = with_sessions(one, replace(two, starts=LATER + timedelta(days=1)), *others)
    assert outcome(replanned(**done), file) == file


def test_a_file_that_took_over_what_the_chat_did_changes_nothing() -> None:
    known = replanned(cancelled=True)
    assert compare(known, known.file) == ()


def test_a_session_is_cancelled_by_the_file_and_comes_back() -> None:
    one, two, *others = first().sessions
    cancelled = with_sessions(one, replace(two, cancelled=True), *others)
    changes = compare(KNOWN, cancelled)
    assert [(c.effect, c.text.nl) for c in changes] == [
        (Effect.ENDED, "groep 1, sessie 2 van ma 24 mei 2021 10.00 uur: gaat niet door")
    ]
    known = KnownProgramme(file=outcome(KNOWN, cancelled), filed={(1, 2): cancelled.groups[0].sessions[1].date})
    assert lines(known, PROGRAMME) == ["groep 1, sessie 2: gaat toch door, ma 24 mei 2021 10.00 uur"]


def test_a_session_that_has_started_is_not_cancelled_by_a_file() -> None:
    known = begun(PROGRAMME, (1, 1))
    one, *others = first().sessions
    changes = compare(known, with_sessions(replace(one, cancelled=True), *others))
    assert report(changes, Language.EN) == ("nothing changed", "session 1 of group 1 has started and stays as it is")


def test_a_cancelled_session_counts_for_nothing_and_is_in_nobodys_way() -> None:
    together = a_programme(a_group(1), a_group(2))
    called_off = tuple(replace(s, cancelled=True) for s in first(together).sessions)
    file = with_group(replace(first(together), sessions=called_off), together)
    assert counts(file).sessions == 4
    assert advice(file) == ()
