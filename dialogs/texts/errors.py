"""One kind sentence for each thing that can go wrong, with a way forward."""

from typing import Final

NL: Final = {
    "error.general": "Er ging iets mis. Probeer het nog eens, of typ “hulp”.",
    "error.moderator_only": "Dit doet je moderator. Jij hoeft hier niets te doen.",
    "error.stale": "De sessie is ondertussen een stap verder. Dit is hoe het nu is.",
    "error.form": "Nog niet ingestuurd. Kijk even naar de gele vakken. Wat je typte staat er nog.",
    "error.store": "Ik kan nu even niets bewaren. Wat je typte staat er nog. Probeer het zo nog eens.",
}

EN: Final = {
    "error.general": "Something went wrong. Try again, or type “help”.",
    "error.moderator_only": "This is for your moderator. There is nothing you need to do here.",
    "error.stale": "The session has moved on a step. This is how it is now.",
    "error.form": "Not submitted yet. Have a look at the yellow boxes. What you typed is still there.",
    "error.store": "I cannot keep anything right now. What you typed is still there. Try again in a moment.",
}
