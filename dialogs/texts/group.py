"""What the bot says when a group comes to life: welcome, linking, seats, the preparation, what is kept."""

from typing import Final

NL: Final = {
    "group.welcome.title": "Welkom in je groep",
    "group.welcome.line": (
        "Ik help de moderator: ik zet de rondes klaar, verzamel wat jullie insturen en bewaar wat jullie leren. "
        "Ik lees niet mee in de chat. Ik reageer alleen als je mij noemt."
    ),
    "group.welcome.who": "Moderator:",
    "group.welcome.link": "koppel deze chat aan je groep. Daarna zie je hier de planning.",
    "group.named": "groep {number}",
    "group.personal.title": "Welkom, {name}",
    "group.personal.welcome": "Welkom",
    "group.personal.known": "Je hoort bij {group}.",
    "group.personal.unknown": "Ik ken je nog niet. Zodra je moderator de groepschat koppelt, weet ik bij welke groep je hoort.",
    "group.personal.line": "Een sessie doen jullie samen in de groepschat. Hier kun je altijd de planning en de stand opvragen.",
    "group.linked.unmatched.one": "Van één plek weet ik nog niet wie erop zit. Herken ik je niet? Kies dan je plek.",
    "group.linked.unmatched.other": "Van {count} plekken weet ik nog niet wie erop zit. Herken ik je niet? Kies dan je plek.",
    "group.link.line": "Kies de groep die in deze chat bij elkaar komt.",
    "group.link.code_line": "Ik kan in deze chat niet zien wie je bent. Met de code van je groep laat je zien dat jij de moderator bent.",
    "group.link.group": "Groep",
    "group.link.choice": "Groep {number}: {ambition}",
    "group.link.number": "Groepsnummer",
    "group.link.code": "Code (van de coördinator)",
    "group.link.several": "Je begeleidt meer dan één groep. Kies welke bij deze chat hoort.",
    "group.link.needs_code": "Ik kan in deze chat niet zien wie je bent. Met de code van je groep lukt het koppelen wel.",
    "group.relink.held": "Deze chat hoort nu bij {group}.",
    "group.relink.elsewhere": "Groep {number} heeft al een andere chat. Die wordt dan losgekoppeld. Er gaat niets verloren.",
    "group.relink.question": "Wil je deze chat koppelen aan groep {number}? Ambitie: {ambition}",
    "group.seat.question": "Wie ben jij?",
    "group.seat.line": "Je moderator bevestigt je keuze. Daarna kun je meedoen.",
    "group.claim.title": "Klopt deze plek?",
    "group.claim.line": "{claimant} koos in {group} de plek van {seat}.",
    "group.claim.question": "Zolang je niet bevestigt, ziet en schrijft {claimant} niets.",
    "group.claim.agreed": "Bevestigd. {claimant} kan meedoen.",
    "group.claim.refused": "Niet bevestigd. {claimant} kan een andere plek kiezen.",
    "group.preparation.title": "Je ambitie voor sessie {session}",
    "group.preparation.line": (
        "{name}, jij zit in de hotseat. Vertel vooraf wat je anders wilt zien, wat je tegenhoudt en wat je van de groep vraagt. "
        "Je groep ziet het in de sessie van {when}, niet eerder."
    ),
    "group.preparation.ready": "Dank je, {name}. Je ambitie staat klaar. In de sessie van {when} ziet je groep wat je schreef. Wijzigen kan tot dan.",
    "group.privacy.kept.title": "Dit bewaar ik",
    "group.privacy.kept": "Je naam en werkgegevens uit de aanmelding, wat je zelf instuurt, en wat ik je wanneer vroeg.",
    "group.privacy.not_kept.title": "Dit bewaar ik niet",
    "group.privacy.not_kept": "De chat, wat je hardop zegt, hoe lang je spreekt, en gegevens van kinderen of gezinnen.",
    "group.privacy.who.title": "Wie ziet het?",
    "group.privacy.who": (
        "Dat staat bij elke vraag, voordat je typt. Zonder naam tonen we alleen het geheel, vanaf vijf antwoorden. "
        "Er gaat geen tekst naar AI."
    ),
    "group.privacy.long.title": "Hoe lang?",
    "group.privacy.long": (
        "Een concept {days} dagen. Hoe lang de rest bewaard blijft, bepaalt je programma. "
        "Wat in een chat stond kan Teams langer bewaren."
    ),
    "group.privacy.controller": "Verantwoordelijk: {programme}.",
    "group.privacy.contact": "Vragen? {contact}.",
    "group.privacy.rights": "Je mag je gegevens inzien, verbeteren en laten wissen.",
}

