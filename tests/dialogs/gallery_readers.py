"""The cards of who searches, observes or agrees, once in either language: for tests and for looking."""

from typing import Any

from dialogs.cards import consent, observe, search
from dialogs.cards.form_view import Tick
from dialogs.experiments.model import Level
from dialogs.groups import Effect
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts

SESSION = SessionId("s-1")
LONG = "Ik nodig alle betrokkenen uit en stel één vraag. " * 20


def readers(texts: Texts) -> dict[str, Any]:
    hits = (
        search.HitLine(kind="experiment", name="Anna", text="een overleg vastloopt · vraag ik door"),
        search.HitLine(kind="insight", name="", text="Nu denk ik aan vertrouwen"),
        *(search.HitLine(kind="insight", text=LONG) for _ in range(8)),
    )
    page = observe.ObserveView(
        session=SESSION,
        session_number=2,
        round="2.4",
        title="Knelpunt en richting",
        lines=tuple(observe.CodedLine(code=number, text=LONG) for number in range(1, 9)),
        notes=(
            observe.NoteLine(text="P03 wacht af", effect=Effect.HINDERS, level=Level.TEAM),
            observe.NoteLine(text=LONG),
        ),
        previous="2.3",
        next="2.5",
    )
    refused = observe.ObserveView(
        session=SESSION,
        session_number=1,
        values={"text": "Een jongen van 14", "level": "team"},
        faults={"text": ("form.fault.too_long", {"most": 1000, "over": 3})},
        notices=(texts.say("reply.observe.kept"),),
        ticks=(Tick.UNRECOGNISABLE,),
    )
    ticks = tuple((kind, kind == "research") for kind in ("research", "no_quotes"))
    agreed = consent.ConsentView(session=SESSION, version="1", ticks=ticks, notice=texts.say("reply.consent.meanwhile"))
    return {
        "search": search.search_card(search.SearchView(hits=hits), texts),
        "search-one": search.search_card(search.SearchView(hits=hits[:1]), texts),
        "observe": observe.observe_dialog(page, texts),
        "observe-refused": observe.observe_dialog(refused, texts),
        "observe-card": observe.observe_card(SESSION, texts, observes=True, observed=True),
        "observe-card-participant": observe.observe_card(SESSION, texts, observes=False, observed=False),
        "consent": consent.consent_dialog(agreed, texts),
    }
