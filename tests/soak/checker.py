"""Reads what the channel wrote down and what the store holds, and says whether the season went as promised.

It shares no code with the bot: plain SQL, the channel's log, and the limits as the channel's owner publishes them.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

_ZONE: Final = ZoneInfo("Europe/Amsterdam")
_OPENS, _CLOSES = time(8), time(18)
_SATURDAY: Final = 5
_NO_WORK_2027: Final = frozenset(map(date.fromisoformat, ("2027-04-27", "2027-05-06", "2027-05-17")))
"""King's Day, Ascension Day and Whit Monday: the public holidays of the season (5 May is one every fifth year)."""

_SENDS: Final = {1.0: 7, 2.0: 8, 30.0: 60, 3600.0: 1800}
_TENANT: Final = {1.0: 50}
_A_FAILURE: Final = 500
_LENIENT: Final = 0.1
"""Seconds for the way to the channel and back."""
_IN_HAND: Final = 50
"""Of what a bot had in hand when it was killed, so much at most may be in doubt."""
_SAID_ALREADY: Final = "may have been said already"

_BLOCKED: Final = 403
_NOT_HEARD: Final = frozenset({"unheard", "late", "unreachable"})
"""Noted of what was decided, where it turned out that same day that nobody heard it."""

_REPEATED: Final = frozenset({"run_sheet"})
"""Of what is said in a season: a reminder in doubt is dropped, the moderator's draaiboek is posted again, once."""

_ROWS: Final = sa.text(
    "SELECT id, conversation_id, key, kind, state, ambiguous, error, due_at FROM ("
    " SELECT * FROM outbox UNION ALL SELECT * FROM outbox_swept) AS ever ORDER BY id"
)
_CARDS: Final = sa.text("SELECT conversation_id, key, activity_id FROM cards WHERE key LIKE 'reminder:%'")
_LOG: Final = sa.text(
    "SELECT l.person_id, l.group_id, l.rule, l.fate, l.on, g.conversation_id AS group_chat, c.id AS own_chat,"
    " EXISTS (SELECT 1 FROM form_answers f WHERE f.session_id = l.session_id AND f.person_id = l.person_id"
    "   AND f.form = l.rule AND f.at < l.at) AS answered"
    " FROM reminder_log l JOIN groups g ON g.id = l.group_id"
    " LEFT JOIN chats c ON c.person_id = l.person_id AND c.kind = 'personal' ORDER BY l.nr"
)
_WAITING: Final = sa.text("SELECT count(*) FROM reminders WHERE called_at IS NULL")
_CALLED: Final = sa.text("SELECT count(*) FROM reminders WHERE called_at IS NOT NULL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`bad` items break a promise, of the others the documented number is known."""

    what: str
    items: tuple[str, ...]
    bad: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]

    @property
    def kept(self) -> bool:
        return not any(finding.bad and finding.items for finding in self.findings)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for what, number in self.counts.items():
            yield f"{what}: {number}"
        for finding in self.findings:
            mark = "" if not finding.items else "  <-- BROKEN" if finding.bad else "  (documented)"
            yield f"{finding.what}: {len(finding.items)}{mark}"
            if finding.bad:
                yield from (f"    {item}" for item in finding.items[:5])
        yield "every promise kept" if self.kept else "a promise was broken"


def calls_in(folder: Path) -> list[Mapping[str, Any]]:
    """What the channel wrote down, in the order in which the calls came."""
    return [json.loads(line) for line in (folder / "calls.jsonl").read_text(encoding="utf-8").splitlines()]


async def checked(*, url: str, lines: Sequence[Mapping[str, Any]], deaths: int) -> Verdict:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as db:
            rows = (await db.execute(_ROWS)).all()
            log = (await db.execute(_LOG)).all()
            cards = (await db.execute(_CARDS)).all()
            waiting, called = await db.scalar(_WAITING), await db.scalar(_CALLED)
    finally:
        await engine.dispose()
    return judged(rows, log, cards, lines, waiting=int(waiting or 0), called=int(called or 0), deaths=deaths)


