"""Invented sentences of professionals, by what a field asks for: nobody in them, nothing that could be recognised."""

from collections.abc import Mapping
from types import MappingProxyType

_QUESTIONS = (
    "Wat zou er gebeuren als je het besluit een week uitstelt?",
    "Wanneer ging het wel goed, en wat deed jij toen anders?",
    "Wie houdt de lijn vast als jij er niet bent?",
    "Wat kost het je om nee te zeggen?",
    "Waaraan zou je merken dat het een beetje beter gaat?",
    "Welke vraag stel je jezelf liever niet?",
    "Wat weten de ouders dat wij niet weten?",
    "Wat heb je nodig om het hier hardop te zeggen?",
)
_IDEAS = (
    "Als dit mijn ambitie was, dan zou ik deze week één collega vragen om mee te kijken.",
    "Ik zou beginnen met een gesprek waarin niemand een besluit hoeft te nemen.",
    "Ik zou de jongere vragen wie er volgens hem bij hoort te zitten.",
    "Ik zou opschrijven wat we al weten en wat we alleen vermoeden.",
    "Ik zou afspreken wie er belt als het spannend wordt, en dat aan iedereen laten weten.",
    "Ik zou het overleg omdraaien: eerst de vraag, daarna pas het dossier.",
    "Ik zou een dag meelopen op de plek waar het wel lukt.",
    "Ik zou de groep vragen wat ze van mij nodig heeft om te durven wachten.",
)
_WHEN = (
    "Als een overleg vastloopt",
    "Als er een nieuwe aanvraag binnenkomt",
    "Als ik merk dat ik het gesprek overneem",
    "Als iemand zegt dat het niet kan",
    "Als het op de afdeling onrustig wordt",
)
_THEN = (
    "dan vraag ik eerst wat iedereen zelf kan doen",
    "dan bel ik de jongere voordat ik het dossier lees",
    "dan schrijf ik de twijfel op in plaats van de conclusie",
    "dan vraag ik: onder welke voorwaarde zou het wel kunnen?",
    "dan stel ik één open vraag en wacht ik tot er antwoord komt",
)
_MOMENTS = (
    "In het eerstvolgende teamoverleg",
    "Bij de eerste aanvraag van deze week",
    "Op de ochtend na mijn dienst",
    "In het eerste gesprek met ouders",
)
_SAFETY = (
    "Ik spreek het vooraf door met een collega.",
    "Ik stop als het te spannend wordt en bespreek het dezelfde dag.",
    "Ik vraag vooraf of het goed is dat ik dit probeer.",
)
_INSIGHTS = (
    "Eerst dacht ik dat ik een antwoord moest hebben, nu denk ik dat een goede vraag vaak genoeg is.",
    "Eerst dacht ik dat het systeem vastzat, nu zie ik wat ik er zelf aan bijdraag.",
    "Ik merk dat rust in het gesprek meer oplevert dan nog een maatregel.",
    "Ik neem mee dat ik mijn twijfel eerder mag delen.",
)
_BOTTLENECKS = (
    "Iedereen wacht op een besluit dat niemand alleen durft te nemen.",
    "De wachttijd maakt dat we te laat met elkaar praten.",
    "Bij elke overstap begint het verhaal opnieuw.",
    "We spreken over de jongere zonder dat die erbij is.",
)
_DIRECTIONS = (
    "Eén vaste persoon die meeloopt, ook als de plek wisselt.",
    "Eerder bellen, ook als het nog geen crisis is.",
    "Vooraf afspreken wat we doen als het misgaat.",
    "Een overleg beginnen met wat er wel lukt.",
)
_TIPS = (
    "Vraag aan het begin van elk overleg wie er nog ontbreekt.",
    "Schrijf je twijfel op voordat je je advies schrijft.",
    "Bel eerst, mail daarna.",
    "Laat na een vraag een stilte vallen.",
)
_AMBITIONS = (
    "Eén persoon houdt de lijn vast, ook als de plek wisselt.",
    "Eerder samen het gesprek voeren, zodat een plaatsing niet de enige weg lijkt.",
    "Onmacht kunnen verdragen zonder meteen te handelen.",
)
_DILEMMAS = (
    "Ik wil ruimte geven en voel me tegelijk verantwoordelijk als het misgaat.",
    "Nee zeggen tegen een opname betekent dat iemand anders het probleem houdt.",
    "Hoe meer mensen meekijken, hoe minder iemand beslist.",
)
_EXPLANATIONS = (
    "In mijn werk kom ik vaak op het moment dat iedereen moe is. Ik wil leren dan te vertragen, niet over te nemen.",
    "We zijn met veel organisaties betrokken en de lijn raakt zoek. Ik wil onderzoeken wat ik daar zelf in kan doen.",
)
_INFLUENCES = (
    "Ik kan kiezen met welke vraag ik een overleg open.",
    "Ik kan eerder bellen en minder lang alleen nadenken.",
)
_REQUESTS = (
    "Stel me vragen die het ongemakkelijk maken, maar blijf vriendelijk.",
    "Help me zien waar ik zelf de rem ben.",
    "Maak ruimte om samen te beslissen voordat de termijn verloopt.",
)
# the label of these two begins the sentence: "Het werkt als ...", "Het werkt niet als ..."
_WORKS = (
    "iedereen vooraf weet wat er op het spel staat.",
    "één persoon de afspraken bewaakt.",
    "we de ouders vanaf het begin laten meedenken.",
    "er tijd is om eerst te luisteren.",
)
_WORKS_NOT = (
    "er al een besluit genomen is.",
    "we te laat beginnen met praten.",
    "iedereen op een ander wacht.",
    "ik het in mijn eentje wil oplossen.",
)
_SURPRISES = (
    "Het viel me op hoeveel rust een vraag kan geven.",
    "Er kwam iets tussen, maar het gesprek is er daarna wel gekomen.",
    "Ik deed het één keer en merkte dat het team het overnam.",
)
_ANYTHING = (
    "Ik neem me voor om dit in het eerstvolgende overleg te bespreken.",
    "Dat herken ik, en het maakt verschil om het hier te zeggen.",
    "Ik wil eerst goed luisteren en dan pas iets vinden.",
    "Samen kijken helpt meer dan alleen nadenken.",
)

