"""One press of one moderator in `Regie`: what every page needs of it."""

from dialogs.cards.actions.base import Action
from dialogs.cards.actions.regie import RegieBack
from dialogs.cards.choose import ChooseView, choose_dialog
from dialogs.cards.offers import Offer
from dialogs.errors import ModeratorError, Stale
from dialogs.ids import PersonId
from dialogs.sessions import messages as m
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply
from dialogs.usecases.house import House
from dialogs.usecases.lead import command_session
from dialogs.usecases.regie_pages import regie
from dialogs.usecases.scene import WHO_AND_WHEN, Scene, read_scene


class Moderator:
    """One press of one moderator: who they are and how the session stands."""

    def __init__(self, *, house: House, origin: Origin, scene: Scene, person: PersonId, texts: Texts) -> None:
        self.house = house
        self.origin = origin
        self.scene = scene
        self.person = person
        self.texts = texts

    async def again(self, *, notice: str | None = None, done: str | None = None) -> Reply:
        """The first page as it stands now, after whatever happened."""
        async with self.house.reading() as uow:
            scene = await read_scene(uow, self.scene.session.id, now=self.house.now(), parts=WHO_AND_WHEN)
        return regie(scene or self.scene, self.texts, notice=notice, done=done)

    async def does(self, command: m.Command) -> Reply:
        """Carries out a step; a stale press does nothing and shows how it stands."""
        try:
            await command_session(self.house, origin=self.origin, session=self.scene.session.id, command=command)
        except Stale:
            return await self.again(notice=self.texts.say("reply.moved_on"))
        except ModeratorError as error:
            return await self.again(notice=self.texts.say(error.text_key, **error.values))
        return await self.again()

    def choose(self, do: str, options: list[Offer], submit: Action) -> Reply:
        if not options:
            return regie(self.scene, self.texts, notice=self.texts.say(f"reply.regie.none.{do}"))
        view = ChooseView(
            heading=self.texts.say(f"regie.do.{do}"),
            question=self.texts.say(f"reply.regie.question.{do}"),
            options=tuple(options),
            submit=submit,
            button=self.texts.say("button.do"),
            back=RegieBack(session=self.scene.session.id),
        )
        return choose_dialog(view, self.texts)
