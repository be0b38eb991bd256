"""What the moderator alone reads in `Regie`: what only they may read of any round, and what came in beside the talk."""

from tests.journeys.stage import LivingGroup, Regie


async def private_page(group: LivingGroup) -> Regie:
    return await (await group.regie()).presses("Alleen voor mij")


async def in_session_two(group: LivingGroup, round_id: str) -> None:
    await group.says("start sessie 1")
    await group.says("einde")
    await group.stage.wait_until((await group.session(2)).starts_at)
    await group.reaches(round_id, number=2)


async def test_a_note_to_the_moderator_stays_readable_in_the_rounds_after_it(group: LivingGroup) -> None:
    await in_session_two(group, "2.1")
    await group.answers("Anna", note="Ik moet eerder weg.")

    during = (await private_page(group)).text
    await group.reaches("2.4", number=2)
    later = (await private_page(group)).text
    await group.says("einde")
    after = (await private_page(group)).text

    for page in (during, later, after):
        assert "Anna (Inchecken)  Ik moet eerder weg." in page
    assert "Er is niets ingestuurd" not in during


async def test_a_note_that_comes_in_after_its_round_reaches_the_moderator(group: LivingGroup) -> None:
    await in_session_two(group, "2.1")
    form = await group.opens("Bert")
    await group.reaches("2.4", number=2)

    await form.submits("Insturen", note="Ik kan straks niets zeggen.")

    assert "Bert (Inchecken)  Ik kan straks niets zeggen." in (await private_page(group)).text
    assert "niets zeggen" not in "\n".join(group.chat.texts)


async def test_what_came_in_late_beside_an_earlier_talk_can_be_taken_back(group: LivingGroup) -> None:
    await in_session_two(group, "2.3")
    form = await group.hotseat.presses(group.chat, "Antwoord geven")
    await group.reaches("2.6", number=2)
    await form.submits("Insturen", change="Ik vraag nu eerst door.")
    await group.stage.settle()
    posted = group.card("Ik vraag nu eerst door.")

    page = await private_page(group)
    titles = [title for one in page.dialog.shown.inputs for title, _ in one.choices]
    mine = next(title for title in titles if "De hotseat" in title)
    await page.presses("Terugnemen", choice=mine)
    await group.stage.settle()

    assert "Ik vraag nu eerst door." in posted
    assert not any("Ik vraag nu eerst door." in text for text in group.chat.texts)
