"""`mastermind format show` prints a table a moderator can read."""

from pathlib import Path

import dialogs.formats
from dialogs.formats.model import Format, Language
from dialogs.formats.reader import read_format
from dialogs.formats.show import show


def mastermind_4() -> Format:
    file = Path(dialogs.formats.__file__).parent / "library" / "mastermind-4.yaml"
    return read_format(file.read_text(encoding="utf-8"), file=file.name, shipped=True).format


def test_the_table_names_the_format_its_presets_and_every_round_in_dutch() -> None:
    lines = show(mastermind_4(), "standard", Language.NL).splitlines()
    assert lines[0] == "Mastermind in vier sessies (mastermind-4, versie 1)"
    assert lines[1] == "variant: standard [standard (standaardkeuze), 45]"
    assert "Sessie 1: De ambitie (60 min)" in lines
    asked = next(line for line in lines if line.strip().startswith("1.4 "))
    assert " ".join(asked.split()) == (
        "1.4 Alleen vragen stil 10 min moet iedereen behalve de hotseat verplicht question G"
    )
    assert sum(line.strip().startswith(("1.", "2.", "3.", "4.")) for line in lines) == 30
    assert any(line.startswith("  harvest ") for line in lines)
    assert any(" ".join(line.split()) == "session_link session - 1 h group" for line in lines)


def test_the_table_of_another_preset_and_language_differs() -> None:
    text = show(mastermind_4(), "45", Language.EN)
    assert "Session 1: The ambition (45 min)" in text
    assert "Recognition" not in text
    assert "one tap" in text


def test_no_line_ends_in_blanks() -> None:
    for line in show(mastermind_4(), "45", Language.EN).splitlines():
        assert line == line.rstrip()


def test_a_session_with_the_rounds_of_an_earlier_one_says_so_in_one_line() -> None:
    file = Path(dialogs.formats.__file__).parent / "library" / "action-learning.yaml"
    learning = read_format(file.read_text(encoding="utf-8"), file=file.name, shipped=True).format
    lines = show(learning, "180", Language.NL).splitlines()
    third, last = (
        lines.index(f"Sessie {n}: Leerbijeenkomst (180 min{more})") for n, more in ((3, ""), (7, ", mag wegblijven"))
    )
    assert lines[third + 1] == lines[last + 1] == "  Dezelfde rondes als sessie 2."
    assert sum(line.strip().startswith("A1 ") for line in lines) == 1
    assert "  The same rounds as session 1." in show(learning, "project", Language.EN).splitlines()
