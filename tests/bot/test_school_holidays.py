"""School holidays of the configuration: read by region, and refused at start with a line that says what is wrong."""

from datetime import date
from pathlib import Path

import pytest

from bot.bootstrap import build_bot
from bot.delivery.holidays import school_holidays
from bot.settings import PREFIX, SettingsError, load_settings

RIGHT = """\
noord:
  - {from: 2027-07-10, to: 2027-08-22}
midden:
  - {from: 2027-10-16, to: 2027-10-24}
  - {from: 2027-07-17, to: 2027-08-29}
"""


def read(tmp_path: Path, text: str | bytes, region: str = "midden") -> tuple[tuple[date, date], ...]:
    file = tmp_path / "vakanties.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return school_holidays(load_settings(env_file=None, school_holidays=file, school_region=region))


def test_a_region_has_its_holidays_in_order(tmp_path: Path) -> None:
    assert read(tmp_path, RIGHT) == (
        (date(2027, 7, 17), date(2027, 8, 29)),
        (date(2027, 10, 16), date(2027, 10, 24)),
    )


def test_without_a_file_the_schools_are_always_open() -> None:
    assert school_holidays(load_settings(env_file=None)) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- noord", "begin with a region"),
        ("", "vakanties.yaml"),
        ("midden: [", "vakanties.yaml"),
        ("midden: 2027-07-17", "line 1: 'midden' needs a list of holidays"),
        ("midden:\n  - 2027-07-17", "line 2: a holiday is written as {from:"),
        ("midden:\n  - {from: 2027-07-17}", "line 2: a holiday is written as {from:"),
        ("midden:\n  - {from: 17 juli, to: 2027-08-29}", "line 2: this is not a day; write it like 2027-07-17"),
        ("midden:\n  - {from: 2027-07-17, to: [2027-08-29]}", "line 2: this is not a day"),
        ("midden:\n  - {from: 2027-08-29, to: 2027-07-17}", "line 2: it ends on 2027-07-17 before it begins"),
        ("midden:\n  - {from: 2027-07-17, to: 2028-08-29}", "line 2: from 2027-07-17 to 2028-08-29 is longer"),
        ("midden: &a []\nnoord: *a", "vakanties.yaml"),
        (b"midden: \xff", "UTF-8"),
        (b"#" * 300_000, "no list of holidays"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_one_line(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)
    said = str(caught.value)
    assert said.startswith(f"{PREFIX}SCHOOL_HOLIDAYS: ")
    assert words in said
    assert "\n" not in said


async def test_an_unknown_region_is_refused_at_start_with_those_there_are(tmp_path: Path) -> None:
    file = tmp_path / "vakanties.yaml"
    file.write_text(RIGHT)
    settings = load_settings(env_file=None, school_holidays=file, school_region="zuid")
    with pytest.raises(SettingsError, match=r"SCHOOL_REGION is 'zuid'; vakanties.yaml has noord, midden"):
        async with build_bot(settings):
            raise AssertionError("it started")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"school_holidays": "nowhere.yaml", "school_region": "midden"}, "there is no file 'nowhere.yaml'"),
        ({"school_region": "midden"}, f"{PREFIX}SCHOOL_HOLIDAYS is missing"),
        ({"school_holidays": __file__}, f"{PREFIX}SCHOOL_REGION is missing"),
    ],
)
def test_half_of_the_two_settings_is_refused(given: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load_settings(env_file=None, **given)
