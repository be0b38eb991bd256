"""The harvest: what the group looks back on at the end."""

from typing import Final

NL: Final[dict[str, str]] = {
    "card.harvest.title": "Wat jullie oogsten",
    "card.harvest.finished": "Afgerond ({count})",
    "card.harvest.goes_on": "Gaat door ({count})",
    "card.harvest.stopped": "Bewust gestopt ({count})",
    "card.harvest.busy": "Nog bezig ({count})",
    "card.harvest.not_done": "Niet gedaan ({count})",
    "card.timeline.title": "Hoe het ging",
    "card.timeline.thought_of.one": "Sessie {session}: {count} experiment bedacht",
    "card.timeline.thought_of.other": "Sessie {session}: {count} experimenten bedacht",
    "card.timeline.looked_back.one": "Sessie {session}: {count} terugblik",
    "card.timeline.looked_back.other": "Sessie {session}: {count} keer teruggeblikt",
    "card.timeline.report.yes": "sessie {session}: gedaan",
    "card.timeline.report.partly": "sessie {session}: deels gedaan",
    "card.timeline.report.no": "sessie {session}: niet gedaan",
    "card.timeline.report.other": "sessie {session}: iets anders gedaan",
    "card.timeline.state.finished": "afgerond",
    "card.timeline.state.goes_on": "gaat door",
    "card.timeline.state.stopped": "bewust gestopt",
    "card.goals.title": "Jullie leerdoelen",
}

EN: Final[dict[str, str]] = {
    "card.harvest.title": "What you harvest",
    "card.harvest.finished": "Finished ({count})",
    "card.harvest.goes_on": "Goes on ({count})",
    "card.harvest.stopped": "Stopped on purpose ({count})",
    "card.harvest.busy": "Under way ({count})",
    "card.harvest.not_done": "Not done ({count})",
    "card.timeline.title": "How it went",
    "card.timeline.thought_of.one": "Session {session}: {count} experiment thought of",
    "card.timeline.thought_of.other": "Session {session}: {count} experiments thought of",
    "card.timeline.looked_back.one": "Session {session}: {count} look back",
    "card.timeline.looked_back.other": "Session {session}: {count} times looked back",
    "card.timeline.report.yes": "session {session}: done",
    "card.timeline.report.partly": "session {session}: partly done",
    "card.timeline.report.no": "session {session}: not done",
    "card.timeline.report.other": "session {session}: did something else",
    "card.timeline.state.finished": "finished",
    "card.timeline.state.goes_on": "goes on",
    "card.timeline.state.stopped": "stopped on purpose",
    "card.goals.title": "Your learning goals",
}
