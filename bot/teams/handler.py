"""The SDK's adapter and handler with their overrides: every activity becomes an `Inbound` and is heard; nothing is
decided here."""

from collections.abc import Mapping
from typing import Any

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.core.teams import TeamsActivityHandler

from bot.teams.activities import activity_of, read_installation, read_message, read_roster_change
from bot.teams.inbound import Hear


class ActivityListener(TeamsActivityHandler):  # type: ignore[misc]  # the SDK has no types
    """Messages, installs and roster changes. Invokes do not come here: they are read from plain JSON."""

    def __init__(self, hear: Hear) -> None:
        super().__init__()
        self._hear = hear

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await self._hear(read_message(turn_context.activity))

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        heard = read_installation(turn_context.activity)
        if heard is not None:
            await self._hear(heard)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """The SDK would ask the roster once for every member here, within the turn."""
        for heard in read_roster_change(turn_context.activity):
            await self._hear(heard)


class SdkAdapter(BotAdapter):  # type: ignore[misc]  # the SDK has no types
    """Takes an activity through the SDK's pipeline."""

    def __init__(self, hear: Hear) -> None:
        super().__init__()
        self._listener = ActivityListener(hear)

    async def hear(self, body: Mapping[str, Any]) -> None:
        """Raises `NotAnActivity`, and whatever goes wrong in the turn."""
        await self.run_pipeline(TurnContext(self, activity_of(body)), self._listener.on_turn)

    async def _refuse_to_speak(self, *_: object) -> Any:
        """What the SDK would call for a reply. A turn waits for nobody, so replies go through the outbox."""
        raise RuntimeError("the bot does not speak within a turn; use the outbox and the connector")

    send_activities = _refuse_to_speak
    update_activity = _refuse_to_speak
    delete_activity = _refuse_to_speak
