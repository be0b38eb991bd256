"""One frozen type per button: what it carries in the card's data, and how a press is read back without trusting it.

Card data holds a verb, ids and versions, never names or text. Inputs arrive in the same mapping,
their names start with `f-` (`dialogs.cards.parts`), so no input can overwrite an id.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType, UnionType
from typing import Any, ClassVar, Final, NewType, Union, get_args, get_origin, get_type_hints

from dialogs.experiments.model import ExperimentState
from dialogs.experiments.report import Done
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId
from dialogs.sessions.model import RunKey

LONGEST_ID: Final = 300
"""An id of the store and an address of the channel together; such addresses have a hundred characters and more."""
LARGEST_NUMBER: Final = 1_000_000
_DIALOG: Final = MappingProxyType({"type": "task/fetch"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button. `opens_dialog` is true where pressing it on a card asks for a dialog."""

    verb: ClassVar[str] = ""
    opens_dialog: ClassVar[bool] = False

    def pack(self) -> dict[str, Any]:
        data: dict[str, Any] = {"verb": self.verb}
        for item in fields(self):
            value = getattr(self, item.name)
            if value is not None:
                data[item.name] = value.value if isinstance(value, StrEnum) else value
        if self.opens_dialog:
            data["msteams"] = dict(_DIALOG)
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRun(Action):
    """A button about one run of one round."""

    session: SessionId
    round: str
    run: int

    @property
    def key(self) -> RunKey:
        return RunKey(self.round, self.run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Action):
    """A moderator's press; `step` is the session's step number the dialog was drawn at."""

    session: SessionId
    step: int


# --- a group comes to life


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOpen(Action):
    """`Koppelen`: with a group when it was named already (then the dialog confirms)."""

    verb: ClassVar[str] = "link.open"
    opens_dialog: ClassVar[bool] = True
    group: GroupId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChoose(Action):
    """Inputs `group` and, when asked, `code`."""

    verb: ClassVar[str] = "link.choose"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkConfirm(Action):
    """Link although this chat or this group is linked already. Input `code`, when asked."""

    verb: ClassVar[str] = "link.confirm"
    group: GroupId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatOpen(Action):
    """`Plek kiezen`."""

    verb: ClassVar[str] = "seat.open"
    opens_dialog: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatChoose(Action):
    """Input `choice`: the person id of the seat."""

    verb: ClassVar[str] = "seat.choose"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatConfirm(Action):
    """The moderator says whether someone is who they chose to be; `claim` is the store's id of the request."""

    verb: ClassVar[str] = "seat.confirm"
    claim: str
    agree: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyOpen(Action):
    """`Wat bewaart de bot?`"""

    verb: ClassVar[str] = "privacy.open"
    opens_dialog: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpShow(Action):
    verb: ClassVar[str] = "help.show"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusShow(Action):
    verb: ClassVar[str] = "status.show"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningShow(Action):
    verb: ClassVar[str] = "planning.show"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChoose(Action):
    """Which group was meant with a word typed in a 1:1 chat; without `group` it is the input `choice`.

    `word` and `number` are what was typed. `asked` is the moment of the question, which is answered once.
    """

    verb: ClassVar[str] = "group.choose"
    word: str
    asked: str
    number: int | None = None
    group: GroupId | None = None


# --- preparation by the hotseat


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationOpen(Action):
    """`Mijn ambitie delen`."""

    verb: ClassVar[str] = "preparation.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationSave(Action):
    """`Bewaren`: a draft."""

    verb: ClassVar[str] = "preparation.save"
    session: SessionId
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationSubmit(Action):
    verb: ClassVar[str] = "preparation.submit"
    session: SessionId
    version: int


# --- answers


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOpen(OfRun):
    """`Antwoord geven`, `Antwoord wijzigen` or the round's own word."""

    verb: ClassVar[str] = "answer.open"
    opens_dialog: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSubmit(OfRun):
    """`version` is of the own answer the form was opened with; `behalf` is whose answer it is, if not one's own."""

    verb: ClassVar[str] = "answer.submit"
    version: int
    behalf: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSave(OfRun):
    verb: ClassVar[str] = "answer.save"
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWithdraw(OfRun):
    verb: ClassVar[str] = "answer.withdraw"
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementOpen(OfRun):
    """`Aanvulling geven`."""

    verb: ClassVar[str] = "supplement.open"
    opens_dialog: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementSubmit(OfRun):
    """Input `text`."""

    verb: ClassVar[str] = "supplement.submit"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyTap(OfRun):
    """One tap on the shared card, 1 to 5."""

    verb: ClassVar[str] = "energy.tap"
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePartAloud(Action):
    """`Ik doe mondeling mee`, and back again."""

    verb: ClassVar[str] = "aloud.set"
    session: SessionId
    aloud: bool


