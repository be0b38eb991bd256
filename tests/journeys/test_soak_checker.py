"""The soak's checker finds every promise that is broken: what it cannot see it could not vouch for."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

import pytest

from tests.soak.checker import Verdict, judged

GROUP: Final = "19:t1-1@thread.v2"
OWN: Final = "a:t1-anna"
MONDAY: Final = datetime(2027, 5, 3, 8, tzinfo=UTC)
"""Ten o'clock in the Netherlands."""


def row(**changed: Any) -> SimpleNamespace:
    row = {
        "id": 1,
        "conversation_id": OWN,
        "key": "reminder:2027-05-03",
        "kind": "reminder",
        "state": "sent",
        "ambiguous": False,
        "error": None,
        "due_at": MONDAY,
    }
    return SimpleNamespace(**row | changed)


def decided(**changed: Any) -> SimpleNamespace:
    line = {
        "person_id": "anna",
        "group_id": "g",
        "rule": "attendance",
        "fate": "said",
        "on": date(2027, 5, 3),
        "group_chat": GROUP,
        "own_chat": OWN,
        "answered": False,
    }
    return SimpleNamespace(**line | changed)


def call(**changed: Any) -> dict[str, Any]:
    line = {
        "at": 100.0,
        "now": MONDAY.isoformat(),
        "method": "POST",
        "chat": OWN,
        "tenant": "t1",
        "overlap": False,
        "activity": "1",
        "took_effect": True,
        "status": 201,
        "retry_after": None,
        "body": "",
        "summary": "",
    }
    return line | changed


def card(**changed: Any) -> SimpleNamespace:
    card = {"conversation_id": OWN, "key": "reminder:2027-05-03", "activity_id": "1"}
    return SimpleNamespace(**card | changed)


def verdict(
    rows: list[Any] | None = None,
    log: list[Any] | None = None,
    calls: list[Any] | None = None,
    cards: list[Any] | None = None,
    waiting: int = 0,
    deaths: int = 0,
) -> Verdict:
    return judged(
        [row()] if rows is None else rows,
        [decided()] if log is None else log,
        [card()] if cards is None else cards,
        [call()] if calls is None else calls,
        waiting=waiting,
        called=1,
        deaths=deaths,
    )


def broken(found: Verdict) -> list[str]:
    return [finding.what for finding in found.findings if finding.bad and finding.items]


def test_a_reminder_that_was_decided_sent_and_heard_breaks_nothing() -> None:
    found = verdict()
    assert found.kept
    assert broken(found) == []


def test_a_reminder_whose_moment_passed_unnoticed_is_found() -> None:
    assert broken(verdict(waiting=1)) == ["reminders nobody called"]


def test_a_notice_that_still_waits_is_found() -> None:
    assert "notices neither sent nor given up" in broken(verdict(rows=[row(state="pending")]))


def test_a_reminder_that_the_store_calls_sent_and_nobody_heard_is_found() -> None:
    assert broken(verdict(calls=[])) == ["said to the store, heard by nobody"]


def test_a_call_that_took_no_effect_was_not_heard() -> None:
    assert broken(verdict(calls=[call(took_effect=False, status=502)])) == ["said to the store, heard by nobody"]


def test_what_was_in_doubt_and_therefore_not_said_again_is_counted_and_breaks_nothing() -> None:
    gone = call(took_effect=False, status=None)
    found = verdict(rows=[row(state="dropped", error="may have been said already")], calls=[gone])
    assert found.kept
    assert [finding.items for finding in found.findings if finding.items] == [(f"{OWN} 2027-05-03",)]


def test_what_was_in_doubt_though_nobody_ever_posted_it_is_excused_by_a_death_alone() -> None:
    rows = [row(state="dropped", error="may have been said already")]
    assert broken(verdict(rows=rows, calls=[])) == ["in doubt after a death, dropped, and never posted"]
    assert verdict(rows=rows, calls=[], deaths=1).kept


def test_a_reminder_heard_twice_is_found() -> None:
    assert "heard twice" in broken(verdict(calls=[call(), call(at=200.0, activity="2")]))


def in_doubt(**changed: Any) -> SimpleNamespace:
    return row(state="dropped", error="may have been said already", **changed)


def test_what_follows_a_message_in_doubt_is_a_message_of_its_own() -> None:
    calls = [call(), call(at=200.0, activity="2")]
    assert verdict(rows=[in_doubt(), row(id=2)], calls=calls, cards=[]).kept
    assert "heard twice" in broken(verdict(rows=[in_doubt()], calls=calls, cards=[]))
    assert "heard twice" in broken(verdict(rows=[row(), row(id=2)], calls=calls, cards=[]))


def test_a_draaiboek_that_was_in_doubt_may_be_heard_twice() -> None:
    found = verdict(rows=[row(kind="run_sheet", ambiguous=True)], calls=[call(), call(at=200.0, activity="2")])
    assert found.kept
    assert any(finding.items for finding in found.findings)


def test_a_message_that_nobody_decided_is_found() -> None:
    assert "heard without having been decided" in broken(verdict(log=[]))


def test_somebody_who_had_answered_and_was_asked_all_the_same_is_found() -> None:
    assert broken(verdict(log=[decided(answered=True)])) == ["asked who had answered"]


