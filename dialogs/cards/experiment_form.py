"""The forms of one's own experiment outside the rounds: the short one of a new one, the long one of one that is there.

They are built here and not read from a format: every group can try something at any time, whatever its format asks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from dialogs.cards.reading import as_typed
from dialogs.cards.round import shorten
from dialogs.experiments.model import Details, Experiment, Level, Safety, Size, WithWhom
from dialogs.formats.model import Choice, Field, FieldType, Form, Text, Visibility
from dialogs.ids import SessionId
from dialogs.sessions.model import Fields, Value
from dialogs.texts.catalogue import Texts

FIELD: Final = "experiment"
_LIMITS: Final = {"expects": 280, "success": 200, "watching": 200}
_KINDS: Final[Mapping[str, type[StrEnum]]] = {"with_whom": WithWhom, "size": Size, "level": Level}
_LONGEST_CHOICE: Final = 100


class ReadBy(StrEnum):
    """Who may read it, as one choice."""

    GROUP = "group"
    PROGRAMME = "programme"  # the group, and the programme without name
    MODERATOR = "moderator"

    @property
    def visibility(self) -> Visibility:
        return Visibility.MODERATOR if self is ReadBy.MODERATOR else Visibility.GROUP


def read_by(experiment: Experiment) -> ReadBy:
    if experiment.visibility is Visibility.MODERATOR:
        return ReadBy.MODERATOR
    return ReadBy.PROGRAMME if experiment.programme else ReadBy.GROUP


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutWhat:
    """What an experiment can be about: the hotseat's dilemmas, and one's own bottlenecks by the session they were
    told in."""

    dilemmas: tuple[str, ...] = ()
    bottlenecks: Mapping[SessionId, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An experiment as the long form came back."""

    when: str
    then: str
    on: date
    safety: Safety
    details: Details
    visibility: Visibility
    programme: bool


def short_form(texts: Texts, *, visibility: Visibility = Visibility.GROUP, programme: bool = False) -> Form:
    field = Field(
        id=FIELD,
        type=FieldType.EXPERIMENT,
        label=_said(texts.say("form.experiment.label")),
        visibility=visibility,
        programme=programme,
        required=True,
    )
    return Form(fields=(field,), drafts=True)


def long_form(experiment: Experiment, about: AboutWhat, texts: Texts) -> Form:
    """Its fields say who reads it as it is now: with the last question that can be changed."""
    seen, programme = experiment.visibility, experiment.programme
    short = short_form(texts, visibility=seen, programme=programme)
    more = (replace(field, visibility=seen, programme=programme) for field in _more(about, texts))
    return Form(fields=(*short.fields, *more), drafts=True)


def _more(about: AboutWhat, texts: Texts) -> Iterator[Field]:
    for name, most in _LIMITS.items():
        label = _said(texts.say(f"form.experiment.{name}"))
        yield Field(id=name, type=FieldType.LONG_TEXT, label=label, visibility=Visibility.GROUP, maximum=most)
    for name, kind in _KINDS.items():
        yield _choice(name, texts, {one.value: texts.say(f"form.experiment.{name}.{one}") for one in kind})
    if about.dilemmas:
        yield _choice("dilemma", texts, {str(number): said for number, said in enumerate(about.dilemmas, 1)})
    if about.bottlenecks:
        yield _choice("bottleneck", texts, {str(session): said for session, said in about.bottlenecks.items()})
    yield _choice("read_by", texts, {one.value: texts.say(f"form.experiment.read_by.{one}") for one in ReadBy})


def _choice(name: str, texts: Texts, choices: Mapping[str, str]) -> Field:
    return Field(
        id=name,
        type=FieldType.CHOICE,
        label=_said(texts.say(f"form.experiment.{name}")),
        visibility=Visibility.GROUP,
        choices=tuple(
            Choice(id=value, text=_said(shorten(said, longest=_LONGEST_CHOICE))) for value, said in choices.items()
        ),
    )


def _said(words: str) -> Text:
    """A sentence that was looked up in the reader's language already."""
    return Text(nl=words, en=words)


def parts_of(experiment: Experiment) -> dict[str, str]:
    """The parts of the short form, as an answer in a round holds them."""
    return {
        "when": experiment.when,
        "then": experiment.then,
        "on": experiment.on.isoformat(),
        "safety": experiment.safety.value,
    }


def filled(form: Form, experiment: Experiment) -> dict[str, str]:
    """The inputs of the long form as the experiment stands."""
    told = experiment.details
    said: dict[str, Value] = {FIELD: parts_of(experiment), "read_by": read_by(experiment).value}
    said |= {name: getattr(told, name) for name in (*_LIMITS, *_KINDS) if getattr(told, name)}
    if told.dilemma:
        said["dilemma"] = str(told.dilemma)
    if told.bottleneck:
        said["bottleneck"] = told.bottleneck
    return as_typed(form, said)


def told_in(fields: Fields, experiment: Experiment) -> Told:
    """`fields` were checked. What the form could not ask this time stays as it was."""
    parts = fields[FIELD]
    if not isinstance(parts, Mapping):
        raise TypeError("an experiment comes in parts")
    before, dilemma, bottleneck = experiment.details, fields.get("dilemma"), fields.get("bottleneck")
    whom, size, level = (_word(fields, name) for name in _KINDS)
    details = Details(
        expects=_word(fields, "expects"),
        success=_word(fields, "success"),
        watching=_word(fields, "watching"),
        with_whom=WithWhom(whom) if whom else None,
        size=Size(size) if size else None,
        level=Level(level) if level else None,
        dilemma=int(dilemma) if isinstance(dilemma, str) else before.dilemma,
        bottleneck=SessionId(bottleneck) if isinstance(bottleneck, str) else before.bottleneck,
    )
    readers = ReadBy(_word(fields, "read_by") or read_by(experiment).value)
    return Told(
        when=parts["when"],
        then=parts["then"],
        on=date.fromisoformat(parts["on"]),
        safety=Safety(parts["safety"]),
        details=details,
        visibility=readers.visibility,
        programme=readers is ReadBy.PROGRAMME,
    )


def _word(fields: Fields, name: str) -> str:
    said = fields.get(name)
    return said if isinstance(said, str) else ""


def detail_lines(experiment: Experiment, about: AboutWhat, texts: Texts) -> Iterator[tuple[str, str]]:
    """(label, text) of what was told beyond the short form."""
    told = experiment.details
    for name in _LIMITS:
        if said := getattr(told, name):
            yield texts.say(f"form.experiment.{name}"), said
    for name in _KINDS:
        if chosen := getattr(told, name):
            yield texts.say(f"form.experiment.{name}"), texts.say(f"form.experiment.{name}.{chosen}")
    if told.dilemma and told.dilemma <= len(about.dilemmas):
        yield texts.say("form.experiment.dilemma"), about.dilemmas[told.dilemma - 1]
    if told.bottleneck is not None and told.bottleneck in about.bottlenecks:
        yield texts.say("form.experiment.bottleneck"), about.bottlenecks[told.bottleneck]
