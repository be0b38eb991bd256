"""`zoek`: experiments and insights of the programme, found by words and judged anew before they are shown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dialogs.cards.lookup import line_card
from dialogs.cards.search import HitLine, SearchView, search_card
from dialogs.experiments.report import REPORT_PLACE
from dialogs.exports.coding import without_names
from dialogs.formats.model import Field, Form, Meaning
from dialogs.groups import Group
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.notices import Notice
from dialogs.policy.matrix import Reader, Sight, Stage, Thing, sight
from dialogs.policy.promises import Promise, experiment_promise, report_promise
from dialogs.ports import UnitOfWork
from dialogs.programmes.model import Role
from dialogs.records import Findable, FindableKind, Found
from dialogs.sessions.model import Session
from dialogs.sessions.seats import form_of, has_answered, makes_up_the_group
from dialogs.sessions.stages import HARVEST, Hidden, experiment_stage, form_stage, report_stage
from dialogs.sessions.visibility import stage_of_answer
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.findables import OF_A_REPORT
from dialogs.usecases.heard import Heard, line_to, not_clear, reply_to
from dialogs.usecases.house import House
from dialogs.usecases.replies import ReplyKind
from dialogs.usecases.typed import TypedCommand

MOST: Final = 10
"""Hits on a card."""
_LOOKED_AT: Final = 30
"""Places that are read anew: some of them may not be shown."""

_READ: Final = frozenset({Sight.NAMED, Sight.UNNAMED})


async def typed_search(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    """The words are searched in the turn itself; only ids of hits wait in the outbox. In a group chat everybody of the
    group reads what was found, so nothing depends on who asked."""
    in_group = heard.origin.kind is ChatKind.GROUP
    groups = ([heard.group] if heard.group else []) if in_group else heard.groups
    person = heard.sender.person
    if person is None or not any(group.member(person) for group in groups):
        return (not_clear(heard, house, command),)
    if not any(sign.isalnum() for sign in command.rest):
        return (line_to(house, heard, "reply.search.words"),)
    judge = Judge(uow=uow, own=_own(groups, None if in_group else person))
    hits: list[str] = []
    for programme in dict.fromkeys(group.programme for group in groups):
        found = await uow.finder.search(programme, command.rest, _LOOKED_AT)
        for one in found:
            if len(hits) < MOST and (await judge.told(one.findable))[0] in _READ:
                hits.append(one.findable.id)
    if not hits:
        return (line_to(house, heard, "reply.search.nothing"),)
    asker: dict[str, str] = {"group": groups[0].id} if in_group else {"person": person}
    return (reply_to(house, heard, ReplyKind.SEARCH, hits=",".join(hits), **asker),)


async def draw_search(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `hits`, ids joined by commas; `group` or, in a chat of one's own, `person` who asked."""
    group, person = await canvas.group(), canvas.payload.get("person")
    asker = PersonId(str(person)) if person else None
    groups = [group] if group else await canvas.uow.groups.of_person(asker) if asker else []
    programmes = {one.programme for one in groups}
    judge = Judge(uow=canvas.uow, own=_own(groups, asker))
    names = {member.person: member.name for one in groups for member in one.members}
    found = await canvas.uow.finder.get(str(canvas.payload.get("hits")).split(","))
    lines = [await judge.line(one, names=names) for one in found if one.findable.programme in programmes]
    shown = tuple(line for line in lines if line is not None)
    return search_card(SearchView(hits=shown), texts) if shown else line_card(texts.say("reply.search.nothing"))


def _own(groups: Iterable[Group], person: PersonId | None) -> frozenset[GroupId]:
    """Where somebody reads along by name: who only observes or coordinates does not."""
    return frozenset(group.id for group in groups if person is None or _reads_along(group, person))


def _reads_along(group: Group, person: PersonId) -> bool:
    member = group.member(person)
    return member is not None and (makes_up_the_group(member.roles) or Role.MODERATOR in member.roles)


def _asked(form: Form) -> Field | None:
    return next((f for f in form.fields if f.meaning is Meaning.INSIGHT), None)


