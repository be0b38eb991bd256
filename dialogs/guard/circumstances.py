"""Finds what makes a child recognisable without a name: age and sex, parent, school, place, day, rare diagnosis."""

import re
from collections.abc import Iterator

from dialogs.guard.dates import DIGIT_FIRST, ENGLISH_MONTHS, MONTH_FIRST, WITH_YEAR
from dialogs.guard.model import Kind
from dialogs.guard.normalise import fold, words_of
from dialogs.guard.numbers import Span
from dialogs.guard.reading import Reading
from dialogs.guard.words import PLACES, is_work_word

_AGE_WORD = (
    r"(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|(?:der|veer|vijf|zes|zeven|acht|negen)tien|twintig"
    r"|(?:een|twee|drie)[eë]ntwintig)"
)
_AGE_WORDS = words_of(
    """
    twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien
    negentien twintig eenentwintig tweeëntwintig tweeentwintig drieëntwintig drieentwintig
    """
)
_AGE = rf"(?:\d{{1,2}}(?:,5)?|{_AGE_WORD})"
_SEX = (
    r"(?:(?:tiener|puber|pleeg|stief|half|adoptie)?(?:jongen|jongetje|meisje|meid|zoon|zoontje|dochter|dochtertje|broer|broertje|zus|zusje"
    r"|knul|knaap|tweelingzus(?:je)?s?|tweelingbroer(?:tje)?s?)"
    r"|vrouw|man|vader|moeder|dame|boy|girl|son|daughter|brother|sister|woman)"
)
_SEX_WORDS = {
    kin + child
    for kin in ("", "tiener", "puber", "pleeg", "stief", "half", "adoptie")
    for child in words_of("jongen jongetje meisje meid zoon zoontje dochter dochtertje broer broertje zus zusje")
} | words_of(
    """
    knul knaap tweelingzus tweelingzusje tweelingzusjes tweelingbroer tweelingbroers tweelingbroertje vrouw man vader
    moeder dame boy girl son daughter brother sister woman hij zij ze he she
    """
)
_YEARS = r"(?:\s?(?:jaar|jaren|jr|years?)\b)"
_LATELY = r"(?:(?:net|bijna|ruim|pas|nu|amper|toen|nog|geen|inmiddels|al|almost|just)\s){0,2}"
_NOT_AN_AGE = (
    r"(?!\d|[.,]\d|\s?%|\s(?:tot|en\souder|keer|maal|weken|maanden|dagen|uur|kinderen|pubers|zonen|dochters|meter|procent|gezinnen|plekken"
    r"|van|of|op|per|children|times|weeks|months)\b)"
)
_AGE_AND_SEX = (
    re.compile(rf"\b{_SEX}(?:,?\s|\s\()(?:van|of|aged|is|was)\s{_LATELY}{_AGE}\b{_NOT_AN_AGE}"),
    re.compile(rf"\b{_SEX}(?:,\s?|\s?\(){_LATELY}{_AGE}{_YEARS}?\s?(?=[,.;)]|$)"),
    re.compile(rf"\b{_SEX}(?:,\s|\s\(|\s){_LATELY}{_AGE}{_YEARS}"),
    re.compile(rf"\b{_AGE}[\s-]?(?:jarige?|year[\s-]old)\s(?:[^\W\d_]{{1,20}}\s){{0,2}}?{_SEX}\b"),
    re.compile(
        rf"\b(?:hij|zij|ze|he|she)\s(?:is|was|wordt|werd)\s{_LATELY}{_AGE}(?:{_YEARS}(?:\s(?:oud|old))?)?"
        rf"(?=\s?(?:[.,;!?)]|$)|\s(?:en|maar|toen|als|and|but)\b)(?!\s?[.,]\d)"
    ),
)
_CAPITAL = r"([A-ZÀ-ÖØ-Þ][^\W\d_]{2,})"
_AGE_AND_PLACE = re.compile(
    rf"\b(?:{_AGE}[\s-]?jarige?|(?i:jongere|kind|cli[eë]nt|puber|tiener)\svan\s{_AGE})(?:\sjaar)?(?:\s[^\W\d_]{{1,20}}){{0,2}}?\s(?:uit|in|te)\s{_CAPITAL}"
)
_YOUNG = words_of("jongere kind cliënt client puber tiener")
_NAME_AND_AGE = re.compile(rf"(?<=[a-z,] ){_CAPITAL}(?:,\s|\s\()(?:1\d|2[0-3]|[4-9])(?:\sjaar|\sjr)?[,)]")

_PARENT_OF = re.compile(
    r"\b(?<!ik ben )(?<!ben zelf )"  # who writes may be a mother
    r"(?:(?:pleeg|stief|groot|schoon|bonus|adoptie)?(?:moeder|vader)|mama|papa|(?:step|foster)?(?:mother|father)|mum|dad)"
    r"\s(?:van|of)\b"
)

