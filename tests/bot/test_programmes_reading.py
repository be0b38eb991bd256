from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library import Library
from bot.programmes.faults import ProgrammeFaults
from bot.programmes.reading import LARGEST, read_programme
from dialogs.formats.model import Language
from dialogs.programmes.model import ContactSubject, ProgrammeFile, Role, counts
from tests.programme_builders import formats

MODEL = Path(__file__).parents[1] / "data" / "programme-2021.yaml"

PROGRAMME = """\
programme:
  slug: proef-2021
  title: Proefprogramma
  language: nl
  time_zone: Europe/Amsterdam
  format: mastermind-4
groups:
  - number: 1
    ambition: Eerder samen kijken
    dilemma: Hoe beginnen we?
    moderators:
      - {name: Mo, email: mo@voorbeeld.example}
    participants:
      - {name: Anna, email: anna@voorbeeld.example, role: hotseat, profession: psycholoog}
      - {name: Bert, email: bert@voorbeeld.example, role: participant}
    sessions:
      - {starts: "2021-05-10T10:00", minutes: 60}
      - {starts: "2021-05-31T10:00", minutes: 45}
      - {starts: "2021-06-07T10:00", minutes: 45}
      - {starts: "2021-09-06T10:00", minutes: 60}
"""


def read(text: str | bytes, *, name: str = "plan.yaml") -> ProgrammeFile:
    data = text.encode("utf-8") if isinstance(text, str) else text
    return read_programme(data, name=name, formats=formats())


def faults_of(text: str | bytes, *, name: str = "plan.yaml") -> list[str]:
    with pytest.raises(ProgrammeFaults) as caught:
        read(text, name=name)
    return [str(fault) for fault in caught.value.faults]


def changed(old: str, new: str, text: str = PROGRAMME) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_the_published_programme_has_seven_groups_and_fifty_three_people() -> None:
    file = read(MODEL.read_bytes(), name=MODEL.name)
    found = counts(file)
    assert (found.groups, found.sessions, found.participants, found.hotseats) == (7, 28, 53, 7)
    assert file.preset == "standard"
    assert file.groups[0].sessions[0].starts == datetime(2021, 5, 10, 8, 0, tzinfo=UTC)
    assert file.groups[1].dilemma.startswith("Wisselingen van plek")


def test_optional_things_may_stay_away() -> None:
    text = changed("  language: nl\n  time_zone: Europe/Amsterdam\n", "")
    text = changed(", role: participant", "", text)
    file = read_programme(
        text.encode(), name="x.yml", formats=formats(), language=Language.EN, time_zone="Europe/Brussels"
    )
    assert (file.language, file.time_zone) == (Language.EN, "Europe/Brussels")
    assert file.groups[0].participants[1].role is Role.PARTICIPANT
    assert file.groups[0].participants[1].entra_id is None


@pytest.mark.parametrize("indent", ["", "  "])
def test_coordinators_and_contacts_stand_beside_the_programme_or_in_it(indent: str) -> None:
    lines = (
        "coordinators:\n  - {name: Cor, email: Cor@Voorbeeld.example}\n"
        "contacts:\n  - {name: Dana, email: dana@voorbeeld.example, about: content}\n"
    )
    block = "".join(f"{indent}{line}\n" for line in lines.splitlines())
    file = read(changed("groups:\n", f"{block}groups:\n"))
    assert [(p.email, p.role) for p in file.coordinators] == [("cor@voorbeeld.example", Role.COORDINATOR)]
    assert [(c.name, c.about) for c in file.contacts] == [("Dana", ContactSubject.CONTENT)]


def test_a_group_may_have_its_own_format_preset_and_language() -> None:
    own = changed("    moderators:", "    format: taster\n    language: en\n    moderators:")
    head, _, _ = own.partition("    sessions:\n")
    file = read(f"{head}    sessions:\n      - {{starts: 2021-05-10 10:00, minutes: 15}}\n")
    group = file.groups[0]
    assert (file.format_of(group), file.preset_of(group), group.language) == ("taster", "standard", Language.EN)


