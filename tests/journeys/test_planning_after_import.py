"""A file that moves a session: the planning card in the chat follows in place, and the group hears it once."""

from dataclasses import replace
from datetime import timedelta

from bot.library import Library
from bot.rehearsal.sample import sample_programme
from dialogs.programmes.model import ProgrammeFile, SessionEntry
from dialogs.usecases.importing import import_programme
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Stage

PROGRAMME = sample_programme(NOW)


def with_session(number: int, **changes: object) -> ProgrammeFile:
    """The sample programme with one session of its first group changed."""
    first, *others = PROGRAMME.groups
    sessions = tuple(_changed(one, changes) if one.number == number else one for one in first.sessions)
    return replace(PROGRAMME, groups=(replace(first, sessions=sessions), *others))


def _changed(entry: SessionEntry, changes: dict[str, object]) -> SessionEntry:
    return replace(entry, **changes)  # type: ignore[arg-type]


async def brings_in(stage: Stage, programme: ProgrammeFile) -> None:
    await import_programme(stage.bot.house, programme, sources=Library.open().sources)
    await stage.settle()


def moved() -> ProgrammeFile:
    """The second session of group 1 a day later."""
    return with_session(2, starts=PROGRAMME.groups[0].sessions[1].starts + timedelta(days=1))


async def test_the_planning_of_the_group_shows_the_new_date_in_place(stage: Stage, group: LivingGroup) -> None:
    before = len(group.chat.messages)
    assert "ma 24 mei 2027 10.00" in group.card("Sessie 2")
    await brings_in(stage, moved())
    assert "di 25 mei 2027 10.00" in group.card("Sessie 2")
    assert "ma 24 mei" not in group.card("Groep 1", "Planning")
    assert len(group.chat.messages) == before + 1


async def test_a_group_that_nothing_changed_for_is_left_alone(stage: Stage, group: LivingGroup) -> None:
    other = stage.group(2)
    await other.links()
    versions = [card.version for card in other.chat.cards]
    await brings_in(stage, moved())
    assert [card.version for card in other.chat.cards] == versions
    versions = [card.version for card in group.chat.cards]
    await brings_in(stage, moved())
    assert [card.version for card in group.chat.cards] == versions


async def test_what_is_about_the_whole_programme_is_shown_in_every_group(stage: Stage, group: LivingGroup) -> None:
    await brings_in(stage, replace(PROGRAMME, time_zone="Europe/London"))
    assert "9.00–10.00" in group.card("Sessie 1")


async def test_the_moderators_own_card_of_the_session_follows(stage: Stage, group: LivingGroup) -> None:
    chat = group.moderator.chat
    assert any("10.00" in card.text for card in chat.cards if "Regie" in card.titles)
    before = len(chat.messages)
    starts = PROGRAMME.groups[0].sessions[0].starts + timedelta(hours=2)
    await brings_in(stage, with_session(1, starts=starts))
    (own,) = [card for card in chat.cards if "Regie" in card.titles]
    assert "12.00" in own.text
    assert len(chat.messages) == before


async def test_a_session_that_has_started_stays_on_the_planning_as_it_was(stage: Stage, group: LivingGroup) -> None:
    await group.reaches("1.1")
    told = group.card("Sessie 2", "Sessie 3")
    await brings_in(stage, with_session(1, starts=PROGRAMME.groups[0].sessions[0].starts + timedelta(days=1)))
    assert group.card("Sessie 2", "Sessie 3") == told


async def test_a_group_without_a_chat_is_only_stored(stage: Stage) -> None:
    await brings_in(stage, moved())
    group = stage.group(1)
    await group.links()
    assert "di 25 mei 2027 10.00" in group.card("Sessie 2")
