"""What importing and exporting programme files says: places, faults, advice and changes."""

from typing import Final

NL: Final = {
    # places
    "programmes.place.line": "regel {line}",
    "programmes.place.row": "rij {line}",
    "programmes.place.column": "kolom {field}",
    # the file as a whole
    "programmes.fault.extension": "Dit soort bestand kan ik niet lezen. Gebruik .yaml, .yml, .csv of .xlsx.",
    "programmes.fault.empty": "Het bestand is leeg.",
    "programmes.fault.too_large": "Het bestand is te groot. Houd het onder {limit} kB.",
    "programmes.fault.not_utf8": "De tekst is niet als UTF-8 bewaard. Bewaar het bestand opnieuw als UTF-8.",
    "programmes.fault.unreadable": "Teken {code} is niet te lezen. Haal het weg en bewaar het bestand als UTF-8.",
    "programmes.fault.yaml": (
        "Dit is geen YAML: {problem}. Kijk naar het inspringen (spaties, geen tabs), haakjes en aanhalingstekens."
    ),
    "programmes.fault.yaml_tag": "YAML-tags zoals {tag} zijn hier niet toegestaan.",
    "programmes.fault.yaml_alias": "Verwijzingen zoals *{alias} zijn hier niet toegestaan. Schrijf het voluit.",
    "programmes.fault.yaml_deep": "Dit is te diep genest.",
    "programmes.fault.yaml_key": "Een sleutel moet een gewoon woord zijn.",
    "programmes.fault.yaml_documents": "Er staan meer documenten in dit bestand. Houd er één over.",
    "programmes.fault.csv": "Deze rij is niet te lezen. Kijk naar de aanhalingstekens.",
    "programmes.fault.xlsx": "Dit werkblad is niet te lezen. Bewaar het in Excel opnieuw als .xlsx.",
    "programmes.fault.no_rows": "Er staan geen mensen onder de kolomnamen.",
    "programmes.fault.too_many_rows": "Er zijn te veel rijen. Houd het onder {limit}.",
    "programmes.fault.too_many_columns": "Er zijn te veel kolommen. Houd het onder {limit}.",
    "programmes.fault.no_column_name": "Hier staat iets onder een kolom zonder naam.",
    "programmes.fault.cell_error": "In deze cel staat een fout van het rekenblad ({value}).",
    "programmes.fault.differs": "Hier staat {value}, maar in rij {row} staat {earlier}. Het moet gelijk zijn.",
    "programmes.fault.not_for_role": "Dit blijft leeg bij een coördinator of contactpersoon.",
    # keys and values
    "programmes.fault.twice": "{key} staat er twee keer.",
    "programmes.fault.unknown": "{key} is hier onbekend.",
    "programmes.fault.unknown_near": "{key} is hier onbekend. Bedoel je {near}?",
    "programmes.fault.missing": "{key} ontbreekt.",
    "programmes.fault.wants_text": "Hier hoort tekst.",
    "programmes.fault.wants_list": "Hier hoort een lijst.",
    "programmes.fault.wants_record": "Hier horen sleutels met waarden.",
    "programmes.fault.wants_number": "Hier hoort een heel getal van {minimum} tot en met {maximum}, niet {value}.",
    "programmes.fault.wants_flag": "Hier hoort true of false, niet {value}.",
    "programmes.fault.too_long": "Dit is {length} tekens lang. Houd het op hooguit {maximum}.",
    "programmes.fault.control": "Hier staat een onzichtbaar teken dat niet mag. Typ de tekst opnieuw.",
    "programmes.fault.slug": "{value} kan niet. Gebruik kleine letters, cijfers en losse streepjes, zoals masterminds-2021.",
    "programmes.fault.email": "{value} is geen e-mailadres.",
    "programmes.fault.entra_id": "{value} is geen Entra-id. Dat ziet er zo uit: 00000000-0000-0000-0000-000000000000.",
    "programmes.fault.url": "{value} is geen webadres dat met https:// begint.",
    "programmes.fault.time_zone": "{value} is geen bekende tijdzone. Gebruik een naam zoals Europe/Amsterdam.",
    "programmes.fault.choice": "{value} kan hier niet. Kies uit: {choices}.",
    "programmes.fault.format": "De werkvorm {value} is onbekend. Kies uit: {choices}.",
    "programmes.fault.preset": "De werkvorm {format} heeft geen variant {value}. Kies uit: {choices}.",
    "programmes.fault.starts": "{value} is geen datum en tijd. Schrijf het zo: 2021-05-10T10:00.",
    "programmes.fault.starts_offset": "Schrijf de plaatselijke tijd, zonder tijdzone: 2021-05-10T10:00.",
    "programmes.fault.starts_gap": "{value} bestaat niet: dan gaat de klok vooruit naar de zomertijd.",
    # what belongs together
    "programmes.fault.no_groups": "Er staat geen groep in het bestand.",
    "programmes.fault.group_twice": "Groep {number} staat er al ({place}).",
    "programmes.fault.person_twice": "{email} staat al in deze groep ({place}).",
    "programmes.fault.coordinator_twice": "{email} staat al bij de coördinatoren ({place}).",
    "programmes.fault.contact_twice": "{email} staat hier al bij ({place}).",
    "programmes.fault.person_differs": "{email} heeft hier {key} {value}, en eerder {earlier} ({place}).",
    "programmes.fault.entra_twice": "Dit Entra-id hoort al bij {email} ({place}).",
    "programmes.fault.no_moderator": "Groep {number} heeft geen moderator.",
    "programmes.fault.no_hotseat": "Groep {number} heeft geen hotseat.",
    "programmes.fault.two_hotseats": "Groep {number} heeft al een hotseat ({place}).",
    "programmes.fault.too_many_people": (
        "Groep {number} heeft {count} mensen. Het zijn er hooguit {maximum}, de hotseat meegeteld."
    ),
    "programmes.fault.role_elsewhere": "De rol {value} hoort niet in dit rijtje, maar bij {where}.",
    "programmes.fault.role_not_in_format": "De rol {value} komt in de werkvorm {format} niet voor.",
    "programmes.fault.session_count": "Groep {number} heeft {count} sessies; {format} ({preset}) heeft er {expected}.",
    "programmes.fault.session_range": (
        "Groep {number} heeft {count} sessies; {format} ({preset}) heeft er {fewest} tot en met {most}."
    ),
    "programmes.fault.session_minutes": (
        "Sessie {session} duurt in {format} ({preset}) {expected} minuten, niet {minutes}."
    ),
    "programmes.fault.session_order": "Sessie {session} begint eerder dan sessie {earlier}.",
    "programmes.fault.session_overlap": "Sessie {session} begint terwijl sessie {earlier} nog loopt.",
    # advice
    "programmes.advice.small_group": "Groep {number} heeft {count} mensen. Zes tot acht werkt het best.",
    "programmes.advice.very_small_group": (
        "Groep {number} heeft {count} mensen. Zes tot acht werkt het best, "
        "en met minder dan vijf laten we niets zonder naam zien."
    ),
    "programmes.advice.ambiguous": (
        "Groep {group}, sessie {session}: deze tijd komt die nacht twee keer voor. We nemen de eerste."
    ),
    "programmes.advice.double_booked": (
        "{name} ({email}) zit tegelijk in sessie {first} van groep {first_group} "
        "en sessie {second} van groep {second_group}."
    ),
    # changes
    "programmes.change.none": "Niets veranderd",
    "programmes.change.programme_new": "programma {slug}: nieuw",
    "programmes.change.programme": "programma {slug}: {fields} aangepast",
    "programmes.change.group_new": "groep {group}: nieuw",
    "programmes.change.group": "groep {group}: {fields} aangepast",
    "programmes.change.group_kept": "groep {group} staat niet meer in het bestand en blijft zoals hij was",
    "programmes.change.group_begun": (
        "groep {group} is al begonnen en houdt de werkvorm {format} ({preset}) en de planning"
    ),
    "programmes.change.version": "groep {group}: speelt voortaan versie {new} van de werkvorm {format}",
    "programmes.change.version_kept": (
        "groep {group} is al begonnen en houdt versie {version} van de werkvorm {format}, zoals die bij de start was"
    ),
    "programmes.change.hotseat_handed_over": (
        "groep {group}: de hotseat is overgedragen aan {name} en blijft daar. Verder overdragen kan in Regie"
    ),
    "programmes.change.person_new": "{name} ({email}): nieuw",
    "programmes.change.person": "{name} ({email}): {fields} aangepast",
    "programmes.change.joined": "groep {group}: {name} komt erbij als {role}",
    "programmes.change.role": "groep {group}: {name} was {earlier} en wordt {role}",
    "programmes.change.left": "groep {group}: {name} staat er niet meer bij en heeft de groep verlaten",
    "programmes.change.hotseat_kept": (
        "groep {group} is al begonnen: {name} blijft de hotseat. Overdragen kan in Regie met Hotseat overdragen"
    ),
    "programmes.change.coordinator_joined": "programma: {name} komt erbij als coördinator",
    "programmes.change.coordinator_left": "programma: {name} is geen coördinator meer",
    "programmes.change.session_new": "groep {group}, sessie {session}: {when}, {minutes} minuten",
    "programmes.change.session_moved": "groep {group}, sessie {session}: van {earlier} naar {when}",
    "programmes.change.session": "groep {group}, sessie {session}: {fields} aangepast",
    "programmes.change.session_dropped": "groep {group}, sessie {session}: vervalt",
    "programmes.change.session_cancelled": "groep {group}, sessie {session} van {when}: gaat niet door",
    "programmes.change.session_back": "groep {group}, sessie {session}: gaat toch door, {when}",
    "programmes.change.session_kept_moved": (
        "groep {group}, sessie {session}: in de chat verzet naar {when} en blijft daar. Neem dit over in het bestand"
    ),
    "programmes.change.session_kept_cancelled": (
        "groep {group}, sessie {session}: in de chat afgezegd en blijft afgezegd. Neem dit over in het bestand"
    ),
    "programmes.change.session_overlap": (
        "groep {group}: sessie {session} begint voordat sessie {earlier} is afgelopen. Verzet een van de twee"
    ),
    "programmes.change.session_started": "sessie {session} van groep {group} is al begonnen en blijft staan",
    # words inside those sentences
    "programmes.count.groups.one": "1 groep",
    "programmes.count.groups.many": "{n} groepen",
    "programmes.count.sessions.one": "1 sessie",
    "programmes.count.sessions.many": "{n} sessies",
    "programmes.count.participants.one": "1 deelnemer",
    "programmes.count.participants.many": "{n} deelnemers",
    "programmes.count.hotseats.one": "van wie 1 hotseat",
    "programmes.count.hotseats.many": "van wie {n} hotseats",
    "programmes.role.participant": "deelnemer",
    "programmes.role.hotseat": "hotseat",
    "programmes.role.moderator": "moderator",
    "programmes.role.coordinator": "coördinator",
    "programmes.role.observer": "waarnemer",
    "programmes.role.omdenker": "omdenker",
    "programmes.role.inbrenger": "inbrenger",
    "programmes.field.title": "titel",
    "programmes.field.language": "taal",
    "programmes.field.time_zone": "tijdzone",
    "programmes.field.format": "werkvorm",
    "programmes.field.preset": "variant",
    "programmes.field.contacts": "contactpersonen",
    "programmes.field.ambition": "ambitie",
    "programmes.field.dilemma": "dilemma",
    "programmes.field.name": "naam",
    "programmes.field.entra_id": "Entra-id",
    "programmes.field.profession": "beroep",
    "programmes.field.position": "functie",
    "programmes.field.organisation": "organisatie",
    "programmes.field.region": "regio",
    "programmes.field.minutes": "duur",
    "programmes.field.meeting_url": "link naar de vergadering",
    "programmes.days": "ma di wo do vr za zo",
    "programmes.months": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "programmes.when": "{day} {date} {month} {year} {time} uur",
}

