"""Why the session machine refuses something, with a way forward, in both languages."""

from collections.abc import Mapping
from typing import Final

NL: Final[Mapping[str, str]] = {
    # the session
    "session.refused.not_started": "Deze sessie is nog niet begonnen. Met start zet je haar klaar.",
    "session.refused.ended": "Deze sessie is afgerond. Met start kun je haar hervatten tot de volgende begint.",
    "session.refused.cancelled": "Deze sessie gaat niet door. In de planning staat wanneer de volgende is.",
    "session.refused.superseded": (
        "Er is al een latere sessie begonnen. Wat hier is ingestuurd blijft bewaard; ga verder in de nieuwe sessie."
    ),
    "session.refused.already_open_session": "Deze sessie is al bezig. Met Verder ga je naar de volgende stap.",
    "session.refused.other_session_open": "Sessie {number} is nog open. Rond die eerst af met “einde”.",
    # the moderator's steps
    "session.refused.all_rounds_past": "Alle rondes zijn geweest. Met einde rond je de sessie af.",
    "session.refused.another_open": (
        "Ronde {round} staat nog open. Toon eerst de antwoorden met Verder, of sluit of sla de ronde over."
    ),
    "session.refused.nothing_open": "Er is nog geen ronde geopend. Met Verder open je de eerste.",
    "session.refused.not_open": "Dat kan alleen bij een ronde die nu open is. Met Verder open je de volgende.",
    "session.refused.no_such_round": "Ronde {round} ken ik niet in deze sessie. In Regie staan alle rondes.",
    "session.refused.reveal_talk": (
        "In deze ronde praten jullie; er is niets om tegelijk te tonen. Met Verder ga je naar de volgende."
    ),
    "session.refused.close_talk": "Een gespreksronde hoef je niet te sluiten. Met Verder ga je naar de volgende.",
    "session.refused.already_shown": "De antwoorden zijn al getoond. Met Verder ga je naar de volgende ronde.",
    "session.refused.reveal_skipped": "Deze ronde is overgeslagen. Heropen haar eerst, dan kun je de antwoorden tonen.",
    "session.refused.already_open": "Deze ronde is al open. Met Verder ga je naar de volgende stap.",
    "session.refused.reopen_shown": "De antwoorden zijn al getoond. Met Ronde herhalen begin je opnieuw.",
    "session.refused.reopen_done": "Deze ronde is klaar. Met Ronde herhalen begin je opnieuw.",
    "session.refused.reopen_nobody": (
        "Niemand kan zien wie hier wat antwoordde; daarom gaat deze ronde niet opnieuw open. Met Verder ga je door."
    ),
    "session.refused.reopen_repeated": "Deze ronde is daarna herhaald. Ga verder met de nieuwste keer.",
    "session.refused.skip_past": "Deze ronde is al geweest. Met Verder ga je naar de volgende.",
    "session.refused.already_skipped": "Deze ronde is al overgeslagen. Met Ronde heropenen haal je haar terug.",
    "session.refused.repeat_open": "Deze ronde is nog open. Herhalen kan als ze gesloten, getoond of klaar is.",
    "session.refused.repeat_skipped": "Deze ronde is overgeslagen. Met Ronde heropenen gaat ze alsnog open.",
    "session.refused.repeat_nobody": (
        "Niemand kan zien wie hier wat antwoordde; daarom kan deze ronde maar één keer. Met Verder ga je door."
    ),
    "session.refused.extend_minutes": "Verlengen kan met 1 tot {most} minuten tegelijk. Kies een getal daartussen.",
    # answers
    "session.refused.answer_before_start": (
        "De sessie is nog niet begonnen. Je kunt antwoorden zodra de moderator een ronde opent."
    ),
    "session.refused.answer_not_open": "Deze ronde is nog niet open. Je kunt antwoorden zodra de moderator haar opent.",
    "session.refused.answer_no_form": "In deze ronde hoef je niets in te vullen. Praat gerust mee.",
    "session.refused.answer_not_asked": "Deze ronde is voor anderen. Luister mee; straks ben jij weer aan de beurt.",
    "session.refused.answer_no_seat": (
        "Ik weet nog niet welke plek in de groep van jou is. Kies je plek, dan bevestigt de moderator dat."
    ),
    "session.refused.answer_late_first": (
        "Deze ronde is gesloten. Vertel het gerust hardop, of vraag de moderator de ronde te heropenen."
    ),
    "session.refused.answer_too_late": (
        "De antwoorden van deze ronde liggen al vast. Je kunt het nog hardop vertellen of, waar dat kan, aanvullen."
    ),
    "session.refused.answer_given_for_good": (
        "Je antwoord is binnen. Omdat niemand kan zien welk antwoord van jou is, kan het niet meer veranderen."
    ),
    "session.refused.answer_skipped": "Deze ronde is overgeslagen. Vertel het gerust hardop.",
    "session.refused.answer_repeated": "Deze ronde is opnieuw begonnen. Open het formulier op de nieuwste kaart.",
    "session.refused.answer_after_end": (
        "De sessie is afgerond; deze ronde is gesloten. Had je nog niets ingestuurd? Met Inhalen kan dat nog."
    ),
    "session.refused.behalf_not_yours": (
        "Namens iemand invullen kan de moderator of de notulist. Je eigen antwoord kun je gewoon insturen."
    ),
    "session.refused.behalf_not_aloud": (
        "Namens iemand invullen kan als diegene mondeling meedoet. Zet dat eerst aan in Regie."
    ),
    "session.refused.behalf_private": (
        "In deze ronde staat iets wat niet voor de hele groep is. Dat kan iemand alleen zelf invullen."
    ),
    "session.refused.supplement_early": "Aanvullen kan als de antwoorden getoond zijn. Tot dan kun je wijzigen.",
    "session.refused.supplement_not_here": "Bij dit antwoord kun je niets aanvullen. Vertel het gerust hardop.",
    "session.refused.supplement_empty": "Je aanvulling is nog leeg. Typ een zin en stuur haar dan in.",
    "session.refused.nothing_to_withdraw": "Er staat hier geen antwoord van je dat je kunt intrekken.",
    "session.refused.round_skipped": "Deze ronde is overgeslagen. Met Ronde heropenen gaat ze weer open.",
    # what was missed
    "session.refused.catch_up_session_open": (
        "Inhalen kan als de sessie is afgerond. Doe tot dan gerust mee met de ronde die nu open is."
    ),
    "session.refused.catch_up_nobody": (
        "In deze ronde kan niemand zien wie wat antwoordde. Daarom kon dat alleen tijdens de sessie."
    ),
    "session.refused.catch_up_given": "Je antwoord in deze ronde is al binnen. Inhalen is niet nodig.",
    "session.refused.catch_up_withdrawn": (
        "Je hebt je antwoord in deze ronde ingetrokken. Vertel het gerust hardop als je er toch iets over wilt zeggen."
    ),
    "session.refused.catch_up_open": "Deze ronde kun je nog gewoon beantwoorden, op haar eigen kaart.",
    # the moderator's hand over one answer
    "session.refused.hold_open": "Achterhouden kan zodra de ronde gesloten is. Met Ronde sluiten kan dat nu.",
    "session.refused.hold_shown": "Dit antwoord is al getoond. Met Terugnemen haal je het van de kaart.",
    "session.refused.take_back_unshown": "Dit antwoord is niet getoond. Met Achterhouden blijft het van de kaart.",
    "session.refused.nothing_held": "Dit antwoord is niet achtergehouden of teruggenomen; vrijgeven is niet nodig.",
    "session.refused.no_such_answer": "Dit antwoord is er niet (meer). Open Regie opnieuw voor wat er nu is.",
    "session.refused.not_for_group": "Dit antwoord komt niet met een naam bij de groep. Achterhouden is niet nodig.",
    # people
    "session.refused.no_such_person": "Die persoon heeft geen plek in deze groep. In Regie staat wie er meedoet.",
    "session.refused.choose_not_here": (
        "In deze ronde staat niemand in het licht. Kiezen kan in de ronde waarin iemand iets voorlegt."
    ),
    # the planning
    "session.refused.move_past": "Dat moment is al geweest. Kies een dag en een tijd die nog komen.",
    "session.refused.replan_begun": "Deze sessie is al begonnen; verzetten of afzeggen kan alleen daarvoor.",
}

