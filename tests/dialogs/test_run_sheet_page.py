"""What the draaiboek and the closing text say, on paper and to paste."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from bot.rehearsal.cards import text_of
from dialogs.cards.closing import closing_text
from dialogs.cards.experiments_block import ExperimentLine
from dialogs.cards.missed import MissedLine, missed_sentences
from dialogs.cards.run_sheet import run_sheet_dialog
from dialogs.experiments.bottlenecks import Category, suggested
from dialogs.experiments.model import Level
from dialogs.formats.model import Language
from dialogs.pages.run_sheet_html import closing_html, gone_html, run_sheet_html
from dialogs.texts.catalogue import Texts, load
from tests.dialogs.run_sheet_gallery import a_closing, a_run_sheet, experiment, full_run_sheet, rounds

NASTY = "<script>alert('x')</script> & \"Anna\" </pre></style>"


@pytest.fixture(scope="module")
def nl() -> Texts:
    return load().in_(Language.NL)


@pytest.fixture(scope="module")
def en() -> Texts:
    return load().in_(Language.EN)


class Read(HTMLParser):
    """The words and the tags of a page, as a browser takes them; a tag that is not closed is noticed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data.strip())

    @property
    def text(self) -> str:
        return "\n".join(line for line in self.words if line)


def test_the_page_holds_everything_the_dialog_does_and_what_to_say_as_well(nl: Texts) -> None:
    view = full_run_sheet()
    page = Read(run_sheet_html(view, nl)).text
    dialog = text_of(run_sheet_dialog(view, nl, address=None).card)

    for name in ("Anna", "Bert", "Chaima", "Daan", "Els", "Farid", "Gijs", "Hanna"):
        assert name in page
        assert name in dialog
    for words in ("Bert eerder het woord geven.", "Als een plaatsing dreigt, dan bel ik eerst de ouders.", "10.05"):
        assert words in page
        assert words in dialog
    assert "Ik hoor een advies." in page


def test_each_round_has_its_clock_time_its_minutes_and_whether_it_may_be_dropped(nl: Texts) -> None:
    page = Read(run_sheet_html(a_run_sheet(), nl)).text.split("\n")

    assert page[page.index("10.00") + 1] == "Ronde 1 · 1 min · hoort erbij"
    assert page[page.index("10.05") + 1] == "Ronde 2 · 5 min · mag vervallen"


def test_what_was_reported_is_on_no_page_and_what_was_told_in_private_is_marked(nl: Texts) -> None:
    view = full_run_sheet()
    lines = {item.split(" ")[0]: item for item in _items(run_sheet_html(view, nl))}

    assert lines["Chaima"] == "Chaima De tekst is verborgen na een melding."
    assert lines["Bert"].endswith("bewust gestopt · terugblik gegeven · alleen met jou gedeeld")
    assert lines["Anna"].endswith("(wo 12 mei) · bezig · nog geen terugblik")


def _items(page: str) -> list[str]:
    tried = page[page.index("<ul>") : page.index("</ul>")]
    return [re.sub("<[^>]+>", "", item) for item in re.findall("<li>(.*?)</li>", tried)]


def test_whatever_people_wrote_stays_words(nl: Texts) -> None:
    view = full_run_sheet(
        NASTY,
        ambition=NASTY,
        title=NASTY,
        group_title=NASTY,
        meeting_url=NASTY,
        cannot_come=(NASTY,),
        untried=(NASTY,),
        rounds=rounds(2, prompt=NASTY),
        missed=(MissedLine(name=NASTY, sessions=(1,)),),
    )
    closing = a_closing(tries=(ExperimentLine(name=NASTY, when=NASTY, then=NASTY),), notes=NASTY)

    for page in (run_sheet_html(view, nl), closing_html(closing, nl, spoken=nl)):
        read = Read(page)
        assert "script" not in read.tags
        assert "<script>" in read.text
        assert read.attributes <= {"lang", "charset", "name", "content", "class"}


