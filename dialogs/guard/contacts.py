"""Finds where a person lives or can be found, and when somebody was born: e-mail, pages, address, birth date."""

import re
from collections.abc import Iterator

from dialogs.guard.dates import ANY_DAY, ISO, NUMERIC, WITH_YEAR, WRITTEN
from dialogs.guard.model import Kind
from dialogs.guard.normalise import words_of
from dialogs.guard.numbers import Span
from dialogs.guard.reading import Reading

_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]++\s{0,2}(?:@|\(at\)|\[at\]|\bapenstaartje\b)\s{0,2}[\w-]++"
    r"(?:\s?(?:\.|\((?:dot|punt)\)|\bpunt\b|\bdot\b)\s?(?=[a-z])[\w-]++){1,4}",
    re.IGNORECASE,
)

_EMAIL_SAID = re.compile(r"(?<![\w.+%-])[\w.+%-]++\sat\s[\w-]++\s(?:punt|dot|\.)\s?[a-z]{2,}", re.IGNORECASE)

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"]++|(?<![\w.@/-])[\w-]++(?:\.[\w-]++){1,4}/[^\s<>\"]++", re.IGNORECASE)
_PERSON_PAGE = re.compile(
    r"(?:linkedin\.com/(?:in|pub)/|(?:facebook|fb|instagram|threads|twitter|pinterest)\.(?:com|net)/|[/.]x\.com/|^x\.com/|tiktok\.com/@"
    r"|snapchat\.com/(?:add|@)|(?:t|wa)\.me/|vk\.com/|strava\.com/athletes/|-my\.sharepoint\.com/|/personal/"
    r"|[?&#;](?:\w{0,12}id|bsn|cli[eë]nt\w*|pati[eë]nt\w*|person\w*|persoon\w*|kind|jeugdige|leerling\w*|dossier\w*|zaak\w*|user\w*|uid)="
    r"|/(?:cli[eë]nt|pati[eë]nt|person|persoon|kind|jeugdige|leerling|student|dossier|zaak|user|gebruiker|profiel|profile|member|lid|leden|bewoner)"
    r"(?:s|en|n|es|eren|nummer)?/[^/]*\d"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    re.IGNORECASE,
)

_POSTCODE = re.compile(r"(?<![\d.,€])[1-9]\d{3}\s?(?:[A-Z]{2}|[a-z]{2})(?![A-Za-z0-9])")
_POSTCODE_SAID = re.compile(r"\bpostcode:?\s([1-9]\d{3}\s?[a-z]{2})(?![a-z0-9])", re.IGNORECASE)
_NO_POSTCODE = words_of(
    """
    km kg mg ml cm mm gb mb kb px ex jr ha kw kj fl pk pp st rd th nd de en er in op is ik je we ze of om te al zo
    nu na ja uw bv nv it an as at by if my no on or so to up us he
    """
)
_HOUSE_AFTER = re.compile(
    r"[\s,;.()-]{0,4}(?:(?:en|met|op|huis)\s?)?(?:(?:huis)?(?:nummer|nr)\.?:?\s?)?\d{1,5}(?!\d|[.,]\d)", re.IGNORECASE
)
_HOUSE_BEFORE = re.compile(
    r"[^\W\d_]\.?\s\d{1,5}(?:\s?-\s?\d{1,4}|\s?-?\s?[a-zA-Z]{1,4})?[\s,;(]{1,3}"
    r"(?:[A-Z][^\W\d_]{2,30}[\s,]{1,2})?$"
)
_ADDRESS_WORD = re.compile(r"\b(?:adres|woon|wonen|postcode|huisbezoek)", re.IGNORECASE)
_REACH = 40

