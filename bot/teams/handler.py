"""The SDK's handler with its overrides: every activity becomes an `Inbound` and is heard; nothing is decided here."""

from collections.abc import Awaitable, Callable

from botbuilder.core import TurnContext
from botbuilder.core.teams import TeamsActivityHandler

from bot.teams.inbound import read_installation, read_message, read_roster_change
from dialogs.turns import Inbound, Reply

Hear = Callable[[Inbound], Awaitable[Reply | None]]


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
