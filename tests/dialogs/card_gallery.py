"""Every card and dialog once, in either language, with the words of an invented group: for tests and for looking."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dialogs.cards import blocks as b
from dialogs.cards import (
    catch_up,
    choose,
    handover,
    link,
    lookup,
    moderator,
    overview,
    regie,
    regie_pages,
    regie_private,
    report,
    reschedule,
    summary,
    welcome,
    which_group,
)
from dialogs.cards.actions.answers import AnswerSubmit, AnswerWithdraw, SupplementSubmit, TakePartAloud
from dialogs.cards.actions.asking import GroupChoose
from dialogs.cards.actions.between import BetweenOpen, CatchUpOpen, PreparationSave, PreparationSubmit
from dialogs.cards.actions.keys import contribution_key
from dialogs.cards.actions.look_back import ExperimentReportOpen
from dialogs.cards.actions.regie import RegieBack, RegieDo
from dialogs.cards.actions.regie_people import OnBehalfChoose
from dialogs.cards.actions.regie_texts import Moving
from dialogs.cards.board import Board, BoardLine
from dialogs.cards.columns_block import ColumnLine, Columns
from dialogs.cards.contributions_block import Contribution, Contributions, ContributionState, Part
from dialogs.cards.experiments_block import ExperimentLine, Experiments
from dialogs.cards.extra import Extra
from dialogs.cards.form_view import FormView, Tick
from dialogs.cards.forms import form_dialog
from dialogs.cards.goals_block import GoalLine, Goals
from dialogs.cards.harvest_blocks import Harvest, HarvestLine, Timeline, TimelineLine
from dialogs.cards.offers import Offer
from dialogs.cards.pairs_block import Pairs, PairsView, pairs_dialog
from dialogs.cards.round import Count, RoundView, result_card, round_card
from dialogs.formats.model import Choice, Field, FieldType, Form, Meaning, RoundKind, Text, Visibility
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.sessions.model import RoundPhase, RunKey, SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog
from tests.dialogs.gallery_experiments import own_experiments
from tests.dialogs.gallery_readers import readers
from tests.dialogs.look_back_gallery import look_back_dialogs
from tests.dialogs.reminder_gallery import reminders
from tests.dialogs.run_sheet_gallery import run_sheets

ZONE = ZoneInfo("Europe/Amsterdam")
SESSION = SessionId("0197a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b")
NAMES = ("Anna", "Bert", "Chaima", "Daan", "Els", "Farid", "Gijs", "Hanna")
QUESTIONS = (
    "Wat zou deze jongere zelf als eerste veranderen?",
    "Wanneer ging het een week lang goed, en wat was er toen anders?",
    "Wie houdt de lijn vast als jij er niet bent?",
    "Welke overplaatsing had je achteraf niet gedaan?",
    "Wat kost het je om nee te zeggen?",
    "Wat weten de ouders dat wij niet weten?",
    "Waar ben je bang voor?",
)
AMBITION = "Eén persoon houdt de lijn vast, ook als de plek wisselt."
PROMPT = "Stel één open vraag die je collega verder laat denken. Nog geen advies."
RUN = RunKey("1.4", 1)


def two(nl: str, en: str) -> Text:
    return Text(nl=nl, en=en)


def moment(hour: int, minute: int = 0, *, day: int = 10) -> datetime:
    """A moment of May 2027, in local time."""
    return datetime(2027, 5, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def a_field(id_: str, kind: FieldType, nl: str, en: str, **more: Any) -> Field:
    return Field(id=id_, type=kind, label=two(nl, en), visibility=more.pop("visibility", Visibility.GROUP), **more)


QUESTION = Form(
    fields=(
        a_field(
            "question",
            FieldType.LONG_TEXT,
            "Jouw vraag",
            "Your question",
            required=True,
            maximum=200,
            placeholder=two("Wat zou er gebeuren als …", "What would happen if …"),
        ),
    ),
    required=True,
)
IDEAS = Form(
    fields=(
        a_field("idea", FieldType.LONG_TEXT, "Jouw idee", "Your idea", required=True, maximum=280),
        a_field("second", FieldType.LONG_TEXT, "Nog een idee", "Another idea", maximum=280),
    )
)
EXPERIMENT = Form(
    fields=(a_field("experiment", FieldType.EXPERIMENT, "Jouw experiment", "Your experiment", required=True),),
    required=True,
    button=two("Experiment invullen", "Fill in experiment"),
)
ENERGY = Form(
    fields=(
        a_field(
            "energy",
            FieldType.SCALE,
            "Hoeveel energie heb je nu?",
            "How much energy do you have now?",
            minimum_text=two("weinig", "little"),
            maximum_text=two("veel", "much"),
            minimum=1,
            maximum=5,
            visibility=Visibility.UNNAMED,
            meaning=Meaning.ENERGY,
        ),
    ),
    one_tap=True,
)
RECOGNISE = Form(
    fields=(
        a_field("dilemmas", FieldType.PICK, "Welke herken je?", "Which do you recognise?", source="1.3.dilemmas"),
        a_field("why", FieldType.LONG_TEXT, "Wat maakt het lastig?", "What makes it hard?", maximum=280),
    )
)
TAKE_AWAY = Form(
    fields=(
        a_field(
            "ideas", FieldType.PICK, "Welke ideeën spreken je aan?", "Which ideas appeal?", maximum=3, source="1.6"
        ),
        a_field("ambition", FieldType.LONG_TEXT, "Je ambitie nu", "Your ambition now", maximum=280),
    )
)
PREPARATION = Form(
    fields=(
        a_field("explanation", FieldType.LONG_TEXT, "Waar gaat het over?", "What is it about?", maximum=2000),
        a_field(
            "public",
            FieldType.YES_NO,
            "Je ambitie is openbaar",
            "Your ambition is public",
            meaning=Meaning.CONSENT_PUBLIC,
            placeholder=two("Ook zonder naam kan men je herkennen", "Even without a name you may be recognised"),
        ),
        a_field("ambition", FieldType.LONG_TEXT, "Je ambitie", "Your ambition", required=True, maximum=280),
        a_field("dilemma1", FieldType.LONG_TEXT, "Je dilemma", "Your dilemma", required=True, maximum=500),
        a_field("dilemma2", FieldType.LONG_TEXT, "Een tweede dilemma", "A second dilemma", maximum=500),
        a_field("dilemma3", FieldType.LONG_TEXT, "Een derde dilemma", "A third dilemma", maximum=500),
        a_field("influence", FieldType.LONG_TEXT, "Je eigen invloed", "Your own influence", maximum=280),
        a_field("request", FieldType.LONG_TEXT, "Wat vraag je van ons?", "What do you ask of us?", maximum=280),
        a_field("score", FieldType.SCALE, "Hoe ver ben je?", "How far are you?", minimum=0, maximum=10),
    ),
    drafts=True,
)
EVERYTHING = Form(
    title=two("Van alles wat", "A bit of everything"),
    intro=two("Elke soort vraag één keer.", "Every kind of question once."),
    fields=(
        a_field("word", FieldType.SHORT_TEXT, "Eén woord", "One word", required=True, maximum=40),
        a_field(
            "story", FieldType.LONG_TEXT, "Je verhaal", "Your story", hint=two("Houd het algemeen.", "Be general.")
        ),
        a_field(
            "one",
            FieldType.CHOICE,
            "Kies één",
            "Choose one",
            required=True,
            choices=(
                Choice(id="a", text=two("Het eerste", "The first")),
                Choice(id="b", text=two("Het tweede", "Second")),
            ),
        ),
        a_field(
            "some",
            FieldType.CHOICES,
            "Kies een paar",
            "Choose some",
            maximum=2,
            choices=tuple(Choice(id=x, text=two(f"Keuze {x}", f"Choice {x}")) for x in "xyz"),
        ),
        a_field(
            "scale",
            FieldType.SCALE,
            "Hoe zeker?",
            "How sure?",
            minimum=1,
            maximum=5,
            visibility=Visibility.UNNAMED,
            minimum_text=two("weinig", "little"),
            maximum_text=two("veel", "much"),
        ),
        a_field("often", FieldType.NUMBER, "Hoe vaak?", "How often?", minimum=0, maximum=99),
        a_field("agree", FieldType.YES_NO, "Lukte het?", "Did it work?"),
        a_field("day", FieldType.DATE, "Op welke dag?", "On which day?"),
        a_field("buddy", FieldType.MEMBER, "Met wie?", "With whom?"),
        a_field("ideas", FieldType.PICK, "Welke ideeën?", "Which ideas?", maximum=3, source="1.6"),
        a_field("dots", FieldType.VOTES, "Drie stippen", "Three dots", maximum=3, source="tips"),
        a_field(
            "private", FieldType.LONG_TEXT, "Voor je moderator", "For your moderator", visibility=Visibility.MODERATOR
        ),
        a_field("report", FieldType.REPORT, "Wat zag je?", "What did you see?", programme=True),
        a_field("try", FieldType.EXPERIMENT, "Je volgende experiment", "Your next experiment"),
    ),
)
PEOPLE = tuple(Offer(id=f"p-{number}", text=name) for number, name in enumerate(NAMES, 1))
IDEA_OFFERS = (
    Offer(id="i1", text="Vraag één keer per week wie de lijn vasthoudt.", name="Anna"),
    Offer(id="i2", text="Spreek af wie belt als er iets verandert.", name="Bert"),
)
OFFERS: Mapping[str, tuple[Offer, ...]] = {"buddy": PEOPLE, "ideas": IDEA_OFFERS, "dots": IDEA_OFFERS}
DILEMMAS = (
    "Wisselingen van plek en hulpverlener breken de lijn in behandeling en relatie.",
    "Hoe maken we van de jungle een tuin?",
)
EXPERIMENTS = (
    ("Anna", "Als een overleg vastloopt,", "dan vraag ik eerst wat iedereen zelf kan doen.", 11),
    ("Bert", "er een aanvraag binnenkomt", "bel ik de jongere vóór ik het dossier lees", 12),
    ("Chaima", "ik twijfel", "schrijf ik de twijfel op in plaats van de conclusie", 17),
)
LINES = tuple(ExperimentLine(name=n, when=w, then=t, on=date(2027, 5, d)) for n, w, t, d in EXPERIMENTS)
BESIDE = (Part(label="Op deze dag kijk ik even terug:", text="di 1 juni 2027"),)
NEXT = regie.NextStep(kind=regie.NextKind.REVEAL, position=5, title="Herkenning", minutes=7)


def a_round(**changes: Any) -> RoundView:
    usual: dict[str, Any] = {
        "session": SESSION,
        "run": RUN,
        "session_number": 1,
        "position": 4,
        "rounds": 9,
        "title": "Alleen vragen",
        "kind": RoundKind.SILENT,
        "phase": RoundPhase.OPEN,
        "prompt": PROMPT,
        "zone": ZONE,
        "form": QUESTION,
        "ends_at": moment(10, 31),
        "ambition": AMBITION,
        "count": Count(given=5, of=7),
    }
    return RoundView(**{**usual, **changes})


def contributions() -> Contributions:
    items = [
        Contribution(name=name, parts=(Part(text=said),)) for name, said in zip(NAMES[:6], QUESTIONS[:6], strict=True)
    ]
    items[2] = Contribution(name="Chaima", state=ContributionState.TAKEN_BACK)
    items[4] = Contribution(name="Els", state=ContributionState.HIDDEN)
    items.append(Contribution(name="Gijs", parts=(Part(text=QUESTIONS[6]),), by="Hanna", supplements=("En waarom?",)))
    return Contributions(items=tuple(items))


def a_form(**changes: Any) -> FormView:
    usual: dict[str, Any] = {
        "heading": "Alleen vragen",
        "form": QUESTION,
        "prompt": PROMPT,
        "submit": AnswerSubmit(session=SESSION, round="1.4", run=1, version=0),
        "first_day": date(2027, 5, 10),
    }
    return FormView(**{**usual, **changes})


def a_regie(**changes: Any) -> regie.RegieView:
    usual: dict[str, Any] = {
        "session": SESSION,
        "step": 12,
        "session_number": 1,
        "session_phase": SessionPhase.OPEN,
        "next": NEXT,
        "position": 4,
        "rounds": 9,
        "title": "Alleen vragen",
        "phase": RoundPhase.OPEN,
        "minutes_left": 6,
        "count": Count(given=5, of=7),
        "buttons": (RegieDo.EXTEND, RegieDo.CLOSE),
        "more": tuple(do for do in RegieDo if do not in {RegieDo.EXTEND, RegieDo.CLOSE}),
    }
    return regie.RegieView(**{**usual, **changes})


def _rounds(texts: Texts) -> dict[str, Any]:
    silent = a_round(
        phase=RoundPhase.SHOWN,
        shown_line="Hotseat: beantwoord hardop wat je verder helpt. De rest mag blijven liggen.",
        blocks=(contributions(),),
        count=Count(given=7, of=7),
        supplements=True,
        ambition=None,
    )
    spoken = {"kind": RoundKind.SPOKEN, "form": None, "count": None, "ambition": None}
    energy = {
        "title": "Afsluiten",
        "position": 9,
        "kind": RoundKind.CHOOSE,
        "form": ENERGY,
        "ends_at": moment(11),
        "prompt": "Met welk woord ga je weg? Zeg het hardop.",
    }
    average = b.Average(label="Energie nu", contributors=8, mean=3.625)
    few = b.Average(label="Energie nu", contributors=0, mean=None)
    counts = b.ChoiceCounts(
        items=(b.ChoiceCount(text=DILEMMAS[0], names=NAMES[:4]), b.ChoiceCount(text=DILEMMAS[1], names=NAMES[5:6]))
    )
    unnamed = b.UnnamedCounts(label="Voelde het veilig?", contributors=8, counts=(("Ja", 7), ("Nee", 1)))
    lines = (replace(LINES[0], parts=BESIDE, supplements=("Ook in het tweede overleg.",)), *LINES[1:])
    versions = b.AmbitionVersions(
        versions=(
            b.AmbitionVersion(number=1, text="Betere continuïteit van zorg met een heldere lijn"),
            b.AmbitionVersion(number=2, text=AMBITION),
        )
    )
    preparation = b.Preparation(
        name="Hanna",
        ambition=AMBITION,
        dilemmas=DILEMMAS,
        explanation="Jongeren wisselen te vaak van plek en van mensen.",
        influence="Ik kan zelf blijven bellen.",
        request="Vraag door waar ik snel overheen praat.",
        score=3,
    )
    shown_energy = a_round(**energy | {"phase": RoundPhase.SHOWN, "blocks": (average,), "supplements": False})
    return {
        "round-open": round_card(a_round(), texts),
        "round-one-answered": round_card(a_round(count=Count(given=1, of=8)), texts),
        "round-closed": round_card(a_round(phase=RoundPhase.CLOSED), texts),
        "round-shown": round_card(a_round(phase=RoundPhase.SHOWN), texts),
        "round-skipped": round_card(a_round(phase=RoundPhase.SKIPPED), texts),
        "round-again": round_card(a_round(run=RunKey("1.4", 2)), texts),
        "round-result": result_card(silent, texts),
        "round-experiment": round_card(a_round(title="Klein experiment", position=8, form=EXPERIMENT), texts),
        "round-single": round_card(
            a_round(
                title="Wat neem ik mee",
                kind=RoundKind.SPOKEN,
                form=TAKE_AWAY,
                count=Count(given=0, of=1),
                speaker="Hanna",
                forms_until=moment(18, day=11),
            ),
            texts,
        ),
        "round-welcome": round_card(
            a_round(**spoken | {"title": "Welkom", "position": 1, "blocks": (b.Agreements(),)}), texts
        ),
        "round-order": round_card(
            a_round(
                **spoken
                | {"title": "Kennismaken", "position": 2, "blocks": (b.SpeakingOrder(names=NAMES, seconds_each=60),)}
            ),
            texts,
        ),
        "round-preparation": round_card(
            a_round(
                **spoken
                | {
                    "kind": RoundKind.SHOW,
                    "title": "Ambitie",
                    "position": 3,
                    "speaker": "Hanna",
                    "blocks": (preparation,),
                }
            ),
            texts,
        ),
        "round-nothing": round_card(a_round(**spoken | {"kind": RoundKind.SHOW, "blocks": (b.Nothing(),)}), texts),
        "round-done": round_card(a_round(**spoken | {"phase": RoundPhase.DONE}), texts),
        "round-steps": round_card(a_round(**spoken | {"steps": (("Vertellen", 2), ("Vragen", 3))}), texts),
        "result-counts": result_card(a_round(phase=RoundPhase.SHOWN, form=RECOGNISE, blocks=(counts,)), texts),
        "result-unnamed-counts": result_card(a_round(phase=RoundPhase.SHOWN, blocks=(unnamed,)), texts),
        "result-two-choices": result_card(
            a_round(phase=RoundPhase.SHOWN, form=RECOGNISE, blocks=(replace(counts, label="Dit herken ik"),)), texts
        ),
        "result-versions": result_card(a_round(phase=RoundPhase.DONE, form=None, blocks=(versions,)), texts),
        "result-experiments": result_card(
            a_round(phase=RoundPhase.SHOWN, form=EXPERIMENT, blocks=(Experiments(items=lines),)), texts
        ),
        "energy-open": round_card(a_round(**energy | {"count": Count(given=3, of=8)}), texts),
        "energy-result": result_card(shown_energy, texts),
        "energy-few": result_card(a_round(**energy | {"phase": RoundPhase.SHOWN, "blocks": (few,)}), texts),
    }


def _forms(texts: Texts) -> dict[str, Any]:
    aloud = TakePartAloud(session=SESSION, aloud=True)
    withdraw = AnswerWithdraw(session=SESSION, round="1.4", run=1, version=2)
    phone = "Wat als je eerst belt met 06-12345678 en vraagt wat zij zelf willen?"
    refused = (
        "Dit lijkt een gegeven van een kind of gezin (telefoonnummer). Laat het weg of schrijf het algemener, "
        'bijvoorbeeld "een jongere". Je tekst staat er nog en is niet bewaard.'
    )
    save = PreparationSave(session=SESSION, version=0)
    prepare = PreparationSubmit(session=SESSION, version=0)
    tried = {"experiment.when": "een overleg vastloopt", "experiment.then": "dan", "experiment.on": "2027-05-09"}
    return {
        "form-question": form_dialog(a_form(aloud=aloud, until=texts.say("form.change.until_shown")), texts),
        "form-change": form_dialog(a_form(values={"question": QUESTIONS[0]}, withdraw=withdraw), texts),
        "form-draft": form_dialog(a_form(values={"question": QUESTIONS[0]}, draft=True), texts),
        "form-refused": form_dialog(a_form(values={"question": phone}, notices=(refused,)), texts),
        "form-warned": form_dialog(
            a_form(values={"question": "Wat zou Sanne willen?"}, notices=(refused,), ticks=(Tick.UNRECOGNISABLE,)),
            texts,
        ),
        "form-faults": form_dialog(
            a_form(
                form=EXPERIMENT,
                prompt=None,
                values=tried,
                ticks=(Tick.ANYWAY,),
                faults={
                    "experiment.then": ("form.fault.too_short", {"least": 5}),
                    "experiment.on": ("form.fault.day_past", {"first": date(2027, 5, 10)}),
                },
            ),
            texts,
        ),
        "form-experiment": form_dialog(a_form(form=EXPERIMENT, prompt="Wat probeer je uit vóór sessie 2?"), texts),
        "form-ideas": form_dialog(a_form(form=IDEAS), texts),
        "form-take-away": form_dialog(a_form(form=TAKE_AWAY, offers=OFFERS), texts),
        "form-behalf": form_dialog(a_form(behalf="Anna"), texts),
        "form-preparation": form_dialog(a_form(form=PREPARATION, prompt=None, submit=prepare, save=save), texts),
        "form-everything": form_dialog(a_form(form=EVERYTHING, offers=OFFERS, last_day=date(2027, 5, 31)), texts),
        "supplement": choose.supplement_dialog(
            choose.SupplementView(
                submit=SupplementSubmit(session=SESSION, round="1.4", run=1),
                prompt=PROMPT,
                earlier=(QUESTIONS[0],),
                notices=(refused,),
                tick=True,
            ),
            texts,
        ),
    }


def _moderator(texts: Texts) -> dict[str, Any]:
    private = regie_private.PrivateView(
        session=SESSION,
        title="Alleen vragen",
        missing=("Daan", "Els"),
        aloud=("Gijs",),
        absent=("Farid",),
        lines=(regie_private.PrivateLine(name="Anna", text="Ik moet om half elf even weg."),),
        contributions=tuple(
            regie_private.PrivateContribution(
                key=contribution_key(RUN, PersonId(f"p-{number}")),
                name=name,
                parts=(Part(text=said),),
                standing=standing,
                can=can,
                by="Hanna" if name == "Daan" else None,
            )
            for number, (name, said, standing, can) in enumerate(
                zip(
                    NAMES,
                    QUESTIONS[:4],
                    (
                        regie_private.Standing.IN,
                        regie_private.Standing.HELD,
                        regie_private.Standing.SHOWN,
                        regie_private.Standing.WITHDRAWN,
                    ),
                    ((Moving.HOLD,), (Moving.RELEASE,), (Moving.TAKE_BACK,), ()),
                    strict=False,
                ),
                1,
            )
        ),
    )
    extend = regie_pages.ExtendView(
        session=SESSION, step=3, minutes=2, over=4, skip="1.5", skip_title="Herkenning", others=True
    )
    order = regie_pages.SpeakingOrderView(session=SESSION, seed=7, at=1, names=NAMES, seconds_each=60)
    seats = tuple(
        regie_pages.SeatLine(
            person=PersonId(f"p-{number}"), name=name, state=regie_pages.SeatState.UNKNOWN, cannot_come=name == "Els"
        )
        for number, name in enumerate(NAMES, 1)
    )
    during = moderator.ModeratorView(
        session=SESSION,
        step=3,
        session_number=1,
        session_phase=SessionPhase.OPEN,
        group_title="Groep 2",
        zone=ZONE,
        next=NEXT,
        position=1,
        rounds=9,
        title="Welkom",
        phase=RoundPhase.OPEN,
        ends_at=moment(10, 5),
        say="Welkom. We praten over ons eigen handelen.",
        rescue=("Ik hoor een advies. Kun je er een vraag van maken?",) * 2,
    )
    before = moderator.ModeratorView(
        session=SESSION,
        step=0,
        session_number=1,
        session_phase=SessionPhase.PLANNED,
        group_title="Groep 2",
        zone=ZONE,
        next=regie.NextStep(kind=regie.NextKind.START),
        starts_at=moment(10),
    )
    return {
        "regie": regie.regie_dialog(a_regie(), texts),
        "regie-stale": regie.regie_dialog(
            a_regie(notice=texts.say("error.stale"), minutes_left=-3, minutes_behind=4), texts
        ),
        "regie-last": regie.regie_dialog(
            a_regie(next=regie.NextStep(kind=regie.NextKind.END), phase=RoundPhase.SHOWN), texts
        ),
        "regie-single": regie.regie_dialog(
            a_regie(count=Count(given=0, of=1), speaker="Hanna", done="2 min verlengd."), texts
        ),
        "regie-planned": regie.regie_dialog(
            a_regie(
                session_phase=SessionPhase.PLANNED,
                position=None,
                title=None,
                phase=None,
                count=None,
                next=regie.NextStep(kind=regie.NextKind.START),
                buttons=(),
                more=(RegieDo.WHO_IS_HERE,),
            ),
            texts,
        ),
        "regie-ended": regie.regie_dialog(
            a_regie(session_phase=SessionPhase.ENDED, next=regie.NextStep(kind=regie.NextKind.ENDED), buttons=()), texts
        ),
        "regie-private": regie_private.private_dialog(private, texts),
        "regie-private-open": regie_private.private_dialog(
            regie_private.PrivateView(session=SESSION, title="Afsluiten", done="Achtergehouden."), texts
        ),
        "regie-extend": regie_pages.extend_dialog(extend, texts),
        "regie-extend-over": regie_pages.extend_dialog(
            regie_pages.ExtendView(session=SESSION, step=3, minutes=2, over=1), texts
        ),
        "regie-order": regie_pages.speaking_order_dialog(order, texts),
        "regie-order-done": regie_pages.speaking_order_dialog(
            regie_pages.SpeakingOrderView(session=SESSION, seed=7, at=8, names=NAMES), texts
        ),
        "regie-who": regie_pages.who_is_here_dialog(regie_pages.WhoIsHereView(session=SESSION, seats=seats), texts),
        "regie-behalf": choose.choose_dialog(
            choose.ChooseView(
                heading=texts.say("regie.do.on_behalf"),
                question=texts.say("reply.regie.question.on_behalf"),
                explanation=texts.say("regie.seat.line"),
                options=PEOPLE[:2],
                button=texts.say("button.do"),
                submit=OnBehalfChoose(session=SESSION, round="1.4", run=1),
                back=RegieBack(session=SESSION),
            ),
            texts,
        ),
        "moderator-before": moderator.moderator_card(before, texts),
        "moderator-during": moderator.moderator_card(during, texts),
        "time-warning": moderator.time_warning(
            moderator.WarningView(
                session=SESSION,
                step=3,
                title="Alleen vragen",
                ends_at=moment(10, 31),
                zone=ZONE,
                group_title="Groep 2",
                next=NEXT,
            ),
            texts,
        ),
    }


def a_question(groups: int) -> which_group.WhichGroupView:
    return which_group.WhichGroupView(
        said="verder",
        groups=tuple(
            link.GroupChoice(group=GroupId(f"g-{number}"), number=number, ambition=AMBITION)
            for number in range(1, groups + 1)
        ),
        answer=GroupChoose(word="continue", asked="2027-05-10T08:00:00+00:00"),
    )


def _group(texts: Texts) -> dict[str, Any]:
    groups = tuple(link.GroupChoice(group=GroupId(f"g-{n}"), number=n, ambition=AMBITION) for n in (1, 2))
    sessions = tuple(
        lookup.SessionLine(
            number=n,
            title="Kennismaken en vragen",
            starts_at=moment(10, day=n * 7),
            minutes=60,
            phase=SessionPhase.ENDED if n == 1 else SessionPhase.PLANNED,
        )
        for n in (1, 2, 3, 4)
    )
    invite = welcome.PreparationInvite(session=SESSION, session_number=1, starts_at=moment(10), zone=ZONE, name="Hanna")
    claim = link.SeatClaimView(claim="c-1", claimant="Anna (gast)", seat="Anna", group_title="groep 2")
    closing = summary.SummaryView(
        session=SESSION,
        session_number=1,
        zone=ZONE,
        experiments=LINES,
        ambition=b.AmbitionVersion(number=2, text=AMBITION),
        next_at=moment(10, day=31),
        next_minutes=45,
        not_played=1,
    )
    contacts = (
        lookup.ContactLine(about=texts.say("reply.contact.content"), name="Ilse", address="ilse@voorbeeld.example"),
    )
    return {
        "welcome": welcome.group_welcome(texts),
        "welcome-personal": welcome.personal_welcome(welcome.PersonalView(name="Anna", group_title="groep 2"), texts),
        "welcome-unknown": welcome.personal_welcome(welcome.PersonalView(), texts),
        "preparation-invite": welcome.preparation_card(invite, texts),
        "privacy": welcome.privacy_dialog(
            welcome.PrivacyView(
                programme_title="Masterminds jeugdhulp", contact="Ilse, ilse@voorbeeld.example", draft_days=30
            ),
            texts,
        ),
        "link": link.link_dialog(link.LinkView(groups=groups), texts),
        "link-code": link.link_dialog(link.LinkView(asks_code=True, number="3", notice="Die code klopt niet."), texts),
        "link-again": link.relink_dialog(link.RelinkView(group=groups[0], held="groep 2", elsewhere=True), texts),
        "link-question": link.link_question(texts),
        "link-question-again": link.relink_question(link.RelinkView(group=groups[0], elsewhere=True), texts),
        "seat": link.seat_dialog(link.SeatsView(seats=(link.FreeSeat(person=PersonId("p-1"), name="Anna"),)), texts),
        "seat-claim": link.seat_claim_card(claim, texts),
        "planning": lookup.planning_card(
            lookup.PlanningView(
                group_title="Groep 2", ambition=AMBITION, zone=ZONE, sessions=sessions, linked=True, unmatched=1
            ),
            texts,
        ),
        "status": lookup.status_card(
            lookup.StatusView(
                group_title="Groep 2",
                zone=ZONE,
                session=SESSION,
                session_number=1,
                session_phase=SessionPhase.OPEN,
                position=4,
                rounds=9,
                title="Alleen vragen",
                phase=RoundPhase.OPEN,
                ends_at=moment(10, 31),
                count=Count(given=5, of=7),
                next=sessions[1],
                experiments=3,
            ),
            texts,
        ),
        "help": lookup.help_card(lookup.HelpView(in_group=True, moderator=True, contacts=contacts), texts),
        "unknown": lookup.unknown_card(lookup.UnknownView(nearest="stand"), texts),
        "refusal": lookup.line_card(texts.say("error.moderator_only")),
        "which-group": which_group.which_group_card(a_question(6), texts),
        "many-groups": which_group.which_group_card(a_question(9), texts),
        "which-session": lookup.which_session_card(
            lookup.WhichSessionView(resume=SESSION, resume_number=1, start=SessionId("s-2"), start_number=2), texts
        ),
        "summary": summary.summary_card(closing, texts),
        "report": report.report_dialog(
            report.ReportView(
                session=SESSION,
                items=(
                    report.Reportable(key="1.4/1/p-1", name="Anna", text=QUESTIONS[0], round_title="Alleen vragen"),
                ),
            ),
            texts,
        ),
        "incident": report.incident_card(
            report.IncidentView(
                session=SESSION,
                group_title="Groep 2",
                session_number=1,
                round_title="Alleen vragen",
                name="Anna",
                reported_at=moment(10, 40),
                zone=ZONE,
            ),
            texts,
        ),
    }


def _series(texts: Texts) -> dict[str, Any]:
    """What people did between the sessions, on the cards that show it."""
    shown = {"form": None, "phase": RoundPhase.OPEN, "kind": RoundKind.SHOW, "count": None}
    reports = Board(
        done=(
            BoardLine(
                name="Anna", experiment="als het vastloopt, dan bel ik eerst", learned="Bellen scheelt een week."
            ),
            BoardLine(name="Bert", experiment="als het stokt, dan vraag ik door", supplements=("Ook later.",)),
        ),
        partly=(BoardLine(name="Chaima", mark="withdrawn"),),
        not_done=(BoardLine(name="Daan", experiment="als we weer vastlopen, dan nodig ik de ouders uit"),),
        tells=("Els", "Farid"),
    )
    blocks: dict[str, b.Block] = {
        "board": reports,
        "harvest": Harvest(
            finished=(HarvestLine(name="Anna", said=QUESTIONS[:2]), HarvestLine(name="Bert", mark="hidden")),
            tells=("Chaima",),
        ),
        "timeline": Timeline(
            items=(TimelineLine(name="Anna", steps=QUESTIONS[:3]),), counts=("Sessie 1: 8 experimenten bedacht",)
        ),
        "patterns": Columns(
            left_title="Hindert",
            right_title="Helpt",
            left=(ColumnLine(name="Anna", text=QUESTIONS[0]),),
            right=(ColumnLine(name="Bert", text=QUESTIONS[1]), ColumnLine(name="Els", text=QUESTIONS[2])),
        ),
        "pairs": Pairs(pairs=(NAMES[:2], NAMES[2:5])),
        "pairs-agreed": Pairs(pairs=(NAMES[:2],), agreed=True),
        "goals": Goals(items=(GoalLine(text="Eerder bellen", names=("Anna", "Bert")),)),
        "ambition": b.AmbitionVersions(
            versions=(b.AmbitionVersion(number=2, text=AMBITION, change="Ik bel nu eerst.", score=6),)
        ),
    }
    cards: dict[str, Any] = {
        f"round-{name}": round_card(a_round(**shown, blocks=(block,)), texts) for name, block in blocks.items()
    }
    coming = lookup.SessionLine(
        number=2, title="Inchecken", phase=SessionPhase.PLANNED, starts_at=moment(10, day=17), minutes=60
    )
    groups = (
        overview.OverviewLine(group=GroupId("g1"), title="Groep 1", zone=ZONE, session=SESSION, running=2),
        overview.OverviewLine(
            group=GroupId("g1"), title="Groep 2", zone=ZONE, session=SESSION, next=coming,
            light=overview.Light.RED, why=("nog geen chat gekoppeld", "4 mensen komen"),
        ),
        overview.OverviewLine(group=GroupId("g1"), title="Groep 3", zone=ZONE, light=overview.Light.AMBER),
    )  # fmt: skip
    picked = GroupChoose(word="status", asked="2027-05-10T08:00:00+00:00")
    heirs = (Offer(id="p1", text="Anna (Organisatie 3)"), Offer(id="p2", text="Bert"))
    asked = BetweenOpen(session=SESSION, form="attendance", choice="no")
    extras = (
        Extra(key="button.look_back", action=ExperimentReportOpen(session=SESSION)),
        Extra(key="button.catch_up", action=CatchUpOpen(session=SESSION)),
        Extra(key="button.cannot_come", action=asked),
    )
    return cards | {
        "round-extras": round_card(a_round(extras=extras), texts),
        "summary-extras": summary.summary_card(
            summary.SummaryView(session=SESSION, session_number=1, zone=ZONE, extras=extras), texts
        ),
        "overview": overview.overview_card(overview.OverviewView(groups=groups, choose=picked), texts),
        "overview-many": overview.overview_card(overview.OverviewView(groups=groups * 4, choose=picked), texts),
        "handover": handover.handover_dialog(
            handover.HandoverView(
                session=SESSION,
                holder=PersonId("p0"),
                name="Hanna",
                people=heirs,
                reasons=("illness", "wish"),
                reason="wish",
                notice="Kies.",
            ),
            texts,
        ),
        "handed-over": handover.handed_over_card("Anna", "Hanna", texts),
    }


def _corrections(texts: Texts) -> dict[str, Any]:
    missed = (
        catch_up.MissedRound(run=RUN, title="Alleen vragen"),
        catch_up.MissedRound(run=RunKey("1.8", 1), title="Klein experiment"),
    )
    pairs = Pairs(pairs=(NAMES[:2], NAMES[2:5]), left=True)
    agreed = Pairs(pairs=(NAMES[:2],), agreed=True)
    when = texts.period(moment(10), moment(11), ZONE)
    move = reschedule.MoveView(
        session=SESSION,
        number=2,
        now=when,
        day="2027-05-10",
        time="10.00",
        first=date(2027, 5, 10),
        last=date(2027, 5, 24),
    )
    refused = replace(move, time="25.00", faults=(texts.say("form.fault.time"),))
    late = b.ChoiceCount(text=QUESTIONS[0], names=("Anna",), late=("Bert (ingehaald)",))
    brings_in = texts.say("card.round.brings_in", name="Anna")
    return {
        "catch-up": catch_up.catch_up_card(SESSION, 1, texts),
        "catch-up-list": catch_up.catch_up_dialog(
            catch_up.CatchUpView(
                session=SESSION, session_number=1, rounds=missed, done=texts.say("reply.catch_up.done")
            ),
            texts,
        ),
        "regie-pairs": pairs_dialog(PairsView(session=SESSION, block=pairs, mark="0a1b"), texts),
        "regie-pairs-agreed": pairs_dialog(PairsView(session=SESSION, block=agreed, mark="0a1b"), texts),
        "round-pairs-left": round_card(a_round(blocks=(pairs,)), texts),
        "round-about-one": round_card(a_round(brings_in=brings_in), texts),
        "result-choice-later": result_card(
            a_round(phase=RoundPhase.SHOWN, blocks=(b.ChoiceCounts(items=(late,)),)), texts
        ),
        "move": reschedule.reschedule_card(SESSION, 2, texts, cancel=False),
        "cancel": reschedule.reschedule_card(SESSION, 2, texts, cancel=True),
        "regie-move": reschedule.move_dialog(move, texts),
        "regie-move-refused": reschedule.move_dialog(refused, texts),
        "regie-cancel": reschedule.cancel_dialog(
            reschedule.CancelView(session=SESSION, number=2, now=when, notice=texts.say("error.store")), texts
        ),
    }


def gallery(texts: Texts) -> dict[str, dict[str, Any]]:
    """Every card by name; of a dialog only its card."""
    rooms: tuple[Callable[[Texts], dict[str, Any]], ...] = (
        _group,
        _rounds,
        _forms,
        _moderator,
        _series,
        _corrections,
        look_back_dialogs,
        run_sheets,
        readers,
        own_experiments,
        reminders,
    )
    shown = {name: made for room in rooms for name, made in room(texts).items()}
    return {name: dict(made.card) if isinstance(made, ShowDialog) else made for name, made in shown.items()}