_ARTICLE = r"(?:(?:[Dd]e|[Hh]et|[Dd]en|'t|[Ss]int|[Ss]t\.?|[Ee]l|[Aa]l)\s)?"
_INSTITUTIONS = words_of(
    """
    basisschool school schooltje obs cbs rbs rkbs so vso praktijkschool college lyceum gymnasium mavo
    kinderdagverblijf kdv peuterspeelzaal bso kinderopvang opvang internaat groep woongroep leefgroep behandelgroep
    gezinsgroep crisisgroep locatie afdeling unit gezinshuis logeerhuis woonvoorziening instelling kliniek
    ziekenhuis huisartsenpraktijk praktijk club voetbalclub sportclub hockeyclub boxclub moskee kerk buurthuis
    jongerencentrum flat camping
    """
)
_INSTITUTION = re.compile(rf"\b(?i:{'|'.join(sorted(_INSTITUTIONS))})\s({_ARTICLE}{_CAPITAL})")
_SCHOOL_AFTER = re.compile(
    rf"(?<![\w-]){_CAPITAL}(?:[ -][A-Z]\w+){{0,2}}\s(?:College|Lyceum|Gymnasium|Basisschool)\b"
    r"|(?<![\w-])[A-Z]\w{2,30}?(?:college|lyceum|gymnasium|school)\b|\b(?:Sint|St\.)\s[A-Z]\w{3,}"
)
_SCHOOL_KINDS = words_of(
    """
    basisschool hogeschool vakschool kleuterschool praktijkschool zondagsschool nieuwkomersschool weekendschool
    volksschool topsportschool muziekschool bestuurscollege tuchtcollege zorgcollege brugklasschool huisschool
    thuisschool dansschool buitenschool
    """
)
_PROPER_ARTICLE = re.compile(rf"(?<=[a-z,] )(?:op|bij|naar|in|van|vanuit|uit)\s((?:De|Het|'t)\s{_CAPITAL})")
_STREET = re.compile(
    r"(?<![\w-])[A-Z][^\W\d_]{2,30}?(?:straat|laan|weg|plein|gracht|kade|singel|steeg|dreef|plantsoen|hof|pad|dijk)(?:\s\d{1,4}(?![\d.,:%])\s?[a-z]?\b)?"
)
_STREET_SURE = ("straat", "laan", "plein", "gracht", "kade", "singel", "steeg", "dreef", "plantsoen")
_NO_STREET = words_of(
    """
    onderweg uitweg omweg snelweg middenweg doodweg terugweg heenweg halverweg gerechtshof zorgpad levenspad
    schoolplein hoofdstraat tuinpad leerplein werkplein marktplein winkelstraat tunnelplein zijstraat waarlangs
    """
)

_MEETING = re.compile(
    r"\b(?:sessie|bijeenkomst|overleg|vergadering|afspraak|spreek|teamdag|studiedag|training|mastermind|intervisie|symposium"
    r"|congres|webinar|deadline"
    r"|uiterlijk|per|ingang|v[oó][oó]r|vanaf|tussen|week van|plan|plannen|zien elkaar|contract|tot"
    r"|session|meeting|before|until|by)\b"
)
# What happens to a child or family; parts of words.
_EVENTS = (
    "opgenomen", "opname", "uit huis", "uithuis", "plaatsing", "geplaatst", "weggelopen", "wegliep", "weglopen",
    "zitting", "rechter", "rechtbank",
    "uitspraak", "incident", "suïcid", "suicid", "poging", "overled", "overleed", "gestorven", "mishandel",
    "misbruik", "aangifte", "politie",
    "ongeluk", "ongeval", "brand ", "brand.", "geslagen", "verwaarlo", "melding", "ontslagen", "gescheiden",
    "bevallen", "gesepareerd",
    "separatie", "vastgezet", "aangehouden", "arrest", "verhuisd", "verdwenen", "vermist", "steekpartij",
    "neergestoken", "verkracht", "zwanger",
    "gesloten", "geschorst", "admitted", "removed", "police", "court", " died",
)  # fmt: skip
_REACH = 40

