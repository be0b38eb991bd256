"""A bot that listens, in this process."""

import gc
from pathlib import Path

from bot.bootstrap import build_bot
from bot.commands.running import listening
from bot.settings import Settings


async def test_a_bot_that_listens_does_not_look_for_rubbish_at_every_turn(tmp_path: Path) -> None:
    settings = Settings(environment="rehearsal", database_url=f"sqlite+aiosqlite:///{tmp_path / 'store.db'}", port=0)
    usual = gc.get_threshold()
    try:
        async with build_bot(settings) as bot, listening(settings, bot):
            gc.collect(0)  # what the start made is no part of it
            looked = gc.get_stats()[0]["collections"]
            kept: list[list[int]] = [[] for _ in range(5_000)]
            assert gc.get_stats()[0]["collections"] == looked
            assert len(kept) == 5_000
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
