"""What `zoek` found: of one's own group with the name, of others without."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.cards.parts import Card, Element, card, quiet, rich, run, title
from dialogs.cards.round import shorten
from dialogs.texts.catalogue import Texts

_LONGEST = 400
"""Ten hits fit on a card, and a text that is longer is known by its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HitLine:
    """`kind` is `experiment` or `insight`. `name` is None for what another group found out: nobody reads whose it is,
    nor of which group. Of somebody who left one's own group it may be empty."""

    kind: str
    text: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    hits: tuple[HitLine, ...]


def search_card(view: SearchView, texts: Texts) -> Card:
    return card(
        [
            title(texts.plural("card.search.found", len(view.hits))),
            *(element for line in view.hits for element in _hit(line, texts)),
            quiet(texts.say("card.search.others")) if any(line.name is None for line in view.hits) else None,
        ]
    )


def _hit(line: HitLine, texts: Texts) -> Iterator[Element]:
    who = (
        texts.say("card.search.another_group") if line.name is None else line.name or texts.say("card.search.own_group")
    )
    yield rich(run(f"{who}  ", bold=True), run(texts.say(f"card.search.{line.kind}"), quiet=True), spacing="Medium")
    yield rich(run(shorten(line.text, longest=_LONGEST)), spacing="None")
