"""The stand-in channel carries talk both ways as the real one does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.rehearsal.actors import NotSent
from bot.rehearsal.channel import BotFailed, BotUnreachable
from bot.rehearsal.chats import Kind
from bot.rehearsal.journal import Journal
from bot.rehearsal.people import Cast, CastGroup, Chair, Person
from bot.rehearsal.room import Room
from tests.pages.fake_bot import FakeBot, card, words


def clock() -> datetime:
    return datetime(2021, 5, 10, 8, 0, tzinfo=UTC)


def cast() -> Cast:
    def seat(name: str, role: Chair = Chair.PARTICIPANT, *, guest: bool = False) -> Person:
        email = f"{name.lower()}@voorbeeld.example"
        return Person.seated(name=name, email=email, role=role, group=1, guest=guest)

    people = (
        seat("Mara", Chair.MODERATOR),
        seat("Hidde", Chair.HOTSEAT),
        seat("Anna"),
        seat("Bert"),
        seat("Chaima", guest=True),
    )
    return Cast.of([CastGroup(number=1, title="Mastermind 1", people=people)])


@pytest.fixture
async def bot() -> AsyncIterator[FakeBot]:
    async with FakeBot().serving() as running:
        yield running


@pytest.fixture
async def room(bot: FakeBot) -> AsyncIterator[Room]:
    async with Room(cast=cast(), clock=clock, bot_url=bot.url).serving() as open_room:
        yield open_room


async def test_installing_tells_the_bot_twice_and_shows_what_it_says(room: Room, bot: FakeBot) -> None:
    chat = room.group_chat(1)
    await room.moderator(1).installs(chat)
    assert bot.kinds == ["conversationUpdate", "installationUpdate"]
    assert bot.heard[0]["membersAdded"] == [{"id": room.channel.bot.id}]
    assert bot.heard[1]["action"] == "add"
    assert chat.last_card.titles == ["Koppelen", "Wat bewaart de bot?"]
    assert "Welkom in je groep" in chat.last_card.text
    assert room.channel.complaints == []


async def test_a_mention_is_heard_and_plain_words_in_a_group_are_not(room: Room, bot: FakeBot) -> None:
    chat, anna = room.group_chat(1), room.person("Anna")
    await anna.installs(chat)
    bot.heard.clear()
    await anna.types("goedemorgen allemaal", in_=chat)
    assert bot.heard == []
    assert chat.texts[-1] == "goedemorgen allemaal"
    await anna.mentions(chat, "start")
    activity = bot.heard[0]
    assert activity["text"] == "<at>Mastermind</at> start"
    mention = activity["entities"][0]
    assert mention["text"] in activity["text"]
    assert mention["mentioned"]["id"] == activity["recipient"]["id"] == room.channel.bot.id
    assert activity["from"] == {"id": anna.person.id, "name": "Anna", "aadObjectId": anna.person.entra_id}
    assert activity["conversation"]["isGroup"] is True
    assert activity["conversation"]["conversationType"] == "groupChat"
    assert activity["serviceUrl"] == room.channel.service_url
    assert activity["timestamp"] == "2021-05-10T08:00:00.000Z"


async def test_a_private_chat_is_installed_at_the_first_word_and_heard_without_a_mention(
    room: Room, bot: FakeBot
) -> None:
    bert = room.person("Bert")
    await bert.types("start")
    assert bot.kinds == ["conversationUpdate", "installationUpdate", "message"]
    assert bot.heard[-1]["text"] == "start"
    assert bot.heard[-1]["conversation"]["conversationType"] == Kind.PERSONAL
    assert "isGroup" not in bot.heard[-1]["conversation"]
    assert bert.chat.card_with("Antwoord geven").text.startswith("Sessie 1")


async def test_an_answer_goes_through_a_dialog_and_updates_the_card_in_place(room: Room, bot: FakeBot) -> None:
    chat, anna = room.group_chat(1), room.person("Anna")
    await anna.installs(chat)
    await anna.mentions(chat, "start")
    before = chat.last_card
    dialog = await anna.presses(chat, "Antwoord geven")
    assert dialog.title == "Alleen vragen"
    fetch = bot.heard[-1]
    assert (fetch["type"], fetch["name"], fetch["replyToId"]) == ("invoke", "task/fetch", before.id)
    assert fetch["value"]["data"]["verb"] == "answer"
    outcome = await (await dialog.fills(question="Wie houdt de lijn vast?")).submits()
    assert outcome.message == "Dank je. Je antwoord is bewaard."
    assert not outcome.is_open
    assert bot.heard[-1]["value"]["data"] == {"verb": "answer", "question": "Wie houdt de lijn vast?"}
    assert chat.last_card.id == before.id
    assert chat.last_card.version == 1
    assert "1 van de 7" in chat.last_card.text
    assert room.channel.count("update", chat) == 1


async def test_a_refused_answer_comes_back_with_what_was_typed(room: Room) -> None:
    chat, anna = room.group_chat(1), room.person("Anna")
    await anna.installs(chat)
    await anna.mentions(chat, "start")
    dialog = await anna.presses(chat, "Antwoord geven")
    again = await dialog.submits("Insturen", question="Bel 06-12345678")
    assert again.is_open
    assert "telefoonnummer" in again.text
    assert again.values == {"question": "Bel 06-12345678"}
    assert (await again.submits(question="Wie helpt jou?")).message is not None


async def test_a_button_may_answer_with_one_line_instead_of_a_form(room: Room) -> None:
    chat, anna = room.group_chat(1), room.person("Anna")
    await anna.installs(chat)
    await anna.mentions(chat, "start")
    outcome = await anna.presses(chat, "Regie")
    assert outcome.message == "Dit is voor de moderator."


async def test_a_tap_travels_as_a_message_that_names_its_card(room: Room, bot: FakeBot) -> None:
    chat, anna = room.group_chat(1), room.person("Anna")
    await anna.installs(chat)
    await anna.mentions(chat, "energie")
    energy = chat.last_card
    await anna.presses(energy, "4")
    activity = bot.heard[-1]
    assert activity["type"] == "message"
    assert "text" not in activity
    assert activity["value"] == {"verb": "energy", "value": 4}
    assert activity["replyToId"] == energy.id
    assert "1 van de 8" in chat.card(energy.id).text


async def test_inputs_travel_as_strings_and_empty_ones_stay_home(room: Room, bot: FakeBot) -> None:
    chat, anna = room.group_chat(1), room.person("Anna")
    await anna.installs(chat)
    await room.channel.deliver(room.channel.write.mention(chat, anna.person, "niets"))
    await bot.says(bot.heard[-1], card(words("Vul in"), actions=[_opens_all()]))
    dialog = await anna.presses(chat, "Alles invullen")
    await dialog.fills(one="Deels", many=["Gedaan", "partly"], score=7, public=True)
    await dialog.fills({"Dag": "2021-05-12"})
    await dialog.submits()
    assert bot.heard[-1]["value"]["data"] == {
        "verb": "all",
        "one": "partly",
        "many": "done,partly",
        "score": "7",
        "day": "2021-05-12",
        "public": "true",
    }


async def test_a_submit_without_inputs_takes_none_along_and_checks_none(room: Room, bot: FakeBot) -> None:
    chat, anna = room.group_chat(1), room.person("Anna")
    await anna.installs(chat)
    await bot.says(bot.heard[-1], card(words("Vul in"), actions=[_opens_all()]))
    dialog = await anna.presses(chat, "Alles invullen")
    await dialog.fills(short="veel te lang voor dit kleine veld", score=99)
    with pytest.raises(NotSent) as refused:
        await dialog.submits()
    assert refused.value.faults == {"short": "too long", "score": "out of bounds"}
    await dialog.submits("Verder")
    assert bot.heard[-1]["value"]["data"] == {"verb": "next"}


async def test_tampered_data_can_be_sent(room: Room, bot: FakeBot) -> None:
    chat, anna = room.group_chat(1), room.person("Anna")
    await anna.installs(chat)
    await anna.mentions(chat, "start")
    dialog = await anna.presses(chat, "Antwoord geven")
    await dialog.sends({"verb": "answer", "question": "x" * 5000, "person": "someone else"})
    assert bot.heard[-1]["value"]["data"]["person"] == "someone else"


async def test_removing_the_bot_closes_the_chat_for_it(room: Room, bot: FakeBot) -> None:
    chat, anna = room.group_chat(1), room.person("Anna")
    await anna.installs(chat)
    activity = bot.heard[-1]
    await anna.removes_bot(chat)
    assert bot.kinds[-2:] == ["installationUpdate", "conversationUpdate"]
    refused = await bot.says(activity, card(words("hoor je mij?")))
    assert refused["status"] == 403
    assert refused["body"]["error"]["code"] == "BotNotInConversationRoster"
    heard = len(bot.heard)
    await anna.mentions(chat, "start")
    assert len(bot.heard) == heard


async def test_people_who_come_and_go_are_told(room: Room, bot: FakeBot) -> None:
    chat, anna = room.group_chat(1), room.person("Anna")
    late = Person.seated(name="Daan", email="daan@voorbeeld.example", group=1)
    await anna.installs(chat)
    await room.channel.join(chat, late)
    assert bot.heard[-1]["membersAdded"] == [{"id": late.id, "aadObjectId": late.entra_id}]
    await room.channel.leave(chat, late)
    assert bot.heard[-1]["membersRemoved"] == [{"id": late.id}]


async def test_a_bot_that_fails_or_is_gone_is_an_error(room: Room, bot: FakeBot) -> None:
    anna = room.person("Anna")
    bot.fails_with = 500
    with pytest.raises(BotFailed, match="500"):
        await anna.installs(room.group_chat(1))
    assert not room.group_chat(1).installed
    room.channel.bot_url = "http://127.0.0.1:9/api/messages"
    with pytest.raises(BotUnreachable):
        await anna.installs(room.group_chat(1))


async def test_a_token_goes_along_when_one_is_given(bot: FakeBot) -> None:
    async with Room(cast=cast(), clock=clock, bot_url=bot.url, token=lambda: "secret").serving() as room:
        await room.person("Anna").installs(room.group_chat(1))
    assert set(bot.authorizations) == {"Bearer secret"}


async def test_settled_waits_for_what_the_bot_says_about_itself(bot: FakeBot) -> None:
    asked: list[str] = []

    async def settle() -> None:
        asked.append("idle")

    async with Room(cast=cast(), clock=clock, bot_url=bot.url, settle=settle).serving() as room:
        await room.settled()
    assert asked == ["idle"]


async def test_coming_alive_installs_once_and_the_journal_lets_it_go_on(bot: FakeBot, tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    async with Room(cast=cast(), clock=clock, bot_url=bot.url, journal=Journal(path)).serving() as first:
        await first.come_alive()
        await first.come_alive()
        assert bot.kinds.count("installationUpdate") == 3  # the group, the moderator and the hotseat
        await first.person("Anna").mentions(first.group_chat(1), "start")
        shown = first.group_chat(1).last_card
        texts = first.group_chat(1).texts
    async with Room(cast=cast(), clock=clock, bot_url=bot.url, journal=Journal(path)).serving() as second:
        await second.come_alive()
        assert bot.kinds.count("installationUpdate") == 3
        chat = second.group_chat(1)
        assert chat.texts == texts
        assert chat.last_card == shown
        assert bot.round is not None
        bot.round = bot.round[0] | {"serviceUrl": second.channel.service_url}, bot.round[1]
        await (await second.person("Bert").presses(chat, "Antwoord geven")).submits(question="Wat helpt?")
        assert chat.card(shown.id).version == 1
        assert chat.messages[-1].seq == second.channel.seq


def _opens_all() -> dict[str, object]:
    data = {"msteams": {"type": "task/fetch"}, "verb": "all"}
    return {"type": "Action.Submit", "title": "Alles invullen", "data": data}