@dataclass(slots=True, kw_only=True)
class Judge:
    """Reads what a hit is about where it stands, and asks the policy. Each session and group is read once."""

    uow: UnitOfWork
    own: Collection[GroupId]
    _sessions: dict[SessionId, Session | None] = field(default_factory=dict)
    _hidden: dict[GroupId, Mapping[SessionId, Hidden]] = field(default_factory=dict)
    _groups: dict[GroupId, Group] = field(default_factory=dict)

    async def line(self, found: Found, *, names: Mapping[PersonId, str]) -> HitLine | None:
        """What may be shown of it now; None for nothing."""
        hit = found.findable
        seen, text = await self.told(hit)
        if seen is Sight.NAMED:
            name = names.get(hit.person) or self._left(hit.group).get(hit.person, "")
            return HitLine(kind=hit.kind.value, text=text, name=name)
        if seen is Sight.UNNAMED:
            group = await self._group(hit.group)
            called = [*(member.name for member in group.members), *self._left(hit.group).values()]
            return HitLine(kind=hit.kind.value, text=without_names(called, group.language)(text))
        return None

    async def told(self, hit: Findable) -> tuple[Sight, str]:
        """How much of it may be shown now, and what it says."""
        if hit.kind is FindableKind.EXPERIMENT:
            told = await self._experiment(hit)
        elif hit.run is not None and hit.run.round_id == REPORT_PLACE:
            told = await self._report(hit)
        elif hit.run is not None and hit.run.round_id == HARVEST:
            told = await self._harvest(hit)
        else:
            told = await self._answer(hit)
        return told if told is not None and told[1] else (Sight.NONE, "")

    def _left(self, group: GroupId) -> Mapping[PersonId, str]:
        """Who is no longer in the group, as far as what was read tells."""
        sessions = [one for one in self._sessions.values() if one is not None and one.group == group]
        return {person: name for one in sessions for person, name in one.former.items()}

    async def _experiment(self, hit: Findable) -> tuple[Sight, str] | None:
        one = await self.uow.experiments.get(hit.experiment) if hit.experiment else None
        if one is None:
            return None
        session = await self._session(one.session) if one.session else None
        hidden = await self._reported(hit.group, one.session) if one.session else ()
        stage = experiment_stage(one, session, hidden)
        return self._sight(Thing.EXPERIMENT, experiment_promise(one), stage, hit.group), f"{one.when} · {one.then}"

    async def _report(self, hit: Findable) -> tuple[Sight, str] | None:
        session = await self._session(hit.session)
        if session is None or hit.run is None:
            return None
        report = await self.uow.reports.get(session.id, hit.person, hit.run.run)
        if report is None:
            return None
        tried = await self.uow.experiments.get(report.experiment)
        stage = report_stage(report, session, await self._reported(hit.group, session.id))
        said = [text for name in OF_A_REPORT if isinstance(text := report.fields.get(name), str) and text]
        return self._sight(Thing.REPORT, report_promise(report, tried), stage, hit.group), " · ".join(said)

    async def _answer(self, hit: Findable) -> tuple[Sight, str] | None:
        session = await self._session(hit.session)
        run = session.run(hit.run) if session and hit.run else None
        if session is None or run is None:
            return None
        form, answer = form_of(session, run.key), session.answers.get((run.key, hit.person))
        if form is None or answer is None or not has_answered(answer):
            return None
        reported = (run.key, hit.person) in await self._reported(hit.group, session.id)
        stage = stage_of_answer(session, run, answer, reported=reported)
        asked = _asked(form)
        return self._insight(Thing.ANSWER, asked, answer.fields, stage, hit.group) if asked else None

    async def _harvest(self, hit: Findable) -> tuple[Sight, str] | None:
        session = await self._session(hit.session)
        if session is None:
            return None
        form = (await self._group(hit.group)).format.forms.get(HARVEST)
        answer = await self.uow.sessions.form_answer(session.id, HARVEST, hit.person)
        asked = _asked(form) if form else None
        if asked is None or answer is None:
            return None
        stage = form_stage(HARVEST, asked, hit.person, session, await self._reported(hit.group, session.id))
        return self._insight(Thing.HARVEST, asked, answer.fields, stage, hit.group)

    def _insight(
        self, thing: Thing, asked: Field, fields: Mapping[str, object], stage: Stage, group: GroupId
    ) -> tuple[Sight, str] | None:
        said = fields.get(asked.id)
        if not isinstance(said, str):
            return None
        return self._sight(thing, Promise(asked.visibility, asked.programme), stage, group), said

    def _sight(self, thing: Thing, promise: Promise, stage: Stage, group: GroupId) -> Sight:
        reader = Reader.GROUP if group in self.own else Reader.OTHER_GROUP
        return sight(thing, promise.visibility, programme=promise.programme, reader=reader, stage=stage)

    async def _session(self, session: SessionId | None) -> Session | None:
        if session is not None and session not in self._sessions:
            self._sessions[session] = await self.uow.sessions.get(session)
        return self._sessions.get(session) if session else None

    async def _group(self, group: GroupId) -> Group:
        if group not in self._groups:
            self._groups[group] = await self.uow.groups.get(group)
        return self._groups[group]

    async def _reported(self, group: GroupId, session: SessionId) -> Hidden:
        if group not in self._hidden:
            self._hidden[group] = await self.uow.groups.incidents_of(group)
        return self._hidden[group].get(session, frozenset())
