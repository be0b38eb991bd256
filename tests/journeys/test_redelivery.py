"""The channel delivers an activity again, at the same moment or later: the chats read as if it had not."""

from collections import Counter
from pathlib import Path

import pytest

from bot.rehearsal.sample import sample_programme
from dialogs.sessions.model import Session
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, staged

EVERY = 500
"""More than a journey delivers."""


async def play(group: LivingGroup) -> None:
    """Something of everything: installs, words, plain presses, dialogs opened and submitted, people leaving."""
    channel, mirjam = group.stage.room.channel, group.moderator
    await group.links()
    await group.says("koppel 1")
    await group.hotseat.types("hulp")
    preparation = await group.hotseat.presses(group.hotseat.chat, "Mijn ambitie delen")
    await preparation.submits("Insturen", ambition="Eén vraag meer.", request="Luister.", score="4")
    await group.reaches("1.4")
    for name in ("Anna", "Bert", "Chaima"):
        await group.answers(name, question=f"Wat wil {name} weten?")
    await group.answers("Anna", question="Wat wil Anna echt weten?")
    await (await group.regie()).presses("2 min verlengen")
    await (await group.regie()).chooses("Kaart onderaan zetten")
    await group.stage.settle()
    page = await (await group.regie()).presses("Ronde sluiten")
    page = await page.presses("Alleen voor mij")
    await page.presses("Achterhouden", choice="Bert (binnen)")
    await mirjam.presses(mirjam.chat, "Verder")
    await group.stage.settle()
    await (await group.opens("Anna", "Aanvulling geven")).submits("Insturen", text="En wanneer?")
    await group.reaches("1.9")
    for name, value in (("Anna", "4"), ("Bert", "2"), ("Anna", "5")):
        await group.actor(name).presses(group.chat, value)
    for word in ("verder", "einde", "stand", "taal nl", "wat?"):
        await group.says(word)
    await channel.leave(group.chat, group.actor("Gijs").person)
    await group.stage.settle()


def read(group: LivingGroup) -> list[Counter[str]]:
    """What can be read in each chat, but for the order to speak in, which is drawn anew for each session."""
    chats = (group.chat, group.moderator.chat, group.hotseat.chat)
    return [Counter(text for text in chat.texts if "volgorde" not in text) for chat in chats]


def kept(session: Session) -> object:
    names = {seat.person: seat.name for seat in session.seats}
    return (
        session.step,
        session.phase,
        [(run.key, run.phase, run.minutes) for run in session.runs],
        sorted(
            (names[who], key.round_id, answer.version, sorted(answer.fields.items()), answer.held, answer.supplements)
            for (key, who), answer in session.answers.items()
        ),
    )


@pytest.mark.parametrize("concurrently", [True, False], ids=["at the same moment", "just after"])
async def test_everything_twice_reads_the_same_as_once(
    tmp_path: Path, sqlite_template: bytes, *, concurrently: bool
) -> None:
    found = []
    for copies in (0, EVERY):
        file = tmp_path / f"{copies}.db"
        file.write_bytes(sqlite_template)
        async with staged(sample_programme(NOW), database_url=f"sqlite+aiosqlite:///{file}", now=NOW) as stage:
            for _ in range(copies):
                stage.room.channel.redeliver_next(concurrently=concurrently)
            group = stage.group(1)
            await play(group)
            found.append((read(group), kept(await group.session())))

    once, twice = found
    assert twice[0] == once[0]
    assert twice[1] == once[1]


async def test_everything_again_afterwards_changes_nothing(group: LivingGroup) -> None:
    channel = group.stage.room.channel
    await play(group)
    before = read(group), kept(await group.session())

    for sent in tuple(channel.sent):
        again = await channel.redeliver(sent)
        assert again.status < 400
    await group.stage.settle()

    assert (read(group), kept(await group.session())) == before


async def test_a_redelivered_form_is_thanked_for_again(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    channel = group.stage.room.channel

    again = await channel.redeliver(channel.sent[-1])

    assert again.body == {"task": {"type": "message", "value": "Dank je. Je antwoord is binnen."}}
    assert [answer.version for answer in (await group.session()).answers.values()] == [1]


async def test_somebody_who_presses_again_because_the_thanks_got_lost_is_thanked_again(group: LivingGroup) -> None:
    await group.reaches("1.4")
    form = await group.opens("Anna")
    await form.submits("Insturen", question="Wat zou je zelf willen?")

    again = await form.submits("Insturen", question="Wat zou je zelf willen?")
    changed = await form.submits("Insturen", question="Wat zou jij zelf doen?")

    assert again.message == "Dank je. Je antwoord is binnen."
    assert changed.is_open  # other words in an old form are no repetition
    (answer,) = (await group.session()).answers.values()
    assert (answer.version, answer.fields) == (1, {"question": "Wat zou je zelf willen?"})


async def test_a_form_that_was_refused_may_come_again_and_be_refused_again(group: LivingGroup) -> None:
    await group.reaches("1.4")
    back = await group.answers("Anna", question="Bel 0612345678")
    channel = group.stage.room.channel

    again = await channel.redeliver(channel.sent[-1])

    assert "telefoonnummer" in back
    assert again.body["task"]["type"] == "continue"