def judged(
    rows: Sequence[Any],
    log: Sequence[Any],
    cards: Sequence[Any],
    lines: Sequence[Mapping[str, Any]],
    *,
    waiting: int,
    called: int,
    deaths: int,
) -> Verdict:
    posts = [line for line in lines if line["took_effect"] and line["method"] == "POST"]
    posted = Counter((line["chat"], _day(line["now"])) for line in posts)
    asked, unanswered = _asked(log), _unanswered(lines)
    unheard = {place for place in _doubtful(rows) if not posted[place]}
    findings = (
        Finding(what="reminders nobody called", items=tuple(f"{waiting} wait" for _ in range(min(waiting, 1)))),
        Finding(what="notices neither sent nor given up", items=tuple(_unsettled(rows))),
        Finding(what="dead letters", items=tuple(_dead(rows, in_doubt=False))),
        Finding(what="dead letters after a second doubt", items=tuple(_dead(rows, in_doubt=True)), bad=False),
        Finding(what="said to the store, heard by nobody", items=tuple(_lost(asked, posted, rows))),
        Finding(what="calls to who had blocked the bot", items=tuple(_unwanted(lines))),
        Finding(what="noted as not heard, and nobody refused it", items=tuple(_unrefused(log, lines))),
        Finding(what="refused by somebody, and not asked in the group", items=tuple(_unasked_again(log, posted, rows))),
        Finding(
            what="in doubt after a call without an answer, dropped, and never heard",
            items=tuple(f"{chat} {on}" for chat, on in unheard & unanswered),
            bad=False,
        ),
        Finding(
            what="in doubt after a death, dropped, and never posted",
            items=tuple(f"{chat} {on}" for chat, on in unheard - unanswered),
            bad=len(unheard - unanswered) > deaths * _IN_HAND,
        ),
        Finding(
            what="heard twice",
            items=tuple(_told(it, rows) for it in _twice(posted) - _repeatable(rows) - _followed(rows, posted)),
        ),
        Finding(
            what="in doubt, said again, and heard twice",
            items=tuple(map(str, _twice(posted) & _repeatable(rows))),
            bad=False,
        ),
        Finding(
            what="in doubt, heard, and followed by what came later that day",
            items=tuple(map(str, _twice(posted) & _followed(rows, posted) - _repeatable(rows))),
            bad=False,
        ),
        Finding(what="heard without having been decided", items=tuple(_unasked(asked, posted))),
        Finding(what="asked who had answered", items=tuple(_answered(log))),
        Finding(what="out of order", items=tuple(_disordered(posts, rows, cards))),
        Finding(what="at a forbidden hour", items=tuple(_forbidden(posts, asked))),
        Finding(what="two at once in one conversation", items=tuple(_overlapping(lines))),
        Finding(what="calls while the channel wanted none", items=tuple(_too_early(lines))),
        Finding(what="calls over a conversation's limit", items=tuple(_over(lines, "chat", _SENDS, only="POST"))),
        Finding(what="calls over a tenant's limit", items=tuple(_over(lines, "tenant", _TENANT))),
    )
    fates = Counter(row.fate for row in log)
    counts = {
        "reminders called": called,
        "notices": len(rows),
        "calls of the channel": len(lines),
        "messages that arrived": len(posts),
        "messages that somebody had blocked": sum(line["status"] == _BLOCKED for line in lines),
        "most calls of a tenant in a second": _fullest(lines),
        **{f"decided: {fate}": number for fate, number in sorted(fates.items())},
    }
    return Verdict(counts=counts, findings=findings)


def _day(now: str) -> date:
    return datetime.fromisoformat(now).astimezone(_ZONE).date()


