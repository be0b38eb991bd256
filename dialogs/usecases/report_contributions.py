"""Reports of experiments as the moderator has them in `Regie`: read before the board is up, held back, taken back."""

from collections.abc import Iterator
from typing import Final

from dialogs.cards.actions.keys import contribution_key
from dialogs.cards.actions.regie_texts import Moving
from dialogs.cards.contributions_block import Part as Words
from dialogs.cards.experiments_block import in_full
from dialogs.cards.regie_private import PrivateContribution, PrivateLine, Standing
from dialogs.cards.values import in_a_line, line_of, parts
from dialogs.experiments.model import Experiment
from dialogs.experiments.report import DONE, REPORT_PLACE, ExperimentReport
from dialogs.formats.model import Visibility
from dialogs.ids import PersonId
from dialogs.policy.matrix import Reader, Stage
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import RoundRun, RunKey
from dialogs.sessions.stages import board_is_up, stage_of
from dialogs.texts.catalogue import Texts
from dialogs.usecases.findables import keep_report
from dialogs.usecases.look_back_shown import (
    is_reported,
    look_back_form,
    place_of,
    reports_here,
    sees_report,
    shows_board,
    visibility_of,
)
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.scene import Part, Scene, read_scene
from dialogs.usecases.series_consequences import after_a_report
from dialogs.usecases.standings import MOVES, UNDECIDED

_PARTS: Final = frozenset({Part.EXPERIMENTS, Part.REPORTS, Part.INCIDENTS})
_STANDINGS: Final = {
    Stage.CLOSED: Standing.IN,
    Stage.SHOWN: Standing.SHOWN,
    Stage.HELD: Standing.HELD,
    Stage.TAKEN_BACK: Standing.TAKEN_BACK,
    Stage.WITHDRAWN: Standing.WITHDRAWN,
    Stage.REPORTED: Standing.HIDDEN,
}
_REFUSED: Final = {
    Moving.HOLD: "session.refused.hold_shown",
    Moving.RELEASE: "session.refused.nothing_held",
    Moving.TAKE_BACK: "session.refused.take_back_unshown",
}


def report_keys(scene: Scene) -> Iterator[tuple[RunKey, PersonId]]:
    """The places of this session's reports that are meant for the group."""
    for report, experiment in reports_here(scene):
        if visibility_of(report, experiment) is Visibility.GROUP:
            yield place_of(report), report.person


def reports_for_moderator(
    scene: Scene, current: RoundRun | None, before: RoundRun | None, texts: Texts
) -> Iterator[PrivateContribution]:
    """Around the board all of them, so that something can be held back before the group reads it; at any other time
    what waits for the moderator's word."""
    near = _near_the_board(scene, current, before)
    for report, experiment in reports_here(scene):
        if visibility_of(report, experiment) is not Visibility.GROUP:
            continue
        standing = _standing(scene, report)
        if near or standing in UNDECIDED:
            yield PrivateContribution(
                key=contribution_key(place_of(report), report.person),
                name=scene.name(report.person),
                parts=_told(scene, report, experiment, texts),
                standing=standing,
                can=MOVES.get(standing, ()),
                by=scene.name(report.by) if report.by != report.person else None,
            )


def reports_to_moderator_only(
    scene: Scene, current: RoundRun | None, before: RoundRun | None, texts: Texts
) -> Iterator[PrivateLine]:
    """What was shared with nobody else."""
    for report, experiment in reports_here(scene) if _near_the_board(scene, current, before) else ():
        told = _told(scene, report, experiment, texts)
        if visibility_of(report, experiment) is Visibility.MODERATOR and told:
            yield PrivateLine(name=scene.name(report.person), text=in_a_line(told))


def _near_the_board(scene: Scene, current: RoundRun | None, before: RoundRun | None) -> bool:
    """Until the group has the board there is time to read and hold back; then around the round itself."""
    beside = any(run is not None and shows_board(scene.round(run.key)) for run in (current, before))
    return beside or not board_is_up(scene.session)


def _standing(scene: Scene, report: ExperimentReport) -> Standing:
    up, reported = board_is_up(scene.session), is_reported(scene.hidden, report)
    return _STANDINGS[stage_of(report, up=up, reported=reported)]


def _told(scene: Scene, report: ExperimentReport, experiment: Experiment, texts: Texts) -> tuple[Words, ...]:
    up, reported = board_is_up(scene.session), is_reported(scene.hidden, report)
    form = look_back_form(scene.group.format)
    if form is None or not sees_report(report, experiment, Reader.MODERATOR, up=up, reported=reported):
        return ()
    said = parts(form, {DONE: report.done.value, **report.fields}, texts, offers={})
    added = (Words(text=texts.say("card.contribution.supplement", text=one)) for one in report.supplements)
    return (Words(text=in_full(line_of(experiment), texts)), *said, *added)


async def move_report(by: Moderator, run: RunKey, person: PersonId, do: Moving) -> str | None:
    """`Achterhouden`, `Vrijgeven`, `Terugnemen`. Returns the key of why not."""
    session, house = by.scene.session.id, by.house
    async with house.writing() as uow:
        scene = await read_scene(uow, session, now=house.now(), parts=_PARTS)
        if scene is None or not scene.moderates(by.person):
            return "error.moderator_only"
        report = next((r for r, _ in reports_here(scene) if (place_of(r), r.person) == (run, person)), None)
        if report is None or do not in MOVES.get(_standing(scene, report), ()):
            return _REFUSED[do]
        await _move(uow, report, do)
        moved = await uow.reports.get(report.session, report.person, report.number)
        await keep_report(uow, scene.group, moved or report)
        if scene.group.conversation is not None:
            chat = scene.group.conversation
            await uow.outbox.add(after_a_report(scene.session, chat=chat, now=scene.now, at_once=True))
        await uow.commit()
    return None


async def _move(uow: UnitOfWork, report: ExperimentReport, do: Moving) -> None:
    place = (report.session, report.person, report.number)
    if do is Moving.HOLD or report.held:
        await uow.reports.set_held(*place, held=do is Moving.HOLD)
    else:
        await uow.reports.set_taken_back(*place, taken_back=do is Moving.TAKE_BACK)


def is_report(run: RunKey) -> bool:
    return run.round_id == REPORT_PLACE
