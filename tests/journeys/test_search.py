"""`zoek`: what one's own group was shown is found by name, what others gave to the programme without one."""

import sqlalchemy as sa

from storage.tables import findable, outbox
from tests.journeys.stage import LivingGroup, Stage

EXPERIMENT = {
    "experiment.when": "het gezinsgesprek stokt",
    "experiment.then": "vraag ik naar het weekend",
    "experiment.on": "2027-05-12",
    "experiment.safety": "no",
}
INSIGHT = "Eerst dacht ik aan regels, nu denk ik aan vertrouwen"


async def tried(group: LivingGroup, name: str = "Anna") -> None:
    """Session 1 up to the shown experiments."""
    await group.reaches("1.8")
    await group.answers(name, button="Experiment invullen", **EXPERIMENT)
    await group.says("toon")


async def learned(group: LivingGroup, name: str, insight: str = INSIGHT) -> None:
    """The insights of the last session, one of them filled in; not shown yet."""
    await group.reaches("4.4", number=4)
    await group.answers(name, insight=insight, theme="cooperation")


async def test_an_experiment_of_the_own_group_is_found_with_its_name_once_it_was_shown(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await group.answers("Anna", button="Experiment invullen", **EXPERIMENT)
    before = await group.says("zoek gezinsgesprek", by=group.actor("Bert"))
    await group.says("toon")

    said = await group.says("zoek gezinsgesprek", by=group.actor("Bert"))

    assert before == ["Daar vond ik niets over. Probeer een ander woord."]
    assert "Anna" in said[0]
    assert "vraag ik naar het weekend" in said[0]


async def test_another_group_finds_an_insight_without_a_name_or_a_group(stage: Stage, group: LivingGroup) -> None:
    other = stage.group(2)
    await other.links()
    await learned(group, "Anna", f"{INSIGHT}. Dat komt door Bert")
    await group.says("toon")

    own = await group.says("zoek vertrouwen")
    elsewhere = await other.says("zoek vertrouwen")

    assert "Anna" in own[0]
    assert "Dat komt door Bert" in own[0]
    assert f"{INSIGHT}. Dat komt door een collega" in elsewhere[0]
    assert "Uit een andere groep" in elsewhere[0]
    assert "Anna" not in elsewhere[0]
    assert "continuïteit" not in elsewhere[0]


async def test_another_group_never_finds_what_only_the_group_was_promised(stage: Stage, group: LivingGroup) -> None:
    other = stage.group(2)
    await other.links()
    await tried(group)

    assert await other.says("zoek gezinsgesprek") == ["Daar vond ik niets over. Probeer een ander woord."]


async def test_what_was_reported_as_recognisable_is_found_by_nobody(group: LivingGroup) -> None:
    await learned(group, "Anna")
    await group.says("toon")
    dialog = await group.actor("Bert").presses(group.chat, "Iets herkenbaars melden")
    await dialog.submits("Verbergen", choice=dialog.shown.inputs[0].choices[0][1])
    await group.stage.settle()

    assert await group.says("zoek vertrouwen") == ["Daar vond ik niets over. Probeer een ander woord."]


async def test_what_was_withdrawn_does_not_even_lie_where_it_could_be_found(group: LivingGroup) -> None:
    await learned(group, "Anna")
    await group.says("toon")
    dialog = await group.actor("Anna").presses(group.chat, "Aanvulling geven")
    await dialog.submits("Intrekken")
    await group.stage.settle()

    async with group.stage.bot.database.engines[1].connect() as db:
        kept = (await db.scalars(sa.select(findable.c.text))).all()

    assert INSIGHT not in kept
    assert await group.says("zoek vertrouwen") == ["Daar vond ik niets over. Probeer een ander woord."]


async def test_a_chat_of_ones_own_finds_the_same(group: LivingGroup) -> None:
    await tried(group)
    bert = group.actor("Bert")

    await bert.types("search gezinsgesprek")
    await group.stage.settle()

    assert "Anna" in bert.chat.cards[-1].text


async def test_somebody_without_a_seat_finds_nothing(stage: Stage, group: LivingGroup) -> None:
    await tried(group)
    stranger = stage.group(2).actor("Imke")

    said = await group.says("zoek gezinsgesprek", by=stranger)

    assert "weekend" not in said[0]


async def test_without_words_the_bot_asks_for_them(group: LivingGroup) -> None:
    assert "Typ erbij waar je naar zoekt" in (await group.says("zoek"))[0]
    assert "Typ erbij waar je naar zoekt" in (await group.says("zoek ???"))[0]


async def test_what_looks_like_another_language_is_only_words(group: LivingGroup) -> None:
    await tried(group)

    for words in ("'; drop table findable; --", 'gezinsgesprek" OR "x', "text:gezinsgesprek*", "a) AND (b"):
        assert await group.says(f"zoek {words}") == ["Daar vond ik niets over. Probeer een ander woord."]
    assert "Anna" in (await group.says("zoek gezinsgesprek"))[0]


async def test_the_words_that_were_typed_wait_nowhere(group: LivingGroup) -> None:
    await tried(group)
    await group.says("zoek gezinsgesprek")

    async with group.stage.bot.database.engines[1].connect() as db:
        payloads = [str(one) for one in (await db.scalars(sa.select(outbox.c.payload))).all()]

    assert payloads
    assert not [one for one in payloads if "gezinsgesprek" in one or "weekend" in one]


async def test_an_insight_that_is_caught_up_with_can_be_found_too(group: LivingGroup) -> None:
    await learned(group, "Bert", "Eerst dacht ik aan haast, nu denk ik aan rust")
    await group.says("toon")
    await group.says("einde")
    anna = group.actor("Anna")
    await group.says("inhalen", by=anna)
    form = await anna.presses(group.chat, "Inhalen")  # the only round that can be caught up with
    await form.submits("Insturen", insight=INSIGHT, theme="cooperation")
    await group.stage.settle()

    said = await group.says("zoek vertrouwen", by=group.actor("Bert"))

    assert INSIGHT in said[0]
    assert "Anna" in said[0]
