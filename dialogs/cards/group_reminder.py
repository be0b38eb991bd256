"""The neutral line in a group's chat about what is asked that day: counts, no names, nobody's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from dialogs.cards.actions.base import Action
from dialogs.cards.actions.look_back import ExperimentReportOpen
from dialogs.cards.cancelled import Cancelled, when
from dialogs.cards.parts import Card, Element, box, button, card, count_box, link, quiet, row, run, text
from dialogs.cards.reminder import MOST_BUTTONS, About, Ask, buttons_of
from dialogs.cards.round import Count
from dialogs.texts.catalogue import Texts

_UNCOUNTED: Final = frozenset({Ask.PREPARATION, Ask.CONSENT, Ask.NUDGE, Ask.BUDDY, Ask.INTERIM, Ask.RESTART})
"""Asked of one, or nothing that is answered: in the group a number would tell of people, or say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAsk:
    """`count` is shown only where it tells of several people and of answers."""

    ask: Ask
    about: About
    form: str | None = None
    count: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReminderView:
    """`begins` is the session that starts in a moment, `soon` whether it takes about an hour; `meeting` its address.
    `moved` and `cancelled`: what it was about when it was posted, and nothing is asked for now."""

    asks: tuple[GroupAsk, ...] = ()
    begins: About | None = None
    soon: bool = False
    meeting: str | None = None
    moved: tuple[About, ...] = ()
    cancelled: tuple[Cancelled, ...] = ()


def group_reminder_card(view: GroupReminderView, texts: Texts) -> Card:
    """For everybody to read: no name, nothing about one person, and buttons that work for all."""
    body: list[Element | None] = list(_begins(view, texts))
    room, shown, filled = MOST_BUTTONS - (1 if view.meeting else 0), set[Action | type[Action]](), not view.meeting
    told: About | None = None
    for number, one in enumerate(view.asks):
        made = [b for b in buttons_of(one.ask, one.about.session, form=one.form) if _opens(b[1]) not in shown]
        if len(made) > room:
            break
        room -= len(made)
        shown |= {_opens(action) for _, action in made}
        lines = list(_asked(one, texts, again=one.about == told))
        told = one.about
        if made:
            lines.append(row(*(button(texts.say(k), b, filled=filled and not n) for n, (k, b) in enumerate(made))))
            filled = False
        body.append(box(lines, spacing="Default" if not body else "Medium", separator=bool(body) or number > 0))
    for line in _changed(view, texts):
        body.append(text(line, size="Medium", spacing="Medium" if body else "None"))
    return card(body)


def _changed(view: GroupReminderView, texts: Texts) -> Iterator[str]:
    for about in view.moved:
        period = texts.period(about.starts_at, about.starts_at + timedelta(minutes=about.minutes), about.zone)
        yield texts.say("card.reminder.group.moved", session=about.number, when=period)
    for one in view.cancelled:
        yield texts.say("card.reminder.group.cancelled", session=one.number, when=when(one, texts))


def _opens(action: Action) -> Action | type[Action]:
    """What a second button would open once more: whichever session it was asked of, the look-back is the same."""
    return ExperimentReportOpen if isinstance(action, ExperimentReportOpen) else action


def _begins(view: GroupReminderView, texts: Texts) -> Iterator[Element]:
    about = view.begins
    if about is None:
        return
    hours = texts.hours(about.starts_at, about.starts_at + timedelta(minutes=about.minutes), about.zone)
    said = "card.reminder.begins.hour" if view.soon else "card.reminder.begins"
    yield text(texts.say(said, session=about.number, hours=hours), size="Medium", spacing="None")
    if view.meeting:
        yield row(link(texts.say("button.join"), view.meeting))


def _asked(one: GroupAsk, texts: Texts, *, again: bool) -> Iterator[Element]:
    """`again`: of the same session as what stands above it, so that is not said twice."""
    about = one.about
    number = texts.say("card.planning.session", number=about.number)
    before = f"{number} · {texts.moment(about.starts_at, about.zone)}"
    after = texts.say("card.reminder.group.after", session=about.number)
    if not again:
        yield quiet(after if about.after else before, spacing="None")
    yield text(texts.say(f"card.reminder.group.{one.ask}", session=about.number), size="Medium", spacing="None")
    if one.count and one.count.of > 1 and one.ask not in _UNCOUNTED:
        share, answered = texts.counted(one.count.given, one.count.of)
        yield count_box(run(share, bold=True), run(f" {answered}"))
