"""Forms between the meetings of a learning team: everybody prepares, one tells about consent, who leads notes facts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.rehearsal.sample import invented, sample_programme
from dialogs.cards.actions.between import BetweenOpen
from dialogs.programmes.model import ProgrammeFile, Role, SessionEntry
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, staged


def learning_team() -> ProgrammeFile:
    """The first group of the sample as a team with somebody who brings in the case, and four meetings of two hours."""
    programme = sample_programme(NOW)
    group = programme.groups[0]
    names = [one.name for one in group.participants]
    roles = [Role.INBRENGER, *[Role.PARTICIPANT] * (len(names) - 1)]
    start = group.sessions[0].starts
    return replace(
        programme,
        format="action-learning",
        preset="120",
        groups=(
            replace(
                group,
                participants=tuple(invented(n, 1, place, roles[place]) for place, n in enumerate(names)),
                sessions=tuple(
                    SessionEntry(number=n, starts=start + timedelta(days=14 * n), minutes=120) for n in range(1, 5)
                ),
            ),
        ),
    )


@pytest.fixture
async def team(migrated_sqlite_url: str) -> AsyncIterator[LivingGroup]:
    async with staged(learning_team(), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.moderator.installs(group.chat)
        await group.says("koppel 1")
        yield group


async def learns(team: LivingGroup) -> None:
    """The start meeting is over; the first learning meeting comes next."""
    await team.says("start sessie 1")
    await team.says("einde")


async def private_page(team: LivingGroup) -> str:
    return (await (await team.regie()).presses("Alleen voor mij")).text


async def test_everybody_prepares_and_only_who_leads_reads_it(team: LivingGroup) -> None:
    await learns(team)
    dialog = await team.opens("Anna", "Voorbereiden")
    back = await dialog.submits("Insturen", helped="Iemand bleef bellen.")
    done = await back.submits("Insturen", prepared="Ja")
    again = await team.opens("Anna", "Voorbereiden")
    await team.says("start sessie 2")

    assert back.values["f-helped"] == "Iemand bleef bellen."
    assert "Maak hier nog een keuze." in back.text
    assert done.message == "Dank je, het is bewaard."
    assert again.values["f-prepared"] == "yes"
    assert "Eén ding dat hielp: Iemand bleef bellen." in await private_page(team)
    assert "Iemand bleef bellen." not in "\n".join(team.chat.texts)


async def test_only_who_brings_in_the_case_tells_about_consent_and_of_a_day_that_has_been(team: LivingGroup) -> None:
    await learns(team)
    other = await team.opens("Anna", "Toestemming gezin")
    dialog = await team.opens("Hanna", "Toestemming gezin")
    data = {**dialog.shown.button("Insturen").data, "f-agreed": "yes", "f-agreed_on": "2027-05-11"}
    back = await dialog.sends(data)
    done = await back.submits("Insturen", agreed_on="2027-05-09")

    assert other.message == "Deze vraag is voor wie de casus inbrengt."
    assert "Kies een dag tot en met ma 10 mei 2027." in back.text
    assert done.message == "Dank je, het is bewaard."


async def test_who_leads_notes_the_facts_once_the_meeting_is_going_on(team: LivingGroup) -> None:
    await team.says("start")
    page = await team.regie()
    dialog = (await page.chooses("Gegevens van de sessie")).dialog
    done = await dialog.submits("Insturen", roles=["Teamleden"], told="Ze weten het en vinden het goed")

    assert done.message == "Dank je, het is bewaard."
    assert "Ze weten het en vinden het goed" in await private_page(team)
    assert "Ze weten het en vinden het goed" not in "\n".join(team.chat.texts)


async def test_before_the_start_meeting_nobody_prepares_a_case(team: LivingGroup) -> None:
    titles = {title for card in team.chat.cards for title in card.titles}

    action = BetweenOpen(session=(await team.session()).id, form="preparation")
    told = await team.actor("Anna").sends(team.chat, team.chat.last_card.id, action.pack(), dialog=True)

    assert "Ik ben erbij" in titles
    assert titles.isdisjoint({"Voorbereiden", "Toestemming gezin"})
    assert told.message is not None


@pytest.mark.parametrize(("preset", "minutes", "intro"), [("joint", 150, ""), ("project", 120, "de teams meegaven")])
async def test_the_project_group_prepares_otherwise_and_all_teams_together_do_not(
    migrated_sqlite_url: str, preset: str, minutes: int, intro: str
) -> None:
    programme = learning_team()
    group = programme.groups[0]
    meetings = tuple(replace(one, minutes=minutes) for one in group.sessions[: 1 if preset == "joint" else 3])
    programme = replace(programme, preset=preset, groups=(replace(group, sessions=meetings),))
    async with staged(programme, database_url=migrated_sqlite_url, now=NOW) as stage:
        team = stage.group(1)
        await team.moderator.installs(team.chat)
        await team.says("koppel 1")

        titles = {title for card in team.chat.cards for title in card.titles}

        assert ("Voorbereiden" in titles) is bool(intro)
        assert "Toestemming gezin" not in titles
        if intro:
            dialog = await team.opens("Anna", "Voorbereiden")
            assert intro in dialog.text
            assert "naar de casus" not in dialog.text


async def test_what_helped_and_what_hindered_stand_side_by_side(team: LivingGroup) -> None:
    await team.says("start sessie 1")
    await team.says("einde")
    await team.reaches("A7", number=2)
    await team.answers("Anna", factor="Iemand bleef bellen.", effect="Het hielp", level="In het team")
    await team.answers("Bert", factor="Niemand nam op.", effect="Het werkte tegen")

    shown = (await team.says("verder"))[0]

    places = [shown.index(said) for said in ("Het hielp", "Anna  Iemand bleef", "Het werkte tegen", "Bert  Niemand")]
    assert places == sorted(places)
    assert "Iemand bleef bellen. (In het team)" in shown
