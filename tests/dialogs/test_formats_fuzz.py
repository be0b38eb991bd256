"""Whatever stands in a file, reading it gives a format or a list of faults, never another error."""

from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import dialogs.formats
from dialogs.formats.faults import FormatFault, FormatFaults
from dialogs.formats.reader import read_format

TASTER = (Path(dialogs.formats.__file__).parent / "library" / "taster.yaml").read_text(encoding="utf-8")
LINES = [line for line in TASTER.splitlines() if not line.startswith("#")]
TASTER_WORDS = sorted({word.strip("{}[],:") for line in LINES for word in line.split()} - {""})

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(TASTER_WORDS)
pages = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(TASTER_WORDS), inner, max_size=8),
    max_leaves=40,
)


BREAKS = "\n\r\x85\u2028\u2029"  # what YAML counts as the end of a line
unhurried = settings(deadline=None)  # the machine may be busy; how long reading takes is another test's matter


def read_or_faults(text: str) -> None:
    faults: tuple[FormatFault, ...] = ()
    try:
        read = read_format(text, file="fuzz.yaml", shipped=False)
    except FormatFaults as caught:
        faults = caught.faults
    else:
        assert all(plans for plans in read.format.presets.values())
        return
    last = sum(text.count(each) for each in BREAKS) + 2
    assert faults
    assert all(fault.message and 1 <= fault.line <= last for fault in faults)


@unhurried
@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_faults(text)


@unhurried
@given(st.text(alphabet="ab:-{}[]&*!|>'\"#%@`?,. \n\t\\", max_size=60))
def test_any_heap_of_signs_is_read_or_refused(text: str) -> None:
    read_or_faults(text)


@unhurried
@given(st.dictionaries(st.sampled_from(["format", "version", "kind", "title", "presets", "sessions", "forms"]), pages))
def test_any_tree_is_read_or_refused(tree: dict[str, object]) -> None:
    read_or_faults(yaml.safe_dump(tree, allow_unicode=True))


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_the_taster_with_a_few_lines_changed_is_read_or_refused(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.sampled_from(["drop", "double", "indent", "swap", "word"]))
        if how == "drop":
            del lines[at]
        elif how == "double":
            lines.insert(at, lines[at])
        elif how == "indent":
            lines[at] = "  " + lines[at]
        elif how == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        else:
            key, colon, _ = lines[at].partition(":")
            lines[at] = key + colon + " " + data.draw(st.sampled_from(TASTER_WORDS) | st.text(max_size=8))
    read_or_faults("\n".join(lines))


@unhurried
@given(st.integers(0, len(TASTER)))
def test_a_file_that_broke_off_is_read_or_refused(end: int) -> None:
    read_or_faults(TASTER[:end])


alike = st.fixed_dictionaries(
    {"number": st.integers(0, 4)},
    optional={
        "like": st.integers(0, 4) | scalars,
        "optional": st.booleans() | scalars,
        "title": st.just({"nl": "Twee", "en": "Two"}) | scalars,
        "rounds": scalars,
    },
)


@unhurried
@given(st.lists(alike, max_size=5))
def test_any_sessions_like_others_are_read_or_refused(sessions: list[dict[str, object]]) -> None:
    tree = yaml.safe_load(TASTER)
    tree["kind"] = "action-learning"
    del tree["sessions"][0]["rounds"][0]["told_by"]
    tree["sessions"][0]["rounds"][1]["audience"] = "all"
    tree["sessions"] += sessions
    read_or_faults(yaml.safe_dump(tree, allow_unicode=True))