# --- experiments, at any time


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentOpen(Action):
    """`Experiment invullen`: the one that is named, else the list of one's own, else the short form."""

    verb: ClassVar[str] = "experiment.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId
    experiment: ExperimentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentList(Action):
    """Back to one's own experiments, from a page about one of them."""

    verb: ClassVar[str] = "experiment.list"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentChoose(Action):
    """On the list: the one in input `choice`, or a new one."""

    verb: ClassVar[str] = "experiment.choose"
    session: SessionId
    new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentEdit(Action):
    """From the page about one of them to its long form."""

    verb: ClassVar[str] = "experiment.edit"
    session: SessionId
    experiment: ExperimentId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentSave(Action):
    """`Bewaren`: a draft of an experiment that is there already, else of the new one with this number."""

    verb: ClassVar[str] = "experiment.save"
    session: SessionId
    experiment: ExperimentId | None = None
    number: int | None = None
    follows: ExperimentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentSubmit(Action):
    """The short form of a new one.

    `number` is the place it gets outside the rounds: chosen when the form was opened, so that sending it in twice
    makes one experiment. `follows` is the one it was adapted from.
    """

    verb: ClassVar[str] = "experiment.submit"
    session: SessionId
    number: int
    follows: ExperimentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentDetails(Action):
    """The long form: everything about an experiment that is there already. `seal` is that of the experiment as the
    form showed it (`experiments.rules.seal`)."""

    verb: ClassVar[str] = "experiment.details"
    session: SessionId
    experiment: ExperimentId
    seal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentCorrect(Action):
    """The author says how it stands. `seal` as above."""

    verb: ClassVar[str] = "experiment.state"
    session: SessionId
    experiment: ExperimentId
    seal: int
    state: ExperimentState


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentWithdraw(Action):
    """`Intrekken` of one that was thought of outside the rounds. `seal` as above."""

    verb: ClassVar[str] = "experiment.withdraw"
    session: SessionId
    experiment: ExperimentId
    seal: int


# --- the report of an experiment (*terugblik*); `Report*` below is about something recognisable


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReportOpen(Action):
    """`Terugblik invullen`. `session` is any of the group's; the look-back session follows from the moment."""

    verb: ClassVar[str] = "try_report.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId
    experiment: ExperimentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReportPage(Action):
    """From page 1 to page 2. Inputs `done` and, with several to report on, `choice`: an experiment id."""

    verb: ClassVar[str] = "try_report.page"
    session: SessionId
    version: int
    experiment: ExperimentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReportSave(Action):
    verb: ClassVar[str] = "try_report.save"
    session: SessionId
    version: int
    experiment: ExperimentId
    done: Done


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReportSubmit(Action):
    """`version` is of the own report the page was opened with, 0 for a first one."""

    verb: ClassVar[str] = "try_report.submit"
    session: SessionId
    version: int
    experiment: ExperimentId
    done: Done


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReportSupplement(Action):
    """Input `text`, added to what the group has read. `number` is the report's place in its session."""

    verb: ClassVar[str] = "try_report.supplement"
    session: SessionId
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReportWithdraw(Action):
    verb: ClassVar[str] = "try_report.withdraw"
    session: SessionId
    number: int
    version: int


# --- forms between sessions, and what was missed


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweenOpen(Action):
    """A form between sessions: attendance, preparation, consent, facts, highlight, highlight_vote, harvest.

    `session` is the one it is asked for; `choice` is what the button said already (*Ik kan niet*).
    """

    verb: ClassVar[str] = "between.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId
    form: str
    choice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweenSave(Action):
    verb: ClassVar[str] = "between.save"
    session: SessionId
    form: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweenSubmit(Action):
    """`about`: which of one's experiments the numbered questions ask after, where there are such questions."""

    verb: ClassVar[str] = "between.submit"
    session: SessionId
    form: str
    version: int
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUpOpen(Action):
    """`Inhalen`: the rounds somebody missed, or with a round the form of that one."""

    verb: ClassVar[str] = "catch_up.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId
    round: str | None = None
    run: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUpAnswer(OfRun):
    verb: ClassVar[str] = "catch_up.answer"
    version: int


