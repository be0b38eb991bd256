"""What somebody learned from an experiment reaches others as far as it was shared, and no further."""

from random import Random

import pytest

from bot.rehearsal.sample import SLUG
from dialogs.exports.every import ExportTable
from dialogs.exports.tables import Row
from dialogs.usecases.exporting import export_table
from tests.journeys.stage import LivingGroup, Stage

EXPERIMENT = {
    "f-experiment.when": "een overleg vastloopt",
    "f-experiment.then": "stel ik eerst een vraag",
    "f-experiment.on": "2027-05-11",
    "f-experiment.safety": "no",
}
REPORT = {
    "observed": "Het werd even stil.",
    "as_expected": "better",
    "learned": "Zwijgen loont vaker dan praten",
    "next": "go_on",
}
NOTHING = "Daar vond ik niets over. Probeer een ander woord."


async def told(group: LivingGroup, sharing: str) -> None:
    """Anna thought of an experiment in session 1 and looks back on it before session 2."""
    anna = group.actor("Anna")
    await group.reaches("1.8")
    await (await anna.presses(group.chat, "Experiment invullen")).submits("Insturen", **EXPERIMENT)
    await group.says("toon")
    await group.says("einde")
    await group.says("terugblik", by=anna)
    page = await (await anna.presses(group.chat, "Terugblik invullen")).submits("Volgende", done="yes")
    assert not (await page.submits("Insturen", sharing=sharing, **REPORT)).is_open
    await group.stage.settle()


async def rows(group: LivingGroup, table: ExportTable = ExportTable.EXPERIMENTS) -> tuple[Row, ...]:
    export = await export_table(group.stage.bot.house, SLUG, table, chance=Random(1))
    assert export is not None
    return export.table.rows


@pytest.mark.parametrize(
    ("sharing", "own", "others", "exported"),
    [
        ("group_programme", True, True, [("yes", REPORT["learned"], None)]),
        ("group", True, False, []),
        ("moderator", False, False, []),
    ],
)
async def test_a_report_is_found_and_exported_as_far_as_it_was_shared_once_it_stood_on_the_board(
    stage: Stage,
    group: LivingGroup,
    sharing: str,
    own: bool,  # noqa: FBT001 - drawn from the table above
    others: bool,  # noqa: FBT001 - the same
    exported: list[tuple[str, str, None]],
) -> None:
    other = stage.group(2)
    await other.links()
    await told(group, sharing)
    before = await group.says("zoek zwijgen"), await rows(group)
    await group.reaches("2.2", number=2)

    found, elsewhere, after = await group.says("zoek zwijgen"), await other.says("zoek zwijgen"), await rows(group)

    assert before == ([NOTHING], ())
    assert (REPORT["learned"] in found[0], "Anna" in found[0]) == (own, own)
    assert (REPORT["learned"] in elsewhere[0], "Anna" in elsewhere[0]) == (others, False)
    assert [(row["done"], row["learned"], row["then"]) for row in after] == exported


# --- the harvest card

INSIGHT = "Eerst dacht ik aan regels, nu denk ik aan vertrouwen"
TIP = "Vraag eerst wat iemand zelf wil"


async def harvested(group: LivingGroup) -> None:
    """Anna sent her harvest card in, and the board of the end is up."""
    for number in (1, 2, 3):
        await group.says(f"start sessie {number}")
        await group.says("einde")
    card = await group.opens("Anna", "Oogstkaart invullen")
    await card.submits("Insturen", insight=INSIGHT, tip=TIP, consent_quote=True)
    await group.reaches("4.2", number=4)


async def told_anywhere(stage: Stage, group: LivingGroup) -> tuple[bool, bool, bool, bool]:
    """Whether the own group and another one find the insight, and whether it and the tip are exported."""
    own, others = await group.says("zoek vertrouwen"), await stage.group(2).says("zoek vertrouwen")
    (insight,), (tip,) = await rows(group, ExportTable.INSIGHTS), await rows(group, ExportTable.TIPS)
    assert (insight["insight"] is None, tip["tip"] is None) == (insight["text_withheld"], tip["text_withheld"])
    return INSIGHT in own[0], INSIGHT in others[0], insight["insight"] == INSIGHT, tip["tip"] == TIP


async def test_what_stands_on_a_harvest_card_is_nobodys_until_its_own_round_shows_it(
    stage: Stage, group: LivingGroup
) -> None:
    await stage.group(2).links()
    await harvested(group)
    on_the_board = await told_anywhere(stage, group)
    await group.reaches("4.4", number=4)
    open_round = await told_anywhere(stage, group)
    await group.says("verder")
    shown = await told_anywhere(stage, group)
    await group.reaches("4.5", number=4)
    chosen_from = await told_anywhere(stage, group)

    assert on_the_board == open_round == (False, False, False, False)
    assert shown == (True, True, True, False)
    assert chosen_from == (True, True, True, True)


async def test_an_insight_whose_round_was_skipped_is_counted_and_told_to_nobody(
    stage: Stage, group: LivingGroup
) -> None:
    await stage.group(2).links()
    await harvested(group)
    await group.reaches("4.4", number=4)
    await group.says("overslaan")
    await group.says("einde")

    assert await told_anywhere(stage, group) == (False, False, False, False)


async def test_an_insight_that_is_held_back_before_it_was_shown_is_found_by_nobody(
    stage: Stage, group: LivingGroup
) -> None:
    await stage.group(2).links()
    await harvested(group)
    await group.reaches("4.4", number=4)
    await group.says("sluit")
    await (await (await group.regie()).presses("Alleen voor mij")).presses("Achterhouden", choice="Anna (binnen)")
    await group.says("toon")

    assert await told_anywhere(stage, group) == (False, False, False, False)
