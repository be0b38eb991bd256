"""What stands on an observer's page of a round: what the group reads there, with codes for names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dialogs.cards.observe import CodedLine
from dialogs.cards.values import parts
from dialogs.experiments.report import REPORT_PLACE
from dialogs.exports.coding import coded_text
from dialogs.exports.watched import END_STATE, Seen, Watched, answers_seen, ends_seen, reports_seen, tips_seen
from dialogs.formats.between import BOARDS
from dialogs.formats.model import Form, Round, Shows
from dialogs.ids import PersonId
from dialogs.sessions.model import RoundRun
from dialogs.sessions.stages import HARVEST
from dialogs.sessions.visibility import group_sees
from dialogs.texts.catalogue import Texts
from dialogs.usecases.ambition_shown import timeline
from dialogs.usecases.offering import TIPS, offers_of
from dialogs.usecases.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`codes` stand for people, `by_name` for what they are called in a text. Reads EVERYTHING of the scene."""

    scene: Scene
    texts: Texts
    codes: Mapping[PersonId, int]
    by_name: Mapping[str, str]


def lines_of(page: Page, round_: Round) -> tuple[CodedLine, ...]:
    run = page.scene.session.newest_run(round_.id)
    said = sorted(_said(page, round_, run), key=lambda one: page.codes.get(one[0], 0)) if run else ()
    return tuple(
        CodedLine(code=page.codes[person], text=coded_text(text, page.by_name))
        for person, text in said
        if person in page.codes and text
    )


def _said(page: Page, round_: Round, run: RoundRun) -> Iterator[tuple[PersonId, str]]:
    """Whose, and what."""
    watched, form = watched_in(page.scene), round_.form
    if form is not None:
        yield from _answers(page, watched, run, form)
        if any(field.source == TIPS for field in form.fields):
            yield from _of_form(page, HARVEST, tips_seen(watched))
    if not BOARDS.isdisjoint(round_.shows):
        yield from _of_form(page, REPORT_PLACE, reports_seen(watched))
    if Shows.HARVEST in round_.shows:
        yield from _ends(page, watched)
    teller = page.scene.ambition_told_by
    if teller and Shows.PREPARATION in round_.shows:
        yield teller, " · ".join(filter(None, _prepared(page.scene)))
    if teller and Shows.AMBITION_VERSIONS in round_.shows and group_sees(page.scene.session, run):
        yield teller, " · ".join(filter(None, _versions(page)))


def watched_in(scene: Scene) -> Watched:
    return Watched(
        session=scene.session,
        format=scene.group.format,
        incidents=scene.incidents,
        experiments={one.id: one for one in scene.experiments},
        reports=[one for one in scene.reports if one.session == scene.session.id],
        forms=scene.forms,
    )


def _answers(page: Page, watched: Watched, run: RoundRun, form: Form) -> Iterator[tuple[PersonId, str]]:
    offers = offers_of(form, page.scene)
    for one in answers_seen(watched, run):
        said = [part.text for part in parts(form, one.fields, page.texts, offers=offers)]
        yield one.person, " · ".join([*said, *one.supplements])


def _of_form(page: Page, name: str, seen: Iterator[Seen]) -> Iterator[tuple[PersonId, str]]:
    """What was sent in between sessions, in the words of that form."""
    form = page.scene.group.format.forms.get(name)
    if form is None:
        return
    for one in seen:
        said = [part.text for part in parts(form, one.fields, page.texts, offers={})]
        yield one.person, " · ".join([*said, *one.supplements])


def _ends(page: Page, watched: Watched) -> Iterator[tuple[PersonId, str]]:
    for one, experiment in ends_seen(watched):
        yield one.person, f"{experiment.title} · {page.texts.say(f'card.timeline.state.{one.fields[END_STATE]}')}"


def _prepared(scene: Scene) -> Iterator[str]:
    first = next(iter(scene.ambitions), None)
    if first is None:
        yield from (scene.group.ambition, scene.group.dilemma)
    else:
        yield from (first.text, first.explanation, *first.dilemmas, first.influence, first.request)


def _versions(page: Page) -> Iterator[str]:
    for version in timeline(page.scene.ambitions):
        yield version.text
        yield version.change or ""
        if version.score is not None:
            yield page.texts.say("card.ambition.score", score=version.score)