EN: Final = {
    "programmes.place.line": "line {line}",
    "programmes.place.row": "row {line}",
    "programmes.place.column": "column {field}",
    "programmes.fault.extension": "I cannot read this kind of file. Use .yaml, .yml, .csv or .xlsx.",
    "programmes.fault.empty": "The file is empty.",
    "programmes.fault.too_large": "The file is too large. Keep it under {limit} kB.",
    "programmes.fault.not_utf8": "The text was not saved as UTF-8. Save the file again as UTF-8.",
    "programmes.fault.unreadable": "Character {code} cannot be read. Remove it and save the file as UTF-8.",
    "programmes.fault.yaml": (
        "This is not YAML: {problem}. Check the indentation (spaces, no tabs), the brackets and the quotes."
    ),
    "programmes.fault.yaml_tag": "YAML tags such as {tag} are not allowed here.",
    "programmes.fault.yaml_alias": "References such as *{alias} are not allowed here. Write it out.",
    "programmes.fault.yaml_deep": "This is nested too deeply.",
    "programmes.fault.yaml_key": "A key must be a plain word.",
    "programmes.fault.yaml_documents": "There are several documents in this file. Keep one.",
    "programmes.fault.csv": "This row cannot be read. Check the quotes.",
    "programmes.fault.xlsx": "This sheet cannot be read. Save it in Excel again as .xlsx.",
    "programmes.fault.no_rows": "There are no people under the column names.",
    "programmes.fault.too_many_rows": "There are too many rows. Keep it under {limit}.",
    "programmes.fault.too_many_columns": "There are too many columns. Keep it under {limit}.",
    "programmes.fault.no_column_name": "There is something here under a column without a name.",
    "programmes.fault.cell_error": "This cell holds an error of the spreadsheet ({value}).",
    "programmes.fault.differs": "This says {value}, but row {row} says {earlier}. They must be the same.",
    "programmes.fault.not_for_role": "This stays empty for a coordinator or a contact.",
    "programmes.fault.twice": "{key} is there twice.",
    "programmes.fault.unknown": "{key} is not known here.",
    "programmes.fault.unknown_near": "{key} is not known here. Do you mean {near}?",
    "programmes.fault.missing": "{key} is missing.",
    "programmes.fault.wants_text": "A text belongs here.",
    "programmes.fault.wants_list": "A list belongs here.",
    "programmes.fault.wants_record": "Keys with values belong here.",
    "programmes.fault.wants_number": "A whole number from {minimum} to {maximum} belongs here, not {value}.",
    "programmes.fault.wants_flag": "true or false belongs here, not {value}.",
    "programmes.fault.too_long": "This is {length} characters long. Keep it to {maximum} at most.",
    "programmes.fault.control": "There is an invisible character here that is not allowed. Type the text again.",
    "programmes.fault.slug": "{value} is not possible. Use small letters, digits and single hyphens, such as masterminds-2021.",
    "programmes.fault.email": "{value} is not an e-mail address.",
    "programmes.fault.entra_id": "{value} is not an Entra id. One looks like 00000000-0000-0000-0000-000000000000.",
    "programmes.fault.url": "{value} is not a web address that begins with https://.",
    "programmes.fault.time_zone": "{value} is not a known time zone. Use a name such as Europe/Amsterdam.",
    "programmes.fault.choice": "{value} is not possible here. Choose from: {choices}.",
    "programmes.fault.format": "The format {value} is not known. Choose from: {choices}.",
    "programmes.fault.preset": "The format {format} has no preset {value}. Choose from: {choices}.",
    "programmes.fault.starts": "{value} is not a date and time. Write it as 2021-05-10T10:00.",
    "programmes.fault.starts_offset": "Write the local time, without a time zone: 2021-05-10T10:00.",
    "programmes.fault.starts_gap": "{value} does not exist: the clock goes forward to summer time then.",
    "programmes.fault.no_groups": "There is no group in the file.",
    "programmes.fault.group_twice": "Group {number} is already there ({place}).",
    "programmes.fault.person_twice": "{email} is already in this group ({place}).",
    "programmes.fault.coordinator_twice": "{email} is already among the coordinators ({place}).",
    "programmes.fault.contact_twice": "{email} is already here ({place}).",
    "programmes.fault.person_differs": "{email} has {key} {value} here, and {earlier} before ({place}).",
    "programmes.fault.entra_twice": "This Entra id already belongs to {email} ({place}).",
    "programmes.fault.no_moderator": "Group {number} has no moderator.",
    "programmes.fault.no_hotseat": "Group {number} has no hotseat.",
    "programmes.fault.two_hotseats": "Group {number} already has a hotseat ({place}).",
    "programmes.fault.too_many_people": (
        "Group {number} has {count} people. It can have {maximum} at most, the hotseat included."
    ),
    "programmes.fault.role_elsewhere": "The role {value} does not belong in this list, but under {where}.",
    "programmes.fault.role_not_in_format": "The role {value} does not exist in the format {format}.",
    "programmes.fault.session_count": "Group {number} has {count} sessions; {format} ({preset}) has {expected}.",
    "programmes.fault.session_range": (
        "Group {number} has {count} sessions; {format} ({preset}) has {fewest} to {most}."
    ),
    "programmes.fault.session_minutes": (
        "Session {session} takes {expected} minutes in {format} ({preset}), not {minutes}."
    ),
    "programmes.fault.session_order": "Session {session} begins before session {earlier}.",
    "programmes.fault.session_overlap": "Session {session} begins while session {earlier} is still going on.",
    "programmes.advice.small_group": "Group {number} has {count} people. Six to eight works best.",
    "programmes.advice.very_small_group": (
        "Group {number} has {count} people. Six to eight works best, "
        "and with fewer than five nothing is shown without a name."
    ),
    "programmes.advice.ambiguous": (
        "Group {group}, session {session}: this time comes twice that night. We take the first."
    ),
    "programmes.advice.double_booked": (
        "{name} ({email}) is in session {first} of group {first_group} "
        "and session {second} of group {second_group} at the same time."
    ),
    "programmes.change.none": "nothing changed",
    "programmes.change.programme_new": "programme {slug}: new",
    "programmes.change.programme": "programme {slug}: {fields} changed",
    "programmes.change.group_new": "group {group}: new",
    "programmes.change.group": "group {group}: {fields} changed",
    "programmes.change.group_kept": "group {group} is no longer in the file and stays as it was",
    "programmes.change.group_begun": "group {group} has begun and keeps format {format} ({preset}) and its dates",
    "programmes.change.version": "group {group}: plays version {new} of format {format} from now on",
    "programmes.change.version_kept": (
        "group {group} has begun and keeps version {version} of format {format}, as it was at the start"
    ),
    "programmes.change.hotseat_handed_over": (
        "group {group}: the hotseat was handed over to {name} and stays there. To hand over again, use Moderate"
    ),
    "programmes.change.person_new": "{name} ({email}): new",
    "programmes.change.person": "{name} ({email}): {fields} changed",
    "programmes.change.joined": "group {group}: {name} joins as {role}",
    "programmes.change.role": "group {group}: {name} was {earlier} and becomes {role}",
    "programmes.change.left": "group {group}: {name} is no longer there and has left the group",
    "programmes.change.hotseat_kept": (
        "group {group} has begun: {name} stays the hotseat. To hand over, use Hand over hotseat under Moderate"
    ),
    "programmes.change.coordinator_joined": "programme: {name} joins as coordinator",
    "programmes.change.coordinator_left": "programme: {name} is no longer coordinator",
    "programmes.change.session_new": "group {group}, session {session}: {when}, {minutes} minutes",
    "programmes.change.session_moved": "group {group}, session {session}: from {earlier} to {when}",
    "programmes.change.session": "group {group}, session {session}: {fields} changed",
    "programmes.change.session_dropped": "group {group}, session {session}: dropped",
    "programmes.change.session_cancelled": "group {group}, session {session} of {when}: will not take place",
    "programmes.change.session_back": "group {group}, session {session}: will take place after all, {when}",
    "programmes.change.session_kept_moved": (
        "group {group}, session {session}: moved to {when} in the chat and stays there. Put this in the file"
    ),
    "programmes.change.session_kept_cancelled": (
        "group {group}, session {session}: cancelled in the chat and stays cancelled. Put this in the file"
    ),
    "programmes.change.session_overlap": (
        "group {group}: session {session} begins before session {earlier} is over. Move one of the two"
    ),
    "programmes.change.session_started": "session {session} of group {group} has started and stays as it is",
    "programmes.count.groups.one": "1 group",
    "programmes.count.groups.many": "{n} groups",
    "programmes.count.sessions.one": "1 session",
    "programmes.count.sessions.many": "{n} sessions",
    "programmes.count.participants.one": "1 participant",
    "programmes.count.participants.many": "{n} participants",
    "programmes.count.hotseats.one": "1 of them in the hotseat",
    "programmes.count.hotseats.many": "{n} of them in a hotseat",
    "programmes.role.participant": "participant",
    "programmes.role.hotseat": "hotseat",
    "programmes.role.moderator": "moderator",
    "programmes.role.coordinator": "coordinator",
    "programmes.role.observer": "observer",
    "programmes.role.omdenker": "omdenker",
    "programmes.role.inbrenger": "inbrenger",
    "programmes.field.title": "title",
    "programmes.field.language": "language",
    "programmes.field.time_zone": "time zone",
    "programmes.field.format": "format",
    "programmes.field.preset": "preset",
    "programmes.field.contacts": "contacts",
    "programmes.field.ambition": "ambition",
    "programmes.field.dilemma": "dilemma",
    "programmes.field.name": "name",
    "programmes.field.entra_id": "Entra id",
    "programmes.field.profession": "profession",
    "programmes.field.position": "position",
    "programmes.field.organisation": "organisation",
    "programmes.field.region": "region",
    "programmes.field.minutes": "duration",
    "programmes.field.meeting_url": "meeting link",
    "programmes.days": "Mon Tue Wed Thu Fri Sat Sun",
    "programmes.months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "programmes.when": "{day} {date} {month} {year} {time}",
}