def test_a_preset_that_looks_like_a_number_is_a_preset() -> None:
    text = changed("  format: mastermind-4\n", "  format: mastermind-4\n  preset: 45\n").replace(
        "minutes: 60", "minutes: 45"
    )
    assert read(text).preset == "45"


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    text = changed("title: Proefprogramma", "title: 2021")
    text = changed("profession: psycholoog", "profession: no", text)
    file = read(text)
    assert (file.title, file.groups[0].participants[0].profession) == ("2021", "no")


def test_somebody_in_two_groups_is_one_person_with_all_that_is_said_of_them() -> None:
    second = PROGRAMME.partition("groups:\n")[2].replace("number: 1", "number: 2")
    second = second.replace(
        "{name: Mo, email: mo@voorbeeld.example}", "{name: Mo, email: MO@voorbeeld.example, region: Oost}"
    )
    file = read(PROGRAMME + second)
    assert {p.region for g in file.groups for p in g.moderators} == {"Oost"}


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "message"),
    [
        ("slug: proef-2021", "slug: Proef 2021", 2, "programme.slug", "Proef 2021 is not possible. Use small letters"),
        ("  title: Proefprogramma\n", "", 1, "programme.title", "title is missing."),
        ("language: nl", "language: de", 4, "programme.language", "de is not possible here. Choose from: nl, en."),
        ("Europe/Amsterdam", "Europe/Lutjebroek", 5, "programme.time_zone", "is not a known time zone"),
        ("Europe/Amsterdam", "../../etc/passwd", 5, "programme.time_zone", "is not a known time zone"),
        ("Europe/Amsterdam", "Europe", 5, "programme.time_zone", "is not a known time zone"),
        ("mastermind-4", "mastermind-5", 6, "programme.format", "mastermind-5 is not known. Choose from: action"),
        ("  format: mastermind-4", "  preset: x\n  format: mastermind-4", 6, "programme.preset", "has no preset x"),
        ("number: 1", "number: een", 8, "groups.1.number", "A whole number from 1 to 9999 belongs here, not een."),
        ("number: 1", "number: 0", 8, "groups.1.number", "not 0."),
        ("number: 1", "number: 1.0", 8, "groups.1.number", "not 1.0."),
        ("number: 1", "number: [1]", 8, "groups.1.number", "A text belongs here."),
        ("number: 1", "number:", 8, "groups.1.number", "number is missing."),
        ("ambition: Eerder samen kijken", f"ambition: {'a' * 281}", 9, "groups.1.ambition", "281 characters long"),
        ("      - {name: Mo, email: mo@voorbeeld.example}", "      []", 11, "groups.1.moderators", "no moderator."),
        ("mo@voorbeeld.example", "mo@voorbeeld", 12, "groups.1.moderators.1.email", "is not an e-mail"),
        ("name: Mo", "role: hotseat, name: Mo", 12, "moderators.1.role", "under participants."),
        ("name: Anna", "name: ", 14, "participants.1.name", "name is missing."),
        ("name: Anna", 'name: "An\\u202Ena"', 14, "participants.1.name", "invisible character"),
        ("name: Anna", 'name: "An\\0na"', 14, "participants.1.name", "invisible character"),
        ("name: Anna", f"name: {'a' * 81}", 14, "participants.1.name", "81 characters long. Keep it to 80"),
        ("profession:", "entra_id: 12, profession:", 14, "participants.1.entra_id", "12 is not an Entra id."),
        ("role: hotseat", "role: participant", 13, "groups.1.participants", "Group 1 has no hotseat."),
        ("role: participant", "role: hotseat", 15, "participants.2.role", "already has a hotseat (line 14)."),
        ("role: participant", "role: baas", 15, "participants.2.role", "baas is not possible here. Choose from:"),
        ("role: participant", "role: moderator", 15, "participants.2.role", "under moderators."),
        ("role: participant", "role: omdenker", 15, "participants.2.role", "does not exist in the format mastermind-4"),
        ('"2021-05-31T10:00"', '"2021-05-31T25:00"', 18, "sessions.2.starts", "is not a date and time."),
        ('"2021-05-31T10:00"', '"31-05-2021 10:00"', 18, "sessions.2.starts", "is not a date and time."),
        ('"2021-05-31T10:00"', "2021-05-31", 18, "sessions.2.starts", "is not a date and time."),
        ('"2021-05-31T10:00"', '"2021-05-31T10:00+02:00"', 18, "sessions.2.starts", "Write the local time"),
        ('"2021-05-31T10:00"', '"2021-05-31T10:00Z"', 18, "sessions.2.starts", "Write the local time"),
        ('"2021-05-10T10:00"', '"2021-03-28T02:30"', 17, "sessions.1.starts", "2021-03-28T02:30 does not exist"),
        ('"2021-05-31T10:00"', '"2021-05-09T10:00"', 18, "sessions.2.starts", "Session 2 begins before session 1."),
        ('"2021-05-31T10:00"', '"2021-05-10T10:59"', 18, "sessions.2.starts", "while session 1 is still going on."),
        ("minutes: 60", "minutes: 50", 17, "sessions.1.minutes", "60 minutes in mastermind-4 (standard), not 50."),
        ("minutes: 60", "minutes: -60", 17, "sessions.1.minutes", "not -60."),
        ('      - {starts: "2021-09-06T10:00", minutes: 60}\n', "", 16, "groups.1.sessions", "has 3 sessions;"),
        ("minutes: 60", "minutes: 60, meeting_url: http://x.nl", 17, "sessions.1.meeting_url", "https://"),
        ("minutes: 60", 'minutes: 60, meeting_url: "https://[x"', 17, "sessions.1.meeting_url", "https://"),
        ("minutes: 60", "minutes: 60, room: 3", 17, "sessions.1.room", "room is not known here."),
        ("number: 1", "number: 1\n    number: 2", 9, "groups.1.number", "number is there twice."),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_field(old: str, new: str, line: int, field: str, message: str) -> None:
    text = changed(old, new)
    found = faults_of(text)
    assert [f for f in found if f.startswith(f"plan.yaml, line {line}, ") and field in f and message in f], found
    assert len(found) == 1, found


def test_a_misspelled_key_is_recognised() -> None:
    assert faults_of(changed("title: Proefprogramma", "titel: Proefprogramma")) == [
        "plan.yaml, line 1, programme.title: title is missing.",
        "plan.yaml, line 3, programme.titel: titel is not known here. Do you mean title?",
    ]


def test_nobody_stands_twice_in_a_group_not_as_moderator_either() -> None:
    text = changed("name: Mo, email: mo@", "name: Bert, email: BERT@")
    assert faults_of(text) == [
        "plan.yaml, line 15, groups.1.participants.2.email: bert@voorbeeld.example is already in this group (line 12)."
    ]


def test_all_faults_come_together_in_the_order_of_the_file() -> None:
    text = changed("slug: proef-2021", "slug: A")
    text = changed("mo@voorbeeld.example", "mo", text)
    text = changed("role: participant", "role: baas", text)
    text = changed("minutes: 60", "minutes: 61", text)
    found = faults_of(text)
    assert [f.split(", ")[1] for f in found] == ["line 2", "line 12", "line 15", "line 17"]


def test_faults_are_told_in_dutch_as_well() -> None:
    with pytest.raises(ProgrammeFaults) as caught:
        read(changed("name: Anna, ", ""))
    assert caught.value.lines(Language.NL) == ("plan.yaml, regel 14, groups.1.participants.1.name: name ontbreekt.",)


def test_two_groups_with_one_number_are_refused() -> None:
    second = PROGRAMME.partition("groups:\n")[2]
    assert faults_of(PROGRAMME + second) == ["plan.yaml, line 21, groups.2.number: Group 1 is already there (line 8)."]


def test_one_person_with_two_names_is_refused() -> None:
    second = PROGRAMME.partition("groups:\n")[2].replace("number: 1", "number: 2").replace("name: Bert", "name: Bart")
    told = "bert@voorbeeld.example has name Bart here, and Bert before (line 15)."
    assert faults_of(PROGRAMME + second) == ["plan.yaml, line 28, groups.2.participants.2.name: " + told]


def test_one_entra_id_for_two_people_is_refused() -> None:
    given = "entra_id: 00000000-0000-0000-0000-00000000000A"
    text = changed("name: Anna", f"name: Anna, {given}")
    text = changed("name: Bert", f"name: Bert, {given}", text)
    told = "This Entra id already belongs to anna@voorbeeld.example (line 14)."
    assert faults_of(text) == ["plan.yaml, line 15, groups.1.participants.2.entra_id: " + told]


def test_nine_people_are_one_too_many_and_the_moderator_does_not_count() -> None:
    def with_people(n: int) -> str:
        more = "".join(f"      - {{name: P{i}, email: p{i}@voorbeeld.example}}\n" for i in range(n - 2))
        return changed("    sessions:\n", f"{more}    sessions:\n")

    assert len(read(with_people(8)).groups[0].seats) == 8
    assert faults_of(with_people(9)) == [
        "plan.yaml, line 13, groups.1.participants: Group 1 has 9 people. It can have 8 at most, the hotseat included."
    ]


def test_an_action_learning_group_needs_no_hotseat() -> None:
    text = changed("format: mastermind-4", "format: action-learning")
    text = changed("role: hotseat", "role: inbrenger", text)
    head, _, _ = text.partition("    sessions:\n")
    sessions = "".join(f'      - {{starts: "2021-0{m}-10T10:00", minutes: 180}}\n' for m in (5, 6, 7))
    assert read(f"{head}    sessions:\n{sessions}").groups[0].hotseat is None


def learning(preset: str, count: int, minutes: int) -> str:
    text = changed("format: mastermind-4", f"format: action-learning\n  preset: {preset}")
    text = changed("role: hotseat", "role: inbrenger", text)
    head, _, _ = text.partition("    sessions:\n")
    dates = "".join(f'      - {{starts: "2021-0{m}-10T10:00", minutes: {minutes}}}\n' for m in range(1, count + 1))
    return f"{head}    sessions:\n{dates}"


def with_shipped_formats(text: str) -> ProgrammeFile:
    return read_programme(text.encode(), name="plan.yaml", formats=Library.open().formats)


@pytest.mark.parametrize("preset", [180, 150, 120])
@pytest.mark.parametrize("count", [4, 5, 6, 7])
def test_a_team_has_a_start_meeting_and_three_to_six_learning_meetings(preset: int, count: int) -> None:
    assert len(with_shipped_formats(learning(str(preset), count, preset)).groups[0].sessions) == count


@pytest.mark.parametrize("count", [3, 8])
def test_fewer_or_more_meetings_are_refused_with_how_many_there_may_be(count: int) -> None:
    with pytest.raises(ProgrammeFaults) as caught:
        with_shipped_formats(learning("150", count, 150))
    assert caught.value.lines(Language.EN) == (
        f"plan.yaml, line 17, groups.1.sessions: Group 1 has {count} sessions; action-learning (150) has 4 to 7.",
    )
    assert "heeft er 4 tot en met 7." in caught.value.lines(Language.NL)[0]


@pytest.mark.parametrize(("preset", "count", "minutes"), [("joint", 1, 150), ("project", 3, 120)])
def test_all_teams_together_and_the_project_group_are_groups_of_their_own(
    preset: str, count: int, minutes: int
) -> None:
    found = with_shipped_formats(learning(preset, count, minutes))
    assert (found.preset, len(found.groups[0].sessions)) == (preset, count)
    with pytest.raises(ProgrammeFaults, match=f"has {count + 1} sessions"):
        with_shipped_formats(learning(preset, count + 1, minutes))


def test_a_group_without_sessions_is_refused() -> None:
    head, _, _ = PROGRAMME.partition("    sessions:\n")
    assert faults_of(f"{head}    sessions: []\n") == [
        "plan.yaml, line 16, groups.1.sessions: Group 1 has 0 sessions; mastermind-4 (standard) has 4."
    ]


def test_an_hour_that_comes_twice_is_its_first() -> None:
    file = read(changed("2021-09-06T10:00", "2021-10-31T02:30"))
    assert file.groups[0].sessions[3].starts == datetime(2021, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "plan.yaml: The file is empty."),
        (" \n ", "plan.yaml: The file is empty."),
        ("# only a remark\n", "plan.yaml: The file is empty."),
        ("- a\n", "plan.yaml, line 1: Keys with values belong here."),
        ("programme: 3\ngroups: []\n", "plan.yaml, line 1, programme: Keys with values belong here."),
        ("groups: {a: b}\n", "plan.yaml, line 1, programme: programme is missing."),
        ("a: [\n", "plan.yaml, line 2: This is not YAML:"),
        ("a: 1\n---\nb: 1\n", "plan.yaml, line 2: There are several documents in this file."),
        ("a: \x07\n", "plan.yaml, line 1: Character 7 cannot be read."),
        ("a: " + "[" * 50 + "]" * 50, "This is nested too deeply."),
        ("a: " + "[" * 100_000, "This is nested too deeply."),
        ("? [a]\n: 1\n", "plan.yaml, line 1: A key must be a plain word."),
        ("a: &x [1]\nb: *x\n", "plan.yaml, line 2, b: References such as *x are not allowed here."),
        ("programme: !!python/object/apply:os.system [x]\n", "programme: YAML tags such as"),
        (b"\xff\xfea\x00", "plan.yaml, line 1: The text was not saved as UTF-8."),
        ("programme:\n  title: caf\u00e9\n".encode("latin-1"), "plan.yaml, line 2: The text was not saved as UTF-8."),
        (b"a" * (LARGEST + 1), "plan.yaml: The file is too large. Keep it under 1024 kB."),
    ],
    ids=range(17),
)  # fmt: skip
def test_what_is_no_programme_is_told_kindly(text: str | bytes, message: str) -> None:
    found = faults_of(text)
    assert [f for f in found if message in f], found


