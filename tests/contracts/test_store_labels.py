"""What any store of labels must do: a bottleneck has one, the newest."""

from dataclasses import replace
from datetime import timedelta

from dialogs.experiments.model import Level
from dialogs.groups import BottleneckLabel
from dialogs.sessions.model import RunKey
from storage.database import Database
from tests.storage_builders import NOW, QUESTION, settle_in


async def test_the_newest_label_counts(database: Database) -> None:
    house = await settle_in(database)
    first = BottleneckLabel(
        session=house.session,
        run=QUESTION,
        person=house.people["Anna"],
        category="tijd",
        level=Level.TEAM,
        by=house.people["Mo"],
        at=NOW,
    )
    later = replace(first, category="regels", level=None, at=NOW + timedelta(days=1))
    beside = replace(first, session=house.later, run=RunKey("look_back", 2), person=house.people["Bert"])
    async with database.unit_of_work() as uow:
        for label in (beside, first, later):
            await uow.labels.put(label)
        await uow.commit()
    async with database.reading() as uow:
        for _ in range(3):
            assert await uow.labels.of_group(house.group.id) == [later, beside]
