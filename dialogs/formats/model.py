"""What a format says: sessions, rounds, forms and fields, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Language(StrEnum):
    NL = "nl"
    EN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence in both languages."""

    nl: str
    en: str

    def in_(self, language: Language) -> str:
        return self.nl if language is Language.NL else self.en


class FormatKind(StrEnum):
    MASTERMIND = "mastermind"
    ACTION_LEARNING = "action-learning"


class RoundKind(StrEnum):
    SPOKEN = "spoken"
    SILENT = "silent"
    CHOOSE = "choose"
    SHOW = "show"

    @property
    def revealed(self) -> bool:
        """Whether its answers are shown together in one moment (else they are posted when it is done)."""
        return self in {RoundKind.SILENT, RoundKind.CHOOSE}


class Audience(StrEnum):
    ALL = "all"
    HOTSEAT = "hotseat"
    ALL_BUT_HOTSEAT = "all_but_hotseat"
    MODERATOR = "moderator"
    INBRENGER = "inbrenger"
    OMDENKER = "omdenker"
    CHOSEN = "chosen"
    ALL_BUT_CHOSEN = "all_but_chosen"


class Purpose(StrEnum):
    HOTSEAT = "hotseat"
    LOOK_BACK = "look_back"
    INSIGHTS = "insights"


class Priority(StrEnum):
    MUST = "must"
    MAY = "may"


class FieldType(StrEnum):
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    MEMBER = "member"
    PICK = "pick"  # from earlier contributions, `source` says which round
    VOTES = "votes"  # `maximum` dots over earlier contributions
    EXPERIMENT = "experiment"  # the short form: als, dan, wanneer, veiligheid
    REPORT = "report"


class Visibility(StrEnum):
    """Who sees a field (domain.md section 3); told before typing."""

    MODERATOR = "M"
    GROUP = "G"
    UNNAMED = "A"
    NOBODY = "N"


class Meaning(StrEnum):
    """What a field's value becomes beyond an answer."""

    AMBITION = "ambition"
    DILEMMA = "dilemma"
    EXPLANATION = "explanation"
    INFLUENCE = "influence"
    REQUEST_TO_GROUP = "request_to_group"
    SCORE = "score"  # how far with the ambition, 0-10
    CONSENT_PUBLIC = "consent_public"
    CONSENT_QUOTE = "consent_quote"
    ENERGY = "energy"
    INSIGHT = "insight"
    TIP = "tip"
    BOTTLENECK = "bottleneck"
    DIRECTION = "direction"
    WORKED = "worked"
    REQUEST = "request"  # to another party
    PARTY = "party"
    GOAL = "goal"
    KEEP_DOING = "keep_doing"  # what goes on after the last session: its summary says it
    INTERIM_DATE = "interim_date"  # one's own day to look back, between this session and the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    id: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The field is asked when an earlier choice of the same form is one of these."""

    field: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form.

    `minimum` and `maximum` count characters after trimming for texts, chosen items for
    choices, picks and votes, and are the value's bounds for scales and numbers.
    `source` names what a pick or vote offers: `1.6`, `1.3.dilemmas`, `experiments`, `harvest`, `tips`,
    `volunteers` (who said yes to the form `highlight`);
    for a choice `positions` (the programme's own list); for an experiment `experiments` (an open one may be
    picked instead of writing a new one).
    """

    id: str
    type: FieldType
    label: Text
    visibility: Visibility
    required: bool = False
    programme: bool = False  # `+p`: also to the programme, without name
    placeholder: Text | None = None
    hint: Text | None = None
    minimum: int | None = None
    maximum: int | None = None
    minimum_text: Text | None = None  # what the ends of a scale mean
    maximum_text: Text | None = None
    choices: tuple[Choice, ...] = ()
    source: str | None = None
    meaning: Meaning | None = None
    default: str | None = None  # the choice that is ticked before anyone chose
    prefill: str | None = None  # an earlier answer to start from: `look_back.bottleneck`, `harvest.insight`
    each: str | None = None  # asked once for each of one's own `experiments`
    shown_if: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """`required` is the **F** of the tables: everyone of the audience is asked to fill it in."""

    fields: tuple[Field, ...]
    required: bool = False
    title: Text | None = None
    intro: Text | None = None
    button: Text | None = None  # the round's own word on the card, such as "Experiment invullen"
    one_tap: bool = False  # the energy round: 1..5 straight on the shared card
    drafts: bool = False  # long forms have `Bewaren`
    answered_by: str | None = None  # a form between sessions whose answer counts here: `harvest` in 4.4

    @property
    def has_nobody_fields(self) -> bool:
        return any(f.visibility is Visibility.NOBODY for f in self.fields)

    @property
    def has_unnamed_fields(self) -> bool:
        return any(f.visibility in {Visibility.UNNAMED, Visibility.NOBODY} for f in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeratorLines:
    """What a moderator can say: how to open the round, and lines to rescue it."""

    open: Text
    rescue: tuple[Text, ...] = ()


class Shows(StrEnum):
    """What a round's card shows besides its own answers."""

    AGREEMENTS = "agreements"
    SPEAKING_ORDER = "speaking_order"
    PREPARATION = "preparation"
    ROUND = "round"  # the answers of `shows_from`
    AMBITION_VERSIONS = "ambition_versions"
    EXPERIMENTS = "experiments"
    REPORTS = "reports"  # the board gedaan / deels / niet
    HARVEST = "harvest"
    TIMELINE = "timeline"
    PAIRS = "pairs"
    GOALS = "goals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A named part of a spoken round: `2 tell, 3 ask, 5 advise, 2 react`."""

    title: Text
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    id: str  # "1.4", "A7"
    title: Text
    kind: RoundKind
    audience: Audience
    minutes: int
    priority: Priority
    prompt: Text
    lines: ModeratorLines
    purpose: Purpose | None = None
    form: Form | None = None
    shows: tuple[Shows, ...] = ()
    shows_from: str | None = None
    shown_line: Text | None = None  # said on the card that shows the answers
    steps: tuple[Step, ...] = ()
    told_by: Audience | None = None  # who has the word in a show or spoken round, whoever answers
    seconds_each: int | None = None
    prepared_by: tuple[str, ...] = ()  # forms between sessions that are filled in for this round


