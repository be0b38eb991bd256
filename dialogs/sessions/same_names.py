"""Two people of one group with the same name: told apart wherever a name stands, by what is different about them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dialogs.ids import PersonId

_ONE: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """`details` are what may be said beside the name, the clearest first; empty where it is not known."""

    person: PersonId
    name: str
    details: tuple[str, ...] = ()


def told_apart(people: Iterable[Named]) -> Mapping[PersonId, str]:
    """How each is called: *Anna*, and where there are two *Anna (Organisatie 3)*. Where nothing known differs a number
    does, that stays with the person whatever happens to the others' seats."""
    alike: dict[str, dict[PersonId, Named]] = {}
    for one in people:
        alike.setdefault(_plain(one.name), {})[one.person] = one
    return {person: called for same in alike.values() for person, called in _called(list(same.values()))}


def _called(same: list[Named]) -> Iterator[tuple[PersonId, str]]:
    if len(same) == _ONE:
        yield same[0].person, same[0].name
        return
    places = range(min(len(one.details) for one in same))
    clear = next((place for place in places if _differ(one.details[place] for one in same)), None)
    for number, one in enumerate(sorted(same, key=lambda one: one.person), 1):
        said = str(number) if clear is None else one.details[clear].strip()
        yield one.person, f"{one.name} ({said})" if said else one.name


def _differ(said: Iterable[str]) -> bool:
    """One of them may have nothing beside the name: then that is the difference."""
    plain = [_plain(one) for one in said]
    return len(set(plain)) == len(plain)


def _plain(said: str) -> str:
    return " ".join(said.split()).casefold()
