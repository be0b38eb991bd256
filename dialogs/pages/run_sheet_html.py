"""The draaiboek and the closing text as pages to print: plain HTML, no script, everything people wrote escaped."""

from collections.abc import Iterator
from html import escape
from typing import Final

from dialogs.cards.closing import ClosingView, closing_text
from dialogs.cards.cut import whole
from dialogs.cards.run_sheet import RunSheetView, about, people_lines, tried_lines, when
from dialogs.texts.catalogue import Texts

STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem 1.25rem 3rem;
  overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; border-bottom: 1px solid; padding-bottom: .2rem; }
p { margin: .35rem 0; }
.quiet { opacity: .8; font-size: .9rem; }
ol, ul { margin: 0; padding: 0; list-style: none; }
li { margin: .6rem 0; break-inside: avoid; }
.clock { font-weight: 600; }
.say { font-style: italic; }
pre { font: inherit; white-space: pre-wrap; margin: 0; padding: .75rem 1rem; border: 1px solid; border-radius: .25rem; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 10.5pt; max-width: none; padding: 0; }
  h2 { margin-top: 1rem; }
}
"""
"""Allowed by its hash, so that the page may forbid every other style and all scripts."""


def run_sheet_html(view: RunSheetView, texts: Texts) -> str:
    where = texts.say("card.run_sheet.where", group=view.group_title, session=view.session_number)
    return _page(
        f"{texts.say('card.run_sheet.title')} · {where}",
        [
            *_head(where, view.title, when(view, texts), texts),
            *_ambition(view, texts),
            *_meeting(view, texts),
            *_section(texts.say("card.run_sheet.people"), (_p(line) for line in people_lines(view, texts))),
            *_section(texts.say("card.run_sheet.tried"), _tried(view, texts)),
            *_section(texts.say("card.run_sheet.rounds"), _rounds(view, texts)),
            *_own_notes(view.notes, texts.say("card.run_sheet.notes", session=view.notes_of)),
        ],
        texts,
    )


def closing_html(view: ClosingView, texts: Texts, *, spoken: Texts) -> str:
    """`spoken` is the group's language, in which the text to paste is."""
    group = texts.say("reply.group", number=view.group_number)
    where = texts.say("card.run_sheet.where", group=group, session=view.session_number)
    day = texts.day(view.starts_at, view.zone)
    return _page(
        f"{texts.say('regie.do.closing_text')} · {where}",
        [
            *_head(where, texts.say("regie.do.closing_text"), day, texts),
            f'<pre lang="{spoken.language.value}">{escape(closing_text(view, spoken))}</pre>',
            *_own_notes(view.notes, texts.say("card.run_sheet.notes", session=view.session_number)),
        ],
        texts,
    )


def gone_html(texts: Texts) -> str:
    """The same for an address that never was and for one that has expired."""
    said = texts.say("card.run_sheet.gone")
    return _page(
        texts.say("card.run_sheet.title"), [f"<h1>{escape(texts.say('card.run_sheet.title'))}</h1>", _p(said)], texts
    )


def _page(title: str, body: list[str], texts: Texts) -> str:
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{texts.language.value}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            *body,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _head(where: str, title: str, moment: str, texts: Texts) -> Iterator[str]:
    yield _p(texts.say("card.run_sheet.private"), kind="quiet")
    yield _p(where, kind="quiet")
    yield f"<h1>{escape(title)}</h1>"
    yield _p(moment)


def _ambition(view: RunSheetView, texts: Texts) -> Iterator[str]:
    if view.ambition:
        yield _p(texts.say("card.ambition.line", ambition=view.ambition))


def _meeting(view: RunSheetView, texts: Texts) -> Iterator[str]:
    """As words: whoever prints it cannot press it, and nothing leads from here to elsewhere."""
    if view.meeting_url:
        yield _p(texts.say("card.run_sheet.meeting", address=view.meeting_url))


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    yield f"<section><h2>{escape(title)}</h2>"
    yield from lines
    yield "</section>"


def _tried(view: RunSheetView, texts: Texts) -> Iterator[str]:
    yield "<ul>"
    for name, said in tried_lines(view, texts, whole):
        yield f"<li><strong>{escape(name)}</strong> {escape(said)}</li>"
    yield "</ul>"
    if view.untried:
        yield _p(texts.say("card.run_sheet.untried", names=texts.names(view.untried)))


def _rounds(view: RunSheetView, texts: Texts) -> Iterator[str]:
    yield "<ol>"
    for line in view.rounds:
        yield "<li>"
        yield f'<span class="clock">{escape(texts.clock(line.starts, view.zone))}</span> {escape(about(line, texts))}'
        yield _p(line.prompt, kind="prompt")
        for said in (line.opening, *line.rescue):
            yield _p(said, kind="say")
        yield "</li>"
    yield "</ol>"


def _own_notes(notes: str, title: str) -> Iterator[str]:
    if notes:
        yield from _section(title, (_p(line) for line in notes.splitlines() if line.strip()))


def _p(said: str, *, kind: str | None = None) -> str:
    return f'<p class="{kind}">{escape(said)}</p>' if kind else f"<p>{escape(said)}</p>"
