"""What the bot logs and how: ids, kinds and counts, never a word that a person wrote."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import PurePath
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.contextvars import bind_contextvars, merge_contextvars

_FRAMES = 6


def set_up_logs(*, form: str = "console", level: str = "INFO", to: TextIO | None = None) -> None:
    """Send the bot's own log lines and the warnings of the libraries to `to` (standard error), in one form.

    Libraries are heard from WARNING on: below that several of them log whole requests, and people's words with them.
    """
    target = to if to is not None else sys.stderr
    shared: list[structlog.typing.Processor] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
    ]
    show: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=target.isatty())
    )
    structlog.configure(
        processors=[*shared, show],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[first_line, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, show],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    logging.getLogger("aiohttp.access").disabled = True  # a line per request says nothing the metrics do not


def know(**ids: object) -> None:
    """Give every later log line of this turn these ids, for instance the session once it is known."""
    bind_contextvars(**ids)


def without_words(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception by its types and places: its message may quote an answer, a name or a query's values."""
    fault = event.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()
    if isinstance(fault, tuple):
        fault = fault[1]
    if isinstance(fault, BaseException):
        event.update(described(fault))
    return event


def first_line(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep the first line of what a library says; asyncio prints the exception, with its message, on the next."""
    lines = str(event.get("event", "")).splitlines()
    event["event"] = lines[0] if lines else ""
    return event


def described(fault: BaseException) -> Mapping[str, str]:
    """The chain of exception types, and where the first of them came from, innermost place last."""
    kinds: list[str] = []
    link: BaseException | None = fault
    origin = fault
    while link is not None and len(kinds) < _FRAMES:
        kinds.append(type(link).__name__)
        origin = link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return {"error": " < ".join(kinds), "at": " > ".join(_places(origin.__traceback__)[-_FRAMES:])}


def _places(trace: TracebackType | None) -> list[str]:
    places: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{'/'.join(PurePath(code.co_filename).parts[-2:])}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places
