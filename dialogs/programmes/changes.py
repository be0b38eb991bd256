"""What an import changes, told line by line: what is known beside what will be."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from dialogs.formats.model import Language, Text
from dialogs.programmes.change import Change, Effect, Subject, differing
from dialogs.programmes.dates import kept_dates, session_changes
from dialogs.programmes.model import FormatVersion, GroupEntry, KnownProgramme, PersonEntry, ProgrammeFile, Role
from dialogs.programmes.outcome import details_of, outcome
from dialogs.programmes.wording import fields_told, sentence


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


def kept_as_it_was(known: KnownProgramme, file: ProgrammeFile, after: ProgrammeFile) -> Iterator[Change]:
    for group in after.groups:
        asked = file.group(group.number)
        if asked is None:
            text = sentence("change.group_kept", group=group.number)
            yield Change(subject=Subject.GROUP, effect=Effect.KEPT, text=text, group=group.number)
            continue
        yield from kept_dates(known, file, after, asked=asked, group=group)
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


def same_person(one: PersonEntry | None, other: PersonEntry) -> bool:
    return one is not None and one.key == other.key
