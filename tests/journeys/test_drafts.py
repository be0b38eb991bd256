"""What is kept as a draft, for whom, and when it goes."""

from collections.abc import Mapping

import sqlalchemy as sa

from dialogs.cards.actions.answers import AnswerSave
from storage.tables import inbox
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


async def test_what_has_no_draft_button_keeps_no_draft(group: LivingGroup) -> None:
    await group.reaches("1.4")
    dialog = await group.opens("Anna")

    said = await dialog.sends({**dialog.shown.button("Insturen").data, "verb": AnswerSave.verb, "f-question": QUESTION})

    assert said.text == "Deze knop hoort bij een oudere kaart. Typ “hulp” om te zien wat er kan."
    assert await draft_of(group, "Anna") is None


async def test_where_nobody_may_be_traced_nothing_tells_when_who_answered(group: LivingGroup) -> None:
    await group.reaches("4.8", number=4)
    before = await handled(group)

    half, again = await group.opens("Anna"), await group.opens("Anna")
    back = await half.submits("Insturen", keep_or_change="Zo houden.")
    unfinished = await draft_of(group, "Anna", number=4, form="4.8#1")
    done = await back.submits("Insturen", learned="4", safe="4", worth="4", keep_or_change="Zo houden.")
    twice = await again.submits("Insturen", learned="2", safe="2", worth="2", keep_or_change="Anders.")

    assert back.is_open
    assert done.message == "Dank je. Je antwoord is binnen."
    assert twice.message is not None
    assert twice.message.startswith("Je antwoord is binnen. Omdat niemand kan zien welk antwoord van jou is")
    assert unfinished is None
    assert await draft_of(group, "Anna", number=4, form="4.8#1") is None
    assert await handled(group) == before


async def handled(group: LivingGroup) -> int:
    """How many activities the store has noted down."""
    async with group.stage.bot.database.engines[1].connect() as db:
        return await db.scalar(sa.select(sa.func.count()).select_from(inbox)) or 0


async def test_a_stored_answer_takes_its_draft_away(group: LivingGroup) -> None:
    await group.reaches("1.4")
    dialog = await group.opens("Anna")
    await group.says("overslaan")
    await dialog.submits("Insturen", question="Wat was het eerste idee?")
    await group.says("heropen")
    kept = await draft_of(group, "Anna")

    await group.answers("Anna", question=QUESTION)
    await (await group.opens("Anna")).submits("Intrekken")

    assert kept == {"question": "Wat was het eerste idee?"}
    assert await draft_of(group, "Anna") is None
    assert (await group.opens("Anna")).values["f-question"] == ""