# --- reminders


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterOpen(Action):
    """`Later herinneren`, on the card of one day (ISO): of whoever presses it, never of whom the card was for."""

    verb: ClassVar[str] = "later.open"
    opens_dialog: ClassVar[bool] = True
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterChoose(Action):
    """Input `choice`: the moment, ISO 8601 with offset."""

    verb: ClassVar[str] = "later.choose"
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseOpen(Action):
    """`Meldingen pauzeren tot`: one's own, in every group at once."""

    verb: ClassVar[str] = "pause.open"
    opens_dialog: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseSubmit(Action):
    """Input `day`, the last one of the pause."""

    verb: ClassVar[str] = "pause.submit"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEnd(Action):
    """`Weer aan`."""

    verb: ClassVar[str] = "pause.end"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindersOpen(Action):
    """The plan of the group's reminders, for its moderator. `session` is any of the group's."""

    verb: ClassVar[str] = "regie.reminders"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


# --- the observer, and what somebody agrees to


@dataclass(frozen=True, slots=True, kw_only=True)
class ObserveOpen(Action):
    """The coded view of a session, with one's own notes."""

    verb: ClassVar[str] = "observe.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId
    round: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObserveNote(Action):
    """Inputs `text`, `effect` and `level`."""

    verb: ClassVar[str] = "observe.note"
    session: SessionId
    round: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentOpen(Action):
    verb: ClassVar[str] = "consent.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSubmit(Action):
    """`version` is of the words that were agreed to. Inputs are the ticks, by kind."""

    verb: ClassVar[str] = "consent.submit"
    session: SessionId
    version: str


# --- something recognisable


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOpen(Action):
    """`Iets herkenbaars melden`."""

    verb: ClassVar[str] = "report.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubmit(Action):
    """Input `choice`: a contribution's key (`contribution_key`)."""

    verb: ClassVar[str] = "report.submit"
    session: SessionId


# --- the moderator


class RegieDo(StrEnum):
    """What the list *Meer* and the two phase buttons can do."""

    REVEAL = "reveal"
    CLOSE = "close"
    REOPEN = "reopen"
    SKIP = "skip"
    SKIP_LATER = "skip_later"
    REPEAT = "repeat"
    EXTEND = "extend"
    REVEAL_EARLIER = "reveal_earlier"
    REOPEN_EARLIER = "reopen_earlier"
    MOVE_CARD = "move_card"
    SPEAKING_ORDER = "speaking_order"
    WHO_IS_HERE = "who_is_here"
    ON_BEHALF = "on_behalf"
    NOTE_TAKER = "note_taker"
    REPORT = "report"
    STATUS = "status"
    PLANNING = "planning"
    START = "start"
    RESUME = "resume"
    END = "end"
    CHOOSE_PERSON = "choose_person"
    PAIRS = "pairs"
    HAND_OVER = "hand_over"
    LABEL = "label"
    NOTES = "notes"
    FACTS = "facts"
    RUN_SHEET = "run_sheet"
    CLOSING_TEXT = "closing_text"
    MOVE_SESSION = "move_session"
    CANCEL_SESSION = "cancel_session"
    REMINDERS = "reminders"


class Extending(StrEnum):
    """Where two more minutes come from."""

    PROPOSAL = "proposal"  # Doen: skip the proposed round
    CHOOSE = "choose"  # Zelf kiezen: ask which round
    CHOSEN = "chosen"  # that round, in input `choice`
    RUN_OVER = "run_over"  # Uitlopen


class Moving(StrEnum):
    """What can be done with a contribution."""

    HOLD = "hold"
    RELEASE = "release"
    TAKE_BACK = "take_back"
    WIPE = "wipe"  # for good, after a report of something recognisable
    LIFT = "lift"  # the report was no reason to hide it