EN: Final = {
    "group.welcome.title": "Welcome to your group",
    "group.welcome.line": (
        "I help the moderator: I prepare the rounds, collect what you submit and keep what you learn. "
        "I do not read along in the chat. I respond only when you mention me."
    ),
    "group.welcome.who": "Moderator:",
    "group.welcome.link": "link this chat to your group. Then you will see the schedule here.",
    "group.named": "group {number}",
    "group.personal.title": "Welcome, {name}",
    "group.personal.welcome": "Welcome",
    "group.personal.known": "You belong to {group}.",
    "group.personal.unknown": "I do not know you yet. As soon as your moderator links the group chat, I know which group you belong to.",
    "group.personal.line": "A session takes place in the group chat. Here you can always ask for the schedule and the status.",
    "group.linked.unmatched.one": "There is one seat whose person I do not know yet. If I do not recognise you, choose your seat.",
    "group.linked.unmatched.other": "There are {count} seats whose person I do not know yet. If I do not recognise you, choose your seat.",
    "group.link.line": "Choose the group that meets in this chat.",
    "group.link.code_line": "I cannot see in this chat who you are. The code of your group shows that you are its moderator.",
    "group.link.group": "Group",
    "group.link.choice": "Group {number}: {ambition}",
    "group.link.number": "Group number",
    "group.link.code": "Code (from the coordinator)",
    "group.link.several": "You moderate more than one group. Choose which one belongs to this chat.",
    "group.link.needs_code": "I cannot see in this chat who you are. With the code of your group the chat can be linked.",
    "group.relink.held": "This chat now belongs to {group}.",
    "group.relink.elsewhere": "Group {number} already has another chat. That chat will be unlinked. Nothing is lost.",
    "group.relink.question": "Do you want to link this chat to group {number}? Ambition: {ambition}",
    "group.seat.question": "Who are you?",
    "group.seat.line": "Your moderator confirms your choice. Then you can take part.",
    "group.claim.title": "Is this seat right?",
    "group.claim.line": "{claimant} chose the seat of {seat} in {group}.",
    "group.claim.question": "Until you confirm, {claimant} sees and writes nothing.",
    "group.claim.agreed": "Confirmed. {claimant} can take part.",
    "group.claim.refused": "Not confirmed. {claimant} can choose another seat.",
    "group.preparation.title": "Your ambition for session {session}",
    "group.preparation.line": (
        "{name}, you are in the hotseat. Tell us beforehand what you would like to see changed, what holds you back and what "
        "you ask of the group. Your group sees it in the session of {when}, not before."
    ),
    "group.preparation.ready": "Thank you, {name}. Your ambition is ready. In the session of {when} your group sees what you wrote. You can edit it until then.",
    "group.privacy.kept.title": "What I keep",
    "group.privacy.kept": "Your name and work details from the registration, what you submit yourself, and what I asked you when.",
    "group.privacy.not_kept.title": "What I do not keep",
    "group.privacy.not_kept": "The chat, what you say aloud, how long you speak, and details of children or families.",
    "group.privacy.who.title": "Who sees it?",
    "group.privacy.who": (
        "Each question says so before you type. Without names we only show the whole, from five answers on. No text goes to AI."
    ),
    "group.privacy.long.title": "How long?",
    "group.privacy.long": (
        "A draft {days} days. Your programme decides how long the rest is kept. "
        "Teams may keep what was in a chat for longer."
    ),
    "group.privacy.controller": "Responsible: {programme}.",
    "group.privacy.contact": "Questions? {contact}.",
    "group.privacy.rights": "You may see your data, correct it and have it erased.",
}
