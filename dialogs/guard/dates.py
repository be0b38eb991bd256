"""How Dutch and English write a day, in lower case: patterns that several detectors share."""

import re

from dialogs.guard.normalise import words_of

_MONTH = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mrt|maart|mar(?:ch)?|apr(?:il)?|mei|may|june?|juni|july?|juli|aug(?:ustus|ust)?"
    r"|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)\b\.?"
)
_DAY_WORD = (
    r"(?:eerste|tweede|derde|vierde|vijfde|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf"
    r"|(?:der|veer|vijf|zes|zeven|ach|negen)tien|(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)en?twintig|twintig"
    r"|dertig|eenendertig)"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:19|20)\d\d"
_SPLIT = r"\s?[-/.]\s?"

NUMERIC = rf"(?<![\d.,/-]){_DAY}{_SPLIT}(?:1[0-2]|0?[1-9]){_SPLIT}(?:{_YEAR}|'?\d\d)(?!\d|[-/.]\d)"
ISO = rf"(?<!\d){_YEAR}[-/.](?:1[0-2]|0?[1-9])[-/.]{_DAY}(?!\d|[-/.]\d)"
WRITTEN = rf"(?<![\d.,]){_DAY}(?:e|ste|de|st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:\s(?:{_YEAR}|'\d\d)(?!\d))?"
IN_WORDS = rf"\b{_DAY_WORD}\s{_MONTH}(?:\s{_YEAR}(?!\d))?"
ENGLISH = rf"\b{_MONTH}\s{_DAY}(?:st|nd|rd|th)?(?!\d)(?:,?\s{_YEAR}(?!\d))?"
SHORT = rf"(?<![\d.,/-]){_DAY}[-/](?:1[0-2]|0?[1-9])(?![\d/-])"

ANY_DAY = rf"(?:{ISO}|{NUMERIC}|{WRITTEN}|{IN_WORDS}|{ENGLISH})"
WITH_YEAR = re.compile(rf"(?:{ISO}|{NUMERIC})|(?:{WRITTEN}|{ENGLISH})(?<=\d\d\d\d)")
DIGIT_FIRST = re.compile(rf"(?:{ISO}|{NUMERIC}|{WRITTEN}|{SHORT})")
MONTH_FIRST = re.compile(ENGLISH)
DIGITS_ONLY = re.compile(rf"(?:{ISO}|{NUMERIC})")
ENGLISH_MONTHS = words_of(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec
    """
)
