"""The sentences of the bot in both languages: found by key, checked at start, with dates and counts as people say them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from string import Formatter
from typing import Final

from dialogs.formats.model import Language
from dialogs.texts import (
    between,
    buttons,
    cards,
    commands,
    corrections,
    dates,
    errors,
    experiments,
    forms,
    group,
    guard,
    harvest,
    labels,
    letters,
    observer,
    people,
    programmes,
    regie,
    reminders,
    reply,
    reports,
    run_sheet,
    search,
    session,
    undelivered,
)

_AREAS: Final[Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]]] = {
    "button": (buttons.NL, buttons.EN),
    "card": (cards.NL, cards.EN),
    "command": (commands.NL, commands.EN),
    "date": (dates.NL, dates.EN),
    "error": (errors.NL, errors.EN),
    "form": (forms.NL, forms.EN),
    "group": (group.NL, group.EN),
    "guard": (guard.NL, guard.EN),
    "programmes": (programmes.NL, programmes.EN),
    "regie": (regie.NL, regie.EN),
    "reply": (reply.NL, reply.EN),
    "session": (session.NL, session.EN),
}
"""Each area's keys begin with its name."""

_SUBJECTS: Final[Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]]] = {
    "between": (between.NL, between.EN),
    "corrections": (corrections.NL, corrections.EN),
    "experiments": (experiments.NL, experiments.EN),
    "harvest": (harvest.NL, harvest.EN),
    "labels": (labels.NL, labels.EN),
    "letters": (letters.NL, letters.EN),
    "observer": (observer.NL, observer.EN),
    "people": (people.NL, people.EN),
    "reminders": (reminders.NL, reminders.EN),
    "reports": (reports.NL, reports.EN),
    "run_sheet": (run_sheet.NL, run_sheet.EN),
    "search": (search.NL, search.EN),
    "undelivered": (undelivered.NL, undelivered.EN),
}
"""What belongs to one subject stands together, its keys beginning with the name of any area (`card.board.done`)."""

_ALL: Final = (*_AREAS.values(), *_SUBJECTS.values())


class TextsIncomplete(Exception):
    """The sentences of the two languages do not match; every difference is named."""


def _placeholders(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def differences(area: str, nl: Mapping[str, str], en: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with one area, one line each."""
    begins = tuple(f"{name}." for name in (_AREAS if area in _SUBJECTS else (area,)))
    for key in sorted(nl.keys() ^ en.keys()):
        yield f"{key} is missing in {'English' if key in nl else 'Dutch'}"
    for key in sorted(nl.keys() & en.keys()):
        if not key.startswith(begins):
            yield f"{key} does not start with {' or '.join(begins)}"
        if not nl[key].strip() or not en[key].strip():
            yield f"{key} is empty"
        if _placeholders(nl[key]) != _placeholders(en[key]):
            yield f"{key} has other placeholders in Dutch than in English"


def told_twice(areas: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """A key in two places would say whatever stands in the last one."""
    counts = Counter(key for area in areas for key in area)
    return (f"{key} stands in two places" for key, count in counts.items() if count > 1)


@dataclass(frozen=True, slots=True)
class Texts:
    """What the bot says in one language."""

    language: Language
    sentences: Mapping[str, str]

    def has(self, key: str) -> bool:
        return key in self.sentences

    def say(self, key: str, **values: object) -> str:
        """The sentence under a key; days among the values are written as people say them."""
        told = {name: self.day(value) if isinstance(value, date) else value for name, value in values.items()}
        return self.sentences[key].format(**told)

    def plural(self, key: str, count: int, **values: object) -> str:
        """`key.one` or `key.other`; the sentence may use `{count}`."""
        return self.say(f"{key}.one" if count == 1 else f"{key}.other", count=count, **values)

    def counted(self, given: int, of: int, *, verb: str = "answered") -> tuple[str, str]:
        """`1 van de 8` and `heeft geantwoord`, `5 van de 8` and `hebben geantwoord`; for the first half in bold."""
        if given == 0:
            return self.say("card.count.share.none", of=of), self.plural(f"card.count.{verb}", 1)
        return self.share(given, of), self.plural(f"card.count.{verb}", given)

    def answered(self, given: int, of: int) -> str:
        return " ".join(self.counted(given, of))

    def share(self, given: int, of: int) -> str:
        return self.say("card.count.share", given=given, of=of)

    def number(self, value: float) -> str:
        """One decimal, as people write it: `3,6`."""
        return f"{value:.1f}".replace(".", self.say("card.decimal"))

    def names(self, names: tuple[str, ...]) -> str:
        """`Anna, Bert en Chaima`."""
        if len(names) <= 1:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.say('card.and')} {names[-1]}"

    def time(self, moment: datetime, zone: tzinfo) -> str:
        """`10.31 uur`."""
        return self.say("date.time", time=_clock(moment, zone))

    def clock(self, moment: datetime, zone: tzinfo) -> str:
        """`10.31`, in a list of times, where *uur* at each line would push its end to the next."""
        return _clock(moment, zone)

    def until(self, moment: datetime, zone: tzinfo) -> str:
        """`tot 10.31 uur`."""
        return self.say("date.until", time=_clock(moment, zone))

    def day(self, day: date | datetime, zone: tzinfo | None = None) -> str:
        """`ma 10 mei 2027`; a moment needs its zone."""
        return self.say("date.day", **self._parts(day, zone))

    def short_day(self, day: date | datetime, zone: tzinfo | None = None) -> str:
        """`di 11 mei`."""
        return self.say("date.short_day", **self._parts(day, zone))

    def moment(self, moment: datetime, zone: tzinfo) -> str:
        """`di 11 mei 18.00 uur`."""
        return f"{self.short_day(moment, zone)} {self.time(moment, zone)}"

    def period(self, start: datetime, end: datetime, zone: tzinfo) -> str:
        """`ma 10 mei 2027 10.00–11.00 uur`."""
        return f"{self.day(start, zone)} {self.hours(start, end, zone)}"

    def hours(self, start: datetime, end: datetime, zone: tzinfo) -> str:
        """`10.00–11.00 uur`."""
        return self.say("date.time", time=f"{_clock(start, zone)}–{_clock(end, zone)}")

    def _parts(self, day: date | datetime, zone: tzinfo | None) -> dict[str, object]:
        if isinstance(day, datetime):
            if zone is None:
                raise ValueError("a moment has no day without a time zone")
            day = day.astimezone(zone).date()
        return {
            "weekday": self.say(f"date.weekday.{day.isoweekday()}"),
            "day": day.day,
            "month": self.say(f"date.month.{day.month}"),
            "year": day.year,
        }


def _clock(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.hour}.{local.minute:02}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Both languages side by side."""

    nl: Texts
    en: Texts

    def in_(self, language: Language) -> Texts:
        return self.nl if language is Language.NL else self.en


@cache
def load() -> Catalogue:
    """Both languages, complete; raises `TextsIncomplete` naming every difference, so that the bot does not start."""
    faults = [line for area, (nl, en) in {**_AREAS, **_SUBJECTS}.items() for line in differences(area, nl, en)]
    faults += told_twice(nl for nl, _ in _ALL)
    if faults:
        raise TextsIncomplete("\n".join(faults))
    return Catalogue(
        nl=Texts(Language.NL, {key: text for nl, _ in _ALL for key, text in nl.items()}),
        en=Texts(Language.EN, {key: text for _, en in _ALL for key, text in en.items()}),
    )
