"""Says in a sentence what the guard found: what kind of thing, and how to write it less recognisably."""

from collections.abc import Iterable, Mapping

from dialogs.guard.model import Finding, Severity, Verdict

Sentence = tuple[str, Mapping[str, object]]
_MOST_WORDS = 3
_LONGEST = 40


def explain(verdict: Verdict) -> tuple[tuple[Severity, Sentence], ...]:
    """(text key, values) with how serious it is: one sentence for each kind that blocks, one for all warnings together.

    A blocked number or address is never repeated in the sentence. Words that led to a warning are quoted, with letters,
    digits, spaces and dashes only, so that they cannot be read as Markdown.
    """
    blocks = tuple(kind for kind in verdict.kinds if kind.severity is Severity.BLOCK)
    warnings = tuple(f for f in verdict.findings if f.severity is Severity.WARN)
    said: list[tuple[Severity, Sentence]] = [(Severity.BLOCK, (f"guard.block.{kind}", {})) for kind in blocks]
    if warnings:
        kinds = {f.kind for f in warnings}
        key = f"guard.warn.{warnings[0].kind}" if len(kinds) == 1 else "guard.warn.several"
        said.append((Severity.WARN, (key, {"words": _quoted(verdict.text, warnings)})))
    return tuple(said)


def _quoted(text: str, findings: Iterable[Finding]) -> str:
    words = dict.fromkeys(_plain(text[f.start : f.end]) for f in findings)
    return ", ".join(f"“{word}”" for word in list(words)[:_MOST_WORDS])


def _plain(words: str) -> str:
    kept = "".join(c if c.isalnum() or c in "-'’" else " " for c in words)
    short = " ".join(kept.split())
    return short if len(short) <= _LONGEST else f"{short[:_LONGEST].rstrip()}…"
