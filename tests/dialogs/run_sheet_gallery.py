"""The moderator's draaiboek, closing text, notes and labels as cards, small and as large as they get."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dialogs.cards import closing, labels, run_sheet
from dialogs.cards.experiments_block import ExperimentLine
from dialogs.cards.missed import MissedLine
from dialogs.experiments.bottlenecks import Category
from dialogs.experiments.model import ExperimentState, Level
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts

SESSION = SessionId("s2")
ZONE = ZoneInfo("Europe/Amsterdam")
BEGINS = datetime(2027, 5, 24, 8, 0, tzinfo=UTC)
ADDRESS = "https://bot.voorbeeld.example/draaiboek/abc"
NAMES = ("Anna", "Bert", "Chaima", "Daan", "Els", "Farid", "Gijs", "Hanna")


def rounds(count: int = 3, *, prompt: str = "Wat deed je, wat zag je gebeuren?") -> tuple[run_sheet.RoundLine, ...]:
    return tuple(
        run_sheet.RoundLine(
            starts=BEGINS + timedelta(minutes=5 * n),
            minutes=1 if n == 0 else 5,
            title=f"Ronde {n + 1}",
            must=n % 2 == 0,
            prompt=prompt,
            opening="Vertel kort.",
            rescue=("Ik hoor een advies.",),
        )
        for n in range(count)
    )


def experiment(name: str, *, then: str = "bel ik eerst de ouders") -> ExperimentLine:
    return ExperimentLine(name=name, when="een plaatsing dreigt", then=then, on=date(2027, 5, 12))


def a_run_sheet(**changes: Any) -> run_sheet.RunSheetView:
    made: dict[str, Any] = {
        "session": SESSION,
        "session_number": 2,
        "title": "Terugblik en knelpunten",
        "group_title": "Groep 3",
        "zone": ZONE,
        "starts_at": BEGINS,
        "minutes": 45,
        "rounds": rounds(),
        **changes,
    }
    return run_sheet.RunSheetView(**made)


def full_run_sheet(
    words: str = "Bert eerder het woord geven.\nTijd bewaken.", **changes: Any
) -> run_sheet.RunSheetView:
    return a_run_sheet(
        **{
            "ambition": "Eén persoon houdt de lijn vast.",
            "meeting_url": "https://teams.voorbeeld.example/l/meetup",
            "tried": (
                run_sheet.TriedLine(name="Anna", experiment=experiment("Anna"), state=ExperimentState.RUNNING),
                run_sheet.TriedLine(
                    name="Bert",
                    experiment=experiment("Bert"),
                    state=ExperimentState.STOPPED,
                    private=True,
                    looked_back=True,
                ),
                run_sheet.TriedLine(
                    name="Chaima", experiment=experiment("Chaima"), state=ExperimentState.FINISHED, hidden=True
                ),
            ),
            "untried": ("Daan", "Els"),
            "cannot_come": ("Farid",),
            "aloud": ("Gijs",),
            "missed": (
                MissedLine(name="Hanna", sessions=(1,), in_a_row=1),
                MissedLine(name="Els", sessions=(1, 3), told=(2,), in_a_row=3),
            ),
            "notes": words,
            "notes_of": 1,
            **changes,
        }
    )


def longest_run_sheet() -> run_sheet.RunSheetView:
    """Eight people who wrote all they could, with letters that take most on the wire."""
    many = "é" * 280
    return full_run_sheet(
        "é" * closing.LONGEST_NOTES,
        rounds=rounds(12, prompt=many),
        tried=tuple(
            run_sheet.TriedLine(
                name=f"{name} van de Oude Wijngaard-Hoogeboom (Organisatie {many[:60]})",
                experiment=experiment(name, then=many),
                state=ExperimentState.THOUGHT_OF,
            )
            for name in NAMES
        ),
    )


def a_closing(**changes: Any) -> closing.ClosingView:
    made: dict[str, Any] = {
        "session": SESSION,
        "session_number": 2,
        "group_number": 3,
        "zone": ZONE,
        "starts_at": BEGINS,
        "tries": (experiment("Anna"), experiment("Bert")),
        "next_at": BEGINS + timedelta(days=14),
        "next_number": 3,
        **changes,
    }
    return closing.ClosingView(**made)


def lines(count: int = 2, text: str = "Er was te weinig tijd.") -> tuple[labels.BottleneckLine, ...]:
    sorted_ = {"category": Category.TIME, "level": Level.TEAM}
    return tuple(
        labels.BottleneckLine(key=f"2.4/1/p{n}", name=name, text=text, **(sorted_ if n == 0 else {}))  # type: ignore[arg-type]
        for n, name in enumerate(NAMES[:count])
    )


def run_sheets(texts: Texts) -> dict[str, Any]:
    told = run_sheet.AnnouncedView(
        session=SESSION,
        session_number=2,
        title="Terugblik en knelpunten",
        group_title="Groep 3",
        zone=ZONE,
        starts_at=BEGINS,
        minutes=45,
        rounds=rounds(9),
    )
    line = lines()[0]
    return {
        "run-sheet-told": run_sheet.run_sheet_card(told, texts),
        "run-sheet-elsewhere": run_sheet.run_sheet_invitation(SESSION, texts, elsewhere=True),
        "run-sheet-here": run_sheet.run_sheet_invitation(SESSION, texts, elsewhere=False),
        "run-sheet": run_sheet.run_sheet_dialog(a_run_sheet(), texts, address=None),
        "run-sheet-full": run_sheet.run_sheet_dialog(full_run_sheet(), texts, address=ADDRESS),
        "run-sheet-longest": run_sheet.run_sheet_dialog(longest_run_sheet(), texts, address=ADDRESS),
        "closing": closing.closing_dialog(a_closing(), texts, spoken=texts, address=ADDRESS),
        "closing-empty": closing.closing_dialog(a_closing(tries=(), next_at=None), texts, spoken=texts, address=None),
        "closing-longest": closing.closing_dialog(
            a_closing(tries=tuple(experiment(name, then="é" * 280) for name in NAMES * 2)),
            texts,
            spoken=texts,
            address=ADDRESS,
        ),
        "notes": closing.notes_dialog(closing.NotesView(session=SESSION, session_number=1), texts),
        "notes-back": closing.notes_dialog(
            closing.NotesView(
                session=SESSION, session_number=1, text="Het gezin kwam ter sprake.", notices=("Let op.",), tick=True
            ),
            texts,
        ),
        "labels": labels.labels_dialog(labels.LabelsView(session=SESSION, lines=lines(), notice="Kies eerst."), texts),
        "labels-many": labels.labels_dialog(
            labels.LabelsView(session=SESSION, lines=lines(8, "é" * 200), done="Vastgelegd."), texts
        ),
        "label": labels.label_dialog(
            labels.LabelView(session=SESSION, line=line, category="time", level="team", proposed=True), texts
        ),
        "label-back": labels.label_dialog(
            labels.LabelView(session=SESSION, line=line, notice="Kies wat voor soort knelpunt het is."), texts
        ),
    }