BY_WORD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # what stands in an input's id or label -> what one might write; the first that fits is taken
        "uitleg": _EXPLANATIONS,
        "explanation": _EXPLANATIONS,
        "toelicht": _EXPLANATIONS,
        "invloed": _INFLUENCES,
        "influence": _INFLUENCES,
        "dilemma": _DILEMMAS,
        "ambiti": _AMBITIONS,
        "veilig": _SAFETY,
        "safe": _SAFETY,
        "knelpunt": _BOTTLENECKS,
        "bottleneck": _BOTTLENECKS,
        "liep je": _BOTTLENECKS,
        "richting": _DIRECTIONS,
        "direction": _DIRECTIONS,
        "hielp": _DIRECTIONS,
        "inzicht": _INSIGHTS,
        "insight": _INSIGHTS,
        "neem je mee": _INSIGHTS,
        "tip": _TIPS,
        # these before the shorter ones they begin with
        "werkt niet": _WORKS_NOT,
        "works not": _WORKS_NOT,
        "not work": _WORKS_NOT,
        "werkt": _WORKS,
        "works": _WORKS,
        "vraag je van": _REQUESTS,
        "request": _REQUESTS,
        "ask of": _REQUESTS,
        "verraste": _SURPRISES,
        "surprise": _SURPRISES,
        "gebeur": _SURPRISES,
        "idee": _IDEAS,
        "idea": _IDEAS,
        "zou ik": _IDEAS,
        "vraag": _QUESTIONS,
        "question": _QUESTIONS,
        "wanneer": _MOMENTS,
        "moment": _MOMENTS,
        "dan": _THEN,
        "then": _THEN,
        "als": _WHEN,
        "when": _WHEN,
    }
)
ANYTHING = _ANYTHING