# Parts of words, so that *Rett-syndroom* and *syndroom van Rett* are one.
_RARE = (
    "prader", "rett", "angelman", "klinefelter", "turner", "williams", "magenis", "cornelia", "kleefstra",
    "phelan", "22q11", "fragiele",
    "duchenne", "huntington", "neurofibromatose", "tubereuze", "syndroom", "ziekte van", "syndrome", "zeldzame",
    "stofwisselingsziekte",
    "metabole", "spierziekte", "taaislijm", "mitochondri", "wolfram", "landau", "rare disease", "rare condition",
    "hemofilie", "sikkelcel",
    "dwerggroei", "albinisme", "kluver", "sotos", "noonan", "marfan", "dravet", "rasmussen", "kabuki", "digeorge",
)  # fmt: skip
_SOMEWHERE = re.compile(
    rf"(?<!\w)(?:[Ii]n|[Uu]it|[Tt]e|nabij|[Bb]ij|rond|regio|omgeving|gemeente)\s(?:[Dd]e\s|[Dd]en\s|'t\s)?{_CAPITAL}"
)


def ages(reading: Reading) -> Iterator[Span]:
    text = reading.text
    if not (reading.numbers or not reading.words.isdisjoint(_AGE_WORDS) or "jarig" in reading.low):
        return
    for pattern in () if reading.words.isdisjoint(_SEX_WORDS) else _AGE_AND_SEX:
        for hit in pattern.finditer(reading.low):
            yield Kind.AGE_AND_SEX, hit.start(), hit.end()
    if reading.has("jarig") or not reading.words.isdisjoint(_YOUNG):
        yield from _ages_and_places(text)
    for hit in _NAME_AND_AGE.finditer(text):
        if not is_work_word(hit[1]):
            yield Kind.AGE_AND_SEX, hit.start(), hit.end()


def _ages_and_places(text: str) -> Iterator[Span]:
    for hit in _AGE_AND_PLACE.finditer(text):
        if fold(hit[1]) in PLACES or not is_work_word(hit[1]):
            yield Kind.AGE_AND_PLACE, hit.start(), hit.end()


def parents(reading: Reading) -> Iterator[Span]:
    if not reading.has("moeder", "vader", "mama", "papa", "mother", "father", "mum", "dad"):
        return
    for hit in _PARENT_OF.finditer(reading.low):
        yield Kind.PARENT_OF, hit.start(), hit.end()


def _opens_sentence(text: str, start: int) -> bool:
    return text[max(0, start - 3) : start].rstrip(" \"'(")[-1:] in {"", ".", "!", "?", ":", "\n"}


def schools_and_places(reading: Reading) -> Iterator[Span]:
    text = reading.text
    if not reading.words.isdisjoint(_INSTITUTIONS):
        for hit in _INSTITUTION.finditer(text):
            if not is_work_word(hit[2]):
                yield Kind.SCHOOL_OR_PLACE, hit.start(), hit.end()
    if reading.has("school", "college", "lyceum", "gymnasium", "sint ", "st. "):
        for hit in _SCHOOL_AFTER.finditer(text):
            if hit[0].lower() not in _SCHOOL_KINDS and not hit[0].startswith("Sint Maarten"):
                yield Kind.SCHOOL_OR_PLACE, hit.start(), hit.end()
    if " De " in text or " Het " in text or " 't " in text:
        for hit in _PROPER_ARTICLE.finditer(text):
            if not is_work_word(hit[2]):
                yield Kind.SCHOOL_OR_PLACE, hit.start(1), hit.end(1)
    if reading.has(*_STREET_SURE, "weg", "hof", "pad", "dijk"):
        yield from _streets(text)


def _streets(text: str) -> Iterator[Span]:
    for hit in _STREET.finditer(text):
        street, _, number = hit[0].partition(" ")
        sure = number or (street.endswith(_STREET_SURE) and not _opens_sentence(text, hit.start()))
        if sure and street.lower() not in _NO_STREET:
            yield Kind.SCHOOL_OR_PLACE, hit.start(), hit.end()


def exact_dates(reading: Reading) -> Iterator[Span]:
    """A full date counts unless it is a meeting's; a day without a year only where something happened."""
    low = reading.low
    days = reading.at_numbers(DIGIT_FIRST, lower=True)
    if reading.numbers and not reading.words.isdisjoint(ENGLISH_MONTHS):
        days += MONTH_FIRST.finditer(low)
    happened = bool(days) and (reading.has(*_EVENTS) or {"liep", "weg"} <= reading.words)
    for hit in days:
        start, end = hit.span()
        planned = _MEETING.search(low, max(0, start - _REACH), start)
        if happened or (WITH_YEAR.fullmatch(hit[0]) and not planned):
            yield Kind.EXACT_DATE, start, end


def rare_diagnoses(reading: Reading) -> Iterator[Span]:
    """A rare diagnosis and a place, anywhere in one text: together they often leave one child."""
    if not reading.has(*_RARE):
        return
    for hit in _SOMEWHERE.finditer(reading.text):
        place = fold(hit[1])
        if (place in PLACES or not is_work_word(hit[1])) and not any(rare in place for rare in _RARE):
            yield Kind.RARE_DIAGNOSIS_AND_PLACE, hit.start(), hit.end()
