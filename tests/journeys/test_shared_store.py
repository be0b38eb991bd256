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
REPORT = {"observed": "Het werd even stil.", "learned": "Zwijgen loont vaker dan praten", "next": "go_on"}
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


async def rows(group: LivingGroup) -> tuple[Row, ...]:
    export = await export_table(group.stage.bot.house, SLUG, ExportTable.EXPERIMENTS, chance=Random(1))
    assert export is not None
    return export.table.rows


@pytest.mark.parametrize(
    ("sharing", "own", "others", "exported"),
    [
        ("group_programme", True, True, ("yes", REPORT["learned"], False)),
        ("group", True, False, ("yes", None, True)),
        ("moderator", False, False, (None, None, None)),
    ],
)
async def test_a_report_is_found_and_exported_as_far_as_it_was_shared_once_it_stood_on_the_board(
    stage: Stage,
    group: LivingGroup,
    sharing: str,
    own: bool,  # noqa: FBT001 - drawn from the table above
    others: bool,  # noqa: FBT001 - the same
    exported: tuple[str | None, str | None, bool | None],
) -> None:
    other = stage.group(2)
    await other.links()
    await told(group, sharing)
    before = await group.says("zoek zwijgen"), await rows(group)
    await group.reaches("2.2", number=2)

    found, elsewhere, (row,) = await group.says("zoek zwijgen"), await other.says("zoek zwijgen"), await rows(group)

    assert before[0] == [NOTHING]
    assert [one["learned"] for one in before[1]] == [None]
    assert (REPORT["learned"] in found[0], "Anna" in found[0]) == (own, own)
    assert (REPORT["learned"] in elsewhere[0], "Anna" in elsewhere[0]) == (others, False)
    assert (row["done"], row["learned"], row["report_withheld"]) == exported
    assert row["state"] == "goes_on"
