"""What a programme will be after an import: the file, but for what has begun and what the file leaves out.

What a file leaves out stays as it was: a person's details, a meeting link, a group's own language, the coordinators,
the contacts, a whole group. Only people are different: who is no longer in a group of the file has left that group.
A group of which a session has started keeps its format, its preset and its hotseat, and that session its date. What
was done in the conversation stays done: a hotseat that was handed over, also before the first session, and a session
that was moved or cancelled, for as long as the file says of it what it said before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dialogs.programmes.model import GroupEntry, KnownProgramme, PersonEntry, ProgrammeFile, Role, SessionEntry

Details = Mapping[str, PersonEntry]


def outcome(known: KnownProgramme | None, file: ProgrammeFile) -> ProgrammeFile:
    """Storing exactly this is the import. Comparing it with what is known tells the changes."""
    if known is None:
        return file
    details = details_of([*known.file.people(), *file.people()])
    kept = [g for g in known.file.groups if file.group(g.number) is None]
    groups = [group_outcome(known, file, group) for group in file.groups]
    groups += [settled(known.file, group) for group in kept]
    return replace(
        file,
        coordinators=with_details(file.coordinators or known.file.coordinators, details),
        contacts=file.contacts or known.file.contacts,
        groups=tuple(
            replace(
                group,
                moderators=with_details(group.moderators, details),
                participants=with_details(group.participants, details),
            )
            for group in groups
        ),
    )


def group_outcome(known: KnownProgramme, file: ProgrammeFile, group: GroupEntry) -> GroupEntry:
    before = known.file.group(group.number)
    if before is None:
        return group
    group = replace(group, language=group.language or before.language)
    if known.keeps_hotseat(group.number):
        group = with_hotseat_of(before, group)
    if not known.has_begun(group.number):
        return replace(group, sessions=tuple(session_outcome(known, before, s) for s in group.sessions))
    if not same_format(known.file, before, file, group):
        asked = {s.number: s.meeting_url for s in group.sessions}
        sessions = tuple(replace(s, meeting_url=asked.get(s.number) or s.meeting_url) for s in before.sessions)
    else:
        listed = {s.number for s in group.sessions}
        sessions = (
            *(session_outcome(known, before, s) for s in group.sessions),
            *(s for s in before.sessions if known.has_started(group.number, s.number) and s.number not in listed),
        )
    return replace(group, format=known.file.format_of(before), preset=known.file.preset_of(before), sessions=sessions)


def same_format(one_file: ProgrammeFile, one: GroupEntry, other_file: ProgrammeFile, other: GroupEntry) -> bool:
    return (one_file.format_of(one), one_file.preset_of(one)) == (
        other_file.format_of(other),
        other_file.preset_of(other),
    )


def session_outcome(known: KnownProgramme, before: GroupEntry, entry: SessionEntry) -> SessionEntry:
    stored = before.session(entry.number)
    if stored is None:
        return entry
    entry = replace(entry, meeting_url=entry.meeting_url or stored.meeting_url)
    if known.has_started(before.number, entry.number):
        return replace(stored, meeting_url=entry.meeting_url)
    if known.keeps_date(before.number, entry):
        return replace(entry, starts=stored.starts, cancelled=stored.cancelled)
    return entry


def with_hotseat_of(before: GroupEntry, group: GroupEntry) -> GroupEntry:
    """From here on a hotseat is handed over in the conversation, with a record, and never by a file."""
    hotseat = before.hotseat
    if hotseat is None or (group.hotseat and group.hotseat.key == hotseat.key):
        return group
    was = {p.key: p.role for p in before.participants}
    others = (p for p in group.participants if p.key != hotseat.key)
    return replace(
        group,
        moderators=tuple(p for p in group.moderators if p.key != hotseat.key),
        participants=(
            hotseat,
            *(replace(p, role=was.get(p.key, Role.PARTICIPANT)) if p.role is Role.HOTSEAT else p for p in others),
        ),
    )


def settled(file: ProgrammeFile, group: GroupEntry) -> GroupEntry:
    """The group as it is, whatever its programme becomes."""
    return replace(group, format=file.format_of(group), preset=file.preset_of(group), language=file.language_of(group))


def details_of(people: Iterable[PersonEntry]) -> Details:
    """Everyone by key; later words win, silence leaves the earlier ones."""
    found: dict[str, PersonEntry] = {}
    for one in people:
        earlier = found.get(one.key, one)
        found[one.key] = replace(
            one,
            entra_id=one.entra_id or earlier.entra_id,
            profession=one.profession or earlier.profession,
            position=one.position or earlier.position,
            organisation=one.organisation or earlier.organisation,
            region=one.region or earlier.region,
        )
    return found


def with_details(people: Iterable[PersonEntry], details: Details) -> tuple[PersonEntry, ...]:
    return tuple(replace(details[one.key], role=one.role, email=one.email) for one in people)
