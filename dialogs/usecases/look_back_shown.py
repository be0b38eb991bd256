"""The look-back: to which session a report belongs, and what of it the group and its moderator read."""

from collections.abc import Collection, Iterator
from typing import Final

from dialogs.cards.blocks import Block, Nothing
from dialogs.cards.board import Board, BoardLine
from dialogs.cards.experiments_block import after_a_colon
from dialogs.cards.values import line_of, tell
from dialogs.experiments.model import Experiment
from dialogs.experiments.report import (
    ANOTHER_REASON,
    LEARNED,
    OBSERVED,
    REASON_OTHER,
    REASONS,
    REPORT_PLACE,
    Done,
    ExperimentReport,
    ReportStatus,
)
from dialogs.experiments.rules import OPEN
from dialogs.formats.between import BOARDS
from dialogs.formats.model import Form, Format, Round, SessionPlan, Visibility
from dialogs.groups import Group, SessionHead
from dialogs.ids import PersonId
from dialogs.policy.matrix import Reader, Sight, Stage, Thing, sight
from dialogs.policy.promises import report_promise
from dialogs.sessions.model import RunKey, SessionPhase
from dialogs.sessions.stages import stage_of
from dialogs.sessions.views import in_group
from dialogs.texts.catalogue import Texts
from dialogs.usecases.offering import HARVEST
from dialogs.usecases.own_experiment import born_in
from dialogs.usecases.scene import Hidden, Scene

LOOK_BACK: Final = "look_back"
"""The form between sessions that a report is an answer to."""


# --- where a report belongs


def look_back_form(format_: Format) -> Form | None:
    """None where people only look back aloud."""
    return format_.forms.get(LOOK_BACK)


def look_back_session(group: Group, *, after: int = 0) -> SessionHead | None:
    """On whose board a report will stand that is given now: of the open session, else of the first to come, else of the
    last that was held. `after` is the number of the session the experiment comes from: nobody looks back on what was
    only just thought of, and a first session has no board."""
    with_board = [s for s in group.sessions if has_board(group.plan(s.number))]
    begun = [s for s in with_board if s.phase in {SessionPhase.OPEN, SessionPhase.ENDED}]
    ahead = [s for s in with_board if s.number > after and s.phase in {SessionPhase.OPEN, SessionPhase.PLANNED}]
    running = [s for s in ahead if s.phase is SessionPhase.OPEN]
    return next(iter([*running, *ahead, *reversed(begun)]), None)


def has_board(plan: SessionPlan) -> bool:
    return any(shows_board(round_) for round_ in plan.rounds)


def shows_board(round_: Round) -> bool:
    return not BOARDS.isdisjoint(round_.shows)


def place_of(report: ExperimentReport) -> RunKey:
    return RunKey(REPORT_PLACE, report.number)


# --- who reads it


def visibility_of(report: ExperimentReport, experiment: Experiment) -> Visibility:
    """Of an experiment that is between the person and the moderator there is no report to the group either."""
    return report_promise(report, experiment).visibility


def sees_report(report: ExperimentReport, experiment: Experiment, reader: Reader, *, up: bool, reported: bool) -> bool:
    """Whether this reader may read it with its name."""
    promise, stage = report_promise(report, experiment), stage_of(report, up=up, reported=reported)
    seen = sight(Thing.REPORT, promise.visibility, programme=promise.programme, reader=reader, stage=stage)
    return seen is Sight.NAMED


def is_reported(incidents: Hidden, report: ExperimentReport) -> bool:
    return (place_of(report), report.person) in incidents


# --- the board


def board_of(scene: Scene, texts: Texts) -> Block:
    """Done, partly, not, and who tells it themselves: from the reports alone. Reads the parts REPORTS, EXPERIMENTS and
    INCIDENTS. Of a report the group may not read there is nothing here that tells it is there."""
    lines = list(board_lines(scene, texts))
    told = {report.person for report, _ in lines}
    tells = tuple(_tell_it_themselves(scene, told))
    if not lines and not tells:
        return Nothing()
    return Board(
        done=tuple(line for report, line in lines if report.done is Done.YES),
        partly=tuple(line for report, line in lines if report.done in {Done.PARTLY, Done.OTHER}),
        not_done=tuple(line for report, line in lines if report.done is Done.NO),
        tells=tells,
    )


