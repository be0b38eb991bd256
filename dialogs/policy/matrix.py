"""Role x object x moment: what one reader may see of one thing.

Everything that shows, posts, searches, prints or exports asks here; nothing else decides it. What is not promised to a
reader is not seen. Names and thresholds are for the caller: `COUNTED` is a number from five contributors on, `UNNAMED`
of an N text is one among ten of all groups.
"""

from enum import StrEnum
from typing import Final

from dialogs.formats.model import Visibility


class Reader(StrEnum):
    AUTHOR = "author"  # of the thing itself: of a note who wrote it down, of a label who gave it
    MODERATOR = "moderator"  # of the group it belongs to
    NOTE_TAKER = "note_taker"  # of the session it belongs to
    GROUP = "group"
    COORDINATOR = "coordinator"  # and every export
    OBSERVER = "observer"
    OTHER_GROUP = "other_group"  # of the same programme
    ADMINISTRATOR = "administrator"
    PRIVACY_OFFICER = "privacy_officer"


class Thing(StrEnum):
    ANSWER = "answer"
    EXPERIMENT = "experiment"
    REPORT = "report"
    HARVEST = "harvest"
    ATTENDANCE = "attendance"
    PREPARATION = "preparation"
    FIELD_NOTE = "field_note"
    PRIVATE_NOTE = "private_note"
    CONSENT = "consent"
    LABEL = "label"


class Stage(StrEnum):
    """How far something has come. A form between sessions is `closed` once sent in: there is no open round to wait
    for."""

    DRAFT = "draft"
    IN = "in"  # submitted, in an open round
    CLOSED = "closed"
    SHOWN = "shown"
    HELD = "held"
    TAKEN_BACK = "taken_back"
    WITHDRAWN = "withdrawn"
    REPORTED = "reported"


class Sight(StrEnum):
    NAMED = "named"
    CODED = "coded"  # P01 instead of the name
    UNNAMED = "unnamed"
    COUNTED = "counted"  # only in a number
    NONE = "none"


_KEPT_FOR_ONESELF: Final = frozenset({Thing.FIELD_NOTE, Thing.PRIVATE_NOTE})
_IN_THE_GROUP: Final = frozenset({Reader.GROUP, Reader.NOTE_TAKER})
_BESIDE_IT: Final = _IN_THE_GROUP | {Reader.OBSERVER}
_BY_FIELD: Final = frozenset({Thing.ANSWER, Thing.EXPERIMENT, Thing.REPORT, Thing.HARVEST, Thing.PREPARATION})
"""What has a visibility of its own, field by field."""
_UNREAD: Final = frozenset({Stage.DRAFT, Stage.IN})
"""Nobody but the author knows of it."""
_TOLD: Final = frozenset({Stage.SHOWN, Stage.TAKEN_BACK})
"""A count once told is not told again when one of its answers is taken back."""


def sight(thing: Thing, visibility: Visibility, *, programme: bool, reader: Reader, stage: Stage) -> Sight:
    """`programme` is the `+p` of a field, an experiment, a report. Of what is the same for every field (attendance, a
    note, a consent) `visibility` is not looked at."""
    if stage is Stage.WITHDRAWN:
        return Sight.NONE
    if visibility is Visibility.NOBODY and thing in _BY_FIELD:
        return _of_nobody(reader, stage)
    if reader is Reader.AUTHOR:
        return Sight.NAMED
    if thing in _KEPT_FOR_ONESELF or stage in _UNREAD:
        return Sight.NONE
    return _of_another(thing, visibility, programme=programme, reader=reader, stage=stage)


def _of_another(thing: Thing, visibility: Visibility, *, programme: bool, reader: Reader, stage: Stage) -> Sight:
    match thing:
        case Thing.ATTENDANCE:
            return _attendance(reader)
        case Thing.CONSENT:
            return _consent(reader)
        case Thing.LABEL:
            return _label(reader, stage, programme=programme)
        case _:
            return _written(visibility, programme=programme, reader=reader, stage=stage)


def _written(visibility: Visibility, *, programme: bool, reader: Reader, stage: Stage) -> Sight:
    """What a person put in a form, to everybody else."""
    if visibility is Visibility.UNNAMED:
        return _of_nobody_by_name(reader, stage)
    if reader is Reader.MODERATOR:
        return Sight.NAMED
    if reader is Reader.COORDINATOR:
        return Sight.UNNAMED if programme and stage is Stage.SHOWN else Sight.COUNTED
    return _shown(visibility, programme=programme, reader=reader) if stage is Stage.SHOWN else Sight.NONE


def _shown(visibility: Visibility, *, programme: bool, reader: Reader) -> Sight:
    """To those who read only what was shown."""
    if visibility is not Visibility.GROUP:
        return Sight.NONE
    if reader in _IN_THE_GROUP:
        return Sight.NAMED
    if reader is Reader.OBSERVER:
        return Sight.CODED
    return Sight.UNNAMED if reader is Reader.OTHER_GROUP and programme else Sight.NONE


def _of_nobody_by_name(reader: Reader, stage: Stage) -> Sight:
    """A: what it came to, for those who were there; for the programme also what came in late."""
    if reader is Reader.COORDINATOR:
        return Sight.COUNTED
    return Sight.COUNTED if reader in _BESIDE_IT | {Reader.MODERATOR} and stage in _TOLD else Sight.NONE


def _of_nobody(reader: Reader, stage: Stage) -> Sight:
    """N: the author is one of many too. Its texts go to the coordinator only, and never alone."""
    if reader is Reader.COORDINATOR and stage in {Stage.CLOSED, Stage.SHOWN}:
        return Sight.UNNAMED
    there = _BESIDE_IT | {Reader.MODERATOR, Reader.AUTHOR}
    return Sight.COUNTED if reader in there and stage is Stage.SHOWN else Sight.NONE


def _attendance(reader: Reader) -> Sight:
    """Who cannot come is the moderator's to know; everybody else reads it from *5 van de 7*."""
    if reader is Reader.MODERATOR:
        return Sight.NAMED
    return Sight.COUNTED if reader in _BESIDE_IT | {Reader.COORDINATOR} else Sight.NONE


def _consent(reader: Reader) -> Sight:
    if reader is Reader.PRIVACY_OFFICER:
        return Sight.NAMED
    return Sight.COUNTED if reader is Reader.COORDINATOR else Sight.NONE


def _label(reader: Reader, stage: Stage, *, programme: bool) -> Sight:
    """What the moderators call somebody's bottleneck goes where the bottleneck goes, but for the group."""
    if reader is Reader.MODERATOR:
        return Sight.NAMED
    if reader is not Reader.COORDINATOR:
        return Sight.NONE
    return Sight.UNNAMED if programme and stage is Stage.SHOWN else Sight.COUNTED
