"""The draaiboek before a session: announced in the moderator's own chat, read behind a button, printed from a link;
and after the session the text to paste."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from sqlalchemy.engine import make_url

from bot.library import Library
from bot.rehearsal.actors import Actor, Dialog
from bot.rehearsal.sample import invented, sample_programme
from dialogs.formats.model import Language
from dialogs.ids import PersonId
from dialogs.programmes.model import ProgrammeFile, Role
from dialogs.records import LinkPurpose, PersonalLink
from dialogs.usecases.importing import import_programme
from dialogs.usecases.run_sheet_printed import hashed
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Regie, Stage, staged

PRINT = "Pagina om te printen"
OPEN = "Draaiboek openen"
TO_PASTE = "Tekst om te plakken"
TRIED = {"when": "een plaatsing dreigt", "then": "bel ik eerst de ouders", "on": "2027-05-12", "safety": "no"}
NOTHING = "Deze pagina is er niet of niet meer."


def led_by_two(programme: ProgrammeFile) -> ProgrammeFile:
    """Nour leads the first group as well."""
    first, *others = programme.groups
    nour = invented("Nour", 1, 9, Role.MODERATOR)
    return replace(programme, groups=(replace(first, moderators=(*first.moderators, nour)), *others))


@pytest.fixture
async def together(migrated_sqlite_url: str) -> AsyncIterator[LivingGroup]:
    """The group of eight with two moderators."""
    async with staged(led_by_two(sample_programme(NOW)), database_url=migrated_sqlite_url, now=NOW) as made:
        group = made.group(1)
        await group.links()
        yield group


async def asked_for(group: LivingGroup, by: Actor | None = None) -> Dialog:
    """The page behind the newest card in the moderator's own chat."""
    actor = by or group.moderator
    await actor.types("draaiboek")
    await group.stage.settle()
    return await actor.presses(actor.chat, OPEN)


def address_in(dialog: Any) -> str:
    """Where the page to print is, on the port that this bot happens to have."""
    [url] = addresses_in(dialog)
    assert PRINT in dialog.titles
    return urlsplit(url).path


def addresses_in(dialog: Any) -> list[str]:
    rows = [element.get("actions", ()) for element in dialog.shown.json["body"]]
    return [action["url"] for row in rows for action in row if action["type"] == "Action.OpenUrl"]


async def fetched(stage: Stage, path: str) -> tuple[int, str, Mapping[str, str]]:
    bot = urlsplit(stage.room.channel.bot_url)
    async with aiohttp.ClientSession() as http, http.get(f"{bot.scheme}://{bot.netloc}{path}") as answer:
        return answer.status, await answer.text(), answer.headers


async def tries(group: LivingGroup, name: str, **changes: object) -> None:
    """In the round of the experiments."""
    dialog = await group.actor(name).presses(group.chat, "Experiment invullen")
    said = {f"experiment.{part}": value for part, value in {**TRIED, **changes}.items()}
    await dialog.fills(said)
    done = await dialog.submits("Insturen")
    assert done.message is not None, done.text


async def first_session(group: LivingGroup, *names: str) -> None:
    """Played until the experiments, which these people have; then it ends."""
    await group.reaches("1.8")
    for name in names:
        await tries(group, name, then=f"vraag ik als {name} eerst door")
    await group.says("verder")
    await group.says("einde")


# --- asked for


async def test_the_run_sheet_is_announced_read_and_printed(group: LivingGroup) -> None:
    dialog = await asked_for(group)

    assert "Draaiboek" in group.moderator.chat.last_card.text
    assert "10.00  Welkom · 5 min · hoort erbij" in dialog.text
    assert "10.05  Kennismaken · 8 min · mag vervallen" in dialog.text
    status, page, headers = await fetched(group.stage, address_in(dialog))
    assert status == 200
    assert "Stel één open vraag" in page
    assert headers["Cache-Control"] == "no-store"