@dataclass(frozen=True, slots=True, kw_only=True)
class RegieOpen(Action):
    verb: ClassVar[str] = "regie.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RegieBack(Action):
    """From any page of `Regie` to the first one."""

    verb: ClassVar[str] = "regie.back"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RegiePrivate(Action):
    """`Alleen voor mij`: the second page."""

    verb: ClassVar[str] = "regie.private"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Continue(Step):
    """`Verder`, in `Regie` and on the moderator's 1:1 card."""

    verb: ClassVar[str] = "regie.continue"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegieStep(Step):
    """One of the phase buttons."""

    verb: ClassVar[str] = "regie.step"
    do: RegieDo


@dataclass(frozen=True, slots=True, kw_only=True)
class RegieMore(Step):
    """`Doen` beside the list; input `more` is a `RegieDo`."""

    verb: ClassVar[str] = "regie.more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Step):
    """`Doen`, `Zelf kiezen` or `Uitlopen`; `skip` is the proposed round."""

    verb: ClassVar[str] = "regie.extend"
    minutes: int
    how: Extending
    skip: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipLater(Step):
    """Input `choice`: a round id."""

    verb: ClassVar[str] = "regie.skip_later"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealEarlier(Step):
    """Input `choice`: a run (`run_key`)."""

    verb: ClassVar[str] = "regie.reveal_earlier"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenEarlier(Step):
    """Input `choice`: a run (`run_key`) that was skipped or closed before."""

    verb: ClassVar[str] = "regie.reopen_earlier"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveContribution(Action):
    """`Achterhouden`, `Vrijgeven`, `Terugnemen`; input `choice` is a contribution's key."""

    verb: ClassVar[str] = "regie.contribution"
    session: SessionId
    do: Moving


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSpeaker(Action):
    """The order follows from the seed, so nothing about it is stored."""

    verb: ClassVar[str] = "regie.speaker"
    session: SessionId
    seed: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoIsHereSubmit(Action):
    """Inputs `seat-<person id>`: a `SeatState` each."""

    verb: ClassVar[str] = "regie.who_is_here"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBehalfChoose(OfRun):
    """`Namens iemand`; input `choice` is a person id."""

    verb: ClassVar[str] = "regie.on_behalf"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTakerChoose(Action):
    """Input `choice`: a person id, or `NOBODY`."""

    verb: ClassVar[str] = "regie.note_taker"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStart(Action):
    """`Sessie N starten`, where the bot asked which; also on a card in the chat."""

    verb: ClassVar[str] = "session.start"
    opens_dialog: ClassVar[bool] = True  # it starts, and `Regie` opens with what there is to do next
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResume(Action):
    """`Sessie N hervatten`."""

    verb: ClassVar[str] = "session.resume"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePerson(Step):
    """Whose experiment is in the light in this run; input `choice` is a person id, or `NOBODY`."""

    verb: ClassVar[str] = "regie.choose_person"
    round: str
    run: int

    @property
    def key(self) -> RunKey:
        return RunKey(self.round, self.run)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegiePairs(Action):
    """`Akkoord`, or else `Andere paren`; `seen` stands for the pairs that were on the page."""

    verb: ClassVar[str] = "regie.pairs"
    session: SessionId
    agree: bool
    seen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Action):
    """`Hotseat overdragen`. Inputs `choice`, a person id, and `reason`. `holder` had the hotseat when it was asked."""

    verb: ClassVar[str] = "regie.hand_over"
    session: SessionId
    holder: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelBottleneck(Action):
    """Inputs `category` and `level`. `of` is the bottleneck's `contribution_key`; without it input `choice` is."""

    verb: ClassVar[str] = "regie.label"
    session: SessionId
    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSheetOpen(Action):
    """`Draaiboek`, on the card that announces it."""

    verb: ClassVar[str] = "regie.run_sheet"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateNotes(Action):
    """Input `text`: the moderator's own, read by nobody else."""

    verb: ClassVar[str] = "regie.notes"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleOpen(Action):
    """On the card that answers `verplaats` and `annuleer`."""

    verb: ClassVar[str] = "session.reschedule"
    opens_dialog: ClassVar[bool] = True
    session: SessionId
    cancel: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMove(Action):
    """Inputs `day` and `time`."""

    verb: ClassVar[str] = "session.move"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancel(Action):
    verb: ClassVar[str] = "session.cancel"
    session: SessionId


