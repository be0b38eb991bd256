"""A tiny bot at the other end of the wire, for tests of the rehearsal room itself: one round, one dialog, one count."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from yarl import URL

Json = dict[str, Any]
CARD = "application/vnd.microsoft.card.adaptive"
SUBTLE = {"size": "Small", "isSubtle": True}


def words(text: str, **more: object) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True} | more


def button(title: str, data: Json, **more: object) -> Json:
    return {"type": "Action.Submit", "title": title, "data": data} | more


def opening(verb: str) -> Json:
    return {"msteams": {"type": "task/fetch"}, "verb": verb}


def card(*body: Json, actions: list[Json] | None = None) -> Json:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": actions or []}


def welcome_card() -> Json:
    return card(
        words("Welkom in je groep", size="Large", weight="Bolder"),
        words("Ik help de moderator. Ik lees niet mee in de chat. Ik reageer alleen als je mij noemt."),
        words("**Moderator:** typ *start* om te beginnen."),
        actions=[
            button("Koppelen", opening("link"), style="positive"),
            button("Wat bewaart de bot?", opening("privacy")),
        ],
    )


def round_card(answered: int, of: int) -> Json:
    head: list[Json] = [
        words("Sessie 1 · ronde 4 van 9", **SUBTLE, spacing="None"),
        words("Alleen vragen", size="Large", weight="Bolder", spacing="None"),
    ]
    until = words("tot 10.31 uur", weight="Bolder", color="Accent", horizontalAlignment="Right", spacing="None")
    return card(
        {
            "type": "ColumnSet",
            "columns": [
                {"type": "Column", "width": "stretch", "items": head},
                {"type": "Column", "width": "auto", "verticalContentAlignment": "Center", "items": [until]},
            ],
        },
        words("Stel één open vraag die je collega verder laat denken. Nog geen advies.", size="Medium"),
        {
            "type": "Container",
            "style": "emphasis",
            "items": [words(f"**{answered} van de {of}** hebben geantwoord", spacing="None")],
        },
        words("Zichtbaar voor: je groep, met je naam. Wijzigen kan tot de antwoorden getoond zijn.", **SUBTLE),
        actions=[
            button("Antwoord geven", opening("answer"), style="positive"),
            button("Regie", opening("moderate")),
        ],
    )


def shown_card(answers: dict[str, str]) -> Json:
    return card(
        words("Alleen vragen", size="Large", weight="Bolder"),
        *(
            {
                "type": "RichTextBlock",
                "inlines": [
                    {"type": "TextRun", "text": f"{name}  ", "weight": "Bolder"},
                    {"type": "TextRun", "text": text},
                ],
            }
            for name, text in answers.items()
        ),
        actions=[button("Regie", opening("moderate"))],
    )


def answer_form(value: str = "", *, reason: str = "") -> Json:
    refusal: list[Json] = [{"type": "Container", "style": "warning", "items": [words(reason)]}] if reason else []
    question = {
        "type": "Input.Text",
        "id": "question",
        "label": "Jouw vraag",
        "isMultiline": True,
        "maxLength": 200,
        "value": value,
    }
    return card(
        *refusal,
        words("Stel één open vraag die je collega verder laat denken. Nog geen advies.", size="Medium"),
        question,
        words("Hooguit 200 tekens. Zichtbaar voor je groep, met je naam. Sluiten bewaart niets.", **SUBTLE),
        actions=[button("Insturen", {"verb": "answer"}, style="positive")],
    )


def every_input_form() -> Json:
    choices = [{"title": "Gedaan", "value": "done"}, {"title": "Deels", "value": "partly"}]
    return card(
        {"type": "Input.Text", "id": "short", "label": "Kort", "maxLength": 20},
        {"type": "Input.ChoiceSet", "id": "one", "label": "Kies er een", "choices": choices},
        {"type": "Input.ChoiceSet", "id": "many", "label": "Kies er meer", "choices": choices, "isMultiSelect": True},
        {"type": "Input.Number", "id": "score", "label": "Cijfer", "min": 0, "max": 10},
        {"type": "Input.Date", "id": "day", "label": "Dag", "min": "2021-05-11", "max": "2021-05-30"},
        {"type": "Input.Toggle", "id": "public", "label": "Openbaar", "title": "Dit mag openbaar zijn"},
        {"type": "ActionSet", "actions": [button("Verder", {"verb": "next"}, associatedInputs="none")]},
        actions=[button("Insturen", {"verb": "all"}, style="positive"), button("Bewaren", {"verb": "save"})],
    )


def energy_card(chosen: int = 0) -> Json:
    return card(
        words("Hoeveel energie heb je nu? (1 is weinig, 5 is veel)"),
        words(f"**{chosen} van de 8** hebben gekozen"),
        {"type": "ActionSet", "actions": [button(str(n), {"verb": "energy", "value": n}) for n in range(1, 6)]},
    )


def dialog(title: str, form: Json) -> Json:
    return {
        "task": {
            "type": "continue",
            "value": {
                "title": title,
                "height": "medium",
                "width": "medium",
                "card": {"contentType": CARD, "content": form},
            },
        }
    }


def message(text: str) -> Json:
    return {"task": {"type": "message", "value": text}}


class FakeBot:
    """Hears activities, keeps them, and speaks through the connector at once, inside the turn."""

    def __init__(self, *, people: int = 7) -> None:
        self.people = people
        self.url = ""
        self.heard: list[Json] = []
        self.authorizations: list[str | None] = []
        self.answers: dict[str, str] = {}
        self.energy: dict[str, int] = {}
        self.round: tuple[Json, str] | None = None
        self.fails_with: int | None = None
        self.stubborn = False  # refuses every answer
        self._http: aiohttp.ClientSession | None = None

    @property
    def kinds(self) -> list[str]:
        return [activity.get("name") or activity["type"] for activity in self.heard]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["FakeBot"]:
        app = web.Application()
        app.router.add_post("/api/messages", self._turn)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
        async with aiohttp.ClientSession() as self._http:
            try:
                yield self
            finally:
                await runner.cleanup()

    async def call(self, method: str, activity: Json, path: str = "activities", body: Json | None = None) -> Json:
        """One call to the connector: status, headers and body."""
        assert self._http is not None
        chat = activity["conversation"]["id"].replace("/", "%2F")
        url = URL(f"{activity['serviceUrl']}v3/conversations/{chat}/{path}", encoded=False)
        async with self._http.request(method, url, json=body) as response:
            text = await response.text()
            return {
                "status": response.status,
                "headers": response.headers,
                "body": json.loads(text) if text else None,
            }

    async def says(self, activity: Json, content: Json) -> Json:
        body = {"type": "message", "attachments": [{"contentType": CARD, "content": content}]}
        return await self.call("POST", activity, body=body)

    async def updates(self, activity: Json, card_id: str, content: Json) -> Json:
        body = {"type": "message", "attachments": [{"contentType": CARD, "content": content}]}
        return await self.call("PUT", activity, f"activities/{card_id}", body)

    async def _turn(self, request: web.Request) -> web.Response:
        activity: Json = await request.json()
        self.heard.append(activity)
        self.authorizations.append(request.headers.get("Authorization"))
        if self.fails_with:
            return web.json_response({"error": "no"}, status=self.fails_with)
        if activity["type"] == "invoke":
            return web.json_response(await self._invoke(activity))
        if activity["type"] == "installationUpdate" and activity["action"] == "add":
            await self.says(activity, welcome_card())
        if activity["type"] == "message":
            await self._message(activity)
        return web.Response(status=202)

    async def _message(self, activity: Json) -> None:
        value = activity.get("value") or {}
        said = str(activity.get("text") or "").split("</at>")[-1].strip()
        if value.get("verb") == "energy":
            self.energy[activity["from"]["id"]] = value["value"]
            await self.updates(activity, activity["replyToId"], energy_card(len(self.energy)))
        elif said == "start":
            posted = await self.says(activity, round_card(len(self.answers), self.people))
            self.round = activity, posted["body"]["id"]
        elif said == "energie":
            await self.says(activity, energy_card())
        elif said == "toon":
            await self.says(activity, shown_card(self.answers))

    async def _invoke(self, activity: Json) -> Json:
        data = activity["value"]["data"]
        if activity["name"] == "task/fetch":
            if data["verb"] == "answer":
                return dialog("Alleen vragen", answer_form(self.answers.get(activity["from"]["name"], "")))
            if data["verb"] == "all":
                return dialog("Alles", every_input_form())
            return message("Dit is voor de moderator.")
        if data.get("verb") != "answer":
            return message("Bewaard.")
        text = data.get("question", "")
        if not text or "06-" in text or self.stubborn:
            reason = "Hier lijkt een telefoonnummer in te staan." if text else "Schrijf eerst een vraag."
            return dialog("Alleen vragen", answer_form(text, reason=reason))
        self.answers[activity["from"]["name"]] = text
        await self.refresh()
        return message("Dank je. Je antwoord is bewaard.")

    async def refresh(self) -> None:
        """The count on the round card, in place."""
        if self.round is not None:
            await self.updates(*self.round, round_card(len(self.answers), self.people))