class NotInFormat(KeyError):
    """A preset, session or round was asked for that the format does not hold; the message names it."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would show it in quotes, as if it were the key


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    number: int
    title: Text
    minutes: int
    rounds: tuple[Round, ...]
    optional: bool = False  # a group may stop before it; only others like it come after

    def round(self, round_id: str) -> Round:
        """Raises `NotInFormat`."""
        for found in self.rounds:
            if found.id == round_id:
                return found
        raise NotInFormat(f"session {self.number} has no round {round_id!r}")

    def position(self, round_id: str) -> int:
        """Counted from one: the 4 of *ronde 4 van 9*. Raises `NotInFormat`."""
        return self.rounds.index(self.round(round_id)) + 1


class Via(StrEnum):
    """Where a reminder goes."""

    PERSONAL = "personal"  # the 1:1 chat, else a mail, else counted in the group's line
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRule:
    """One line of domain.md section 7.

    `priority` 1 is the first to be kept when a person would get too many; 0 is never dropped for another and counts as
    none. `tolerance`: later than that after its moment it is skipped.
    """

    id: str
    anchor: str  # "session" | "gap_middle" | "interim_date"
    offset: timedelta  # negative is before
    to: str  # "all" | "hotseat" | "moderator" | "group" | "open_experiment_without_report" | ...
    form: str | None = None
    sessions: tuple[int, ...] = ()  # empty: every one
    not_sessions: tuple[int, ...] = ()
    minimum_gap_days: int | None = None
    priority: int = 0
    exempt_from_quiet_hours: bool = False
    tolerance: timedelta = timedelta(days=1)
    via: Via = Via.PERSONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    id: str
    version: int
    kind: FormatKind
    title: Text
    presets: Mapping[str, tuple[SessionPlan, ...]]  # the first one is the default
    forms: Mapping[str, Form] = field(default_factory=dict)  # by name, such as attendance and harvest
    reminders: tuple[ReminderRule, ...] = ()

    @property
    def default_preset(self) -> str:
        return next(iter(self.presets))

    def plan(self, preset: str, number: int) -> SessionPlan:
        """Raises `NotInFormat`."""
        for found in self.presets.get(preset, ()):
            if found.number == number:
                return found
        raise NotInFormat(f"format {self.id!r} has no session {number} in preset {preset!r}")