ACTIONS: Final[tuple[type[Action], ...]] = (
    LinkOpen, LinkChoose, LinkConfirm, SeatOpen, SeatChoose, SeatConfirm,
    PrivacyOpen, HelpShow, StatusShow, PlanningShow, GroupChoose,
    PreparationOpen, PreparationSave, PreparationSubmit,
    AnswerOpen, AnswerSubmit, AnswerSave, AnswerWithdraw, SupplementOpen, SupplementSubmit, EnergyTap, TakePartAloud,
    ExperimentOpen, ExperimentList, ExperimentChoose, ExperimentEdit, ExperimentSave, ExperimentSubmit,
    ExperimentDetails, ExperimentCorrect, ExperimentWithdraw,
    ExperimentReportOpen, ExperimentReportPage, ExperimentReportSave, ExperimentReportSubmit,
    ExperimentReportSupplement, ExperimentReportWithdraw,
    BetweenOpen, BetweenSave, BetweenSubmit, CatchUpOpen, CatchUpAnswer,
    LaterOpen, LaterChoose, PauseOpen, PauseSubmit, PauseEnd, RemindersOpen,
    ObserveOpen, ObserveNote, ConsentOpen, ConsentSubmit, ReportOpen, ReportSubmit,
    RegieOpen, RegieBack, RegiePrivate, Continue, RegieStep, RegieMore, Extend, SkipLater, RevealEarlier, ReopenEarlier,
    MoveContribution, NextSpeaker, WhoIsHereSubmit, OnBehalfChoose, NoteTakerChoose, SessionStart, SessionResume,
    ChoosePerson, RegiePairs, HandOver, LabelBottleneck, RunSheetOpen, PrivateNotes,
    RescheduleOpen, SessionMove, SessionCancel,
)  # fmt: skip


def _plain(hint: Any) -> tuple[type, bool]:
    if get_origin(hint) in {Union, UnionType}:
        inner = next(arg for arg in get_args(hint) if arg is not type(None))
        return _plain(inner)[0], True
    if isinstance(hint, NewType):
        return _plain(hint.__supertype__)
    return hint, False


def _shape(kind: type[Action]) -> Mapping[str, tuple[type, bool]]:
    """For each field its plain type and whether it may be absent."""
    hints = get_type_hints(kind)
    return {item.name: _plain(hints[item.name]) for item in fields(kind)}


_BY_VERB: Final[Mapping[str, type[Action]]] = MappingProxyType({action.verb: action for action in ACTIONS})
_SHAPES: Final = MappingProxyType({action: _shape(action) for action in ACTIONS})


def unpack(data: Mapping[str, Any]) -> Action | None:
    """The button that was pressed, or None when the data is not what a button of this bot carries."""
    verb = data.get("verb")
    kind = _BY_VERB.get(verb) if isinstance(verb, str) else None
    if kind is None:
        return None
    values: dict[str, object] = {}
    for name, (plain, optional) in _SHAPES[kind].items():
        raw = data.get(name)
        if raw is None:
            if not optional:
                return None
            continue
        value = _checked(raw, plain)
        if value is None:
            return None
        values[name] = value
    if kind is EnergyTap and values["value"] not in range(1, 6):
        return None
    return kind(**values)


def _checked(raw: object, plain: type) -> object | None:
    if plain is bool:
        return raw if isinstance(raw, bool) else None
    if plain is int:
        return raw if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= LARGEST_NUMBER else None
    if not isinstance(raw, str) or not raw.isprintable() or not 0 < len(raw) <= LONGEST_ID:
        return None
    if issubclass(plain, StrEnum):
        return plain(raw) if raw in plain.__members__.values() else None
    return raw


def run_key(run: RunKey) -> str:
    """A run as the value of a choice."""
    return f"{run.round_id}/{run.run}"


def read_run_key(value: str) -> RunKey | None:
    round_id, _, run = value.partition("/")
    return RunKey(round_id, int(run)) if round_id and run.isascii() and run.isdecimal() and len(run) < 5 else None  # noqa: PLR2004


def contribution_key(run: RunKey, person: PersonId) -> str:
    """One person's contribution as the value of a choice."""
    return f"{run_key(run)}/{person}"


def read_contribution_key(value: str) -> tuple[RunKey, PersonId] | None:
    round_id, _, rest = value.partition("/")
    run, _, person = rest.partition("/")
    key = read_run_key(f"{round_id}/{run}")
    return (key, PersonId(person)) if key and person else None