def test_a_page_leads_nowhere_and_loads_nothing(nl: Texts) -> None:
    for page in (run_sheet_html(full_run_sheet(), nl), closing_html(a_closing(), nl, spoken=nl), gone_html(nl)):
        read = Read(page)
        assert not {"a", "img", "link", "script", "iframe", "form"} & set(read.tags)
        assert not re.search(r"url\(|@import|style=", page)


def test_the_page_is_in_the_readers_language(nl: Texts, en: Texts) -> None:
    dutch, english = (run_sheet_html(full_run_sheet(), texts) for texts in (nl, en))

    assert '<html lang="nl">' in dutch
    assert '<html lang="en">' in english
    assert "Who will be there" in english
    assert "Wie er zijn" in dutch


def test_without_notes_there_is_no_empty_heading(nl: Texts) -> None:
    assert "Je eigen notities" not in run_sheet_html(a_run_sheet(), nl)
    assert "Je eigen notities bij sessie 1" in run_sheet_html(full_run_sheet(), nl)


def test_the_text_to_paste_reads_as_people_write_it(nl: Texts) -> None:
    assert closing_text(a_closing(), nl).split("\n") == [
        "Groep 3, sessie 2, ma 24 mei 2027",
        "",
        "Wie probeert wat, wanneer",
        "- Anna: Als een plaatsing dreigt, dan bel ik eerst de ouders. (wo 12 mei)",
        "- Bert: Als een plaatsing dreigt, dan bel ik eerst de ouders. (wo 12 mei)",
        "",
        "Volgende keer: sessie 3, ma 7 juni 10.00 uur",
    ]


def test_the_text_to_paste_is_in_the_language_of_the_group(nl: Texts, en: Texts) -> None:
    page = closing_html(a_closing(), en, spoken=nl)

    assert '<html lang="en">' in page
    assert '<pre lang="nl">Groep 3, sessie 2' in page


def test_with_nothing_shared_and_nothing_to_come_the_text_says_so(en: Texts) -> None:
    text = closing_text(a_closing(tries=(), next_at=None), en)

    assert text.endswith("No experiments were shared in this session.")


def test_the_text_to_paste_is_never_cut(nl: Texts) -> None:
    long = "x" * 280
    text = closing_text(a_closing(tries=tuple(experiment("Anna", then=long) for _ in range(16))), nl)

    assert text.count(long) == 16


def test_round_times_follow_summer_time_and_midnight(nl: Texts) -> None:
    late = a_run_sheet(starts_at=datetime(2027, 3, 28, 0, 30, tzinfo=UTC), rounds=())

    assert "zo 28 maart 2027 1.30–3.15 uur" in Read(run_sheet_html(late, nl)).text


# --- who was not there


def test_who_was_not_there_is_told_apart_from_who_had_said_so(nl: Texts) -> None:
    lines = (
        MissedLine(name="Anna", sessions=(1,), in_a_row=1),
        MissedLine(name="Bert", told=(1, 2), in_a_row=2),
        MissedLine(name="Chaima", sessions=(1, 3), told=(2,), in_a_row=3),
    )

    assert list(missed_sentences(lines, nl)) == [
        "Anna: niet gezien in sessie 1",
        "Bert: afgemeld voor de sessies 1 en 2, 2 keer achter elkaar; de plek blijft",
        "Chaima: niet gezien in de sessies 1 en 3, afgemeld voor sessie 2, 3 keer achter elkaar; de plek blijft",
    ]


# --- what kind of bottleneck


@pytest.mark.parametrize(
    ("text", "category", "level"),
    [
        ("Er was te weinig tijd in mijn team.", Category.TIME, Level.TEAM),
        ("De wachtlijst van de gemeente", Category.AVAILABILITY, Level.CHAIN),
        ("Ik durfde het zelf niet", Category.CONFIDENCE, Level.SELF),
        ("The law asks something else.", Category.RULES, Level.POLICY),
        ("We weten het niet.", None, None),  # *wet* is no part of *weten*
        ("", None, None),
    ],
)
def test_the_words_point_at_a_kind_and_a_level_or_at_none(
    text: str, category: Category | None, level: Level | None
) -> None:
    assert suggested(text) == (category, level)
