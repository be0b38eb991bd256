"""What can go wrong on the way to the channel, ordered by a test and counted down as it happens."""

import asyncio
from dataclasses import dataclass, field

from bot.rehearsal.chats import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The channel answers with a fault. `delivered`: it did the work all the same, as a gateway's 502 may hide."""

    status: int
    code: str = "ServiceError"
    retry_after: float | None = None
    delivered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hangs:
    """No answer comes until the test opens the gate or the channel closes; then the connection breaks."""

    delivered: bool = False
    gate: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resets:
    """The connection breaks."""

    delivered: bool = False


Trouble = Answers | Hangs | Resets

TOO_MANY = Answers(status=429, code="Throttled", retry_after=1)
CONFLICT = Answers(status=412, code="PreconditionFailed")
BAD_GATEWAY = Answers(status=502, code="BadGateway")
UNAVAILABLE = Answers(status=503, code="ServiceUnavailable")
GATEWAY_TIMEOUT = Answers(status=504, code="GatewayTimeout")
NOT_IN_ROSTER = Answers(status=403, code="BotNotInConversationRoster")
BLOCKED = Answers(status=403, code="ConversationBlockedByUser")
NO_PERSONAL_INSTALL = Answers(status=403, code="ForbiddenOperationException")
GONE = Answers(status=404, code="ActivityNotFoundInConversation")


@dataclass(slots=True, kw_only=True)
class _Order:
    trouble: Trouble
    operation: Operation | None
    conversation_id: str | None
    times: int
    after: int


@dataclass(slots=True)
class Faults:
    """The troubles still to come, in the order they were asked for."""

    _orders: list[_Order] = field(default_factory=list)
    _gates: list[asyncio.Event] = field(default_factory=list)

    def add(
        self,
        trouble: Trouble,
        *,
        on: Operation | None = None,
        conversation_id: str | None = None,
        times: int = 1,
        after: int = 0,
    ) -> None:
        """The next `times` fitting calls meet this trouble, once `after` others went well."""
        if isinstance(trouble, Hangs):
            self._gates.append(trouble.gate)
        self._orders.append(
            _Order(trouble=trouble, operation=on, conversation_id=conversation_id, times=times, after=after)
        )

    def take(self, operation: Operation, conversation_id: str) -> Trouble | None:
        for order in self._orders:
            if order.operation not in {None, operation} or order.conversation_id not in {None, conversation_id}:
                continue
            if order.after:
                order.after -= 1
                continue
            order.times -= 1
            if not order.times:
                self._orders.remove(order)
            return order.trouble
        return None

    @property
    def pending(self) -> int:
        """How many troubles were ordered and not met yet."""
        return sum(order.times for order in self._orders)

    def clear(self) -> None:
        self._orders.clear()

    def release(self) -> None:
        """Let every hanging call end."""
        for gate in self._gates:
            gate.set()