async def test_the_card_in_the_chat_holds_the_plan_and_nothing_of_anybody(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await asked_for(group)

    card = group.moderator.chat.last_card.text

    assert "Groep 1 · sessie 2" in card
    assert "bel ik eerst" not in card
    assert not any(actor.name in card for actor in group.everyone)


async def test_asked_again_it_stands_below_the_talk_and_only_once(group: LivingGroup) -> None:
    await asked_for(group)
    first = group.moderator.chat.last_card.id
    await group.moderator.types("hulp")
    await group.stage.settle()

    await asked_for(group)

    announced = [card.id for card in group.moderator.chat.cards if OPEN in card.titles]
    assert first not in announced
    assert announced == [group.moderator.chat.last_card.id]


async def test_asked_in_the_group_it_comes_in_the_own_chat_and_can_be_opened_here(group: LivingGroup) -> None:
    [said] = await group.says("draaiboek")
    dialog = await group.moderator.presses(group.chat, OPEN)

    assert said.startswith("Het draaiboek staat in je eigen chat met de bot.")
    assert OPEN in group.moderator.chat.last_card.titles
    assert "Niemand heeft zich afgemeld." in dialog.text


async def test_without_an_own_chat_the_button_in_the_group_opens_it(stage: Stage) -> None:
    group = stage.group(1)
    await group.links(personal=False)

    [said] = await group.says("draaiboek")
    dialog = await group.moderator.presses(group.chat, OPEN)

    assert "draaiboek" in said
    assert "De rondes" in dialog.text


async def test_the_run_sheet_is_the_moderators_only(group: LivingGroup) -> None:
    anna = group.actor("Anna")
    [refused] = await group.says("draaiboek", by=anna)
    await group.says("draaiboek")
    dialog = await anna.presses(group.chat, OPEN)
    await anna.types("draaiboek")
    await group.stage.settle()

    assert refused == "Dit doet je moderator. Jij hoeft hier niets te doen."
    assert dialog.message == refused
    assert anna.chat.last_card.text == refused


async def test_in_english_the_words_are_english(group: LivingGroup) -> None:
    await group.moderator.types("language en")
    await group.moderator.types("run sheet")
    await group.stage.settle()

    dialog = await group.moderator.presses(group.moderator.chat, "Open run sheet")
    url = next(
        action["url"] for row in dialog.shown.json["body"] for action in row.get("actions", ()) if "url" in action
    )
    _, page, _ = await fetched(group.stage, urlsplit(url).path)

    assert "Nobody has said they cannot come." in dialog.text
    assert '<html lang="en">' in page


async def test_after_the_last_session_there_is_nothing_left_to_prepare(group: LivingGroup) -> None:
    for number in range(1, 5):
        await group.says(f"start sessie {number}")
        await group.says("einde")

    await group.moderator.types("draaiboek")
    await group.stage.settle()

    assert group.moderator.chat.last_card.text == "Er is geen sessie meer om voor te bereiden."


async def test_a_button_of_a_session_that_is_over_points_to_what_is_there_now(group: LivingGroup) -> None:
    await group.moderator.types("draaiboek")
    await group.stage.settle()
    card = next(card for card in group.moderator.chat.cards if OPEN in card.titles)
    await group.says("start")
    await group.says("einde")

    page = Regie(await group.moderator.presses(card, OPEN))

    assert "Deze sessie is voorbij." in page.text
    assert TO_PASTE in page.offers


# --- what stands in it


async def test_it_holds_everyones_last_experiment_who_has_none_and_who_was_not_there(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")
    dialog = await asked_for(group)

    assert (
        "Als een plaatsing dreigt, dan vraag ik als Anna eerst door. (wo 12 mei) · bedacht · nog geen terugblik"
        in dialog.text
    )
    assert "Nog geen experiment: Hanna, Chaima, Daan, Els, Farid en Gijs" in dialog.text
    assert "Chaima: niet gezien in sessie 1" in dialog.text
    assert "Anna: niet gezien" not in dialog.text


async def test_before_the_first_session_nobody_is_named_for_having_none(group: LivingGroup) -> None:
    assert "Nog geen experiment" not in (await asked_for(group)).text


async def test_an_experiment_whose_day_has_come_is_under_way(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await group.stage.wait(days=3)

    assert "(wo 12 mei) · bezig · nog geen terugblik" in (await asked_for(group)).text


async def test_what_was_reported_is_hidden_at_once_on_every_page(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    path = address_in(await asked_for(group))
    dialog = await group.actor("Chaima").presses(group.chat, "Iets herkenbaars melden")
    mine = next(title for title, _ in dialog.shown.inputs[0].choices if title.startswith("Anna"))
    await dialog.submits("Verbergen", choice=mine)

    _, page, _ = await fetched(group.stage, path)
    again = await asked_for(group)

    for text in (page, again.text):
        assert "vraag ik als Anna eerst door" not in text
        assert "De tekst is verborgen na een melding." in text


async def test_who_came_later_missed_nothing_of_before(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await group.stage.wait(days=1)
    file = sample_programme(NOW)
    first, *others = file.groups
    people = (*first.participants, invented("Zita", 1, 9, Role.PARTICIPANT))
    await imported(group.stage, replace(file, groups=(replace(first, participants=people), *others)))

    text = (await asked_for(group)).text

    assert "Els: niet gezien in sessie 1" in text
    assert "Zita" in next(line for line in text.split("\n") if line.startswith("Nog geen experiment"))
    assert "Zita: niet gezien" not in text


async def test_what_is_still_being_written_in_a_round_is_not_in_it(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await tries(group, "Anna")

    dialog = await asked_for(group)

    assert "bel ik eerst de ouders" not in dialog.text
    assert "Nog geen experiment: Hanna, Anna" in dialog.text
    await group.says("verder")
    assert "bel ik eerst de ouders" in (await asked_for(group)).text


async def test_notes_come_back_in_the_next_run_sheet_of_who_wrote_them(together: LivingGroup) -> None:
    group, nour = together, together.actor("Nour")
    await nour.installs()
    await group.says("start")
    await group.says("einde")
    page = await (await group.regie()).chooses("Mijn notities")
    await page.dialog.submits("Vastleggen", text="Bert eerder het woord geven.")

    own, others = await asked_for(group), await asked_for(group, nour)

    assert "Je eigen notities bij sessie 1" in own.text
    assert "Bert eerder het woord geven." in own.text
    assert "Bert eerder het woord geven." in (await fetched(group.stage, address_in(own)))[1]
    assert "Je eigen notities" not in others.text
    assert "Bert eerder" not in (await fetched(group.stage, address_in(others)))[1]
    assert "Bert eerder" not in (await (await group.regie(nour)).chooses("Mijn notities")).dialog.values.get(
        "f-text", ""
    )


# --- printed


async def test_the_page_may_load_nothing_and_is_kept_nowhere(group: LivingGroup) -> None:
    _, page, headers = await fetched(group.stage, address_in(await asked_for(group)))

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "'sha256-" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<script" not in page


async def test_each_opening_has_an_address_of_its_own_that_the_store_does_not_know(group: LivingGroup) -> None:
    first, second = address_in(await asked_for(group)), address_in(await asked_for(group))
    token = first.rpartition("/")[2]

    assert first != second
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)  # 256 bits
    file = Path(str(make_url(group.stage.settings.database_url).database))
    stored = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert hashed(token).encode() in stored
    assert token.encode() not in stored
    assert token not in str(group.stage.logs)


async def test_the_address_works_for_a_week(group: LivingGroup) -> None:
    path = address_in(await asked_for(group))

    await group.stage.wait(days=6, hours=23)
    assert (await fetched(group.stage, path))[0] == 200
    await group.stage.wait(hours=2)
    status, page, headers = await fetched(group.stage, path)

    assert status == 404
    assert NOTHING in page
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 5000, "%00", "..%2f..%2fhealthz", "'%20or%201=1", "é" * 43])
async def test_an_address_that_was_never_given_out_shows_nothing(group: LivingGroup, token: str) -> None:
    status, page, _ = await fetched(group.stage, f"/draaiboek/{token}")

    assert status == 404
    assert NOTHING in page


async def test_an_address_without_a_page_answers_in_the_language_of_the_browser(group: LivingGroup) -> None:
    bot = urlsplit(group.stage.room.channel.bot_url)
    url = f"{bot.scheme}://{bot.netloc}/draaiboek/{'A' * 43}"
    async with aiohttp.ClientSession(headers={"Accept-Language": "en-GB,en;q=0.9"}) as http, http.get(url) as answer:
        page = await answer.text()

    assert '<html lang="en">' in page
    assert "This page is not there, or not any more." in page


async def test_a_link_of_somebody_who_does_not_lead_the_group_shows_nothing(group: LivingGroup) -> None:
    session = await group.session()
    anna = next(seat.person for seat in session.seats if seat.name == "Anna")
    token = await link_for(group, anna)

    assert (await fetched(group.stage, f"/draaiboek/{token}"))[0] == 404


async def test_who_leads_the_group_no_longer_reads_nothing_any_more(together: LivingGroup) -> None:
    nour = together.actor("Nour")
    await nour.installs()
    path = address_in(await asked_for(together, nour))
    assert (await fetched(together.stage, path))[0] == 200

    await imported(together.stage, sample_programme(NOW))

    assert (await fetched(together.stage, path))[0] == 404


async def imported(stage: Stage, file: ProgrammeFile) -> None:
    await import_programme(stage.bot.house, file, sources=Library.open().sources)


async def link_for(group: LivingGroup, person: PersonId) -> str:
    token = "B" * 43
    now = group.stage.clock.now()
    opens = PersonalLink(
        person=person,
        session=(await group.session()).id,
        purpose=LinkPurpose.RUN_SHEET,
        expires_at=now + timedelta(days=7),
    )
    async with group.stage.bot.house.writing() as uow:
        await uow.links.new(hashed(token), opens, now=now)
        await uow.commit()
    return token


# --- afterwards


async def test_the_text_to_paste_says_who_tries_what_when(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")
    page = await (await group.regie()).chooses(TO_PASTE)

    assert page.dialog.values["f-text"].split("\n") == [
        "Groep 1, sessie 1, ma 10 mei 2027",
        "",
        "Wie probeert wat, wanneer",
        "- Anna: Als een plaatsing dreigt, dan vraag ik als Anna eerst door. (wo 12 mei)",
        "- Bert: Als een plaatsing dreigt, dan vraag ik als Bert eerst door. (wo 12 mei)",
        "",
        "Volgende keer: sessie 2, ma 24 mei 10.00 uur",
    ]


async def test_what_the_group_may_not_read_is_not_to_be_pasted(group: LivingGroup) -> None:
    await group.reaches("1.8")
    for name in ("Anna", "Bert", "Chaima"):
        await tries(group, name, then=f"vraag ik als {name} eerst door")
    await group.says("sluit")
    page = await (await group.regie()).presses("Alleen voor mij")
    held = next(title for one in page.dialog.shown.inputs for title, _ in one.choices if title.startswith("Anna"))
    await page.presses("Achterhouden", choice=held)
    await group.says("verder")
    await group.says("einde")
    dialog = await group.actor("Chaima").presses(group.chat, "Iets herkenbaars melden")
    mine = next(title for title, _ in dialog.shown.inputs[0].choices if title.startswith("Bert"))
    await dialog.submits("Verbergen", choice=mine)

    page = await (await group.regie()).chooses(TO_PASTE)
    text = page.dialog.values["f-text"]

    assert "Chaima" in text
    assert "Anna" not in text
    assert "Bert" not in text
    _, printed, _ = await fetched(group.stage, address_in(page.dialog))
    assert "Als een plaatsing dreigt, dan vraag ik als Chaima eerst door." in printed
    assert "als Anna" not in printed


async def test_the_address_of_the_run_sheet_shows_the_text_once_the_session_is_over(group: LivingGroup) -> None:
    path = address_in(await asked_for(group))
    await first_session(group, "Anna")
    page = await (await group.regie()).chooses("Mijn notities")
    await page.dialog.submits("Vastleggen", text="Bert eerder het woord geven.")

    status, printed, _ = await fetched(group.stage, path)

    assert status == 200
    assert "Wie probeert wat, wanneer" in printed
    assert "Bert eerder het woord geven." in printed


async def test_before_the_end_there_is_no_text_to_paste(group: LivingGroup) -> None:
    await group.says("start")
    regie = await group.regie()
    data = dict(regie.dialog.shown.button("Doen").data)
    assert TO_PASTE not in regie.offers

    back = await regie.dialog.sends({**data, "f-more": "closing_text"})

    assert "De tekst om te plakken is er na het afronden van de sessie." in back.text


# --- who was not there


async def test_the_moderators_own_page_tells_who_was_not_seen(group: LivingGroup) -> None:
    await first_session(group, *(actor.name for actor in group.everyone if actor.name != "Els"))

    after = (await (await group.regie()).presses("Alleen voor mij")).text
    await group.says("start sessie 2")
    during = (await (await group.regie()).presses("Alleen voor mij")).text

    for text in (after, during):
        assert "Els: niet gezien in sessie 1" in text
        assert "Anna: niet gezien" not in text
    assert not any("niet gezien" in text for text in group.chat.texts)


async def test_two_in_a_row_are_marked_and_the_seat_stays(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await group.reaches("2.4", number=2)
    await group.answers("Bert", bottleneck="Er was te weinig tijd.")
    await group.says("einde")

    text = (await asked_for(group)).text

    assert "Els: niet gezien in de sessies 1 en 2, 2 keer achter elkaar; de plek blijft" in text
    assert "Anna: niet gezien in sessie 2" in text
    assert "Bert: niet gezien in sessie 1" in text
    assert "Els" in {seat.name for seat in (await group.session(3)).seats}


async def test_a_session_in_which_nobody_did_anything_tells_of_nobody(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")

    assert "niet gezien" not in (await asked_for(group)).text


async def test_texts_of_the_group_do_not_depend_on_the_moderators_language(group: LivingGroup) -> None:
    await group.moderator.types("language en")
    await first_session(group, "Anna")
    page = await (await group.regie()).presses("Do it", more="Text to paste")

    assert page.dialog.values["f-text"].startswith("Groep 1, sessie 1")
    async with group.stage.bot.house.reading() as uow:
        assert (await uow.groups.get((await group.session()).group)).language is Language.NL
