"""Finds numbers that point at one person: phone, burgerservicenummer, bank account, case number."""

import re
from collections.abc import Iterator

from dialogs.guard.dates import DIGITS_ONLY
from dialogs.guard.model import Kind
from dialogs.guard.normalise import words_of
from dialogs.guard.reading import Reading

Span = tuple[Kind, int, int]

# Between two digits of one number people type spaces, dots, dashes and slashes; more than three never.
_S = r"[\s.\-/]{0,3}"
_P = r"[\s.\-/()]{0,3}"

_PHONE_WORLD = re.compile(rf"(?:(?<=\+)|0\s?0)[1-9](?:{_P}\d){{7,13}}(?!\d)")
_PHONE_WORLD_SPACED = re.compile(rf"(?<![\d.,])0\s?0\s3\s?1(?:{_P}\d){{9,10}}(?!\d)")
_PHONE_BARE_COUNTRY = re.compile(rf"(?<![\d.,])31{_S}6{_S}[1-58](?:{_S}\d){{7}}(?!\d)")
_PHONE_HOME = re.compile(rf"(?<!\d)0{_P}[1-9](?:{_P}\d){{8}}(?!\d)")
_PHONE_NAMED = re.compile(
    rf"\b(?:tel(?:efoon(?:nummer|nr)?|nr)?|mobiel|gsm|phone)\b\.?:?\s{{0,2}}(?:is\s)?(\d(?:{_S}\d){{5,10}})(?!\d)",
    re.IGNORECASE,
)
_AREA_SHORT = words_of(
    """
    010 013 015 020 023 024 026 030 033 035 036 038 040 043 045 046 050 053 055 058 070 071 072 073 074 075 076 077
    078 079 084 085 087 088 091 097
    """
)
_CLOCKS = re.compile(r"\d\d[.:]\d\d\s?-?\s?\d\d[.:]\d\d")

_IBAN_NL = re.compile(rf"N{_S}L{_S}\d{_S}\d{_S}[A-Z](?:{_S}[A-Z]){{3}}(?:{_S}\d){{10}}(?!\d)", re.IGNORECASE)
_IBAN_OTHER = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[ .-]?\d\d(?:[ .-]?[A-Z0-9]){11,30}")
_IBAN_SOLID = re.compile(r"(?<![A-Za-z0-9])[a-z]{2}\d\d[a-z0-9]{11,30}(?![a-z0-9])", re.IGNORECASE)
_IBAN_LENGTH = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "ES": 24, "FR": 27, "GB": 22, "GR": 27,
    "HU": 28, "IE": 22, "IT": 27, "LT": 20, "LU": 20, "MA": 28, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "SE": 24, "TR": 26,
}  # fmt: skip
_MOD_97 = 97

_CASE = (
    (
        "/",
        re.compile(
            r"\bC\s?/\s?\d{2}\s?/\s?\d{5,7}(?!\d)(?:\s?/\s?[A-Z]{2}\s?[A-Z]{2}\s?\d\d\s?[-/.]\s?\d{1,6})?",
            re.IGNORECASE,
        ),
    ),
    (
        "rk",
        re.compile(
            r"\b(?:JE|FA|KG|HA|BZ|ZA|FT)\s?RK\s?\d\d\s?[-/. ]\s?\d{1,6}(?!\d)"
            r"|(?<!\d)\d{2,4}/\d{3,6}\s?(?:JE|FA|KG|HA|BZ)\s?RK\b",
            re.IGNORECASE,
        ),
    ),
    ("ecli", re.compile(r"\bECLI:[A-Z]{2}:[A-Z]{2,8}:\d{4}:[A-Z0-9.]{1,25}", re.IGNORECASE)),
)
_CASE_DIGITS = (
    re.compile(r"200\.\d{3}\.\d{3}/\d\d(?!\d)"),
    re.compile(r"(?<![\d/-])\d\d[/-]\d{6}[/-]\d\d(?![\d/-])"),
)
_CASE_NAMED = re.compile(
    r"\b(?:zaak|dossier|cli[eë]nt|pati[eë]nt|parket|rekest|rol|meldings?|beschikkings?|registratie|leerling|jeugdigen?"
    r"|bewoners?|polis|verzekerden?|toewijzings?|case|file|client|patient)"
    r"[\s-]?(?:nummer|nr|id|number)\b\.?[:\s]{0,3}(?:is\s|was\s)?[A-Z]{0,4}[\s/.-]?\d(?:[\s/.-]?\d){3,}",
    re.IGNORECASE,
)

_GROUP = re.compile(r"\d++")
_GAP = re.compile(r"[\s.\-/]{1,3}")
_BSN_WORD = re.compile(r"bsn|burger\s?service|sofi", re.IGNORECASE)
_BSN_REACH_BEFORE, _BSN_REACH_AFTER = 30, 8
_MONEY_BEFORE = re.compile(r"(?:€|\beur|\beuro)\s?$", re.IGNORECASE)
_MONEY_AFTER = re.compile(r"\s?(?:euro?\b|€|,-)", re.IGNORECASE)
_BSN_LENGTHS = (8, 9)
_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
# How people break up a burgerservicenummer when no word says it is one. Fewer shapes for eight digits, because dates
# (12 05 2021) and school years (2020-2021) have eight as well.
_BSN_SHAPES = frozenset(
    {
        (9,), (3, 3, 3), (4, 2, 3), (2, 3, 4), (4, 3, 2), (5, 4), (4, 5), (6, 3), (3, 6), (2, 2, 2, 3), (3, 2, 2, 2),
        (4, 4, 1), (2, 2, 2, 2, 1), (1, 2, 2, 2, 2), (1,) * 9,
        (8,), (2, 3, 3), (5, 3), (3, 5), (1,) * 8,
    }
)  # fmt: skip


