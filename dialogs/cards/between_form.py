"""The dialog of a form between sessions: the format's own questions, with its title and its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dialogs.cards.actions.between import BetweenSave, BetweenSubmit
from dialogs.cards.form_view import Fault, FormView, Tick
from dialogs.cards.forms import form_dialog
from dialogs.cards.offers import Offers
from dialogs.formats.model import Form
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweenView:
    """`about` tells which of somebody's experiments the numbered questions ask after; `values` as in `FormView`.
    `until` is when it can be changed, and `first_day` and `last_day` bound its dates."""

    session: SessionId
    name: str
    form: Form
    version: int
    about: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    offers: Offers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    ticks: tuple[Tick, ...] = ()
    draft: bool = False
    until: str | None = None
    last_day: date | None = None


def between_dialog(view: BetweenView, texts: Texts) -> ShowDialog:
    session, name, version = view.session, view.name, view.version
    title = view.form.title.in_(texts.language) if view.form.title else texts.say("form.between.heading")
    return form_dialog(
        FormView(
            heading=title,
            form=view.form,
            submit=BetweenSubmit(session=session, form=name, version=version, about=view.about),
            save=BetweenSave(session=session, form=name, version=version) if view.form.drafts else None,
            values=view.values,
            offers=view.offers,
            faults=view.faults,
            notices=view.notices,
            ticks=view.ticks,
            draft=view.draft,
            until=view.until,
            last_day=view.last_day,
        ),
        texts,
    )
