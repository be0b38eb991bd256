"""Sorting bottlenecks: the list of what people ran into in a session, and one of them with its kind and its level."""

from dataclasses import dataclass
from typing import Final

from dialogs.cards.actions.regie import RegieBack
from dialogs.cards.actions.regie_texts import LabelBottleneck
from dialogs.cards.parts import Element, button, card, choice_input, named, quiet, row, warning, words
from dialogs.cards.round import shorten
from dialogs.experiments.bottlenecks import Category
from dialogs.experiments.model import Level
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

NO_LEVEL: Final = "none"
_LONGEST: Final = 80
_MANY: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class BottleneckLine:
    """`key` is `actions.contribution_key` of where it stands."""

    key: str
    name: str
    text: str
    category: Category | None = None
    level: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsView:
    """All of a session. Input `choice`."""

    session: SessionId
    lines: tuple[BottleneckLine, ...]
    notice: str | None = None
    done: str | None = None


def labels_dialog(view: LabelsView, texts: Texts) -> ShowDialog:
    options = [
        (line.key, f"{line.name}: {shorten(line.text, longest=_LONGEST)} ({_label(line, texts)})")
        for line in view.lines
    ]
    next_up = next((line.key for line in view.lines if line.category is None), None)
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        words(view.done, quiet=True) if view.done else None,
        quiet(texts.say("card.labels.private"), spacing="None"),
        choice_input(
            "choice",
            texts.say("card.labels.choose"),
            options,
            value=next_up,
            compact=len(options) > _MANY,
            example=texts.say("form.choose") if len(options) > _MANY else None,
        ),
        row(
            button(texts.say("button.open"), LabelBottleneck(session=view.session), filled=True),
            button(texts.say("button.back"), RegieBack(session=view.session), sends_inputs=False),
        ),
    ]
    return ShowDialog(title=texts.say("regie.do.label"), card=card(body), height="large")


def _label(line: BottleneckLine, texts: Texts) -> str:
    if line.category is None:
        return texts.say("card.labels.none")
    said = texts.say(f"card.labels.category.{line.category}")
    return f"{said}, {texts.say(f'card.labels.level.{line.level}')}" if line.level else said


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelView:
    """One bottleneck. Inputs `category` and `level`; `proposed`: nobody chose these yet."""

    session: SessionId
    line: BottleneckLine
    category: str | None = None
    level: str | None = None
    proposed: bool = False
    notice: str | None = None


def label_dialog(view: LabelView, texts: Texts) -> ShowDialog:
    categories = [(kind.value, texts.say(f"card.labels.category.{kind}")) for kind in Category]
    levels = [(level.value, texts.say(f"card.labels.level.{level}")) for level in Level]
    levels.append((NO_LEVEL, texts.say("card.labels.level.none")))
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        quiet(texts.say("card.labels.private"), spacing="None"),
        named(view.line.name, view.line.text),
        quiet(texts.say("card.labels.proposed")) if view.proposed else None,
        choice_input("category", texts.say("card.labels.category"), categories, value=view.category),
        choice_input("level", texts.say("card.labels.level"), levels, value=view.level),
        row(
            button(texts.say("button.keep"), LabelBottleneck(session=view.session, of=view.line.key), filled=True),
            button(texts.say("button.back"), RegieBack(session=view.session), sends_inputs=False),
        ),
    ]
    return ShowDialog(title=texts.say("regie.do.label"), card=card(body), height="large")
