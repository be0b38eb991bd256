"""What the bot asks by itself, once in either language: for tests and for looking."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dialogs.cards.actions.reminders import LaterChoose
from dialogs.cards.cancelled import Cancelled, cancelled_card
from dialogs.cards.choose import ChooseView, choose_dialog
from dialogs.cards.experiments_block import ExperimentLine
from dialogs.cards.group_reminder import GroupAsk, GroupReminderView, group_reminder_card
from dialogs.cards.offers import Offer
from dialogs.cards.pause import PauseView, pause_dialog, settings_card
from dialogs.cards.reminder import (
    About,
    Ask,
    ReminderPart,
    ReminderView,
    reminder_card,
)
from dialogs.cards.reminder_plan import (
    PlannedLine,
    PlannedSession,
    ReminderPlanView,
    Whom,
    reminder_plan_card,
    reminder_plan_dialog,
)
from dialogs.cards.round import Count
from dialogs.ids import ExperimentId, SessionId
from dialogs.texts.catalogue import Texts

ZONE = ZoneInfo("Europe/Amsterdam")
SESSION = SessionId("0197a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b")
DAY = date(2027, 5, 24)
MEETING = "https://bot.voorbeeld.example/overleg"
LINE = ExperimentLine(
    name="",
    when="Als een overleg vastloopt",
    then="dan vraag ik eerst wat iedereen zelf kan doen",
    on=date(2027, 5, 17),
)
OTHER = ExperimentLine(name="", when="ik twijfel", then="schrijf ik de twijfel op in plaats van de conclusie")
TRIED = ((ExperimentId("e-1"), LINE), (ExperimentId("e-2"), OTHER))
FORMS = {Ask.PREPARE: "preparation", Ask.FORM: "own_form"}
OF_TRIED = (Ask.LOOK_BACK, Ask.LOOK_BACK_AGAIN, Ask.HIGHLIGHT, Ask.NUDGE, Ask.INTERIM, Ask.RESTART)

FOLLOWS = (Ask.FIRST_EXPERIMENT, Ask.LOOK_BACK_AGAIN)


def moment(hour: int, minute: int = 0, *, day: int = 31) -> datetime:
    return datetime(2027, 5, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def about(texts: Texts, *, number: int = 2, group: int = 3, session: SessionId = SESSION, after: bool = False) -> About:
    return About(
        session=session,
        number=number,
        starts_at=moment(10),
        minutes=45,
        zone=ZONE,
        group=texts.say("reply.group", number=group),
        after=after,
    )


def cancelled(texts: Texts, *, number: int = 2, group: int = 3) -> Cancelled:
    group_title = texts.say("reply.group", number=group)
    return Cancelled(group=group_title, number=number, starts_at=moment(10), minutes=45, zone=ZONE)


def a_part(ask: Ask, texts: Texts, *, tried: int = 1, **more: Any) -> ReminderPart:
    return ReminderPart(
        ask=ask,
        about=about(texts, after=ask in FOLLOWS, **more),
        form=FORMS.get(ask),
        tried=TRIED[:tried] if ask in OF_TRIED else (),
        buddies=("Bert",) if ask is Ask.BUDDY else (),
    )


def a_card(texts: Texts, *parts: ReminderPart) -> dict[str, Any]:
    return reminder_card(ReminderView(day=DAY, parts=parts), texts)


def _own(texts: Texts) -> dict[str, Any]:
    full = tuple(a_part(ask, texts, tried=2) for ask in Ask)
    other = a_part(Ask.LOOK_BACK, texts, number=3, group=5, session=SessionId("s-9"))
    return {
        **{f"reminder-{ask.value}": a_card(texts, a_part(ask, texts)) for ask in Ask},
        **{f"reminder-{ask.value}-wordless": a_card(texts, a_part(ask, texts, tried=0)) for ask in OF_TRIED},
        "reminder-attendance-harvest": a_card(texts, a_part(Ask.ATTENDANCE, texts), a_part(Ask.HARVEST, texts)),
        "reminder-highlight-look-back": a_card(
            texts, a_part(Ask.HIGHLIGHT, texts, tried=0), a_part(Ask.LOOK_BACK, texts, tried=2)
        ),
        "reminder-nudge-buddy": a_card(texts, a_part(Ask.NUDGE, texts), a_part(Ask.BUDDY, texts)),
        "reminder-two-groups": a_card(texts, a_part(Ask.ATTENDANCE, texts), other),
        "reminder-full": a_card(texts, *full),
        "reminder-cancelled": cancelled_card([cancelled(texts)], texts),
        "reminder-cancelled-twice": cancelled_card([cancelled(texts), cancelled(texts, number=3)], texts),
        "reminder-cancelled-and-more": reminder_card(
            ReminderView(
                day=DAY, parts=(a_part(Ask.ATTENDANCE, texts, number=3),), cancelled=(cancelled(texts, group=5),)
            ),
            texts,
        ),
    }


def _group(texts: Texts) -> dict[str, Any]:
    def asks(*names: Ask) -> tuple[GroupAsk, ...]:
        return tuple(
            GroupAsk(ask=ask, about=about(texts, after=ask in FOLLOWS), form=FORMS.get(ask), count=Count(given=5, of=8))
            for ask in names
        )

    link = GroupReminderView(begins=about(texts), soon=True, meeting=MEETING)
    return {
        **{f"group-reminder-{ask.value}": group_reminder_card(GroupReminderView(asks=asks(ask)), texts) for ask in Ask},
        "group-reminder-several": group_reminder_card(GroupReminderView(asks=asks(*list(Ask)[:6])), texts),
        "group-reminder-link": group_reminder_card(link, texts),
        "group-reminder-moved": group_reminder_card(GroupReminderView(moved=(about(texts),)), texts),
        "group-reminder-cancelled": group_reminder_card(
            GroupReminderView(asks=asks(Ask.ATTENDANCE), cancelled=(cancelled(texts, number=3),)), texts
        ),
        "group-reminder-no-link": group_reminder_card(GroupReminderView(begins=about(texts)), texts),
        "group-reminder-both": group_reminder_card(
            GroupReminderView(begins=about(texts), meeting=MEETING, asks=asks(Ask.LOOK_BACK)), texts
        ),
    }


def a_plan(texts: Texts) -> ReminderPlanView:
    lines = (
        PlannedLine(ask="attendance", due_at=moment(10, day=24), whom=Whom.PEOPLE, count=5),
        PlannedLine(ask="harvest", due_at=moment(10, day=24), whom=Whom.PEOPLE, count=1),
        PlannedLine(ask="consent", due_at=moment(10, day=24), whom=Whom.PEOPLE),
        PlannedLine(ask="look_back", due_at=moment(17, day=28), whom=Whom.THEN),
        PlannedLine(ask="attendance", due_at=moment(9, day=26), whom=Whom.PEOPLE, count=2, own=True),
        PlannedLine(ask="run_sheet", due_at=moment(17, day=28), whom=Whom.MODERATOR),
        PlannedLine(ask="session_link", due_at=moment(9), whom=Whom.CHAT),
    )
    unsaid = ("look_back", "nudge")
    sessions = tuple(PlannedSession(number=n, starts_at=moment(10), lines=lines, unsaid=unsaid) for n in (2, 3, 4))
    fates = ("said", "answered", "rest", "late", "unreachable")
    return ReminderPlanView(
        group_title=texts.say("reply.group", number=3),
        zone=ZONE,
        sessions=sessions,
        lately=tuple((fate, n + 1) for n, fate in enumerate(fates)),
        back=SESSION,
    )


def reminders(texts: Texts) -> dict[str, Any]:
    later = ChooseView(
        heading=texts.say("button.later"),
        question=texts.say("form.later.question"),
        options=(
            Offer(id="1", text=texts.say("form.later.today", when=texts.moment(moment(15, day=24), ZONE))),
            Offer(id="2", text=texts.say("form.later.tomorrow", when=texts.moment(moment(9, day=25), ZONE))),
            Offer(id="3", text=texts.say("form.later.on", when=texts.moment(moment(9, day=26), ZONE))),
        ),
        submit=LaterChoose(day=DAY.isoformat()),
        button=texts.say("button.keep"),
        explanation=texts.say("form.later.line"),
        value="1",
        notice=texts.say("form.later.passed"),
    )
    pause = PauseView(first=date(2027, 5, 25), last=date(2027, 11, 24))
    refused = PauseView(
        first=date(2027, 5, 25),
        last=date(2027, 11, 24),
        until=date(2027, 6, 1),
        day="2028-06-01",
        fault=texts.say("form.pause.fault.far", day=date(2027, 11, 24)),
    )
    empty = ReminderPlanView(group_title=texts.say("reply.group", number=3), zone=ZONE)
    return {
        **_own(texts),
        **_group(texts),
        "later": choose_dialog(later, texts),
        "pause": pause_dialog(pause, texts),
        "pause-refused": pause_dialog(refused, texts),
        "settings": settings_card(texts.say("reply.pause.invite"), texts),
        "settings-moderator": settings_card(texts.say("form.pause.off"), texts, plan_of=SESSION),
        "reminder-plan": reminder_plan_dialog(a_plan(texts), texts),
        "reminder-plan-empty": reminder_plan_card(empty, texts),
    }