def _asked(log: Iterable[Any]) -> dict[tuple[str, date], set[str]]:
    """By chat and day, the rules that were decided to be said there, but for what turned out not to have been heard."""
    found: dict[tuple[str, date], set[str]] = defaultdict(set)
    for row in log:
        place = row.own_chat or row.group_chat, row.on
        if row.fate == "said":
            found[place].add(row.rule)
        elif row.fate in _NOT_HEARD and row.rule in found[place]:
            found[place].remove(row.rule)
    return {place: rules for place, rules in found.items() if rules}


def _unsettled(rows: Iterable[Any]) -> Iterator[str]:
    return (f"{row.id} {row.kind} {row.state}" for row in rows if row.state in {"pending", "sending"})


def _dead(rows: Iterable[Any], *, in_doubt: bool) -> Iterator[str]:
    """What was in doubt twice is not said a third time: it stands in the list of what could not be delivered."""
    for row in rows:
        if _is_dead(row, in_doubt=in_doubt):
            yield f"{row.id} {row.kind}: {row.error}"


def _is_dead(row: Any, *, in_doubt: bool) -> bool:
    return bool(row.state == "dead" and (row.ambiguous and str(row.error).startswith("ambiguous")) == in_doubt)


def _doubtful(rows: Iterable[Any]) -> set[tuple[str, date]]:
    """Where something may have arrived, so that it was not said again: the one case in which a reminder may be lost."""
    return {_place(row) for row in rows if _is_in_doubt(row)}


def _is_in_doubt(row: Any) -> bool:
    return bool(row.state == "dropped" and row.error == _SAID_ALREADY)


def _place(row: Any) -> tuple[str, date]:
    return row.conversation_id, row.due_at.astimezone(_ZONE).date()


def _lost(
    asked: Mapping[tuple[str, date], set[str]], posted: Counter[tuple[str, date]], rows: Sequence[Any]
) -> Iterator[str]:
    """What was in doubt twice, and is in the list of what could not be delivered, was not lost in silence."""
    excused = _doubtful(rows) | {_place(row) for row in rows if _is_dead(row, in_doubt=True)}
    for (chat, on), rules in asked.items():
        if not posted[chat, on] and (chat, on) not in excused:
            yield f"{chat} {on} {sorted(rules)}"


