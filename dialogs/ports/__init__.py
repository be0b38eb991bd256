"""What the conversation needs from outside, a module per aggregate: a clock, and a store of one transaction a turn."""

from dialogs.ports.clock import Clock
from dialogs.ports.delivery import LONGEST_WAIT, ClaimedNotice, CourierDesk, DeadLetters, Limits, Pace
from dialogs.ports.experiments import Ambitions, Experiments, Reports
from dialogs.ports.outbox import Inbox, Outbox
from dialogs.ports.people import Chat, Chats, Groups, People, RosterEntry, SeatClaim, Visitor
from dialogs.ports.programmes import Archive, Formats, Programmes
from dialogs.ports.reminders import Preferences, Reminders
from dialogs.ports.series import BuddyPairs, Labels, Notes, Series, SeriesPart, SeriesParts
from dialogs.ports.sessions import AnswerDesk, Gathering, Sessions
from dialogs.ports.sharing import Consents, Finder, Links
from dialogs.ports.unit_of_work import NewUnitOfWork, UnitOfWork

__all__ = [
    "LONGEST_WAIT",
    "Ambitions",
    "AnswerDesk",
    "Archive",
    "BuddyPairs",
    "Chat",
    "Chats",
    "ClaimedNotice",
    "Clock",
    "Consents",
    "CourierDesk",
    "DeadLetters",
    "Experiments",
    "Finder",
    "Formats",
    "Gathering",
    "Groups",
    "Inbox",
    "Labels",
    "Limits",
    "Links",
    "NewUnitOfWork",
    "Notes",
    "Outbox",
    "Pace",
    "People",
    "Preferences",
    "Programmes",
    "Reminders",
    "Reports",
    "RosterEntry",
    "SeatClaim",
    "Series",
    "SeriesPart",
    "SeriesParts",
    "Sessions",
    "UnitOfWork",
    "Visitor",
]
