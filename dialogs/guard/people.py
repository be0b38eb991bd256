"""Finds words that may name a person: first names, surnames with their particles, initials."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dialogs.guard.model import Kind
from dialogs.guard.names import AFTER_DE, AFTER_VAN, AFTER_VAN_DE, ALSO_WORDS, FIRST_NAMES, SURNAMES
from dialogs.guard.normalise import fold, words_of
from dialogs.guard.numbers import Span
from dialogs.guard.reading import Reading
from dialogs.guard.words import PLACES, is_acronym, is_work_word

_WORD = re.compile(r"[^\W\d_]++(?:['-][^\W\d_]++)*+")
_NEW_SENTENCE = re.compile(r"[.!?:;\n\"*>]|(?:^|\s)-\s")

_YOUNG = words_of(
    """
    jongen jongetje meisje meid jongere kind kleuter puber tiener client cliënt cliënte patiënt patient pupil
    leerling zoon zoontje dochter dochtertje zus zusje broer broertje moeder vader oma opa tante oom nicht neef
    pleegmoeder pleegvader stiefmoeder stiefvader buurvrouw buurman vriend vriendin vriendje casus jeugdige bewoner
    boy girl son daughter mother father
    """
)
_TITLES = words_of(
    """
    familie gezin fam mevrouw mevr mw meneer dhr heer juf juffrouw meester dokter dr drs voogd gezinsvoogd collega
    mr mrs miss family
    """
)
_CALLED = words_of("heet heette genaamd named called")
_CALLING = words_of("noem noemen noemde noemden")
_AFTER_CALLING = words_of("hem haar hen ze maar we ik")
_BEFORE_PERSON = words_of(
    """
    omdat dat als toen wanneer nadat voordat zodat terwijl doordat sinds tot want zou heeft had vroeg vroegen met
    over voor aan zag sprak belde vertelde zei because that when with for about
    """
)
_PERSON_DOES = words_of(
    """
    is was heeft had wil wilde gaat ging komt kwam zei zegt vertelt vertelde woont woonde slaapt huilt huilde durft
    durfde vindt vond voelt krijgt kreeg mag mocht zit zat loopt liep doet deed wordt werd moet moest kan kon vroeg
    vraagt belde belt weet wist bleef blijft zelf niet en terugkwam wegliep
    """
)
_PARTICLES = words_of("van der den de het t ter ten el al la ben bin di da op in uit aan von ould")
_STRONG = (
    ("van", "der"), ("van", "den"), ("van", "t"),
    ("van", "het"), ("ten",), ("ter",), ("el",), ("op", "den"), ("op", "t"),
    ("in", "t"), ("uit", "den"), ("uit", "de"), ("aan", "de"), ("ben",), ("ait",),
)  # fmt: skip

_INITIALS = re.compile(r"(?<![\w.])[A-Z]\.(?:\s?[A-Z]\.)+")
_NO_INITIALS = words_of("NB PS BV NV US ZSM TNV DWZ MI IPV UK VS PM AUB SVP EA OA")
_INITIAL = re.compile(r"(?<![\w.'-])([A-Z])\.(?=\s|,|$)")
_INITIAL_BARE = re.compile(r"(?<![\w.'-])([A-HJ-WZ])(?![\w.'/-])")
_LABELS = words_of(
    """
    plan plannen groep type scenario vitamine optie variant klas team stap cluster categorie deel bijlage afdeling
    sessie fase ronde punt niveau vraag idee as blok model gebied hepatitis diploma rijbewijs
    """
)
_INITIAL_AFTER = (
    words_of("met van bij voor toen omdat dat aan over naar door en sinds of als zus broer") | _YOUNG | _TITLES
)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text beside each other, with what stands between them."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]

    def end(self, i: int) -> int:
        return self.starts[i] + len(self.words[i])

    def gap(self, i: int) -> str:
        """What stands before word `i`."""
        return self.text[self.end(i - 1) if i else 0 : self.starts[i]]

    def low(self, i: int) -> str:
        return self.words[i].lower() if 0 <= i < len(self.words) else ""

    def opens(self, i: int) -> bool:
        """Whether word `i` has its capital from the start of a sentence."""
        return i == 0 or _NEW_SENTENCE.search(self.gap(i)) is not None

    def joined(self, i: int) -> bool:
        return i < len(self.words) and self.gap(i) in {" ", " '", ". "}


def _split(text: str) -> _Words:
    hits = tuple(_WORD.finditer(text))
    return _Words(text, tuple(h[0] for h in hits), tuple(h.start() for h in hits))


def _bare(word: str) -> str:
    """*Lotte's* -> lotte."""
    return fold(word.removesuffix("'s").removesuffix("'"))


