"""What a person reads when a text could point at a child or family: what it is, and how to write it instead."""

from typing import Final

_BLOCKED_NL: Final = (
    "Dit lijkt een gegeven van een kind of gezin ({}). Laat het weg of schrijf het algemener, bijvoorbeeld “een jongere”. "
    "Je tekst staat er nog en is niet bewaard."
)
_BLOCKED_EN: Final = (
    "This looks like a detail of a child or family ({}). Leave it out or write it more generally, for example “a young person”. "
    "Your text is still here and has not been stored."
)

NL: Final = {
    "guard.block.phone": _BLOCKED_NL.format("telefoonnummer"),
    "guard.block.bsn": _BLOCKED_NL.format("burgerservicenummer"),
    "guard.block.email": _BLOCKED_NL.format("e-mailadres"),
    "guard.block.iban": _BLOCKED_NL.format("rekeningnummer"),
    "guard.block.address": _BLOCKED_NL.format("adres"),
    "guard.block.birth_date": _BLOCKED_NL.format("geboortedatum"),
    "guard.block.case_number": _BLOCKED_NL.format("zaaknummer"),
    "guard.block.personal_url": _BLOCKED_NL.format("link naar een persoon"),
    "guard.warn.first_name": "{words} lijkt een naam. Schrijf bijvoorbeeld “een jongere” of “een collega”.",
    "guard.warn.surname": "{words} lijkt een achternaam. Schrijf bijvoorbeeld “een gezin” of “een collega”.",
    "guard.warn.initials": "{words} lijken initialen. Schrijf bijvoorbeeld “een jongere”.",
    "guard.warn.age_and_sex": "Leeftijd en geslacht samen ({words}) maken iemand herkenbaar. Schrijf bijvoorbeeld “een jongere”.",
    "guard.warn.age_and_place": "Leeftijd en plaats samen ({words}) maken iemand herkenbaar. Schrijf bijvoorbeeld “een jongere”.",
    "guard.warn.school_or_place": "{words} lijkt een school, plek of instelling. Schrijf bijvoorbeeld “een school” of “een groep”.",
    "guard.warn.exact_date": "Een precieze datum ({words}) maakt een gebeurtenis herkenbaar. Schrijf bijvoorbeeld “dit voorjaar”.",
    "guard.warn.parent_of": "Met {words} wijs je misschien iemand aan. Schrijf bijvoorbeeld “een ouder”.",
    "guard.warn.rare_diagnosis_and_place": (
        "Een zeldzame diagnose en een plaats samen ({words}) maken iemand herkenbaar. Schrijf bijvoorbeeld "
        "“een jongere met een zeldzame aandoening” en laat de plaats weg."
    ),
    "guard.warn.several": "Dit kan iemand herkenbaar maken: {words}. Schrijf bijvoorbeeld “een jongere”.",
    "guard.tick": "Dit is niet herleidbaar tot een kind of gezin",
}

EN: Final = {
    "guard.block.phone": _BLOCKED_EN.format("phone number"),
    "guard.block.bsn": _BLOCKED_EN.format("citizen service number"),
    "guard.block.email": _BLOCKED_EN.format("e-mail address"),
    "guard.block.iban": _BLOCKED_EN.format("bank account number"),
    "guard.block.address": _BLOCKED_EN.format("address"),
    "guard.block.birth_date": _BLOCKED_EN.format("date of birth"),
    "guard.block.case_number": _BLOCKED_EN.format("case number"),
    "guard.block.personal_url": _BLOCKED_EN.format("link to a person"),
    "guard.warn.first_name": "{words} looks like a name. Write for example “a young person” or “a colleague”.",
    "guard.warn.surname": "{words} looks like a surname. Write for example “a family” or “a colleague”.",
    "guard.warn.initials": "{words} looks like initials. Write for example “a young person”.",
    "guard.warn.age_and_sex": "Age and sex together ({words}) make someone recognisable. Write for example “a young person”.",
    "guard.warn.age_and_place": "Age and place together ({words}) make someone recognisable. Write for example “a young person”.",
    "guard.warn.school_or_place": (
        "{words} looks like a school, a place or an institution. Write for example “a school” or “a group home”."
    ),
    "guard.warn.exact_date": "An exact date ({words}) makes an event recognisable. Write for example “this spring”.",
    "guard.warn.parent_of": "With {words} you may be pointing at someone. Write for example “a parent”.",
    "guard.warn.rare_diagnosis_and_place": (
        "A rare diagnosis and a place together ({words}) make someone recognisable. Write for example "
        "“a young person with a rare condition” and leave the place out."
    ),
    "guard.warn.several": "This may make someone recognisable: {words}. Write for example “a young person”.",
    "guard.tick": "This cannot be traced to a child or family",
}
