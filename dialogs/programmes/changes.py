"""What an import changes, told line by line: what is known beside what will be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from dialogs.formats.model import Language, Text
from dialogs.programmes.model import (
    FormatVersion,
    GroupEntry,
    KnownProgramme,
    PersonEntry,
    ProgrammeFile,
    Role,
    SessionEntry,
)
from dialogs.programmes.outcome import details_of, outcome, same_format
from dialogs.programmes.wording import listed, moment, sentence


class Subject(StrEnum):
    PROGRAMME = "programme"
    GROUP = "group"
    PERSON = "person"
    MEMBERSHIP = "membership"  # group None: a coordinator
    SESSION = "session"


class Effect(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    ENDED = "ended"  # a membership: the person stays; a session that had not started: dropped
    KEPT = "kept"  # the file says otherwise, or nothing; it stays as it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the report. The keys say about what; the new values stand in `outcome(known, file)`."""

    subject: Subject
    effect: Effect
    text: Text
    group: int | None = None
    session: int | None = None
    person: str | None = None  # PersonEntry.key
    fields: tuple[str, ...] = ()


def compare(
    known: KnownProgramme | None, file: ProgrammeFile, newest: Mapping[str, FormatVersion] | None = None
) -> tuple[Change, ...]:
    """Nothing at all when the file says what is known. `newest` is by format id what a group that begins now plays."""
    after = outcome(known, file)
    before = known.file if known else None
    return (
        *programme_changes(before, after),
        *person_changes(before, after),
        *coordinator_changes(before, after),
        *(change for group in after.groups for change in group_changes(before, after, group)),
        *(version_changes(known, after, newest or {}) if known else ()),
        *(kept_as_it_was(known, file, after) if known else ()),
    )


def is_changed(changes: tuple[Change, ...]) -> bool:
    return any(change.effect is not Effect.KEPT for change in changes)


def report(changes: tuple[Change, ...], language: Language) -> tuple[str, ...]:
    """`nothing changed` first when that is so; what was kept although the file says otherwise is told every time."""
    lines = tuple(change.text.in_(language) for change in changes)
    return lines if is_changed(changes) else (sentence("change.none").in_(language), *lines)


def fields_told(fields: tuple[str, ...]) -> Text:
    return listed(tuple(sentence(f"field.{name}") for name in fields))


def differing(one: object, other: object, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))


def programme_changes(before: ProgrammeFile | None, after: ProgrammeFile) -> Iterator[Change]:
    if before is None:
        text = sentence("change.programme_new", slug=after.slug)
        yield Change(subject=Subject.PROGRAMME, effect=Effect.CREATED, text=text)
        return
    fields = differing(before, after, ("title", "language", "time_zone", "format", "preset", "contacts"))
    if fields:
        text = sentence("change.programme", slug=after.slug, fields=fields_told(fields))
        yield Change(subject=Subject.PROGRAMME, effect=Effect.UPDATED, text=text, fields=fields)


def person_changes(before: ProgrammeFile | None, after: ProgrammeFile) -> Iterator[Change]:
    """Everyone once, in whatever roles; who is in no group any more keeps their record and is not told here."""
    was = details_of(before.people()) if before else {}
    for key, person in details_of(after.people()).items():
        told = {"name": person.name, "email": person.email}
        if key not in was:
            text = sentence("change.person_new", **told)
            yield Change(subject=Subject.PERSON, effect=Effect.CREATED, text=text, person=key)
            continue
        names = ("name", "entra_id", "profession", "position", "organisation", "region")
        fields = differing(was[key], person, names)
        if fields:
            text = sentence("change.person", **told, fields=fields_told(fields))
            yield Change(subject=Subject.PERSON, effect=Effect.UPDATED, text=text, person=key, fields=fields)


def coordinator_changes(before: ProgrammeFile | None, after: ProgrammeFile) -> Iterator[Change]:
    was = {p.key: p for p in before.coordinators} if before else {}
    now = {p.key: p for p in after.coordinators}
    for key in (k for k in now if k not in was):
        text = sentence("change.coordinator_joined", name=now[key].name)
        yield Change(subject=Subject.MEMBERSHIP, effect=Effect.CREATED, text=text, person=key)
    for key in (k for k in was if k not in now):
        text = sentence("change.coordinator_left", name=was[key].name)
        yield Change(subject=Subject.MEMBERSHIP, effect=Effect.ENDED, text=text, person=key)


def group_changes(before: ProgrammeFile | None, after: ProgrammeFile, group: GroupEntry) -> Iterator[Change]:
    was = before.group(group.number) if before else None
    if before is None or was is None:
        text = sentence("change.group_new", group=group.number)
        yield Change(subject=Subject.GROUP, effect=Effect.CREATED, text=text, group=group.number)
    else:
        pairs = {
            "ambition": (was.ambition, group.ambition),
            "dilemma": (was.dilemma, group.dilemma),
            "format": (before.format_of(was), after.format_of(group)),
            "preset": (before.preset_of(was), after.preset_of(group)),
            "language": (before.language_of(was), after.language_of(group)),
        }
        fields = tuple(name for name, (old, new) in pairs.items() if old != new)
        if fields:
            text = sentence("change.group", group=group.number, fields=fields_told(fields))
            yield Change(subject=Subject.GROUP, effect=Effect.UPDATED, text=text, group=group.number, fields=fields)
    yield from membership_changes(was, group)
    yield from session_changes(was, group, ZoneInfo(after.time_zone))


