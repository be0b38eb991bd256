"""Capitalised words of the work that are no person's name: places, organisations, methods, laws, days, peoples."""

from typing import Final

from dialogs.guard.normalise import fold, words_of

PLACES: Final = words_of(
    """
    aalsmeer aalten achterhoek afrika alkmaar almelo almere alphen amerika amersfoort amstelveen amsterdam apeldoorn
    arnhem assen baarn barneveld belgie bergen betuwe beverwijk bilt bosch boxtel brabant breda brielle brummen
    bussum castricum coevorden culemborg curacao delft delfzijl denemarken deventer dieren doetinchem dokkum dongen
    dordrecht drachten drenthe dronten duitsland duiven edam ede eindhoven elburg emmeloord emmen engeland enkhuizen
    enschede epe ermelo etten-leur europa finland flevoland franeker frankrijk friesland gelderland geldermalsen
    geldrop geleen goes gooi gorinchem gouda groningen haag haarlem haarlemmermeer hardenberg harderwijk harlingen
    heemskerk heemstede heerde heerenveen heerhugowaard heerlen helder helmond hengelo hilversum hoofddorp hoogeveen
    hoogezand hoorn houten huizen hulst ierland ijmuiden ijsselstein kampen katwijk kerkrade krimpen leek leerdam
    leeuwarden leiden leidschendam lelystad leusden limburg lochem losser maassluis maastricht marokko meppel
    middelburg middelharnis mijdrecht monster naarden nederland nieuw-zeeland nieuwegein nijkerk nijmegen
    noord-brabant noord-holland noordwijk noorwegen nootdorp nunspeet oekraine oisterwijk oldenzaal ommen oosterhout
    oss overijssel papendrecht polen purmerend putten raalte randstad ridderkerk rijssen rijswijk roermond
    roosendaal rotterdam schagen schiedam schotland sittard sliedrecht sneek soest spijkenisse stadskanaal steenwijk
    suriname syrie tegelen terneuzen tholen tiel tilburg turkije twente uden uithoorn urk utrecht vaassen valkenburg
    veendam veenendaal veghel veldhoven velp veluwe venlo venray vlaanderen vlaardingen vlissingen volendam
    voorbeeldstad voorburg voorschoten vught waalwijk waddinxveen wageningen wassenaar weert weesp wierden wijchen
    winschoten winterswijk woerden zaandam zaanstad zeeland zeist zevenaar zoetermeer zuid-holland zutphen zweden
    zwijndrecht zwolle
    """
)

WORK: Final = words_of(
    """
    almata accare
    act adhd agenda allah amw android angelman arkin asperger autisme award barnevernet beleid beraad
    bestuur bijbel boeddha borderline bureau burgemeester buurtzorg cao casus centraal christelijk cjg cjg's
    client college combinatiefunctie commissie corona covid covid-19 deelnemer dgt dialectische dokter down drie
    duchenne eerste eigen emdr entrea enver epd erasmus excel experiment facebook fact families fgt
    financien financiën first fortnite functional gecertificeerde gedragswetenschapper gemeente gemeenten
    geweldloos gezin gezinscoach gezondheidsraad ggd ggz gi god google groep halt heer herstel hervormingsagenda hof
    hogeschool horizon hotseat huis hulp huntington iksk inkoop inspectie instagram intermetzo internet interpsy
    iphone ixta jan-modaal jeugd jeugdautoriteit jeugdbescherming jeugdformaat jeugdhulp jeugdreclassering jeugdwet
    jeugdzorg jezus jij jim jonx juvent juzt kamer karakter karakterhuis kenter kind kinder kinderbescherming
    kinderen kinderrechter kindertelefoon kjtc klinefelter koran kracht kwaliteit landelijk leger lego levvel lijn3
    lindenhout linkedin lvb mastermind masterminds mbt mdft mdo mee mee-samen meedenker meneer mentor mevrouw
    microsoft midden minecraft ministerie moderator moeder mst multisysteemtherapie nederlander nederlands
    nederlandse netflix nidos nieuw nieuwe nieuwsbrief nji ixta-noa noord noordoost noordwest norm onderwijs oost
    openbaar ouder ouders pactum parnassia pgb pgo plan playstation ploegh pluryn poh poh-jeugd
    powerpoint prader prader-willi praktijk presentatie programma psychiater psycholoog raad rechter regering regio
    rett rijk rijksoverheid rutgers safety samenwerkingsverband schrikker sdv sessie sharepoint signal signs
    smith-magenis snapchat spirit spoed sterk stichting systeemtherapie taskforce team teams therapie thuis tiktok
    toezicht tourette trimbos triple tuchtcollege tweede unicef universiteit vader veilig vereniging verzet vng
    vrijwilligers vro vws west wet whatsapp whatsappgroep wijkteam william williams wlz wmo wonen
    xbox yes youke youtube yulius zat zin zoom zorg zorgbalans zorgdomein zuid zuidoost zuidwest
    """
)

TIME: Final = words_of(
    """
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli augustus
    september oktober november december monday tuesday wednesday thursday friday saturday sunday january february
    march may june july august october kerst kerstmis pasen pinksteren hemelvaart koningsdag bevrijdingsdag ramadan
    suikerfeest offerfeest sinterklaas divali diwali ketikoti christmas easter
    """
)

EVERYDAY: Final = words_of(
    """
    a aan alle alles als an and arabisch ben berber bij blijf but daar dan dat de deze die dit doen door duits dus
    dutch een eerst en engels english er frans ga geef gisteren haar he heb het hier hij hoe how hun i iedereen iets
    if ik in is it ja je jij jouw jullie kan kijk kom laat maak maar mag met mijn moet morgen my na naar
    nederlandstalig nee niemand niet niets no nog not nu of om onder ons onze ook op or our over papiaments pools
    samen she sinds soms stop straks te tegen that the they this tot turks tussen u uit van vandaag veel voor vraag
    waar waarom wanneer want was wat we weinig wel what when why wie wij wil wordt yes you zal ze zeg zij zijn
    zonder
    """
)

KNOWN_WORDS: Final = PLACES | WORK | TIME | EVERYDAY

_ENDINGS = (
    "zorg", "hulp", "huis", "wet", "plan", "team", "teams", "aanpak", "model", "methode", "therapie", "training",
    "instituut", "stichting",
    "centrum", "land", "dam", "burg", "stad", "raad", "dienst", "fonds", "agenda", "programma", "akkoord",
    "bescherming", "reclassering",
    "ische", "aanse", "ijnse", "eense", "inspectie", "beraad", "overleg", "visie", "tafel", "kliniek", "groep",
    "regio", "net", "werk",
    "kundige", "kunde", "loog", "iater", "ing", "tion", "heid", "schap", "isme", "iteit", "ness", "plein", "kamer",
)  # fmt: skip


def is_work_word(word: str) -> bool:
    """Whether a capital has nothing to do with a person: a known word, an acronym, or built like a thing."""
    plain = fold(word)
    return plain in KNOWN_WORDS or is_acronym(word) or (len(plain) > 5 and plain.endswith(_ENDINGS))  # noqa: PLR2004 "Ming" is a name


def is_acronym(word: str) -> bool:
    """GGZ, MDO's, POH-jeugd, JIM-aanpak, SDV'ers: capitals only in the first part, and short."""
    head = word.split("-", 1)[0].split("'", 1)[0]
    return len(head) <= 5 and head.isupper()  # noqa: PLR2004
