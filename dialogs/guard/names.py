"""First names and surnames that are common in the Netherlands: own lists, lower case, without accents.

`FIRST_NAMES` holds no ordinary Dutch words, so that they are found at the start of a sentence too.
Names that are also words (*Roos*, *Bas*, *Max*) stand in `ALSO_WORDS` and count only in the middle of one.
"""

from typing import Final

from dialogs.guard.normalise import words_of

FIRST_NAMES: Final = words_of(
    """
    aaron abby abdel abdelaziz abdelkader abdelkarim abdellah abderrahim abdi abdirahman abdul abdullah abel achmed
    achraf ada adam adem adil adnan adriaan adrian adriana aggie agnes agnieszka ahmad ahmed ahmet aicha aida aisha
    aksel alberto aleksander alex alexander alexandra alexia aleyna ali alice alicia alina amal amalia amelie amin
    amina amine amir amira amy ana anas anass anastasia andre andrea andreas andrei andrew andries angela angelina
    angelique anil anissa anita anja anjali anke anna annabel anne anneke annelies annemarie annemiek annemieke
    annet annette annie annika anouar anouk anouschka antje antoine anton antonia antonio arie ariel arif arjan
    arjen arjun armin arnold arnoud arthur asha ashley asif asiye astrid aukje aurelia ava avery axel aya ayaan ayan
    ayla aylin ayman ayoub ayse aysegul ayten aziz aziza azra badr baran barbara baris bart bartek bastiaan beatrice
    beatrix benjamin bennie benthe berat berend bernard bert bertus betty bianca bilal bilge birgit birgul bjorn
    boris bouchra boudewijn boutaina brahim bram brandon brecht brenda brian brigitte britt bryan burak burhan busra
    caitlin camila carla carlijn carlo carlos carmen carolien carolina caroline cas casper catharina cathy cato
    cecile cecilia cedric celeste celine cem cemal cengiz ceyda ceylin chaima chaimae chanel chantal chantel charlie
    charlotte chayenne chelsea cheyenne chiara chloe chris christiaan christian christina christine christopher
    cihan cindy clara claudia clemens clyde coen colin conny cora corine corinne corrie cyril daan daisy dalia
    dalila damian damla dana daniel daniela danielle danique danny daoud daphne daria dario darius dave david dawid
    debby debora deborah defne delano delilah denise deniz dennis derek derya desi desiree dewi dex diana diede
    diederik diego dilan dilara dilek dina dinand dion dirk dirkje djamila djay dogan dominik dominique donna donny
    donovan dorien doris dorus douwe driss duco dunya duuk dwayne dwight dylan ebru eda eddy edgar edith eduard
    edwin eefje eelco efe ela elena eleonora elias elif elijah elin eline elisa elisabeth elise elke ella elle ellen
    elly elsa elvira emanuel emil emilia emilie emily emin emine emir emirhan emma emmanuel emmy emre enes enis
    enrico enzo eray erdem eren erhan erica erik erika ernst ersin ertugrul erwin esma esmee esra essa esther ethan
    eva evelien eveline evelyn evert evi evy ezgi ezra fabian fabienne fadila fadoua fadumo faisal faissal faiza
    fares farid farida farouk fatiha fatima fatma fatmata fatou fatoumata fay faye fayza feline felix femke fenna
    fenne ferdi ferdinand ferhat fernando feyza fiene figen filip filiz finn fiona fleur floortje florian floris
    fouad fouzia franka frans fransje fred freddy frederik frederique freek frits funda furkan gabriel gabriela
    gamze gea geert geertje geertruida gerard gerben gerda gerrie gerrit gert gertjan gijs gijsbert gilbert gina
    giovanni gisela gizem gokhan gonca gonul greetje gregor greta guido guillaume gulay gulcan gulsen gulsum gurkan
    gustaaf guus guusje gwen gwendolyn habiba hadewych hafid hafida hajar hakan hakim halil halima hamid hamida
    hamza hana hanae hanan hanane hanna hannah hanneke hannie harald harm harold harrie harry harun hasan hasna
    hassan hatice hava hayat haydar hedwig hein heleen helena helene helga hendrik hendrika henk henny henriette
    herman hermien hessel hicham hidde hilal hilda hilde hodan houda houria huda hugo huib huibert hulya humphrey
    husam huseyin hussain hussein iben ibrahim ibtissam ida idris ies igor ihsan ikram ilaria ilham ilhan ilias
    iliass ilja ilona ilse ilyas ilyes imad iman imane imke imran ina inaya indira indy inez inge ingeborg ingrid
    irene irfan irina irma irmak isa isaac isabel isabella isabelle isak isaura ishaan ismael ismail ismet ivan
    ivana ivar ivo ivy izaak jaap jacco jack jackie jacob jacoba jacqueline jacques jaimy jair jairzinho jake jakub
    jamal jamie jamila jan jana jane janine janna janneke jannes jannie janou jarno jaro jasmina jasmine jason
    jasper jawad jay jayda jayden jaydon jaylano jaylinn jayson jean jeanette jeanine jef jeffrey jelle jelmer jenna
    jennie jennifer jenny jens jeremy jermaine jeroen jesse jessica jessie jessy jet jetske jette jihane jill jim
    jimmy jinte jip jiska joachim joanna joanne jochem joel joelle joep joeri joes joey johan johanna johannes john
    johnny jolanda jolien jolijn jona jonas jonathan jonna jools joost jordan jordy jorg jorik joris jorn jorrit
    jort jos jose josef josefien joseph josephine joshua josien josine jouke joyce juan judith jules julia juliaan
    julian juliana julie julien juliette julius jurgen jurre justin justine juul kaan kaat kacper kadir kai kaoutar
    kaouthar karel karen karim karima karin karina karl karlijn karolina kars kasper katarzyna kate katelijne
    kathleen katja katrien kay kayleigh kayra keano kees keesje kelly kemal kenan kenji kenneth kenza kerem kerim
    keshia kevin khadija khaled khalid khalida kian kiara kiki kim kimberley kimberly kiran kirsten kjeld klaartje
    klaas koen koenraad koos koray kristel kristian kristina kuba kubra kyan kyano kylian kyra lahcen laila lamia
    lamyae lana lara larissa lars latifa latoya laura lauren laurence laurens laurie layla lea leanne leen leendert
    lejla lena leon leonardo leonie leonora leontien leroy lesley leticia levi levin lewis lexi leyla lia liam
    lianne lidewij lidia lieke lies liesbeth lieselot liesje lievijn lina linda lindsay lindsey linn linus lio lisa
    lisanne lise liselot liselotte lisette liv liva livia liz liza lizzy loek loeki loes lois lorenzo lotfi lothar
    lotte lou loua louay loubna louis louisa louise luc luca lucas lucia luciano lucie lucy ludo luis luisa luka
    lukas lukasz luna lusi luuk lyanne lydia lynn lysanne maaike maarten maartje machteld madeleine madelief madelon
    mae maeve magda magdalena mahdi mahir mahmoud mahmut maikel maisie majda malak malik malika malou manal manar
    mandy manoah manon manou manouk manuel mara marc marcel marcella marco marcus margaretha margot margriet maria
    marian marianne marie marieke marielle marije marijke marijn marijse marika marilou marina marinus mario marion
    maris marissa marit marita marjan marjolein marjolijn marjon marleen marley marlies marlijn marloes marlon
    marouane marsha marte martha martien martijn martin martina martine marvin marwa marwan mary maryam masoud mateo
    mateusz mathias mathieu mathijs mathilde matthew matthias matthijs maud maureen maurice mauricio maurits mauro
    maxim maxime maximiliaan maya mayra medina mehdi mehmet meike melanie melek melih melike melis melisa melissa
    melle melvin menno meral mert merve meryem mesut metin mia micha michael michaela michal michel michelle michiel
    mick mieke miep miguel mika mikail mike mila milan milana milena miles milo milou mina mineke mira miranda
    miriam mirjam mirte mirthe mitchel mitchell moana mohamad mohamed mohammad mohammed mohsin monica moniek monika
    monique morris mostafa mouad mounia mounir mourad moussa muhammad muhammed muhammet murat musa musab mustafa
    mustapha myrna myrthe nabil nabila nadia nadine nadir nadira naim naima najat najib najla najoua nala nancy
    naomi naoual narges nargiz nasser nassim nassira natalia natalie natasha nathalie nathan navid nawal nazli neal
    necla nel nelleke nelly neslihan nesrin nettie nick nicky nicolaas nicole nicolette niek niels nienke nigel
    nihad nikita nikki nikola nina nino ninthe nisa nisrine noa noah noam noel noemi noortje nora norah norbert
    nordin noud nour noura noureddine nuray nurcan nurgul nuria oguz olaf olga oliver olivia olivier oliwia omar
    omeima omer onno onur orhan oscar osman otis otman ouafa ouassim oumaima oumayma oussama ozan ozgur ozlem pam
    pamela pascal pascalle patricia patrick patryk paul paula paulien pauline pawel pepijn peter petra philip
    philippe pia pien piet pieter pieternel pietje pim pinar piotr pleun pleuni prem priscilla priya quincy quinn
    quinten rabia rachel rachid rachida radjesh rafael rafik rahim rahma rajesh ralf ralph rama ramazan rami ramon
    ramona ramy rana randy rania raphael raquel rasha rashid raul ravi rayan rayen raymond rayna raysa rebecca recep
    reda redouan redouane regina reinier remco remi remko remon renate rene renee rens renske reshma resul reyhan
    rezan rhodee rianne ricardo richard richelle rick ricky rico rihab rihanna rik rinske rishi rita ritchie rivka
    riwan robbert robbie robert roberto robin rochelle rodrigo roel roeland roelof rogier roland rolf roman romana
    romano romee romeo romme romy ron ronald ronaldo ronan ronja ronnie rosalie rosie rowan roxanne roy ruben rudolf
    rukiye rutger ruth ruud ryan ryanne rydell saad saar saartje sabah sabine sabri sabrina safa safae safia sahar
    sahin saida salim salima salma salman salome saloua salvatore samantha samet sami samia samir samira samuel
    samya sana sanae sander sandra sanjay sanne santino saoirse sara sarah sasha saskia savannah sayf scott sean
    sebastiaan sebastian seda sefa selena selim selin selma sem semih semra sena senna serena serenay serge serkan
    serpil sevda sevgi sevim seyma shahid shaima shakira shana shanaya shania shanice shaniqua shannon shanti
    shaquille sharon sharona shirley shivani sibel siebe siem sien sietse sifra sigrid siham sihame sil silas silke
    silvia simon simona simone sina sinan sinem sjaak sjaan sjef sjoerd sjors sjoukje soeradj sofia sofian sofiane
    sofie sofieke songul sonia sonja sophia sophie soraya souad soufian soufiane soukaina soumaya stanley stef
    stefan stefanie steffie steijn stella stephan stephanie sterre steve steven stijn sude suleyman sumaya sumeyra
    sumeyye sunita susan susanna susanne suus suzan suzanne svea sven svenja sybren sylvana sylvia sylvie sylwia
    symen taha tahir tamar tamara tamer tanja tara tarek tarik tariq tasnim tatiana tatum taylor teresa tess tessa
    teun teuntje thea theo theodoor thera theresa thiago thierry thijmen thijs thirza thomas tibor tieme tijmen tijn
    tijs tim timo timon timothy tina tineke tirza tjeerd tjitske tobias tolga tomas tomasz tommie tommy tonny tooske
    touria tristan trudy truus tugba tugce tuncay turgay twan tycho tygo tyler tyrell tyrone ufuk ugur ulrike umar
    umit umut ursula urvin vahid valentijn valentina valerie vanessa veerle vera veronica vesna victoria vigo vikram
    vincent viola violet virginia vivian vivienne vlad volkan vosje wafa wafae wahid walid walter wanda wassim wende
    wendy werner wesley wessel wiebe wiebke wiesje wietse wijnand wilco wilfred wilhelmina willeke willem willemien
    willemijn wilma wim winnie winston wojciech wojtek wout wouter xander xanthe xavi xavier xem yahya yannick yara
    yaren yaro yasemin yasin yasmin yasmina yasmine yassin yassine yassir yavuz yaw yeliz yentl yesim yfke yigit
    yildiz ylva yoel yorick younes youness youp yousef yousra youssef youssra yuna yunus yuri yusra yusuf yves
    yvette yvonne zafer zahra zain zainab zakaria zakariya zara zaynab zeb zehra zeki zeliha zena zeynep ziad zineb
    ziva zoe zoey zohra zoubir zoulikha zuhal zuzanna
    """
)

