"""What an import does to a group's sessions: new ones, other days, cancelled, and what stays whatever the file says."""

from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo

from dialogs.formats.model import Text
from dialogs.programmes.change import Change, Effect, Subject, differing
from dialogs.programmes.model import GroupEntry, KnownProgramme, ProgrammeFile, SessionEntry
from dialogs.programmes.outcome import same_format
from dialogs.programmes.wording import fields_told, moment, sentence


def session_changes(before: GroupEntry | None, after: GroupEntry, zone: ZoneInfo) -> Iterator[Change]:
    was = {s.number: s for s in before.sessions} if before else {}
    now = {s.number: s for s in after.sessions}
    for number, entry in now.items():
        earlier = was.get(number)
        fields = differing(earlier, entry, ("starts", "minutes", "meeting_url", "cancelled")) if earlier else ()
        if earlier is None or fields:
            effect, text = _told(after.number, earlier, entry, fields, zone)
            yield Change(
                subject=Subject.SESSION, effect=effect, text=text, group=after.number, session=number, fields=fields
            )
    for number in (n for n in was if n not in now):
        text = sentence("change.session_dropped", group=after.number, session=number)
        yield Change(subject=Subject.SESSION, effect=Effect.ENDED, text=text, group=after.number, session=number)


def _told(
    group: int, earlier: SessionEntry | None, entry: SessionEntry, fields: tuple[str, ...], zone: ZoneInfo
) -> tuple[Effect, Text]:
    told = {"group": group, "session": entry.number, "when": moment(entry.starts, zone)}
    if earlier is None:
        key = "session_cancelled" if entry.cancelled else "session_new"
        return Effect.CREATED, sentence(f"change.{key}", **told, minutes=entry.minutes)
    if "cancelled" in fields:
        if entry.cancelled:
            return Effect.ENDED, sentence("change.session_cancelled", **told)
        return Effect.UPDATED, sentence("change.session_back", **told)
    if "starts" in fields:
        return Effect.UPDATED, sentence("change.session_moved", **told, earlier=moment(earlier.starts, zone))
    return Effect.UPDATED, sentence("change.session", **told, fields=fields_told(fields))


def kept_dates(
    known: KnownProgramme, file: ProgrammeFile, after: ProgrammeFile, *, asked: GroupEntry, group: GroupEntry
) -> Iterator[Change]:
    """A session that has started stays where it is; one that was moved or cancelled in the conversation too."""
    number = group.number
    if known.has_begun(number) and not same_format(file, asked, after, group):
        told = {"format": after.format_of(group), "preset": after.preset_of(group)}
        text = sentence("change.group_begun", group=number, **told)
        yield Change(subject=Subject.GROUP, effect=Effect.KEPT, text=text, group=number, fields=("format", "preset"))
        return
    for entry in group.sessions:
        said = asked.session(entry.number)
        if said is None or (said.date, said.minutes) == (entry.date, entry.minutes):
            continue
        told_of = {"group": number, "session": entry.number, "when": moment(entry.starts, ZoneInfo(after.time_zone))}
        text = sentence(f"change.{_why_kept(known, number, entry)}", **told_of)
        yield Change(subject=Subject.SESSION, effect=Effect.KEPT, text=text, group=number, session=entry.number)
    yield from _in_each_others_way(group)


def _in_each_others_way(group: GroupEntry) -> Iterator[Change]:
    """A file is in order by itself, but perhaps not together with what the chat did."""
    for earlier, later in pairwise(one for one in group.sessions if not one.cancelled):
        if later.starts < earlier.ends:
            text = sentence("change.session_overlap", group=group.number, session=later.number, earlier=earlier.number)
            yield Change(
                subject=Subject.SESSION, effect=Effect.KEPT, text=text, group=group.number, session=later.number
            )


def _why_kept(known: KnownProgramme, group: int, entry: SessionEntry) -> str:
    if known.has_started(group, entry.number):
        return "session_started"
    return "session_kept_cancelled" if entry.cancelled else "session_kept_moved"
