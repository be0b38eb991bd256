"""A parent or youngster as guest in action learning: a theme is kept only with their consent."""

from collections.abc import AsyncIterator

import pytest

from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, staged
from tests.journeys.test_action_learning import team

THEME = "Steeds een nieuw gezicht"


@pytest.fixture
async def guest(migrated_sqlite_url: str) -> AsyncIterator[LivingGroup]:
    """A team in a long meeting, at the round for the guest."""
    async with staged(team("180"), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.moderator.installs(group.chat)
        await group.says("koppel 1")
        await group.says("start sessie 1")
        await group.says("einde")
        await stage.wait_until((await group.session(2)).starts_at)
        await group.reaches("A6", number=2)
        yield group


async def test_a_theme_with_consent_is_the_moderators_to_read(guest: LivingGroup) -> None:
    dialog = await guest.moderator.presses(guest.chat, "Antwoord geven")
    done = await dialog.submits("Insturen", consent="Ja", theme=THEME)

    page = (await (await guest.regie()).presses("Alleen voor mij")).text

    assert [one.id for one in dialog.shown.inputs] == ["f-consent", "f-theme"]
    assert "Dank je" in done.text
    assert (
        f"De gast vindt het goed dat dit bewaard wordt: Ja · Waar ging het over, in een paar woorden: {THEME}" in page
    )


@pytest.mark.parametrize("consent", ["Nee", None])
async def test_without_consent_a_theme_stays_in_the_form_and_is_kept_nowhere(
    guest: LivingGroup, consent: str | None
) -> None:
    dialog = await guest.moderator.presses(guest.chat, "Antwoord geven")
    said = {"consent": consent} if consent else {}

    back = await dialog.submits("Insturen", theme=THEME, **said)
    again = await guest.moderator.presses(guest.chat, "Antwoord geven")

    assert back.values["f-theme"] == THEME
    assert again.values["f-theme"] == ""
    assert (await guest.session(2)).answers == {}
    if consent:
        assert "Dit hoort bij een andere keuze hierboven. Kies die, of maak dit leeg." in back.text


async def test_that_there_is_no_consent_can_be_told(guest: LivingGroup) -> None:
    dialog = await guest.moderator.presses(guest.chat, "Antwoord geven")

    done = await dialog.submits("Insturen", consent="Nee")

    assert "Dank je" in done.text
