"""Where every turn comes in: what a person did goes to the one use case that knows it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from dialogs.cards.actions import (
    answers,
    asking,
    between,
    experiments,
    link,
    look_back,
    observing,
    regie,
    regie_people,
    reminders,
    reporting,
)
from dialogs.cards.actions.base import Action
from dialogs.cards.actions.registry import unpack
from dialogs.cards.welcome import PrivacyView, privacy_dialog
from dialogs.errors import StoreUnavailable
from dialogs.ids import ConversationId, SessionId
from dialogs.notices import Notice
from dialogs.turns import (
    BotAdded,
    BotRemoved,
    ChatKind,
    DialogOpened,
    DialogSubmitted,
    Inbound,
    MembersChanged,
    Origin,
    Pressed,
    Reply,
    Say,
    Typed,
)
from dialogs.usecases.answer_open import (
    open_answer,
    save_answer,
    set_aloud,
    submit_supplement,
    withdraw_answer,
)
from dialogs.usecases.asking import hear_group, hear_typed
from dialogs.usecases.between import open_between, save_between, submit_between
from dialogs.usecases.catching_up import open_catch_up, submit_catch_up
from dialogs.usecases.consenting import open_consent, submit_consent
from dialogs.usecases.experiment_details import edit_experiment, save_experiment, submit_details
from dialogs.usecases.experiment_list import choose_experiment, list_experiments
from dialogs.usecases.experiment_state import correct_state, withdraw_experiment
from dialogs.usecases.experimenting import open_experiment, submit_experiment
from dialogs.usecases.give_answer import submit_answer, submit_tap
from dialogs.usecases.house import House
from dialogs.usecases.later import choose_later, open_later
from dialogs.usecases.linking import confirm_link, open_link, roster, submit_link, welcomed
from dialogs.usecases.look_back_given import supplement_experiment_report, withdraw_experiment_report
from dialogs.usecases.look_back_open import open_experiment_report, to_second_page
from dialogs.usecases.look_back_submit import save_experiment_report, submit_experiment_report
from dialogs.usecases.moderating import press
from dialogs.usecases.observing import note_observation, open_observe
from dialogs.usecases.on_behalf import open_behalf
from dialogs.usecases.pausing import end_pause, open_pause, submit_pause
from dialogs.usecases.preparing import open_preparation, save_preparation, submit_preparation
from dialogs.usecases.replies import moderator_card
from dialogs.usecases.reporting import open_report, submit_report
from dialogs.usecases.seats import choose_seat, confirm_seat, no_seat
from dialogs.usecases.who import sender_of, texts_for

_Opens = Callable[[House, Origin, Any], Awaitable[Reply]]
_Submits = Callable[[House, Origin, Any, Mapping[str, Any]], Awaitable[Reply]]

_OPENING: Final[Mapping[type[Action], _Opens]] = {
    link.LinkOpen: open_link,
    link.LinkConfirm: confirm_link,
    link.SeatOpen: lambda house, origin, _action: no_seat(house, origin, None),
    between.PreparationOpen: open_preparation,
    answers.AnswerOpen: open_answer,
    answers.AnswerWithdraw: withdraw_answer,
    answers.SupplementOpen: open_answer,
    answers.TakePartAloud: set_aloud,
    experiments.ExperimentOpen: open_experiment,
    experiments.ExperimentList: list_experiments,
    experiments.ExperimentEdit: edit_experiment,
    experiments.ExperimentWithdraw: withdraw_experiment,
    look_back.ExperimentReportOpen: open_experiment_report,
    look_back.ExperimentReportWithdraw: withdraw_experiment_report,
    between.BetweenOpen: open_between,
    between.CatchUpOpen: open_catch_up,
    reminders.LaterOpen: open_later,
    reminders.PauseOpen: open_pause,
    reminders.PauseEnd: end_pause,
    observing.ObserveOpen: open_observe,
    observing.ConsentOpen: open_consent,
    reporting.ReportOpen: open_report,
}
"""Buttons that send no inputs."""

_SUBMITTING: Final[Mapping[type[Action], _Submits]] = {
    link.LinkChoose: lambda house, origin, _action, data: submit_link(house, origin, data),
    link.SeatChoose: lambda house, origin, _action, data: choose_seat(house, origin, data),
    between.PreparationSave: save_preparation,
    between.PreparationSubmit: submit_preparation,
    answers.AnswerSave: save_answer,
    answers.AnswerSubmit: submit_answer,
    answers.SupplementSubmit: submit_supplement,
    experiments.ExperimentChoose: choose_experiment,
    experiments.ExperimentSave: save_experiment,
    experiments.ExperimentSubmit: submit_experiment,
    experiments.ExperimentDetails: submit_details,
    experiments.ExperimentCorrect: correct_state,
    look_back.ExperimentReportPage: to_second_page,
    look_back.ExperimentReportSave: save_experiment_report,
    look_back.ExperimentReportSubmit: submit_experiment_report,
    look_back.ExperimentReportSupplement: supplement_experiment_report,
    between.BetweenSave: save_between,
    between.BetweenSubmit: submit_between,
    between.CatchUpAnswer: submit_catch_up,
    reminders.LaterChoose: choose_later,
    reminders.PauseSubmit: submit_pause,
    observing.ObserveNote: note_observation,
    observing.ConsentSubmit: submit_consent,
    reporting.ReportSubmit: submit_report,
    regie_people.OnBehalfChoose: open_behalf,
}


class FrontDesk:
    """Hears what came in. A dialog is answered at once; everything else is said through the outbox."""

    def __init__(self, *, house: House, privacy: PrivacyView) -> None:
        self._house = house
        self._privacy = privacy
        self._addresses: dict[ConversationId, str] = {}

    async def hear(self, inbound: Inbound) -> Reply | None:
        try:
            return await self._hear(inbound)
        except StoreUnavailable:
            if isinstance(inbound, DialogOpened | DialogSubmitted):
                return Say(text=texts_for(self._house, None, inbound.origin).say("error.store"))
            raise

    async def _hear(self, inbound: Inbound) -> Reply | None:
        match inbound:
            case DialogSubmitted() | DialogOpened():
                return await self._dialog(inbound)
            case Typed():
                await hear_typed(self._house, inbound)
            case Pressed():
                await self._pressed(inbound)
            case BotAdded() | BotRemoved() | MembersChanged():
                await self._moved(inbound)
        return None

    async def _dialog(self, inbound: DialogOpened | DialogSubmitted) -> Reply:
        origin, data = inbound.origin, inbound.data
        await self._keep_address(origin)
        action = unpack(data)
        if isinstance(action, asking.PrivacyOpen):
            return await self._what_is_kept(origin)
        if action is None:
            return await self._unknown(origin)
        opens, submits = _OPENING.get(type(action)), _SUBMITTING.get(type(action))
        if opens is not None:
            return await opens(self._house, origin, action)
        if submits is not None:
            return await submits(self._house, origin, action, data)
        return await press(self._house, origin, action, data) or await self._unknown(origin)

    async def _keep_address(self, origin: Origin) -> None:
        """The service URL can change at every activity; it is written only when it did, or is new to this process."""
        if self._addresses.get(origin.conversation_id) == origin.service_url:
            return
        async with self._house.writing() as uow:
            await uow.chats.seen(origin, active=True)
            await uow.commit()
        if len(self._addresses) >= _MOST_ADDRESSES:
            self._addresses.clear()
        self._addresses[origin.conversation_id] = origin.service_url

    async def _unknown(self, origin: Origin) -> Reply:
        async with self._house.reading() as uow:
            sender = await sender_of(uow, self._house, origin)
        return Say(text=sender.texts.say("reply.unknown_button"))

    async def _what_is_kept(self, origin: Origin) -> Reply:
        """*Wat bewaart de bot?* with the names of this chat's own programme."""
        async with self._house.reading() as uow:
            group = await uow.groups.of_chat(origin.conversation_id)
            sender = await sender_of(uow, self._house, origin, group=group)
        kept = self._privacy
        if group is not None:
            contact = next((f"{c.name}, {c.email}" for c in group.contacts), None)
            kept = replace(kept, programme_title=group.programme_title, contact=contact)
        return privacy_dialog(kept, sender.texts)

    async def _pressed(self, inbound: Pressed) -> None:
        """A button that opens no dialog. A press that comes too late changes nothing; its card shows why."""
        origin = inbound.origin
        action = unpack(inbound.data)
        await self._keep_address(origin)
        match action:
            case answers.EnergyTap():
                await submit_tap(self._house, origin, action)
            case link.SeatConfirm():
                await confirm_seat(self._house, origin, action)
            case asking.HelpShow():
                await hear_typed(self._house, Typed(origin=origin, text="hulp"))
            case asking.StatusShow():
                await hear_typed(self._house, Typed(origin=origin, text="stand"))
            case asking.PlanningShow():
                await hear_typed(self._house, Typed(origin=origin, text="planning"))
            case asking.GroupChoose():
                await hear_group(self._house, origin, action, inbound.data)
            case None:
                await hear_typed(self._house, Typed(origin=origin, text="hulp"))
            case regie.Continue():
                await press(self._house, origin, action, inbound.data)
                await self._redraw_moderators_card(origin, action.session)
            case _:
                await press(self._house, origin, action, inbound.data)

    async def _redraw_moderators_card(self, origin: Origin, session: SessionId) -> None:
        """Also after a press that came too late and did nothing: the card then shows how it stands now."""
        if origin.kind is ChatKind.PERSONAL:
            async with self._house.writing() as uow:
                now = self._house.now()
                await uow.outbox.add([moderator_card(session, chat=origin.conversation_id, now=now)])
                await uow.commit()

    async def _moved(self, inbound: BotAdded | BotRemoved | MembersChanged) -> None:
        origin, now = inbound.origin, self._house.now()
        async with self._house.writing() as uow:
            if not await uow.inbox.first_time(origin.conversation_id, origin.activity_id, now):
                return
            known = await uow.chats.get(origin.conversation_id)
            if isinstance(inbound, BotRemoved):
                await uow.chats.seen(origin, active=False)
                await uow.commit()
                return
            chat = await uow.chats.seen(origin, active=True)
            said: list[Notice] = []
            if isinstance(inbound, BotAdded):
                if known is None or not known.active:
                    said += await welcomed(uow, origin, chat, now=now)
            else:
                said.append(roster(origin, now=now, group=chat.group))
            await uow.outbox.add(said)
            await uow.commit()


_MOST_ADDRESSES: Final = 10_000