def test_a_message_that_overtook_another_is_found() -> None:
    tuesday = MONDAY + timedelta(days=1)
    rows = [row(), row(id=2, key="reminder:2027-05-04", due_at=tuesday)]
    log = [decided(), decided(on=date(2027, 5, 4))]
    cards = [card(activity_id="2"), card(key="reminder:2027-05-04")]
    calls = [call(), call(at=200.0, now=tuesday.isoformat(), activity="2")]
    assert broken(verdict(rows=rows, log=log, cards=cards, calls=calls)) == ["out of order"]


def test_a_call_before_the_moment_that_the_channel_named_is_found() -> None:
    calls = [call(took_effect=False, status=429, retry_after=2), call(at=101.0)]
    assert broken(verdict(calls=calls)) == ["calls while the channel wanted none"]
    assert verdict(calls=[calls[0], call(at=102.0)]).kept


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2027, 5, 3, 5, 59, tzinfo=UTC),
        datetime(2027, 5, 3, 16, 0, tzinfo=UTC),
        datetime(2027, 5, 8, 9, 0, tzinfo=UTC),
        datetime(2027, 5, 6, 9, 0, tzinfo=UTC),
    ],
    ids=["before eight", "at six", "on a Saturday", "on Ascension Day"],
)
def test_a_reminder_at_a_forbidden_hour_is_found(moment: datetime) -> None:
    log = [decided(on=moment.date())]
    assert broken(verdict(log=log, calls=[call(now=moment.isoformat())])) == ["at a forbidden hour"]


def test_the_line_before_a_session_may_come_at_any_hour() -> None:
    evening = datetime(2027, 5, 3, 17, tzinfo=UTC)
    log = [decided(rule="session_link", own_chat=None, person_id=None)]
    assert verdict(log=log, calls=[call(chat=GROUP, now=evening.isoformat())]).kept


def test_two_calls_at_once_in_one_conversation_are_found() -> None:
    calls = [call(), call(at=100.1, overlap=True, took_effect=False, status=412)]
    assert broken(verdict(calls=calls)) == ["two at once in one conversation"]


def test_an_eighth_message_within_a_second_is_found() -> None:
    calls = [call(), *(call(at=100 + nth / 10, took_effect=False, status=429) for nth in range(1, 8))]
    assert "calls over a conversation's limit" in broken(verdict(calls=calls))


def test_a_fifty_first_call_within_a_second_in_one_tenant_is_found() -> None:
    calls = [call(chat=f"a:t1-{nth}", at=100 + nth / 60, took_effect=False) for nth in range(51)]
    assert "calls over a tenant's limit" in broken(verdict(calls=[call(at=50.0), *calls]))


def test_a_dead_letter_is_found() -> None:
    assert broken(verdict(rows=[row(state="dead", error="refused: 405")])) == ["dead letters"]


def test_what_could_not_be_delivered_after_a_second_doubt_is_counted_and_breaks_nothing() -> None:
    found = verdict(rows=[row(kind="run_sheet", state="dead", ambiguous=True, error="ambiguous: 502 bad_gateway")])
    assert found.kept
    assert any(finding.items for finding in found.findings)


def test_a_draaiboek_that_was_in_doubt_twice_stands_in_the_list_and_is_not_lost_in_silence() -> None:
    dead = row(kind="run_sheet", state="dead", ambiguous=True, error="ambiguous: 502 bad_gateway")
    assert verdict(rows=[dead], calls=[], cards=[]).kept
    assert broken(verdict(rows=[row(kind="run_sheet")], calls=[], cards=[])) == ["said to the store, heard by nobody"]


def blocked(**changed: Any) -> dict[str, Any]:
    return call(took_effect=False, status=403, **changed)


def in_the_group() -> list[Any]:
    """The card is refused, and its person counted in the group's line."""
    return [decided(), *(decided(fate=fate) for fate in ("unheard", "in_group")), decided(own_chat=None)]


def test_what_somebody_refused_and_the_group_s_line_says_breaks_nothing() -> None:
    calls = [blocked(), call(chat=GROUP, at=101.0, activity="2")]
    rows = [row(state="dropped", error="no such chat"), row(id=2, conversation_id=GROUP)]
    assert verdict(rows=rows, log=in_the_group(), calls=calls, cards=[]).kept


def test_what_somebody_refused_and_no_line_says_is_found() -> None:
    log = [decided(), decided(fate="unheard")]
    assert broken(verdict(log=log, calls=[blocked()])) == ["refused by somebody, and not asked in the group"]
    assert "refused by somebody, and not asked in the group" in broken(verdict(log=in_the_group(), calls=[blocked()]))


def test_a_group_s_line_in_doubt_is_not_said_again_for_who_refused() -> None:
    rows = [row(state="dropped", error="no such chat"), row(id=2, conversation_id=GROUP)]
    line = in_doubt(id=2, conversation_id=GROUP)
    named = "refused by somebody, and not asked in the group"
    assert named not in broken(verdict(rows=[rows[0], line], log=in_the_group(), calls=[blocked()]))
    assert named in broken(verdict(rows=rows, log=in_the_group(), calls=[blocked()]))


def test_who_blocked_the_bot_and_is_called_again_is_found() -> None:
    calls = [blocked(), blocked(at=200.0), call(chat=GROUP, at=101.0, activity="2")]
    assert broken(verdict(log=in_the_group(), calls=calls)) == ["calls to who had blocked the bot"]


def test_what_is_noted_as_not_heard_though_nobody_refused_it_is_found() -> None:
    calls = [call(chat=GROUP)]
    assert broken(verdict(log=in_the_group(), calls=calls)) == ["noted as not heard, and nobody refused it"]