def _is_home_phone(written: str) -> bool:
    groups = _GROUP.findall(written)
    digits = "".join(groups)
    if DIGITS_ONLY.match(written) or _CLOCKS.match(written):
        return False
    whole = len(groups[0]) > 2 or groups[0] == "06" or all(len(g) == 1 for g in groups)  # noqa: PLR2004 a bare "01" starts a date
    mobile = digits[:2] == "06" and digits[2] in "123458"
    return whole and (mobile or digits[:3] in _AREA_SHORT or digits[1] in "12345")


def phones(reading: Reading) -> Iterator[Span]:
    if reading.digits < 6:  # noqa: PLR2004 the shortest local number
        return
    for pattern in (_PHONE_WORLD, _PHONE_WORLD_SPACED, _PHONE_BARE_COUNTRY):
        for hit in reading.at_numbers(pattern):
            plus = hit.start() - (reading.text[hit.start() - 1 : hit.start()] == "+")
            yield Kind.PHONE, plus, hit.end()
    for hit in reading.at_numbers(_PHONE_HOME):
        if _is_home_phone(hit[0]):
            yield Kind.PHONE, hit.start(), hit.end()
    if reading.has("tel", "mobiel", "gsm", "phone"):
        for hit in _PHONE_NAMED.finditer(reading.text):
            yield Kind.PHONE, hit.start(1), hit.end(1)


def _iban_fits(account: str) -> bool:
    moved = account[4:] + account[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % _MOD_97 == 1


def ibans(reading: Reading) -> Iterator[Span]:
    text = reading.text
    if reading.digits < 10:  # noqa: PLR2004 every account number has more
        return
    for hit in _IBAN_NL.finditer(text):
        yield Kind.IBAN, hit.start(), hit.end()
    for pattern in (_IBAN_OTHER, _IBAN_SOLID):
        for hit in pattern.finditer(text):
            account = "".join(c for c in hit[0].upper() if c.isalnum())
            length = _IBAN_LENGTH.get(account[:2])
            if length and len(account) >= length and _iban_fits(account[:length]):
                yield Kind.IBAN, hit.start(), hit.end()


def case_numbers(reading: Reading) -> Iterator[Span]:
    if reading.digits < 3:  # noqa: PLR2004 JE RK 21-1 is the shortest
        return
    for sign, pattern in _CASE:
        if sign in reading.low:
            for hit in pattern.finditer(reading.text):
                yield Kind.CASE_NUMBER, hit.start(), hit.end()
    for pattern in _CASE_DIGITS:
        for hit in reading.at_numbers(pattern):
            yield Kind.CASE_NUMBER, hit.start(), hit.end()
    if reading.has("nummer", "nr", "number") or "id" in reading.words:
        for hit in _CASE_NAMED.finditer(reading.text):
            yield Kind.CASE_NUMBER, hit.start(), hit.end()


def passes_elfproef(digits: str) -> bool:
    """Eight digits get a nought in front; only noughts is no number."""
    padded = digits.zfill(9)
    total = sum(int(c) * w for c, w in zip(padded, _BSN_WEIGHTS, strict=True))
    return total % 11 == 0 and padded.strip("0") != ""


def _runs(reading: Reading) -> Iterator[list[re.Match[str]]]:
    """Groups of digits with nothing but separators between them."""
    run: list[re.Match[str]] = []
    for group in reading.numbers:
        if run and not _GAP.fullmatch(reading.text, run[-1].end(), group.start()):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _is_bsn(text: str, groups: list[re.Match[str]]) -> bool:
    start, end = groups[0].start(), groups[-1].end()
    if _BSN_WORD.search(text, max(0, start - _BSN_REACH_BEFORE), start) or _BSN_WORD.search(
        text, end, end + _BSN_REACH_AFTER
    ):
        return True  # somebody says so; a typing error in it identifies as well
    if tuple(len(g[0]) for g in groups) not in _BSN_SHAPES or not passes_elfproef("".join(g[0] for g in groups)):
        return False
    return not (_MONEY_BEFORE.search(text, max(0, start - 6), start) or _MONEY_AFTER.match(text, end))


def _bsns_in(text: str, run: list[re.Match[str]]) -> Iterator[Span]:
    first = 0
    while first < len(run):
        digits = 0
        for last in range(first, min(first + 9, len(run))):
            digits += len(run[last][0])
            if digits > max(_BSN_LENGTHS):
                break
            longer_fits = last + 1 < len(run) and digits + len(run[last + 1][0]) in _BSN_LENGTHS
            if digits in _BSN_LENGTHS and _is_bsn(text, run[first : last + 1]):
                if longer_fits and _is_bsn(text, run[first : last + 2]):
                    continue
                yield Kind.BSN, run[first].start(), run[last].end()
                first = last
                break
        first += 1


def bsns(reading: Reading) -> Iterator[Span]:
    """Give it a text in which other numbers and dates are blanked out: it takes any eight or nine digits that fit."""
    if reading.digits >= min(_BSN_LENGTHS):
        for run in _runs(reading):
            yield from _bsns_in(reading.text, run)