ALSO_WORDS: Final = words_of(
    """
    amber april bas beer ben bloem bo boaz bob bobbie can dante dean don dries dylano elf els faith fien floor frank
    grace hans has hope iris isis jade jasmijn jax jazz job joy june kick lente lieve lot maan maas mare mark mats
    max mees mei melody merel morgan nine noor nova nur odin pip puck ray rein river rob roos rosa said sam sky stan
    storm summer teddy ties tom tren valk vos ward wes wil wolf zoef
    """
)

SURNAMES: Final = words_of(
    """
    aalbers aarts abdi achterberg aksoy aktas amrani arends arslan aydin bakker bakkers bensaid bhagwandin boersma
    bosma bosman brouwer brouwers celik cetin claassen cornelissen dekker dekkers demir demirci dijkema dijkstra
    dogan driessen elzinga erdogan evers franken gerrits gerritsen goossens haddou hanssen hassani heijmans hendriks
    hendriksen hermans hoekstra hofstra hoogland huisman idrissi jacobs jansen janssen janssens jonker joosten kaya
    kilic koopman koster kramer kuijpers kuiper lammers leenders linssen martens meijer meijers meyer mohan molenaar
    mulder nguyen nijhuis oosterhuis ouali ouazzani ozdemir ozturk peeters peters pietersen pinas polak postma
    postmus ramdin ramlal rietveld roelofs sahin sanders schipper scholten schouten sharma simons singh smeets smit
    smits snijders spaans steenbergen tahiri terpstra teunissen timmer timmermans tran veenstra veldhuis verbeek
    verhagen verhoeven vermeer vermeulen visser wagenaar wessels westra wiersma willems willemsen wouters yildirim
    yildiz yilmaz zijlstra zwart zwarts
    """
)

