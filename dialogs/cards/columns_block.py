"""Answers in two columns, such as what hinders and what helps: the patterns are seen across."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.cards.cut import Cut
from dialogs.cards.parts import Element, columns, named, subtitle


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLine:
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    left_title: str
    right_title: str
    left: tuple[ColumnLine, ...] = ()
    right: tuple[ColumnLine, ...] = ()


def two_columns(block: Columns, cut: Cut) -> Iterator[Element]:
    yield columns(
        [subtitle(block.left_title, spacing="None"), *_lines(block.left, cut)],
        [subtitle(block.right_title, spacing="None"), *_lines(block.right, cut)],
        spacing="Medium",
        even=True,
    )


def _lines(lines: tuple[ColumnLine, ...], cut: Cut) -> Iterator[Element]:
    return (named(line.name, cut(line.text)) for line in lines)
