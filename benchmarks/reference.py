"""What the bot is measured against: the SDK's own echo bot, as its samples write it, in a process of its own.

`botbuilder-integration-aiohttp`, which holds the SDK's `CloudAdapter`, is not among our dependencies; its `process` is
thirty lines over `CloudAdapterBase`, told here again with one repair: the SDK serialises the body of an invoke twice,
which answers every invoke with 500. Everything else is the SDK's own: adapter base, authentication, handler, connector
client. `--patched` adds the one line that makes it several times faster.
"""

import argparse
from typing import Any

from aiohttp import web
from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity
from botbuilder.schema.teams import TaskModuleMessageResponse, TaskModuleRequest, TaskModuleResponse
from botframework.connector.auth import (
    BotFrameworkAuthentication,
    BotFrameworkAuthenticationFactory,
    PasswordServiceClientCredentialFactory,
)
from msrest.universal_http.requests import ClientRetryPolicy

BACKLOG = 1024  # as the bot's own: a burst must not be decided by the queue in front of the door


class EchoBot(TeamsActivityHandler):  # type: ignore[misc]  # the SDK has no types
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(f"Echo: {turn_context.activity.text}")

    async def on_teams_task_module_submit(self, _context: TurnContext, _asked: TaskModuleRequest) -> TaskModuleResponse:
        return TaskModuleResponse(task=TaskModuleMessageResponse(value="Dank je. Je antwoord is binnen."))


class EchoAdapter(CloudAdapterBase):  # type: ignore[misc]  # as above
    """`CloudAdapter.process` without web sockets, its invoke 500 repaired."""

    def __init__(self, authentication: BotFrameworkAuthentication, bot: EchoBot) -> None:
        super().__init__(authentication)
        self._bot = bot

    async def process(self, request: web.Request) -> web.Response:
        if "application/json" not in request.headers["Content-Type"]:
            raise web.HTTPUnsupportedMediaType
        activity: Activity = Activity().deserialize(await request.json())
        if not activity.type:
            raise web.HTTPBadRequest
        try:
            said: InvokeResponse | None = await self.process_activity(
                request.headers.get("Authorization", ""), activity, self._bot.on_turn
            )
        except PermissionError:
            raise web.HTTPUnauthorized from None
        if said:
            return web.json_response(said.body, status=said.status)  # the repair: the handler serialised it already
        return web.Response(status=201)


def authentication(options: argparse.Namespace) -> BotFrameworkAuthentication:
    if not options.app_id:
        return BotFrameworkAuthenticationFactory.create()
    return BotFrameworkAuthenticationFactory.create(
        validate_authority=True,
        to_channel_from_bot_login_url=f"{options.login}{options.tenant}",
        to_channel_from_bot_oauth_scope=options.issuer,
        to_bot_from_channel_token_issuer=options.issuer,
        to_bot_from_channel_open_id_metadata_url=options.metadata,
        to_bot_from_emulator_open_id_metadata_url=options.metadata,
        credential_factory=PasswordServiceClientCredentialFactory(options.app_id, options.secret),
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--patched", action="store_true")
    for name in ("app-id", "secret", "tenant", "issuer", "metadata", "login"):
        asked.add_argument(f"--{name}", default="")
    options = asked.parse_args()
    if options.patched:
        ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)  # type: ignore[assignment]  # a list there
    adapter = EchoAdapter(authentication(options), EchoBot())

    async def ready(_request: web.Request) -> web.Response:
        return web.Response()

    app: Any = web.Application()
    app.router.add_post("/api/messages", adapter.process)
    app.router.add_get("/readyz", ready)
    web.run_app(app, host="127.0.0.1", port=options.port, backlog=BACKLOG, access_log=None, print=None)


if __name__ == "__main__":
    main()
