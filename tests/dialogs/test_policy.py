"""Who may see what: every cell of role x object x visibility x moment, written out and not computed."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

import pytest

from dialogs.formats.model import Visibility
from dialogs.policy.matrix import Reader, Sight, Stage, Thing, sight

LETTERS: Final = {
    "N": Sight.NAMED,
    "C": Sight.CODED,
    "U": Sight.UNNAMED,
    "#": Sight.COUNTED,
    ".": Sight.NONE,
}
STAGES: Final = (
    Stage.DRAFT, Stage.IN, Stage.CLOSED, Stage.SHOWN, Stage.HELD, Stage.TAKEN_BACK, Stage.WITHDRAWN, Stage.REPORTED,
)  # fmt: skip
"""The columns of every row below: draft, in, closed, shown, held, taken back, withdrawn, reported."""

NOTHING: Final = "........"

# what a person put in a form                  M           M+p         G           G+p         A           N
WRITTEN: Final = {
    Reader.AUTHOR:           ("NNNNNN.N", "NNNNNN.N", "NNNNNN.N", "NNNNNN.N", "NNNNNN.N", "...#...."),
    Reader.MODERATOR:        ("..NNNN.N", "..NNNN.N", "..NNNN.N", "..NNNN.N", "...#.#..", "...#...."),
    Reader.NOTE_TAKER:       (NOTHING,    NOTHING,    "...N....", "...N....", "...#.#..", "...#...."),
    Reader.GROUP:            (NOTHING,    NOTHING,    "...N....", "...N....", "...#.#..", "...#...."),
    Reader.OBSERVER:         (NOTHING,    NOTHING,    "...C....", "...C....", "...#.#..", "...#...."),
    Reader.COORDINATOR:      ("..####.#", "..#U##.#", "..####.#", "..#U##.#", "..####.#", "..UU...."),
    Reader.OTHER_GROUP:      (NOTHING,    NOTHING,    NOTHING,    "...U....", NOTHING,    NOTHING),
    Reader.ADMINISTRATOR:    (NOTHING,) * 6,
    Reader.PRIVACY_OFFICER:  (NOTHING,) * 6,
}  # fmt: skip

# what is the same whatever the field says: without and with +p
ATTENDANCE: Final = {
    Reader.AUTHOR: ("NNNNNN.N", "NNNNNN.N"),
    Reader.MODERATOR: ("..NNNN.N", "..NNNN.N"),
    Reader.NOTE_TAKER: ("..####.#", "..####.#"),
    Reader.GROUP: ("..####.#", "..####.#"),
    Reader.OBSERVER: ("..####.#", "..####.#"),
    Reader.COORDINATOR: ("..####.#", "..####.#"),
    Reader.OTHER_GROUP: (NOTHING, NOTHING),
    Reader.ADMINISTRATOR: (NOTHING, NOTHING),
    Reader.PRIVACY_OFFICER: (NOTHING, NOTHING),
}
OWN_NOTE: Final = dict.fromkeys(Reader, (NOTHING, NOTHING)) | {Reader.AUTHOR: ("NNNNNN.N", "NNNNNN.N")}
CONSENT: Final = dict.fromkeys(Reader, (NOTHING, NOTHING)) | {
    Reader.AUTHOR: ("NNNNNN.N", "NNNNNN.N"),
    Reader.COORDINATOR: ("..####.#", "..####.#"),
    Reader.PRIVACY_OFFICER: ("..NNNN.N", "..NNNN.N"),
}
LABEL: Final = dict.fromkeys(Reader, (NOTHING, NOTHING)) | {
    Reader.AUTHOR: ("NNNNNN.N", "NNNNNN.N"),
    Reader.MODERATOR: ("..NNNN.N", "..NNNN.N"),
    Reader.COORDINATOR: ("..####.#", "..#U##.#"),
}
BY_FIELD: Final = (Thing.ANSWER, Thing.EXPERIMENT, Thing.REPORT, Thing.HARVEST, Thing.PREPARATION)
ALIKE: Final[Mapping[Thing, Mapping[Reader, tuple[str, str]]]] = {
    Thing.ATTENDANCE: ATTENDANCE,
    Thing.FIELD_NOTE: OWN_NOTE,
    Thing.PRIVATE_NOTE: OWN_NOTE,
    Thing.CONSENT: CONSENT,
    Thing.LABEL: LABEL,
}
PLACES: Final = {
    (Visibility.MODERATOR, False): 0,
    (Visibility.MODERATOR, True): 1,
    (Visibility.GROUP, False): 2,
    (Visibility.GROUP, True): 3,
    (Visibility.UNNAMED, False): 4,
    (Visibility.UNNAMED, True): 4,
    (Visibility.NOBODY, False): 5,
    (Visibility.NOBODY, True): 5,
}


def row_of(thing: Thing, reader: Reader, visibility: Visibility, *, programme: bool) -> str:
    if thing in BY_FIELD:
        return WRITTEN[reader][PLACES[visibility, programme]]
    return ALIKE[thing][reader][programme]


def cells() -> Iterator[tuple[Thing, Reader, tuple[Visibility, bool], str]]:
    for thing, reader, visibility, programme in product(Thing, Reader, Visibility, (False, True)):
        yield thing, reader, (visibility, programme), row_of(thing, reader, visibility, programme=programme)


@pytest.mark.parametrize(("thing", "reader", "promise", "row"), list(cells()))
def test_each_reader_sees_of_each_thing_at_each_moment_what_was_promised(
    thing: Thing, reader: Reader, promise: tuple[Visibility, bool], row: str
) -> None:
    visibility, programme = promise
    seen = [sight(thing, visibility, programme=programme, reader=reader, stage=stage) for stage in STAGES]

    assert seen == [LETTERS[letter] for letter in row]


def test_the_table_has_every_thing_reader_and_moment() -> None:
    assert {*BY_FIELD, *ALIKE} == set(Thing)
    assert set(STAGES) == set(Stage)
    assert set(WRITTEN) == set(Reader)
    assert all(set(table) == set(Reader) for table in ALIKE.values())


def test_a_name_never_leaves_the_group_and_its_moderators_but_for_a_consent() -> None:
    outside = {Reader.COORDINATOR, Reader.OBSERVER, Reader.OTHER_GROUP, Reader.ADMINISTRATOR, Reader.PRIVACY_OFFICER}
    for thing, visibility, programme, reader, stage in product(Thing, Visibility, (False, True), outside, Stage):
        if thing is not Thing.CONSENT:
            seen = sight(thing, visibility, programme=programme, reader=reader, stage=stage)
            assert seen is not Sight.NAMED


def test_nothing_is_left_of_what_was_withdrawn() -> None:
    for thing, visibility, programme, reader in product(Thing, Visibility, (False, True), Reader):
        seen = sight(thing, visibility, programme=programme, reader=reader, stage=Stage.WITHDRAWN)
        assert seen is Sight.NONE
