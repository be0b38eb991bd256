"""Role x object x moment: what one reader may see of one thing."""

from enum import StrEnum

from dialogs.formats.model import Visibility


class Reader(StrEnum):
    AUTHOR = "author"
    MODERATOR = "moderator"
    NOTE_TAKER = "note_taker"
    GROUP = "group"
    COORDINATOR = "coordinator"
    OBSERVER = "observer"
    OTHER_GROUP = "other_group"
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


_ITS_AUTHOR_ONLY = frozenset({Thing.FIELD_NOTE, Thing.PRIVATE_NOTE})
_MODERATOR_READS = frozenset({Stage.CLOSED, Stage.SHOWN, Stage.HELD, Stage.TAKEN_BACK, Stage.REPORTED})


def sight(thing: Thing, visibility: Visibility, *, programme: bool, reader: Reader, stage: Stage) -> Sight:
    """What is not promised to a reader is not seen. `programme` is the `+p` of a field, an experiment, a report."""
    if stage is Stage.WITHDRAWN or visibility is Visibility.NOBODY:
        return Sight.NONE
    if reader is Reader.AUTHOR:
        return Sight.NAMED
    if stage is Stage.DRAFT or thing in _ITS_AUTHOR_ONLY:
        return Sight.NONE
    return _of_another(visibility, programme=programme, reader=reader, stage=stage)


def _of_another(visibility: Visibility, *, programme: bool, reader: Reader, stage: Stage) -> Sight:
    if reader is Reader.MODERATOR and visibility is not Visibility.UNNAMED and stage in _MODERATOR_READS:
        return Sight.NAMED
    if stage is not Stage.SHOWN:
        return Sight.NONE
    if reader is Reader.GROUP and visibility is Visibility.GROUP:
        return Sight.NAMED
    return Sight.UNNAMED if programme and reader in {Reader.COORDINATOR, Reader.OTHER_GROUP} else Sight.NONE
