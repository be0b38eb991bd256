"""*Iets herkenbaars melden*: whoever sees it can hide it at once; the moderator then wipes it or shows it again."""

from collections.abc import Iterator, Mapping
from typing import Any

from dialogs.cards.actions.keys import contribution_key, read_contribution_key
from dialogs.cards.actions.reporting import ReportOpen, ReportSubmit
from dialogs.cards.reading import chosen
from dialogs.cards.report import Reportable, ReportView, report_dialog
from dialogs.cards.values import parts
from dialogs.formats.model import Round, Shows
from dialogs.groups import AmbitionSource
from dialogs.ids import PersonId, SessionId
from dialogs.notices import Notice, NoticeKind
from dialogs.ports import UnitOfWork
from dialogs.programmes.model import Role
from dialogs.sessions.model import RunKey, SessionPhase
from dialogs.sessions.stages import board_is_up
from dialogs.sessions.views import Mark, contributions
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.ambition import first_version, from_this_session, gives_ambition
from dialogs.usecases.ambition_shown import PREPARATION_RUN
from dialogs.usecases.consequences import hidden_at_once
from dialogs.usecases.experiments_shown import cards_with_experiments, experiments_shown
from dialogs.usecases.harvesting import HARVEST_PLACE, harvest_hidden, tips_told, wipe_its_source
from dialogs.usecases.house import House
from dialogs.usecases.look_back_shown import board_lines, place_of
from dialogs.usecases.offering import offers_of
from dialogs.usecases.own_experiment import born_in, is_outside
from dialogs.usecases.replies import planning_card
from dialogs.usecases.report_contributions import is_report
from dialogs.usecases.scene import EVERYTHING, Scene, around
from dialogs.usecases.seats import no_seat
from dialogs.usecases.series_consequences import after_a_report, asks_for_experiment, boards_after
from dialogs.usecases.visiting import Visit, visit, visit_in


def reportable(scene: Scene, texts: Texts) -> Iterator[Reportable]:
    """What of this session stands in the group's chat now."""
    for run in scene.session.runs:
        round_ = scene.round(run.key)
        if Shows.PREPARATION in round_.shows:
            yield from _preparation(scene, round_, texts)
        if round_.form is None:
            continue
        offers = offers_of(round_.form, scene)
        for one in contributions(scene.session, run, None, hidden=scene.hidden):
            said = " · ".join(part.text for part in parts(round_.form, one.fields, texts, offers=offers))
            if one.mark is Mark.PLAIN and (said or one.supplements):
                key = contribution_key(run.key, one.person)
                text = said or " · ".join(one.supplements)
                yield Reportable(key=key, name=one.name, text=text, round_title=round_.title.in_(texts.language))
    if scene.session.phase is SessionPhase.ENDED or _with_experiments(scene):
        yield from _outside_a_round(scene, texts)
    if board_is_up(scene.session):
        yield from _on_the_board(scene, texts)
    for person, name, tip, title in tips_told(scene, texts):
        yield Reportable(key=contribution_key(HARVEST_PLACE, person), name=name, text=tip, round_title=title)


def _with_experiments(scene: Scene) -> list[RunKey]:
    return [run.key for run in scene.session.runs if Shows.EXPERIMENTS in scene.round(run.key).shows]


def _outside_a_round(scene: Scene, texts: Texts) -> Iterator[Reportable]:
    for name, one in experiments_shown(scene):
        if is_outside(born_in(one)):
            key, text = contribution_key(born_in(one), one.person), f"{one.when} · {one.then}"
            yield Reportable(key=key, name=name, text=text, round_title=texts.say("button.experiment"))


def _on_the_board(scene: Scene, texts: Texts) -> Iterator[Reportable]:
    for report, line in board_lines(scene, texts):
        if line.mark is None:
            key = contribution_key(place_of(report), report.person)
            said = " · ".join(text for text in (line.learned, line.experiment, *line.supplements) if text)
            yield Reportable(key=key, name=line.name, text=said, round_title=texts.say("button.look_back"))


def _preparation(scene: Scene, round_: Round, texts: Texts) -> Iterator[Reportable]:
    teller, first = scene.ambition_told_by, next(iter(scene.ambitions), None)
    if teller is None or first is None or (PREPARATION_RUN, teller) in scene.hidden:
        return
    key = contribution_key(PREPARATION_RUN, teller)
    said = first.explanation or first.text
    yield Reportable(key=key, name=scene.name(teller), text=said, round_title=round_.title.in_(texts.language))


async def open_report(house: House, origin: Origin, action: ReportOpen) -> Reply:
    found = await visit(house, origin, action.session, parts=EVERYTHING)
    if not isinstance(found, Visit):
        return found
    items = tuple(reportable(found.scene, found.texts))
    if not items:
        return Say(text=found.texts.say("reply.report.nothing"))
    return report_dialog(ReportView(session=action.session, items=items), found.texts)


