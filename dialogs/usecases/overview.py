"""`stand` of somebody who moderates several groups: all of them on one card, in their own chat."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from dialogs.cards.actions.asking import GroupChoose
from dialogs.cards.lookup import line_card
from dialogs.cards.overview import Light, OverviewLine, OverviewView, overview_card
from dialogs.groups import Group
from dialogs.ids import PersonId
from dialogs.notices import Notice
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.heard import Heard, reply_to
from dialogs.usecases.house import House
from dialogs.usecases.replies import ReplyKind
from dialogs.usecases.session_pictures import group_title, next_head, session_line
from dialogs.usecases.traffic_light import Facts, facts_of, light_of, reasons
from dialogs.usecases.typed import Word
from dialogs.usecases.which_group import moderates

_SEVERAL: Final = 2
_ORDER: Final = (Light.RED, Light.AMBER, Light.GREEN)


def overview_asked(house: House, heard: Heard) -> Notice | None:
    """None for everybody but a moderator of more than one group, in a 1:1 chat, who named none of them."""
    led = [g for g in heard.groups if moderates(g, heard.sender.person)]
    if heard.origin.kind is not ChatKind.PERSONAL or heard.asked is not None or len(led) < _SEVERAL:
        return None
    return reply_to(house, heard, ReplyKind.OVERVIEW, person=heard.sender.person)


async def draw_overview(canvas: Canvas, texts: Texts) -> Mapping[str, Any]:
    """Payload: `person`. Who lost their groups meanwhile reads that the bot does not know them from one."""
    person = PersonId(str(canvas.payload.get("person")))
    led = [g for g in await canvas.uow.groups.of_person(person) if moderates(g, person)]
    if not led:
        return line_card(texts.say("reply.no_group"))
    now = canvas.house.now()
    titles = Counter(group_title(group, texts) for group in led)
    lines = [
        _line(group, await facts_of(canvas.uow, group, now=now), texts, alone=titles[group_title(group, texts)] == 1)
        for group in led
    ]
    worst_first = sorted(lines, key=lambda line: _ORDER.index(line.light))
    choose = GroupChoose(word=Word.STATUS, asked=now.isoformat())
    return overview_card(OverviewView(groups=tuple(worst_first), choose=choose), texts)


def _line(group: Group, facts: Facts, texts: Texts, *, alone: bool) -> OverviewLine:
    """`alone`: no other group on the card has its number; else the programme stands behind it."""
    running = next((s for s in group.sessions if s.phase is SessionPhase.OPEN), None)
    coming = next_head(group)
    head = running or coming
    return OverviewLine(
        group=group.id,
        title=group_title(group, texts) if alone else f"{group_title(group, texts)} · {group.programme_title}",
        zone=group.zone,
        session=head.id if head else None,
        next=session_line(group, coming, texts) if coming and not running else None,
        running=running.number if running else None,
        light=light_of(facts),
        why=reasons(facts, texts),
    )
