"""What is kept as a draft, for whom, and when it goes."""

from collections.abc import Mapping

from tests.journeys.stage import LivingGroup

QUESTION = "Wat zou je zelf willen?"


async def draft_of(group: LivingGroup, name: str, *, number: int = 1, form: str = "1.4#1") -> Mapping[str, str] | None:
    session = await group.session(number)
    person = next(seat.person for seat in session.seats if seat.name == name)
    async with group.stage.bot.house.reading() as uow:
        return await uow.sessions.draft(session.id, form, person)


async def test_nobody_leaves_words_in_the_draft_of_another(group: LivingGroup) -> None:
    await group.reaches("1.4")
    bert = next(seat.person for seat in (await group.session()).seats if seat.name == "Bert")
    dialog = await group.opens("Anna")
    data = {**dialog.shown.button("Insturen").data, "f-question": QUESTION, "behalf": bert}

    refused = await dialog.sends(data)

    assert "bewaard" not in refused.text
    assert await draft_of(group, "Bert") is None
    assert (await group.opens("Bert")).values["f-question"] == ""