EN: Final[Mapping[str, str]] = {
    # the session
    "session.refused.not_started": "This session has not begun yet. Use start to get it going.",
    "session.refused.ended": "This session has ended. Use start to resume it until the next one begins.",
    "session.refused.cancelled": "This session will not take place. The schedule shows when the next one is.",
    "session.refused.superseded": (
        "A later session has already begun. What was sent in here is kept; go on in the new session."
    ),
    "session.refused.already_open_session": "This session is already running. Continue takes you to the next step.",
    "session.refused.other_session_open": "Session {number} is still open. End that one first with “end”.",
    # the moderator's steps
    "session.refused.all_rounds_past": "All rounds have been. Use end to finish the session.",
    "session.refused.another_open": (
        "Round {round} is still open. Reveal the answers with Continue first, or close or skip the round."
    ),
    "session.refused.nothing_open": "No round has been opened yet. With Continue you open the first one.",
    "session.refused.not_open": "That works only with a round that is open now. Continue opens the next one.",
    "session.refused.no_such_round": "I do not know round {round} in this session. Moderate lists all rounds.",
    "session.refused.reveal_talk": (
        "In this round you talk; there is nothing to reveal together. Continue takes you to the next one."
    ),
    "session.refused.close_talk": "There is no need to close a round of talk. Continue takes you to the next one.",
    "session.refused.already_shown": "The answers have already been revealed. Continue takes you to the next round.",
    "session.refused.reveal_skipped": "This round was skipped. Reopen it first, then you can reveal the answers.",
    "session.refused.already_open": "This round is already open. Continue takes you to the next step.",
    "session.refused.reopen_shown": "The answers have already been revealed. Repeat round starts it anew.",
    "session.refused.reopen_done": "This round is done. Repeat round starts it anew.",
    "session.refused.reopen_nobody": (
        "Nobody can tell who answered what here, so this round does not open again. Continue takes you on."
    ),
    "session.refused.reopen_repeated": "This round has been repeated since. Go on with the newest time.",
    "session.refused.skip_past": "This round has already been. Continue takes you to the next one.",
    "session.refused.already_skipped": "This round was already skipped. Reopen round brings it back.",
    "session.refused.repeat_open": "This round is still open. You can repeat it once it is closed, revealed or done.",
    "session.refused.repeat_skipped": "This round was skipped. Reopen round opens it after all.",
    "session.refused.repeat_nobody": (
        "Nobody can tell who answered what here, so this round takes place only once. Continue takes you on."
    ),
    "session.refused.extend_minutes": "You can extend by 1 to {most} minutes at a time. Choose a number in between.",
    # answers
    "session.refused.answer_before_start": (
        "The session has not begun yet. You can answer as soon as the moderator opens a round."
    ),
    "session.refused.answer_not_open": "This round is not open yet. You can answer as soon as the moderator opens it.",
    "session.refused.answer_no_form": "There is nothing to fill in for this round. Feel free to join the talk.",
    "session.refused.answer_not_asked": "This round is for others. Listen along; a later round is for you again.",
    "session.refused.answer_no_seat": (
        "I do not know yet which seat in the group is yours. Choose your seat and the moderator will confirm it."
    ),
    "session.refused.answer_late_first": (
        "This round is closed. Feel free to say it aloud, or ask the moderator to reopen the round."
    ),
    "session.refused.answer_too_late": (
        "The answers of this round are settled. You can still say it aloud or, where possible, add to it."
    ),
    "session.refused.answer_given_for_good": (
        "Your answer is in. As nobody can tell which answer is yours, it cannot be changed any more."
    ),
    "session.refused.answer_skipped": "This round was skipped. Feel free to say it aloud.",
    "session.refused.answer_repeated": "This round has started anew. Open the form on the newest card.",
    "session.refused.answer_after_end": (
        "The session has ended and this round is closed. Had you sent nothing in yet? With Catch up you still can."
    ),
    "session.refused.behalf_not_yours": (
        "The moderator or the note-taker can answer on behalf of someone. Your own answer you can simply submit."
    ),
    "session.refused.behalf_not_aloud": (
        "You can answer on behalf of someone who takes part aloud. Turn that on in Moderate first."
    ),
    "session.refused.behalf_private": (
        "This round asks something that is not for the whole group. Only the person can fill that in."
    ),
    "session.refused.supplement_early": "You can add once the answers are revealed. Until then you can edit yours.",
    "session.refused.supplement_not_here": "Nothing can be added to this answer. Feel free to say it aloud.",
    "session.refused.supplement_empty": "Your addition is still empty. Type a sentence and then submit it.",
    "session.refused.nothing_to_withdraw": "There is no answer of yours here to withdraw.",
    "session.refused.round_skipped": "This round was skipped. Reopen round opens it again.",
    # what was missed
    "session.refused.catch_up_session_open": (
        "Catching up can be done once the session has ended. Until then, join in with the round that is open now."
    ),
    "session.refused.catch_up_nobody": (
        "In this round nobody can see who answered what. That is why it could only be done during the session."
    ),
    "session.refused.catch_up_given": "Your answer in this round is in. There is no need to catch up.",
    "session.refused.catch_up_withdrawn": (
        "You withdrew your answer in this round. Feel free to say it aloud if you do want to tell something about it."
    ),
    "session.refused.catch_up_open": "You can still answer this round in the ordinary way, on its own card.",
    # the moderator's hand over one answer
    "session.refused.hold_open": "You can hold back as soon as the round is closed. Close round does that now.",
    "session.refused.hold_shown": "This answer has already been revealed. Take back removes it from the card.",
    "session.refused.take_back_unshown": "This answer has not been revealed. Hold back keeps it off the card.",
    "session.refused.nothing_held": "This answer was not held back or taken back; there is nothing to release.",
    "session.refused.no_such_answer": "This answer is not there or was withdrawn. Open Moderate again to see what is.",
    "session.refused.not_for_group": "This answer does not reach the group with a name, so nothing needs holding back.",
    # people
    "session.refused.no_such_person": "That person has no seat in this group. Moderate shows who takes part.",
    "session.refused.choose_not_here": (
        "Nobody is in the light in this round. You can choose in the round in which somebody brings something in."
    ),
    # the planning
    "session.refused.move_past": "That moment has passed. Choose a day and a time still to come.",
    "session.refused.replan_begun": "This session has begun; moving it or calling it off can only be done before.",
}
