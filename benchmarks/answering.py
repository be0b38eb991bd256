"""P1 to P5: people answer, or ask how things stand: how many a second, how soon, what it asks of store and Teams."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable

from benchmarks.bench import Answers, Bench, echoed, in_turns, middle
from benchmarks.report import Row
from benchmarks.side_by_side import in_turns_at_full_speed, measured
from benchmarks.store import GROUPS, Seat
from benchmarks.talk import Line, burst, closed, steady
from bot.bootstrap import furnish, open_database
from bot.clock import SystemClock
from bot.settings import Settings
from bot.teams.inbound import read_invoke
from dialogs.cards.actions.answers import AnswerSubmit
from dialogs.cards.actions.registry import unpack
from dialogs.usecases.give_answer import submit_answer
from tests.recorder import QueryRecorder


async def answers_a_second(bench: Bench, kind: str, name: str, *, floor: float, goal: float) -> list[Row]:
    async with bench.store(kind) as (url, seats):
        answers = Answers(seats, bench.world.token)
        async with bench.ours(url) as bot, bench.echo(patched=True) as patched:
            one = measured(bot, lambda: closed(bot.port, answers.one, seconds=bench.pace.seconds))
            work = echoed(seats, bench.world.token)
            other = measured(patched, lambda: closed(patched.port, work, seconds=bench.pace.seconds))
            mine, theirs, ratio = await in_turns_at_full_speed(bench, name, one, other)
        await bench.rows_agree(url, answers, name)
    return [
        Row(
            name=name,
            figure=f"answers a second, {kind}, against the patched invoke",
            ours=f"{mine:.0f}/s",
            reference=f"{theirs:.0f}/s",
            ratio=ratio,
            floor=floor,
            goal=goal,
            more_is_better=True,
        )
    ]


async def p1(bench: Bench) -> list[Row]:
    return await answers_a_second(bench, "postgresql", "P1", floor=0.8, goal=2.0)


async def p1s(bench: Bench) -> list[Row]:
    return await answers_a_second(bench, "sqlite", "P1s", floor=0.5, goal=1.0)


async def p2(bench: Bench) -> list[Row]:
    """From the words to the reply at the channel; a chat is asked again when it was answered."""
    channel = bench.world.channel

    def spoken(seats: list[Seat]) -> Callable[[Line], Awaitable[bool]]:
        free = deque({seat.chat: seat for seat in seats}.values())

        async def one(line: Line) -> bool:
            seat = free.popleft()
            replied = channel.next_message(seat.chat)
            status, _ = await line.ask(seat.says("stand"))
            async with asyncio.timeout(30):
                await replied
            free.append(seat)
            return status in {200, 201}

        return one

    async with (
        bench.store() as (url, seats),
        bench.ours(url, tokens=False) as bot,
        bench.echo(patched=True, tokens=False) as patched,
    ):
        work, other_work = spoken(seats), spoken(seats)
        one = measured(bot, lambda: closed(bot.port, work, seconds=bench.pace.seconds))
        other = measured(patched, lambda: closed(patched.port, other_work, seconds=bench.pace.seconds))
        mine, theirs, ratio = await in_turns_at_full_speed(bench, "P2", one, other)
    return [
        Row(
            name="P2",
            figure="`stand`: read, reply over the connector, against the patched reply",
            ours=f"{mine:.0f}/s",
            reference=f"{theirs:.0f}/s",
            ratio=ratio,
            floor=2.0,
            goal=4.0,
            more_is_better=True,
        )
    ]


async def p3(bench: Bench) -> list[Row]:
    """An even stream against the unpatched bot at an eighth of it, and a burst against the patched bot."""
    rest = lambda: bench.world.channel.quiet(seconds=1)  # noqa: E731
    people = 200 if bench.pace.quick else 1000
    seconds = bench.pace.seconds
    async with bench.store() as (url, seats):
        answers = Answers(seats, bench.world.token)
        theirs = echoed(seats, bench.world.token)
        async with bench.ours(url) as bot, bench.echo(patched=False) as stock, bench.echo(patched=True) as patched:
            await closed(bot.port, answers.one, seconds=1)
            await closed(stock.port, theirs, seconds=1, lines=4)
            await closed(patched.port, theirs, seconds=1)
            mine, slow = await in_turns(
                bench.pace.rounds,
                lambda: steady(bot.port, answers.one, rate=400, seconds=seconds),
                lambda: steady(stock.port, theirs, rate=50, seconds=seconds),
                between=rest,
            )
            together, patched_together = await in_turns(
                bench.pace.rounds,
                lambda: burst(bot.port, answers.one, people=people),
                lambda: burst(patched.port, theirs, people=people),
                between=rest,
            )
        await bench.rows_agree(url, answers, "P3")
    tails = [run.within(0.99) for run in mine], [run.within(0.99) for run in slow]
    bench.notes.append(
        f"P3: at 400/s half within {1000 * middle([run.within(0.5) for run in mine]):.1f} ms; 99 % by round "
        f"{', '.join(f'{1000 * tail:.0f} ms' for tail in tails[0])}; the load used "
        f"{max(run.busy for run in mine):.0%} of its core. The burst came over {people} connections opened before it."
    )
    return [
        Row(
            name="P3",
            figure="400 answers/s over 200 groups, 99 % within; against stock at 50/s",
            ours=f"{1000 * middle(tails[0]):.1f} ms",
            reference=f"{1000 * middle(tails[1]):.1f} ms",
            ratio=middle([a / b for a, b in zip(*tails, strict=True)]),
            floor=4.0,
            goal=1.0,
        ),
        Row(
            name="P3",
            figure=f"a burst of {people} answers, the last one done; against the patched burst",
            ours=f"{middle([run.seconds for run in together]):.2f} s",
            reference=f"{middle([run.seconds for run in patched_together]):.2f} s",
            ratio=middle([a.seconds / b.seconds for a, b in zip(together, patched_together, strict=True)]),
            floor=1.0,
            goal=0.3,
        ),
    ]


async def p4(bench: Bench) -> list[Row]:
    """The use case in this process, its statements counted: first answers and changes alike."""
    queries: list[int] = []
    commits: list[int] = []
    recorder = QueryRecorder()
    async with bench.store() as (url, seats):
        database = open_database(Settings(database_url=url))
        house = furnish(database, SystemClock())

        async def answer(seat: Seat) -> None:
            heard = read_invoke(json.loads(seat.answer().partition(b"\r\n\r\n")[2]))
            action = unpack(heard.data) if heard else None
            assert heard is not None
            assert isinstance(action, AnswerSubmit)
            recorder.clear()
            await submit_answer(house, heard.origin, action, heard.data)
            seat.version += 1

        try:
            with recorder.listening(database):
                for seat in seats[:10]:
                    for _ in range(3):
                        await answer(seat)
                        queries.append(len(recorder.queries))
                        commits.append(recorder.commits)
            del queries[0], commits[0]  # the format is read once in a process
        finally:
            await database.dispose()
    bench.notes.append(f"P4: the last answer counted: {'; '.join(query.split()[0] for query in recorder.queries)}.")
    return [
        Row(
            name="P4",
            figure=f"most {what} of an answer",
            ours=str(max(counted)),
            reference="a count",
            ratio=max(counted),
            floor=floor,
            goal=goal,
            unit="",
        )
        for what, counted, floor, goal in (("statements", queries, 6, 5), ("transactions", commits, 1, 1))
    ]


async def p5(bench: Bench) -> list[Row]:
    """Eight people in each of some groups, a quarter of a second apart; what the channel is told until it is quiet."""
    groups, people = 10, 8
    channel = bench.world.channel
    shares: list[float] = []
    async with bench.store() as (url, seats):
        answers = Answers(seats, bench.world.token)
        async with bench.ours(url) as bot:
            for _ in range(min(bench.pace.rounds, GROUPS // groups)):
                chats = {seat.chat for seat in seats[:groups]}
                line = await Line.open(bot.port)
                before = sum(channel.calls[chat] for chat in chats)
                for nth in range(people):
                    for place in range(groups):
                        await answers.of(seats[nth * GROUPS + place], line)
                    await asyncio.sleep(2 / people)
                await channel.quiet(seconds=3)
                line.close()
                shares.append((sum(channel.calls[chat] for chat in chats) - before) / (groups * people))
        await bench.rows_agree(url, answers, "P5")
    return [
        Row(
            name="P5",
            figure="Teams calls an answer when eight answer within two seconds",
            ours=f"{middle(shares):.3f}",
            reference="1.0 naive",
            ratio=middle(shares),
            floor=0.5,
            goal=0.25,
        )
    ]
