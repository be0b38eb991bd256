"""The report of an experiment (*terugblik*), and the board that is made of reports."""

from typing import Final

NL: Final[dict[str, str]] = {
    "card.board.done": "Gedaan ({count})",
    "card.board.partly": "Deels ({count})",
    "card.board.not_done": "Niet gedaan ({count})",
    "card.board.tells": "Vertelt het zelf",
    "form.look_back.first_page": "Op de volgende pagina vertel je er meer over. Er is nu nog niets bewaard.",
    "form.look_back.which": "Op welk experiment kijk je terug?",
    "form.look_back.given": "{experiment} (terugblik gegeven)",
    "form.look_back.earlier": "{experiment} (verteld in sessie {number}, aanvullen)",
    "form.look_back.until": "Deel je het liever anders, kies dat dan hierboven. Wijzigen kan tot je groep het leest.",
    "form.look_back.private": "Wijzigen kan zolang je wilt.",
    "form.look_back.yours": "Je experiment: {experiment}",
    "reply.look_back.invite": "Hoe ging je experiment? In twee minuten kijk je terug.",
    "form.fault.reason_other": "Schrijf in een paar woorden wat ertussen kwam. Daar leren we van.",
    "reply.look_back.soon": "Dank je. Je terugblik staat op het bord van sessie {number}.",
    "reply.look_back.up": "Dank je. Je terugblik staat nu op het bord.",
    "reply.look_back.private": "Dank je. Alleen je moderator leest je terugblik.",
    "reply.look_back.adapt": "Dank je. Je terugblik is binnen. Hieronder staat je experiment klaar om aan te passen.",
    "reply.look_back.none": "Er is nog geen experiment van jou om op terug te kijken. Typ “experiment” om er een te "
    "beginnen.",
    "reply.look_back.no_form": "In deze reeks kijk je hardop terug, samen met je groep. Je hoeft niets in te vullen.",
    "reply.look_back.participants": "Terugblikken zijn van de deelnemers. Jij hoeft hier niets in te vullen.",
    "reply.look_back.not_yours": "Dit experiment is van een ander. Alleen wie het uitprobeert, kijkt erop terug.",
    "reply.look_back.read": "Je groep leest deze terugblik al. Je kunt er nog iets aan toevoegen.",
    "reply.look_back.read_meanwhile": "Je groep leest deze terugblik intussen al. Wat je schreef staat hieronder. Je kunt "
    "het als aanvulling insturen.",
    "reply.look_back.taken_back": "De moderator heeft deze terugblik van het bord gehaald.",
    "reply.look_back.hidden": "Deze terugblik is verborgen na een melding. De moderator kijkt ernaar.",
    "reply.look_back.withdrawn": "Je terugblik is ingetrokken.",
    "reply.look_back.withdraw_changed": "Je terugblik is intussen gewijzigd. Zo staat die er nu. Intrekken kan nog.",
    "reply.look_back.gone": "Er staat hier geen terugblik van jou meer.",
}

EN: Final[dict[str, str]] = {
    "card.board.done": "Done ({count})",
    "card.board.partly": "Partly ({count})",
    "card.board.not_done": "Not done ({count})",
    "card.board.tells": "Tells it in person",
    "form.look_back.first_page": "On the next page you tell more about it. Nothing has been saved yet.",
    "form.look_back.which": "Which experiment do you look back on?",
    "form.look_back.given": "{experiment} (looked back)",
    "form.look_back.earlier": "{experiment} (told in session {number}, add to it)",
    "form.look_back.until": "If you would rather share it otherwise, choose that above. You can change it until your "
    "group reads it.",
    "form.look_back.private": "You can change it as long as you like.",
    "form.look_back.yours": "Your experiment: {experiment}",
    "reply.look_back.invite": "How did your experiment go? Looking back takes two minutes.",
    "form.fault.reason_other": "Please write in a few words what came in between. We learn from that.",
    "reply.look_back.soon": "Thank you. Your look back will be on the board of session {number}.",
    "reply.look_back.up": "Thank you. Your look back is on the board now.",
    "reply.look_back.private": "Thank you. Only your moderator reads what you wrote.",
    "reply.look_back.adapt": "Thank you. Your look back is in. Your experiment is below, ready to be adapted.",
    "reply.look_back.none": "There is no experiment of yours to look back on yet. Type “experiment” to begin one.",
    "reply.look_back.no_form": "In this series you look back aloud, together with your group. There is nothing to fill in.",
    "reply.look_back.participants": "Looking back is for the participants. There is nothing for you to fill in here.",
    "reply.look_back.not_yours": "This experiment belongs to somebody else. Only whoever tries it looks back on it.",
    "reply.look_back.read": "Your group already reads this. You can still add something to it.",
    "reply.look_back.read_meanwhile": "Your group already reads what you gave before. What you wrote is below. You can "
    "submit it as an addition.",
    "reply.look_back.taken_back": "The moderator took this off the board.",
    "reply.look_back.hidden": "This is hidden after a report. The moderator will look at it.",
    "reply.look_back.withdrawn": "Your look back has been withdrawn.",
    "reply.look_back.withdraw_changed": "Your look back has been changed meanwhile. This is how it reads now. You can "
    "still withdraw it.",
    "reply.look_back.gone": "There is no look back of yours here any more.",
}
