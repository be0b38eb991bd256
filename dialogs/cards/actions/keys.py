"""A run, and one person's contribution to it, as the value of a choice."""

from dialogs.ids import PersonId
from dialogs.sessions.model import RunKey


def run_key(run: RunKey) -> str:
    """A run as the value of a choice."""
    return f"{run.round_id}/{run.run}"


def read_run_key(value: str) -> RunKey | None:
    round_id, _, run = value.partition("/")
    return RunKey(round_id, int(run)) if round_id and run.isascii() and run.isdecimal() and len(run) < 5 else None  # noqa: PLR2004


def contribution_key(run: RunKey, person: PersonId) -> str:
    """One person's contribution as the value of a choice."""
    return f"{run_key(run)}/{person}"


def read_contribution_key(value: str) -> tuple[RunKey, PersonId] | None:
    round_id, _, rest = value.partition("/")
    run, _, person = rest.partition("/")
    key = read_run_key(f"{round_id}/{run}")
    return (key, PersonId(person)) if key and person else None
