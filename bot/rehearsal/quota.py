"""The channel's limits per conversation and per app, as sliding windows."""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.rehearsal.chats import Operation

Windows = Mapping[float, int]  # seconds -> calls

SENDS: Windows = {1: 7, 2: 8, 30: 60, 3600: 1800}
READS: Windows = {1: 14, 2: 16, 30: 120, 3600: 3600}
APP: Windows = {1: 50}


@dataclass(slots=True, kw_only=True)
class Quota:
    """Counts what was let through; `now` gives seconds of any steady clock."""

    now: Callable[[], float]
    sends: Windows = field(default_factory=lambda: SENDS)
    reads: Windows = field(default_factory=lambda: READS)
    app: Windows = field(default_factory=lambda: APP)
    _seen: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, operation: Operation, conversation_id: str) -> float:
        """Seconds until this call may pass; zero lets it through and counts it."""
        buckets = {"app": self.app}
        if operation in {Operation.SEND, Operation.OPEN}:
            buckets[f"send {conversation_id}"] = self.sends
        elif operation in {Operation.ROSTER, Operation.MEMBER}:
            buckets[f"read {conversation_id}"] = self.reads
        now = self.now()
        longest = max(self._wait(key, windows, now) for key, windows in buckets.items())
        if longest <= 0:
            for key in buckets:
                self._seen[key].append(now)
        return max(longest, 0.0)

    def _wait(self, key: str, windows: Windows, now: float) -> float:
        seen = self._seen[key]
        while seen and seen[0] <= now - max(windows):
            seen.popleft()
        waits = [0.0]
        for seconds, calls in windows.items():
            if len(seen) >= calls and seen[-calls] > now - seconds:
                waits.append(seen[-calls] + seconds - now)
        return max(waits)