# The capital after *de*, *van* and *van de*: only these, because *de Raad* and *van Teams* are no surnames.
AFTER_DE: Final = words_of(
    """
    boer bruijn bruin bruyn graaf graaff groot haan haas hoop jager jong jonge kok koning koster lange leeuw man
    meijer mos ridder rooij roos ruiter vos vries waal waard wild wilde winter wit witte wolf zeeuw zwart klerk
    jongh vrieze
    """
)
AFTER_VAN: Final = words_of(
    """
    aalst amerongen asselt beek bemmel bergen boven breda brink buren buuren dalen dam delft dijk dongen doorn driel
    duin dyk eck egmond eijk elburg elk es galen gelder gils ginkel gogh hees hoek hoof hoorn houten kampen leeuwen
    lier lieshout loon maanen meurs oosten os pelt rijn rijswijk rooij rossum schaik schie son tilburg veen velzen
    vliet vugt wijk wijngaarden zanten zon zuilen
    """
)
AFTER_VAN_DE: Final = words_of(
    """
    beek berg bosch brink broek burg burgt camp donk graaf griend heide heuvel hoek kamp kerkhof kraats laan laar
    leur linde loo meer meent molen mortel pas peppel pol poel put sande sluis spek stelt steeg straat ven veen
    velde velden vegte vliet vijver voort vorst water weerd weg weide werf westen wal wiel wouw zande zanden zee
    """
)