def reports_here(scene: Scene) -> Iterator[tuple[ExperimentReport, Experiment]]:
    """Every report that stands in this session, in the order of the seats; who left comes last."""
    seats = [seat.person for seat in scene.session.seats if in_group(seat)]
    known = {one.id: one for one in scene.experiments}
    here = [r for r in scene.reports if r.session == scene.session.id and r.experiment in known]
    places = {person: place for place, person in enumerate(seats)}
    for report in sorted(here, key=lambda r: (places.get(r.person, len(seats)), r.person, r.number)):
        if report.person in places or scene.name(report.person):
            yield report, known[report.experiment]


def board_lines(scene: Scene, texts: Texts) -> Iterator[tuple[ExperimentReport, BoardLine]]:
    """What stands on this session's board, or will once it is up."""
    for report, experiment in reports_here(scene):
        name = scene.name(report.person)
        if visibility_of(report, experiment) is not Visibility.GROUP:
            continue
        stage = stage_of(report, up=True, reported=is_reported(scene.hidden, report))
        if stage in {Stage.WITHDRAWN, Stage.TAKEN_BACK}:
            yield report, BoardLine(name=name, mark=stage.value)
        elif sees_report(report, experiment, Reader.GROUP, up=True, reported=stage is Stage.REPORTED):
            yield (
                report,
                BoardLine(
                    name=name,
                    experiment=tried_in(scene, experiment, texts),
                    learned=gist(report, look_back_form(scene.group.format), texts),
                    supplements=report.supplements,
                ),
            )


def tried_in(scene: Scene, experiment: Experiment, texts: Texts) -> str:
    """What was tried, said after whose it is, unless it is itself kept from the group."""
    reported = scene.incidents.get(experiment.session, frozenset()) if experiment.session else frozenset()
    kept = experiment.untold or (born_in(experiment), experiment.person) in reported
    return "" if kept else beside_a_name(experiment, texts)


def beside_a_name(experiment: Experiment, texts: Texts) -> str:
    """As a board tells it, between whose it is and what was learned of it: a title alone reads as half a sentence
    there."""
    return after_a_colon(line_of(experiment), texts).removesuffix(".")


def gist(report: ExperimentReport, form: Form | None, texts: Texts) -> str:
    """What stands on the board of it: what was learned, else what was seen; of what was not done what came in
    between."""
    if report.done is Done.NO:
        return _reasons(report, form, texts)
    said = report.fields.get(LEARNED) or report.fields.get(OBSERVED)
    return said if isinstance(said, str) else ""


def _reasons(report: ExperimentReport, form: Form | None, texts: Texts) -> str:
    chosen, own = report.fields.get(REASONS), report.fields.get(REASON_OTHER)
    ids = chosen if isinstance(chosen, tuple) else ()
    named = tuple(one for one in ids if not (own and one == ANOTHER_REASON))
    asked = next((f for f in form.fields if f.id == REASONS), None) if form else None
    said = [tell(asked, named, texts, offers={})] if asked and named else []
    return "; ".join([*said, *([own] if isinstance(own, str) else [])])


def without_report(scene: Scene) -> Iterator[str]:
    """For the moderator: who has tried something and said nothing about it yet, to anybody; a harvest card tells it
    too."""
    said = {r.person for r, _ in reports_here(scene) if r.status is ReportStatus.SUBMITTED}
    said |= {card.person for card in scene.forms if card.form == HARVEST}
    return _with_something_to_tell(scene, said)


def _tell_it_themselves(scene: Scene, told: set[PersonId]) -> Iterator[str]:
    """Who has no line here: an open experiment of an earlier session, or a report nobody of the group may read."""
    return _with_something_to_tell(scene, told, also={report.person for report, _ in reports_here(scene)})


def _with_something_to_tell(scene: Scene, told: set[PersonId], *, also: Collection[PersonId] = ()) -> Iterator[str]:
    earlier = {s.id for s in scene.group.sessions if s.number < scene.session.number}
    tried = {e.person for e in scene.experiments if e.state in OPEN and (e.session is None or e.session in earlier)}
    for seat in scene.session.seats:
        there = in_group(seat) and not (seat.absent or seat.cannot_come)
        if there and seat.person in tried.union(also) - told:
            yield seat.name
