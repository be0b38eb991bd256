"""What `zoek` would show of a place, asked of the use case itself over a store that is nothing but values."""

from collections.abc import Collection, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from dialogs.experiments.model import Experiment
from dialogs.experiments.report import REPORT_PLACE, ExperimentReport
from dialogs.groups import FormAnswer, Group
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId
from dialogs.policy.matrix import Sight
from dialogs.ports import UnitOfWork
from dialogs.records import Findable, FindableKind
from dialogs.sessions.model import RunKey, Session
from dialogs.usecases.searching import Judge

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """All there is: one session of one group."""

    group: Group
    session: Session
    hidden: frozenset[tuple[RunKey, PersonId]] = frozenset()
    experiments: Mapping[ExperimentId, Experiment] = field(default_factory=dict)
    reports: Collection[ExperimentReport] = ()
    forms: Collection[FormAnswer] = ()

    @property
    def places(self) -> Iterable[Findable]:
        """Every place there could be an entry for, whether or not one was ever made."""
        for one in self.experiments.values():
            yield self._place(one.person, FindableKind.EXPERIMENT, experiment=one.id)
        for run, person in self.session.answers:
            yield self._place(person, FindableKind.INSIGHT, run=run)
        for report in self.reports:
            yield self._place(report.person, FindableKind.INSIGHT, run=RunKey(REPORT_PLACE, report.number))
        for card in self.forms:
            yield self._place(card.person, FindableKind.INSIGHT, run=RunKey(card.form, 1))

    def _place(
        self, person: PersonId, kind: FindableKind, *, run: RunKey | None = None, experiment: ExperimentId | None = None
    ) -> Findable:
        return Findable(
            programme=self.group.programme,
            group=self.group.id,
            person=person,
            kind=kind,
            text="",
            session=self.session.id if run else None,
            run=run,
            experiment=experiment,
        )

    async def session_of(self, session: SessionId) -> Session | None:
        return self.session if session == self.session.id else None

    async def form_answer(self, _session: SessionId, form: str, person: PersonId) -> FormAnswer | None:
        return next((one for one in self.forms if (one.form, one.person) == (form, person)), None)

    async def experiment(self, experiment: ExperimentId) -> Experiment | None:
        return self.experiments.get(experiment)

    async def report(self, _session: SessionId, person: PersonId, number: int) -> ExperimentReport | None:
        return next((one for one in self.reports if (one.person, one.number) == (person, number)), None)

    async def group_of(self, _group: GroupId) -> Group:
        return self.group

    async def incidents_of(self, _group: GroupId) -> Mapping[SessionId, frozenset[tuple[RunKey, PersonId]]]:
        return {self.session.id: self.hidden}


def found_by(values: Values, *, own: bool) -> Mapping[Sight, str]:
    """Everything that somebody of the own group, or of another one, may read by searching."""
    store = SimpleNamespace(
        sessions=SimpleNamespace(get=values.session_of, form_answer=values.form_answer),
        experiments=SimpleNamespace(get=values.experiment),
        reports=SimpleNamespace(get=values.report),
        groups=SimpleNamespace(get=values.group_of, incidents_of=values.incidents_of),
    )
    judge = Judge(uow=cast("UnitOfWork", store), own=frozenset({values.group.id} if own else ()))
    told: dict[Sight, list[str]] = {}
    for place in values.places:
        seen, text = at_once(judge.told(place))
        told.setdefault(seen, []).append(text)
    return {seen: " ".join(texts) for seen, texts in told.items()}


def at_once(waiting: Coroutine[Any, Any, _T]) -> _T:
    """What waits for nothing is there at once."""
    try:
        waiting.send(None)
    except StopIteration as done:
        return cast("_T", done.value)
    raise AssertionError("it waits for something")
