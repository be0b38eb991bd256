"""A plan of reminders as a table that people read: what is said to several at once stands on one line."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Final

from dialogs.formats.model import Language, Text
from dialogs.reminders.plan import Channel, Line, Plan, Unsaid
from dialogs.reminders.rules import LeftOut

HEAD: Final = (
    Text(nl="MOMENT", en="DUE"),
    Text(nl="GROEP", en="GROUP"),
    Text(nl="SESSIE", en="SESSION"),
    Text(nl="HERINNERING", en="REMINDER"),
    Text(nl="VOOR", en="FOR"),
    Text(nl="VIA", en="VIA"),
)
DAYS: Final = (
    Text(nl="ma", en="Mon"),
    Text(nl="di", en="Tue"),
    Text(nl="wo", en="Wed"),
    Text(nl="do", en="Thu"),
    Text(nl="vr", en="Fri"),
    Text(nl="za", en="Sat"),
    Text(nl="zo", en="Sun"),
)
CHANNELS: Final[Mapping[Channel, Text]] = {
    Channel.PERSONAL: Text(nl="eigen chat", en="own chat"),
    Channel.EMAIL: Text(nl="e-mail", en="e-mail"),
    Channel.GROUP: Text(nl="groepschat", en="group chat"),
}
THE_GROUP: Final = Text(nl="de groep", en="the group")
PEOPLE: Final = Text(nl="{count} mensen", en="{count} people")
NOTHING: Final = Text(nl="Er komen geen herinneringen meer.", en="No more reminders will come.")
TOO_MANY: Final = Text(
    nl="Wijkt, want niemand krijgt op meer dan twee dagen per week iets; wie het andere niet krijgt, krijgt dit wel",
    en="Gives way, for nobody hears something on more than two days a week; comes to whom the other does not concern",
)
UNSAID: Final = Text(nl="Blijft weg: het valt buiten de tussentijd", en="Left out: it falls outside its gap")
WHY: Final[Mapping[LeftOut, Text]] = {
    LeftOut.BEFORE_THE_GAP: Text(nl="niet na de vorige sessie", en="not after the session before"),
    LeftOut.AFTER_THE_GAP: Text(nl="niet vóór de sessie die volgt", en="not before the session that follows"),
    LeftOut.SCHOOL: Text(
        nl="schoolvakantie tot vlak voor de sessie", en="school holiday until just before the session"
    ),
}

Cells = tuple[str, ...]


def shown(plan: Plan, language: Language) -> Iterator[tuple[str | None, tuple[Cells, ...]]]:
    """Blocks of a title and rows; the first has the names of the columns in place of a title."""
    head = tuple(each.in_(language) for each in HEAD)
    if plan.lines:
        yield None, (head, *_rows(plan.lines, language))
    else:
        yield NOTHING.in_(language), ()
    if plan.too_many:
        yield TOO_MANY.in_(language), tuple(_rows(plan.too_many, language))
    if plan.unsaid:
        yield UNSAID.in_(language), tuple(_unsaid(each, language) for each in plan.unsaid)


def _rows(lines: Iterable[Line], language: Language) -> Iterator[Cells]:
    for (due, group, session, rule, channel), same in groupby(
        sorted(lines, key=_together), key=lambda one: (one.due, one.group, one.session, one.rule, one.channel)
    ):
        yield (
            _moment(due, language),
            str(group),
            str(session),
            rule,
            _for(tuple(same), language),
            CHANNELS[channel].in_(language),
        )


def _together(line: Line) -> tuple[object, ...]:
    return line.due, line.group, line.session, line.rule, line.channel, line.email or ""


def _for(lines: tuple[Line, ...], language: Language) -> str:
    if len(lines) == 1:
        return lines[0].email or THE_GROUP.in_(language)
    return PEOPLE.in_(language).format(count=len(lines))


def _unsaid(one: Unsaid, language: Language) -> Cells:
    return _moment(one.due, language), str(one.group), str(one.session), one.rule, WHY[one.why].in_(language)


def _moment(due: datetime, language: Language) -> str:
    return f"{DAYS[due.weekday()].in_(language)} {due:%Y-%m-%d %H.%M}"
