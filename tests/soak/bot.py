"""One bot of a soak, as a process of its own: the whole bot on a clock that can be moved, with its limits on."""

import asyncio
import contextlib
import signal
import sys
from typing import Final

from bot.bootstrap import build_bot
from bot.commands.running import listening
from bot.logs import set_up_logs
from bot.settings import load_settings

_PATIENCE: Final = 4.0
"""Seconds the channel gets for an answer: one that never comes costs little, one that a busy machine holds up comes."""


async def main() -> None:
    settings = load_settings()
    set_up_logs(form=settings.log_format, level=settings.log_level)
    stop = asyncio.Event()
    with contextlib.suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with build_bot(settings, patience=_PATIENCE, paced=True) as bot, listening(settings, bot):
        await stop.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