async def submit_report(house: House, origin: Origin, action: ReportSubmit, data: Mapping[str, Any]) -> Reply:
    """Hides it in the same transaction; every card that may carry the words is drawn again."""
    now = house.now()
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, now)
        found = await visit_in(uow, house, origin, action.session, parts=EVERYTHING)
        if found is not None:
            texts = found.texts
            if not first:
                return Say(text=texts.say("reply.reported"))
            items = tuple(reportable(found.scene, texts))
            key = chosen(data, [item.key for item in items])
            named = read_contribution_key(key) if key else None
            if named is None:
                notice = texts.say("form.fault.choose")
                view = ReportView(session=action.session, items=items, notice=notice)
                return report_dialog(view, texts) if items else Say(text=texts.say("reply.report.nothing"))
            run, person = named
            await uow.sessions.report_incident(action.session, run, person, by=found.person, now=now)
            await uow.outbox.add(_hidden(found.scene, run, person))
            await uow.commit()
            return Say(text=texts.say("reply.reported"))
    return await no_seat(house, origin, action.session)


def _hidden(scene: Scene, run: RunKey, person: PersonId) -> list[Notice]:
    """The cards in the group at once; the moderators hear it in their own chat, never in the group."""
    notices: list[Notice] = []
    notices += redrawn(scene, run)
    for member in scene.group.with_role(Role.MODERATOR):
        if member.personal is not None:
            payload: dict[str, str | int | bool | None] = {
                "session": scene.session.id,
                "round": run.round_id,
                "run": run.run,
                "person": person,
                "at": scene.now.isoformat(),
            }
            notices.append(
                Notice(kind=NoticeKind.INCIDENT, conversation=member.personal, payload=payload, due_at=scene.now)
            )
    return notices


def redrawn(scene: Scene, run: RunKey) -> list[Notice]:
    """Every card in the group's chat that may hold the words; the ambition stands on all of them."""
    chat, session = scene.group.conversation, scene.session
    if chat is None:
        return []
    if is_report(run):
        return list(after_a_report(session, chat=chat, now=scene.now, at_once=True))
    if run == HARVEST_PLACE:
        return list(harvest_hidden(scene))
    if is_outside(run):
        return list(cards_with_experiments(scene, run))
    if run != PREPARATION_RUN and not gives_ambition(session, run):
        asked = asks_for_experiment(session, run)
        boards = boards_after(scene.group, session, chat=chat, now=scene.now) if asked else ()
        return [*hidden_at_once(session, run, chat=chat, now=scene.now), *boards]
    cards = [n for r in session.runs for n in hidden_at_once(session, r.key, chat=chat, now=scene.now)]
    return [*cards, planning_card(scene.group.id, chat=chat, now=scene.now, linked=False)]


async def _wipe_ambition(uow: UnitOfWork, scene: Scene, run: RunKey) -> None:
    """The versions that were made of the words go with them; the imported theme takes the place of the first."""
    for version in await uow.ambitions.versions(scene.group.id):
        if run == PREPARATION_RUN and version.source is AmbitionSource.PREPARATION:
            await uow.ambitions.add(first_version(scene.group, None, now=version.at))
        elif gives_ambition(scene.session, run) and from_this_session(scene.session, version):
            await uow.ambitions.drop(scene.group.id, version.version)


async def decide_report(
    house: House, origin: Origin, *, session: SessionId, run: RunKey, person: PersonId, wipe: bool
) -> str | None:
    """The moderator's word on what was reported: wiped from the store for good, or visible again.

    Returns the key of the sentence to say; None when there is nothing to decide for this sender.
    """
    now = house.now()
    async with house.writing() as uow:
        gathering = await uow.sessions.gathering(session, lock=True)
        sender = await uow.people.visitor(origin.sender_id, origin.sender_name)
        if gathering is None or sender.person is None or (run, person) not in gathering.incidents.get(session, ()):
            return None
        found, scene = gathering.session, await around(uow, gathering, now=now, parts=EVERYTHING)
        if not scene.moderates(sender.person):
            return None
        if wipe:
            await uow.sessions.wipe(found.id, run, person, now=now)
            await wipe_its_source(uow, found, run, person, now=now)
            await _wipe_ambition(uow, scene, run)
            if (
                is_outside(run) or run == HARVEST_PLACE
            ):  # nothing is left to hide, and what is written there next is new
                await uow.sessions.lift_incident(found.id, run, person)
        else:
            await uow.sessions.lift_incident(found.id, run, person)
        await uow.outbox.add(redrawn(scene, run))
        await uow.commit()
    return "reply.hidden.kept" if wipe else "reply.hidden.lifted"