def _is_listed(word: str) -> bool:
    if is_acronym(word):
        return False
    parts = word.removesuffix("'s").split("-")
    return all(p[:1].isupper() for p in parts) and fold(parts[0]) in FIRST_NAMES


def _unknown(word: str) -> bool:
    return word[:1].isupper() and len(word) > 1 and not is_work_word(word.removesuffix("'s"))


def _named_in_context(w: _Words, i: int) -> bool:
    """An unlisted capitalised word where a sentence has a person."""
    before, gap = w.low(i - 1), w.gap(i)
    if before in _CALLED or w.low(i + 1) in _CALLED:
        return True
    if before in _AFTER_CALLING and not _CALLING.isdisjoint({w.low(i - 2), w.low(i - 3)}):
        return True
    if before in _YOUNG:
        return gap == " " or (gap in {", ", " ("} and i + 1 < len(w.words) and w.gap(i + 1)[:1] in {",", ")"})
    last = i + 1 == len(w.words)
    alone = last or not w.words[i + 1][:1].isupper()
    ends = last or w.gap(i + 1) != " "
    return before in _BEFORE_PERSON and gap == " " and alone and (ends or w.low(i + 1) != "van")


def _first_name(w: _Words, i: int) -> bool:
    word = w.words[i]
    if not word[:1].isupper():
        return w.low(i - 1) in _CALLED and fold(word) in FIRST_NAMES
    if _is_listed(word):
        return True
    if w.opens(i):
        return False
    return (_bare(word) in ALSO_WORDS and not is_acronym(word)) or (_unknown(word) and _named_in_context(w, i))


def _surname_end(w: _Words, i: int) -> int | None:
    """The index after a surname that begins at word `i`, particles included."""
    after = i
    while after < len(w.words) and w.low(after) in _PARTICLES and after - i < 3 and w.joined(after + 1):  # noqa: PLR2004
        after += 1
    if after >= len(w.words) or not _unknown(w.words[after]):
        return None
    chain = tuple(w.low(n) for n in range(i, after))
    name = fold(w.words[after])
    titled = i > 0 and w.low(i - 1) in _TITLES and w.gap(i) in {" ", ". "}
    if not chain:
        fits = titled or name in SURNAMES
    else:
        follows_name = i > 0 and w.gap(i) in {" ", ". "} and (_is_listed(w.words[i - 1]) or len(w.words[i - 1]) == 1)
        fits = (
            titled
            or follows_name
            or chain in _STRONG
            or (chain == ("van", "de") and name in AFTER_VAN_DE)
            or (chain == ("van",) and name in AFTER_VAN)
            or (chain == ("de",) and name in AFTER_DE)
        )
        fits = fits and (titled or follows_name or name not in PLACES or chain[0] == "van")
    return after + 1 if fits else None


def names(reading: Reading, *, known: Collection[str]) -> Iterator[Span]:
    """`known` are folded words that name members of the group."""
    w = _split(reading.text)
    i = 0
    while i < len(w.words):
        end = None
        if w.words[i][:1].isupper() or w.low(i) in _PARTICLES:
            end = _surname_end(w, i)
        if end is not None:
            if _bare(w.words[end - 1]) not in known:
                yield Kind.SURNAME, w.starts[i], w.end(end - 1)
            i = end
            continue
        if _first_name(w, i) and _bare(w.words[i]) not in known:
            yield Kind.FIRST_NAME, w.starts[i], w.end(i)
        i += 1


def _word_before(text: str, start: int) -> str:
    words = _WORD.findall(text, max(0, start - 20), start)
    return str(words[-1]).lower() if words else ""


def initials(reading: Reading) -> Iterator[Span]:
    text = reading.text
    for hit in _INITIALS.finditer(text):
        if "".join(c for c in hit[0] if c.isalpha()) not in _NO_INITIALS:
            yield Kind.INITIALS, hit.start(), hit.end()
    for hit in _INITIAL.finditer(text):
        before = _word_before(text, hit.start())
        after = _WORD.match(text, min(hit.end() + 1, len(text)))
        opens = hit.start() == 0 or text[max(0, hit.start() - 3) : hit.start()].rstrip()[-1:] in {".", "!", "?"}
        if before in _LABELS:
            continue
        if opens:
            person = after is not None and after[0] in _PERSON_DOES
        else:
            person = before in _INITIAL_AFTER or (after is not None and fold(after[0]) in SURNAMES)
        if person:
            yield Kind.INITIALS, hit.start(), hit.end()
    for hit in _INITIAL_BARE.finditer(text):
        if _word_before(text, hit.start()) in _YOUNG:
            yield Kind.INITIALS, hit.start(), hit.end()