def membership_changes(before: GroupEntry | None, after: GroupEntry) -> Iterator[Change]:
    was = {p.key: p for p in before.people} if before else {}
    now = {p.key: p for p in after.people}
    for key, person in now.items():
        told = {"group": after.number, "name": person.name, "role": role_told(person.role)}
        if key not in was:
            effect, text = Effect.CREATED, sentence("change.joined", **told)
        elif was[key].role is not person.role:
            effect, text = Effect.UPDATED, sentence("change.role", **told, earlier=role_told(was[key].role))
        else:
            continue
        yield Change(subject=Subject.MEMBERSHIP, effect=effect, text=text, group=after.number, person=key)
    for key in (k for k in was if k not in now):
        text = sentence("change.left", group=after.number, name=was[key].name)
        yield Change(subject=Subject.MEMBERSHIP, effect=Effect.ENDED, text=text, group=after.number, person=key)


def role_told(role: Role) -> Text:
    return sentence(f"role.{role.value}")


def session_changes(before: GroupEntry | None, after: GroupEntry, zone: ZoneInfo) -> Iterator[Change]:
    was = {s.number: s for s in before.sessions} if before else {}
    now = {s.number: s for s in after.sessions}
    for number, entry in now.items():
        told = {"group": after.number, "session": number, "when": moment(entry.starts, zone)}
        earlier = was.get(number)
        fields = differing(earlier, entry, ("starts", "minutes", "meeting_url")) if earlier else ()
        if earlier is None:
            effect, text = Effect.CREATED, sentence("change.session_new", **told, minutes=entry.minutes)
        elif "starts" in fields:
            effect, text = (
                Effect.UPDATED,
                sentence("change.session_moved", **told, earlier=moment(earlier.starts, zone)),
            )
        elif fields:
            effect, text = Effect.UPDATED, sentence("change.session", **told, fields=fields_told(fields))
        else:
            continue
        yield Change(
            subject=Subject.SESSION, effect=effect, text=text, group=after.number, session=number, fields=fields
        )
    for number in (n for n in was if n not in now):
        text = sentence("change.session_dropped", group=after.number, session=number)
        yield Change(subject=Subject.SESSION, effect=Effect.ENDED, text=text, group=after.number, session=number)


def kept_as_it_was(known: KnownProgramme, file: ProgrammeFile, after: ProgrammeFile) -> Iterator[Change]:
    for group in after.groups:
        asked = file.group(group.number)
        if asked is None:
            text = sentence("change.group_kept", group=group.number)
            yield Change(subject=Subject.GROUP, effect=Effect.KEPT, text=text, group=group.number)
            continue
        if known.has_begun(group.number):
            yield from begun(file, after, asked=asked, group=group)
        if group.hotseat and known.keeps_hotseat(group.number) and not same_person(asked.hotseat, group.hotseat):
            key = "hotseat_kept" if known.has_begun(group.number) else "hotseat_handed_over"
            text = sentence(f"change.{key}", group=group.number, name=group.hotseat.name)
            yield Change(
                subject=Subject.MEMBERSHIP,
                effect=Effect.KEPT,
                text=text,
                group=group.number,
                person=group.hotseat.key,
            )


def version_changes(
    known: KnownProgramme, after: ProgrammeFile, newest: Mapping[str, FormatVersion]
) -> Iterator[Change]:
    """The text of a format changed since the group was brought in: it plays the new one, unless it has begun."""
    for group in after.groups:
        before = known.file.group(group.number)
        plays, new = known.versions.get(group.number), newest.get(after.format_of(group))
        if before is None or plays is None or new is None or new.digest == plays.digest:
            continue
        told = {"group": group.number, "format": after.format_of(group), "version": plays.number, "new": new.number}
        if known.has_begun(group.number):
            text = sentence("change.version_kept", **told)
            yield Change(subject=Subject.GROUP, effect=Effect.KEPT, text=text, group=group.number, fields=("version",))
        elif known.file.format_of(before) == after.format_of(group):  # another format is told by itself
            text = sentence("change.version", **told)
            yield Change(
                subject=Subject.GROUP, effect=Effect.UPDATED, text=text, group=group.number, fields=("version",)
            )


def begun(file: ProgrammeFile, after: ProgrammeFile, *, asked: GroupEntry, group: GroupEntry) -> Iterator[Change]:
    number = group.number
    if not same_format(file, asked, after, group):
        told = {"format": after.format_of(group), "preset": after.preset_of(group)}
        text = sentence("change.group_begun", group=number, **told)
        yield Change(subject=Subject.GROUP, effect=Effect.KEPT, text=text, group=number, fields=("format", "preset"))
    else:
        for entry in group.sessions:
            if moved(asked.session(entry.number), entry):
                text = sentence("change.session_started", group=number, session=entry.number)
                yield Change(subject=Subject.SESSION, effect=Effect.KEPT, text=text, group=number, session=entry.number)


def moved(asked: SessionEntry | None, kept: SessionEntry) -> bool:
    return asked is not None and (asked.starts, asked.minutes) != (kept.starts, kept.minutes)


def same_person(one: PersonEntry | None, other: PersonEntry) -> bool:
    return one is not None and one.key == other.key