def _unwanted(lines: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    blocked: set[str] = set()
    for line in lines:
        if line["chat"] in blocked:
            yield f"{line['chat']} {line['now']}"
        if line["status"] == _BLOCKED:
            blocked.add(line["chat"])


def _unrefused(log: Iterable[Any], lines: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    blocked = {line["chat"] for line in lines if line["status"] == _BLOCKED}
    for row in log:
        if row.fate == "unheard" and row.own_chat not in blocked:
            yield f"{row.person_id} {row.rule} {row.on}"


def _unasked_again(log: Iterable[Any], posted: Counter[tuple[str, date]], rows: Sequence[Any]) -> Iterator[str]:
    """No mail goes out in a season, so the group's line is the next way; a line in doubt is not said again."""
    doubtful = _doubtful(rows)
    refused: dict[tuple[str, str, str], date] = {}
    for row in log:
        what = (row.group_id, row.person_id, row.rule)
        if row.fate == "unheard":
            refused[what] = row.on
        elif row.fate == "in_group" and (posted[row.group_chat, row.on] or (row.group_chat, row.on) in doubtful):
            refused.pop(what, None)
    return (f"{person} {rule} {on}" for (_, person, rule), on in refused.items())


def _twice(posted: Counter[tuple[str, date]]) -> set[tuple[str, date]]:
    return {place for place, number in posted.items() if number > 1}


def _repeatable(rows: Iterable[Any]) -> set[tuple[str, date]]:
    """Where something that must not be missed was in doubt: it is said once more, and may be heard twice."""
    return {_place(row) for row in rows if row.ambiguous and row.kind in _REPEATED}


def _followed(rows: Sequence[Any], posted: Counter[tuple[str, date]]) -> set[tuple[str, date]]:
    """Of a message in doubt the bot does not know which one it is: what is said there later that day, to ask something
    more, is a message of its own and does not change it. Each was posted once."""
    said = Counter(_place(row) for row in rows if row.state == "sent" or _is_in_doubt(row))
    return {place for place in _doubtful(rows) if posted[place] <= said[place]}


def _told(place: tuple[str, date], rows: Sequence[Any]) -> str:
    there = [f"{row.id} {row.kind} {row.state} {row.error or ''}".strip() for row in rows if _place(row) == place]
    return f"{place[0]} {place[1]}: {'; '.join(there)}"


def _unasked(asked: Mapping[tuple[str, date], set[str]], posted: Counter[tuple[str, date]]) -> Iterator[str]:
    return (f"{chat} {on}" for chat, on in posted if (chat, on) not in asked)


def _answered(log: Iterable[Any]) -> Iterator[str]:
    return (f"{row.person_id} {row.rule} {row.on}" for row in log if row.fate == "said" and row.answered)


def _unanswered(lines: Iterable[Mapping[str, Any]]) -> set[tuple[str, date]]:
    """Where a message may have arrived without anybody being told."""
    return {
        (line["chat"], _day(line["now"]))
        for line in lines
        if line["method"] == "POST" and (line["status"] is None or line["status"] >= _A_FAILURE)
    }


def _disordered(posts: Iterable[Mapping[str, Any]], rows: Iterable[Any], cards: Iterable[Any]) -> Iterator[str]:
    """What arrives in a chat arrives in the order in which it was due: the channel knows a message by its number, the
    store knows under which key that number stands, and which notice had the key."""
    notice = {(row.conversation_id, row.key): (row.due_at, row.id) for row in rows}
    said = {(card.conversation_id, card.activity_id): notice.get((card.conversation_id, card.key)) for card in cards}
    newest: dict[str, Any] = {}
    for line in posts:
        place = said.get((line["chat"], line["activity"]))
        if place is not None:
            if place < newest.get(line["chat"], place):
                yield f"{line['chat']} {place}"
            newest[line["chat"]] = place


def _too_early(lines: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """After *too many* nobody comes back to the chat before the time that the channel named."""
    until: dict[str, float] = {}
    for line in lines:
        if line["at"] < until.get(line["chat"], 0.0) - _LENIENT:
            yield f"{line['chat']} {line['now']}"
        if line["retry_after"] is not None:
            until[line["chat"]] = line["at"] + line["retry_after"]


def _fullest(lines: Iterable[Mapping[str, Any]]) -> int:
    by: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        by[line["tenant"]].append(line["at"])
    most = 0
    for moments in by.values():
        moments.sort()
        first = 0
        for nth, at in enumerate(moments):
            while at - moments[first] >= 1.0:
                first += 1
            most = max(most, nth - first + 1)
    return most


def _forbidden(posts: Iterable[Mapping[str, Any]], asked: Mapping[tuple[str, date], set[str]]) -> Iterator[str]:
    """Only the line an hour before a session may come at any hour."""
    for line in posts:
        local = datetime.fromisoformat(line["now"]).astimezone(_ZONE)
        free = local.weekday() >= _SATURDAY or local.date() in _NO_WORK_2027
        quiet = free or not _OPENS <= local.time() < _CLOSES
        if quiet and asked.get((line["chat"], local.date())) != {"session_link"}:
            yield f"{line['chat']} {local}"


def _overlapping(lines: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    return (f"{line['chat']} {line['now']}" for line in lines if line["overlap"])


def _over(
    lines: Iterable[Mapping[str, Any]], by: str, limits: Mapping[float, int], *, only: str | None = None
) -> Iterator[str]:
    """Every window that held more than it may, counted from each call backwards."""
    moments: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        if only is None or line["method"] == only:
            moments[line[by]].append(line["at"])
    for name, found in moments.items():
        found.sort()
        for nth, at in enumerate(found):
            for seconds, most in limits.items():
                if nth >= most and at - found[nth - most] < seconds:
                    yield f"{name}: more than {most} in {seconds:.0f} s"
