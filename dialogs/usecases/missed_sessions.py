"""Who was not seen in the sessions that have been held, told to the moderator alone."""

from dialogs.cards.missed import MissedLine
from dialogs.groups import Attended
from dialogs.ids import PersonId
from dialogs.sessions.views import in_group
from dialogs.usecases.scene import Scene


def missed_lines(scene: Scene) -> tuple[MissedLine, ...]:
    """In the order of the seats, of this session and those before it, as far as they are over."""
    held = [one for one in scene.attended if one.number <= scene.session.number]
    lines = (
        _line(seat.name, seat.person, [one for one in held if seat.person in one.members])
        for seat in scene.session.seats
        if in_group(seat)
    )
    return tuple(line for line in lines if line.sessions or line.told)


def _line(name: str, person: PersonId, held: list[Attended]) -> MissedLine:
    missed = [one for one in held if person not in one.there]
    told = tuple(one.number for one in missed if person in one.told)
    last_seen = max((one.number for one in held if person in one.there), default=0)
    return MissedLine(
        name=name,
        sessions=tuple(one.number for one in missed if person not in one.told),
        told=told,
        in_a_row=len([one for one in missed if one.number > last_seen]),
    )
