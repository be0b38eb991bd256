"""The names of things: typed strings, so that a group's id is never mistaken for a person's."""

from typing import NewType

ProgrammeId = NewType("ProgrammeId", str)
GroupId = NewType("GroupId", str)
PersonId = NewType("PersonId", str)
SessionId = NewType("SessionId", str)
ExperimentId = NewType("ExperimentId", str)
ConversationId = NewType("ConversationId", str)
"""The channel's own id of a chat (`19:...@thread.v2`, `a:...`)."""