_BORN = (
    r"(?:geboren|geb\.?\s?(?:dat(?:um)?\.?|d\.d\.)?|geboorte(?:datum|dag)|d\.o\.b\.?|dob|jarig|verjaardag|birthday|date\sof\sbirth"
    r"|born|ter\swereld)"
)
_BIRTH_WORDS = words_of(
    """
    geboren geb gebdat gebdatum geboorte geboortedatum geboortedag jarig verjaardag wereld born birth birthday dob
    """
)
_YOUNG = (
    r"(?:jongen|jongetje|meisje|kind|jongere|zoon|zoontje|dochter|dochtertje|baby|peuter|kleuter|tiener|puber|cli[eë]nt|pati[eë]nt"
    r"|leerling|broer|broertje|zus|zusje|tweeling|hij|zij|ze)"
)
_BIRTH_SAID = (
    re.compile(rf"\b{_BORN}[\s:]{{0,3}}(?:op\s)?\d{{8}}(?!\d)"),
    re.compile(rf"\b{_BORN}(?![a-z])[^.!?\n]{{0,25}}?{ANY_DAY}"),
    re.compile(rf"{ANY_DAY}[^.!?\n]{{0,25}}?\b(?:geboren|jarig|ter\swereld|verjaardag|born)\b"),
)
_BIRTH_IMPLIED = (
    re.compile(rf"\b{_YOUNG}\s(?:is\s)?(?:van|uit)\s(?:{ISO}|{NUMERIC}|{WRITTEN}(?<=\d\d\d\d))"),
    re.compile(rf"(?:[*°]|\bg\.?d\.?:?)\s?(?:{ISO}|{NUMERIC}|{WRITTEN}(?<=\d\d\d\d))"),
)


def emails(reading: Reading) -> Iterator[Span]:
    if reading.has("@", "(at)", "[at]", "apenstaartje"):
        for hit in _EMAIL.finditer(reading.text):
            yield Kind.EMAIL, hit.start(), hit.end()
    if "at" in reading.words and not reading.words.isdisjoint({"punt", "dot"}):
        for hit in _EMAIL_SAID.finditer(reading.text):
            yield Kind.EMAIL, hit.start(), hit.end()


def urls(reading: Reading) -> Iterator[Span]:
    if not reading.has("/", "www."):
        return
    for hit in _URL.finditer(reading.text):
        if _PERSON_PAGE.search(hit[0]):
            yield Kind.PERSONAL_URL, hit.start(), hit.end()


def _postcodes(reading: Reading) -> Iterator[tuple[int, int, bool]]:
    """Start, end, and whether it can be nothing else (*1945 GI* is a year and an institution till more is said)."""
    text = reading.text
    for hit in reading.at_numbers(_POSTCODE):
        letters = hit[0][-2:]
        if letters in _NO_POSTCODE or (letters.islower() and " " in hit[0] and hit[0][:2] in {"19", "20"}):
            continue
        said = _ADDRESS_WORD.search(text, max(0, hit.start() - _REACH), hit.start()) is not None
        looks_like_year = hit[0][:2] in {"19", "20"} and " " in hit[0]
        yield hit.start(), hit.end(), said or (letters.isupper() and not looks_like_year)
    if "postcode" in reading.words:
        for hit in _POSTCODE_SAID.finditer(text):
            yield hit.start(1), hit.end(1), True


def addresses(reading: Reading) -> Iterator[Span]:
    """A postcode with a house number blocks; a postcode alone is a place to warn about."""
    text = reading.text
    for start, end, sure in _postcodes(reading):
        before = _HOUSE_BEFORE.search(text, max(0, start - 60), start)
        after = _HOUSE_AFTER.match(text, end)
        if before:
            yield Kind.ADDRESS, before.start() + 1, end
        elif after and (sure or text[start:end].lower() == text[start:end]):
            yield Kind.ADDRESS, start, after.end()
        elif sure:
            yield Kind.SCHOOL_OR_PLACE, start, end


def birth_dates(reading: Reading) -> Iterator[Span]:
    said = not reading.words.isdisjoint(_BIRTH_WORDS) or "d.o.b" in reading.low
    if not said and not any(WITH_YEAR.match(reading.low, n.start()) for n in reading.numbers):
        return
    for pattern in (*_BIRTH_SAID, *_BIRTH_IMPLIED) if said else _BIRTH_IMPLIED:
        for hit in pattern.finditer(reading.low):
            yield Kind.BIRTH_DATE, hit.start(), hit.end()
