"""The bot as `mastermind serve` starts it, but without the channel's limits: for figures of how fast it can be when one
tenant's people ask more of it than Teams would let it say."""

import asyncio
import signal

from bot.bootstrap import build_bot
from bot.commands.running import listening
from bot.logs import set_up_logs
from bot.settings import load_settings


async def main() -> None:
    settings = load_settings()
    set_up_logs(form=settings.log_format, level=settings.log_level)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with build_bot(settings, paced=False) as bot, listening(settings, bot):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