def test_references_that_swell_are_not_followed() -> None:
    text = "a: &a [x, x, x, x]\n" + "".join(
        f"{c}: &{c} [*{p}, *{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert len([f for f in faults_of(text) if "References" in f]) == 24


def test_another_kind_of_file_is_refused() -> None:
    assert faults_of("x", name="map/plan.docx") == [
        "plan.docx: I cannot read this kind of file. Use .yaml, .yml, .csv or .xlsx."
    ]


def test_a_fault_shows_nothing_that_could_harm_a_terminal() -> None:
    found = faults_of(changed("title: Proefprogramma", f'title: x\n  "\\e[31m{"q" * 200}": 1'))
    assert all(line.isprintable() and len(line) < 400 for line in found)


WHOLE = MODEL.read_text(encoding="utf-8")[:3000]
PIECES = [
    "\n",
    "  ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ":",
    "&a",
    "*a",
    "!!x",
    "'",
    '"',
    "\\",
    "|",
    "#",
    "%",
    "\t",
    "\0",
    "\ud7ff",
    "é",
    "9" * 5000,
    "? ",
    "---",
]


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    text = WHOLE
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        until = draw(st.integers(at, min(at + 40, len(text))))
        text = text[:at] + draw(st.sampled_from(PIECES) | st.text(max_size=5)) + text[until:]
    data = text.encode("utf-8", errors="replace")
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


@settings(deadline=None)  # a shared machine is no reason to fail
@given(data=mangled() | st.binary(max_size=200), name=st.sampled_from(["a.yaml", "a.csv", "a.xlsx", "a.YML"]))
def test_nothing_but_faults_comes_out_of_a_broken_file(data: bytes, name: str) -> None:
    try:
        read(data, name=name)
    except ProgrammeFaults as error:
        faults = error.faults
    else:
        return
    assert faults
    assert all(fault.place.file == name for fault in faults)


def test_a_cancelled_session_keeps_its_place_and_is_in_no_other_ones_way() -> None:
    text = changed(
        '{starts: "2021-05-31T10:00", minutes: 45}', '{starts: "2021-06-07T10:00", minutes: 45, cancelled: true}'
    )
    assert [one.cancelled for one in read(text).groups[0].sessions] == [False, True, False, False]
    assert [one.number for one in read(text).groups[0].sessions] == [1, 2, 3, 4]


@pytest.mark.parametrize("said", ["false", "nee", "''"])
def test_a_session_that_is_said_to_go_on_goes_on(said: str) -> None:
    text = changed(
        '{starts: "2021-05-31T10:00", minutes: 45}', f'{{starts: "2021-05-31T10:00", minutes: 45, cancelled: {said}}}'
    )
    assert not any(one.cancelled for one in read(text).groups[0].sessions)


def test_anything_but_yes_or_no_is_a_fault() -> None:
    text = changed("minutes: 60}", "minutes: 60, cancelled: misschien}")
    assert faults_of(text) == [
        "plan.yaml, line 17, groups.1.sessions.1.cancelled: true or false belongs here, not misschien."
    ]
    with pytest.raises(ProgrammeFaults) as caught:
        read(text)
    assert caught.value.lines(Language.NL)[0].endswith("Hier hoort true of false, niet misschien.")
