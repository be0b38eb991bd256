"""A group that fails rests, longer each time; where nobody can be called it is no group's own fault."""

from datetime import UTC, datetime, timedelta

from dialogs.ids import GroupId
from dialogs.usecases.calling import Aside

NOW = datetime(2027, 5, 3, 8, tzinfo=UTC)
BAD, OTHER = GroupId("bad"), GroupId("other")


def rests(aside: Aside, since: datetime, group: GroupId = BAD) -> timedelta:
    """How long it is left alone."""
    minutes = next(nth for nth in range(1, 1000) if group not in aside.groups(since + timedelta(minutes=nth)))
    return timedelta(minutes=minutes)


def test_one_that_fails_again_while_others_are_called_rests_twice_as_long_up_to_an_hour() -> None:
    aside, now, found = Aside(), NOW, []
    for _ in range(8):
        aside.put(BAD, now)
        found.append(rests(aside, now) // timedelta(minutes=1))
        now += rests(aside, now)
        aside.called([OTHER])
    assert found == [1, 2, 4, 8, 16, 32, 60, 60]


def test_while_nobody_can_be_called_everybody_is_tried_again_a_minute_later() -> None:
    aside, now = Aside(), NOW
    for _ in range(8):
        for group in (BAD, OTHER):
            aside.put(group, now)
            assert rests(aside, now, group) == timedelta(minutes=1)
        now += timedelta(minutes=1)


def test_one_that_was_called_begins_anew() -> None:
    aside = Aside()
    for _ in range(3):
        aside.put(BAD, NOW)
        aside.called([OTHER])
    aside.called([BAD])
    assert list(aside.groups(NOW)) == []
    aside.put(BAD, NOW)
    assert rests(aside, NOW) == timedelta(minutes=1)
