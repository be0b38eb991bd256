"""Reads what somebody typed to the bot: Dutch or English words to one command, or the nearest one."""

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dialogs.formats.model import Language


class Word(StrEnum):
    """Every command that can be typed (domain.md section 2)."""

    START = "start"
    CONTINUE = "continue"
    REVEAL = "reveal"
    CLOSE = "close"
    REOPEN = "reopen"
    SKIP = "skip"
    REPEAT = "repeat"
    EXTEND = "extend"
    STATUS = "status"
    END = "end"
    PLANNING = "planning"
    LINK = "link"
    EXPERIMENT = "experiment"
    LOOK_BACK = "look_back"
    CATCH_UP = "catch_up"
    SEARCH = "search"
    RUN_SHEET = "run_sheet"
    MOVE = "move"
    CANCEL = "cancel"
    OBSERVE = "observe"
    MY_DATA = "my_data"
    LANGUAGE = "language"
    REMINDERS = "reminders"
    PAUSE = "pause"
    HELP = "help"


NL: Final[dict[str, Word]] = {
    "start": Word.START,
    "verder": Word.CONTINUE,
    "volgende": Word.CONTINUE,
    "toon": Word.REVEAL,
    "sluit": Word.CLOSE,
    "heropen": Word.REOPEN,
    "overslaan": Word.SKIP,
    "herhaal": Word.REPEAT,
    "verleng": Word.EXTEND,
    "stand": Word.STATUS,
    "einde": Word.END,
    "planning": Word.PLANNING,
    "koppel": Word.LINK,
    "experiment": Word.EXPERIMENT,
    "terugblik": Word.LOOK_BACK,
    "inhalen": Word.CATCH_UP,
    "zoek": Word.SEARCH,
    "draaiboek": Word.RUN_SHEET,
    "verplaats": Word.MOVE,
    "annuleer": Word.CANCEL,
    "waarnemen": Word.OBSERVE,
    "gegevens": Word.MY_DATA,
    "taal": Word.LANGUAGE,
    "herinneringen": Word.REMINDERS,
    "pauze": Word.PAUSE,
    "hulp": Word.HELP,
}
EN: Final[dict[str, Word]] = {
    "start": Word.START,
    "continue": Word.CONTINUE,
    "next": Word.CONTINUE,
    "reveal": Word.REVEAL,
    "close": Word.CLOSE,
    "reopen": Word.REOPEN,
    "skip": Word.SKIP,
    "repeat": Word.REPEAT,
    "extend": Word.EXTEND,
    "status": Word.STATUS,
    "end": Word.END,
    "schedule": Word.PLANNING,
    "link": Word.LINK,
    "experiment": Word.EXPERIMENT,
    "look back": Word.LOOK_BACK,
    "catch up": Word.CATCH_UP,
    "search": Word.SEARCH,
    "run sheet": Word.RUN_SHEET,
    "move": Word.MOVE,
    "cancel": Word.CANCEL,
    "observe": Word.OBSERVE,
    "my data": Word.MY_DATA,
    "language": Word.LANGUAGE,
    "reminders": Word.REMINDERS,
    "pause": Word.PAUSE,
    "help": Word.HELP,
    "hi": Word.HELP,
    "hello": Word.HELP,
}
_ALSO: Final[dict[str, Word]] = {"hallo": Word.HELP, "hoi": Word.HELP, "?": Word.HELP}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCommand:
    """`number` is the session, group or minutes; `rest` the code, the search words, the language or a day."""

    word: Word
    number: int | None = None
    rest: str = ""

    def as_typed(self, language: Language) -> str:
        """`start 2`: the word in this language, with its number."""
        own = NL if language is Language.NL else EN
        name = next(name for name, meant in own.items() if meant is self.word)
        return name if self.number is None else f"{name} {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """`nearest` is a word in the language that was probably meant."""

    nearest: str | None
    word: Word | None


_MOST: Final = 200  # longer text is no command; reading it further would only cost time
_ANYTHING: Final = re.compile(r"(?P<rest>.*)")
_NOTHING: Final = re.compile(r"")
_ARGUMENTS: Final[dict[Word, re.Pattern[str]]] = {
    Word.START: re.compile(r"(?:(?:(?:sessie|session) ?)?(?P<number>\d{1,2}))?"),
    Word.MOVE: re.compile(r"(?:(?:(?:sessie|session) ?)?(?P<number>\d{1,2}))?"),
    Word.CANCEL: re.compile(r"(?:(?:(?:sessie|session) ?)?(?P<number>\d{1,2}))?"),
    Word.EXTEND: re.compile(r"(?:(?P<number>\d{1,2}) ?(?:min|minuten|minuut|minutes?|m)?)?"),
    Word.LINK: re.compile(r"(?:(?:groep |group )?(?P<number>\d{1,4})(?: (?P<rest>\S+))?)?"),
    Word.LANGUAGE: re.compile(r"(?P<rest>nl|en)?"),
    Word.PAUSE: re.compile(r"(?:(?:tot(?: en met)?|t/m|until|through) )?(?P<rest>[\w./-]+(?: [\w./-]+){0,2})?"),
    Word.SEARCH: _ANYTHING,
    Word.EXPERIMENT: _ANYTHING,
    Word.HELP: _ANYTHING,
}
"""What may follow a word; what does not fit makes the line unknown, so that nothing is done by accident."""


_WORDS: Final = {**EN, **_ALSO, **NL}
_LONGEST_FIRST: Final = sorted(_WORDS, key=len, reverse=True)


def read(text: str, *, language: Language = Language.NL) -> TypedCommand | Unknown:
    """Case, punctuation at the end and surrounding spaces do not matter; an empty text asks for help."""
    line = " ".join(text[:_MOST].split()).strip(" .,:;!").casefold()
    if not line:
        return TypedCommand(word=Word.HELP)
    for name in _LONGEST_FIRST:
        if line == name or line.startswith(f"{name} "):
            command = _with_arguments(_WORDS[name], line[len(name) :].strip())
            if command is not None:
                return command
            return Unknown(nearest=name, word=_WORDS[name])
    own = NL if language is Language.NL else EN
    close = difflib.get_close_matches(line.split(" ", maxsplit=1)[0], _WORDS, n=1, cutoff=0.6)
    if not close:
        return Unknown(nearest=None, word=None)
    word = _WORDS[close[0]]
    return Unknown(nearest=next(name for name, meant in own.items() if meant is word), word=word)


def _with_arguments(word: Word, rest: str) -> TypedCommand | None:
    found = _ARGUMENTS.get(word, _NOTHING).fullmatch(rest)
    if found is None:
        return None
    said = found.groupdict()
    number = said.get("number")
    return TypedCommand(word=word, number=int(number) if number else None, rest=said.get("rest") or "")
