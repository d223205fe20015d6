"""Words that tell languages apart: those that hold sentences together, and what customers and desks write most."""

# No word that is as common in another language of the list ("was", "die", "on", "as", "hat") is here.
ENGLISH = """
    the and you for that this have with are not be my your what can how if would there they about when why i'm it's
    just please from up know want get got out been being because him his her she who should could their its them these
    those which where than then here very really only even still didn't don't doesn't isn't wasn't can't couldn't
    won't wouldn't shouldn't haven't hasn't aren't weren't i've i'll i'd you're you've you'll we're we've we'll
    they're that's there's what's let's he's she's your's dont cant wont didnt doesnt isnt im ive any some much many
    more most other another every each again after before back down off through though without while since until
    between into onto upon around against during under first last next same such own too yet ever never always often
    sometimes already now today tomorrow yesterday tonight soon later ago long yes ok okay thanks thank thx hi hello
    hey dear sorry great good bad best better worst worse nice happy sad angry love like hate hope need make made
    makes making take took taken taking give gave given giving go goes going gone went come came coming see saw seen
    look looks looking looked think thought say says said tell told ask asked asking call called calling find found
    keep kept break broke breaks let put set try tried trying use used using work works worked working wait waited
    waiting help helped helpful pay paid paying send sent sending buy bought sell sold order ordered orders delivery
    delivered deliver shipping shipped parcel package item items product return returned returns refund refunded
    refunds cancel cancelled canceled charge charged charges bill billed billing invoice payment account card money
    price customer customers service support phone email website number issue issues problem problems broken wrong
    missing late delay delayed lost damaged fixed fix fixing works change changed check checked update book booked
    booking reservation room flight flights plane airport seat seats bag bags baggage luggage gate hold hour hours
    minute minutes day days week weeks month months year years time times morning afternoon evening night people
    person someone anyone nobody everyone anything something nothing everything thing things way place home store shop
    company staff agent experience answer response reply question questions quick quickly fast slow easy hard new old
    big small little able sure right left true false free full empty high low open closed close start started stop
    stopped end ended feel feels feeling felt believe understand understood happen happened leave leaving left receive
    received receiving expect expected expecting appreciate appreciated amazing awesome terrible awful horrible
    ridiculous unacceptable disappointed frustrated frustrating excellent wonderful perfect lovely beautiful funny
    weird crazy stupid actually probably maybe perhaps definitely absolutely finally instead however therefore either
    neither both may might must shall cannot having doing does did done had were wasn won friend friends family wife
    husband kids life world game year's today's birthday water food drink coffee dinner lunch breakfast table kitchen
    key door working talk talking show shows watch read write wrote written hear heard live lives play played stay
    stayed run running turn turned move moved bring brought meet met known mean means meant seem seems become became
    getting well also else enough few less least lot lots bit kind gonna wanna gotta lol omg wtf u ur pls plz our us
    we'd it'll you'd he'll she'll they've they'll who's where's how's here's guys guy man's girl boy women men child
    children life's why's till via asap info details policy manager cancelling canceling cancellation purchase
    purchases assistance edit editing modify check checking track tracking buying shop correct contact speak chat
    penalty penalties balance transfer subscription newsletter sign signing anytime lucky laugh joke eat mom baby
    police fuck fucking shit damn lmao haha yeah passenger passengers travel flying fly tickets ticket phone flights
    schedule seriously luv fav thanx awesome america urgent urgently immediately complaint complain complained
    disappointed apology apologies apologise apologize resolved resolve forward hearing regards sincerely cheers
    promise promised promises guarantee weekend monday tuesday wednesday thursday friday saturday sunday january
    february march june july august october december
"""
# Common in English and in others: they tell nothing.
SHARED = """
    me in no an so was will we all at on as of he am is it had over has to or by us made late hold left set end open
    free best worst start stop well name use car bank bill
"""
# Written by everybody.
EVERYWHERE = """
    via lol omg wtf look looks show shows boy bye ok okay week weekend talk live love kids store happy game number
    website email baby cool sorry wow haha home party fan joke hello hi hey information details service policy super
    lmao app info update phone ticket tickets check gate bar fuck fucking shit damn account
    a i y e o test hotel support credit die war one kind hat do man come old men van tag son per
"""
# English names, abbreviations and loans that are small words elsewhere.
FALSE_FRIENDS = "plus care ben min non las los mine den male par til pro san des del con dal tere dan mar sur pan"
OTHERS = {
    "de": """
        der die das und ist nicht ich sie wir ihr mir mich dich dir uns euch ein eine einen einem einer eines mein
        meine meinen meiner meinem dein deine ihre ihren ihrem ihrer mit auf für von zu zum zur bei nach aus über
        unter vor wenn weil dass daß aber oder auch noch schon nur sehr wie wo wann warum wer habe haben hat hatte
        hätte hast bin bist sind war waren wird werden wurde wurden worden kann können könnte könnten muss müssen
        soll sollte möchte möchten bitte danke hallo kein keine keinen mehr immer wieder jetzt heute morgen gestern
        bis dann doch mal als im vom beim ohne gegen durch seit diese dieser dieses diesen es er alle alles etwas
        nichts viel viele ja nein ganz gerade hier da dort damit dazu wegen ihnen unsere unser leider lieferung
        bestellung rechnung paket guten tag liebe lieber sehr geehrte grüße grüßen ihrer warte seit wochen
        schade gut klar den dem des was so
    """,
    "fr": """
        le la les un une des du de et est pas je tu il elle nous vous ils elles mon ma mes ton ta tes votre vos notre
        nos sa ses ce cette ces cet que qui quoi dont où mais ou donc avec sans pour par sur sous dans en au aux chez
        être avoir suis sommes êtes sont ai avons avez ont j'ai c'est n'est n'ai d'un d'une qu'il qu'on s'il l'on
        fait faire plus très bien aussi encore déjà toujours jamais rien tout tous toute toutes quand comment pourquoi
        merci bonjour bonsoir plaît commande livraison était été peut peux on y ne se lui leur si comme même moi toi
        ça ca va oui non j'en d'en depuis après avant voilà votre colis facture remboursement voudrais
    """,
    "es": """
        el la los las un una unos unas de del y es no que en por para con sin su sus mi mis tu tus me te se lo le les
        nos al pero como más muy ya también cuando donde porque qué cómo cuándo si sí este esta esto estos estas ese
        esa eso aquí hay ser estar estoy está están soy son era fue ha han he hemos tengo tiene tienen hacer hace hoy
        ayer mañana gracias hola favor buenos buenas días tardes pedido envío factura quiero puede puedo todo todos
        toda todas nada nunca siempre yo tú él ella nosotros ustedes usted sobre desde hasta entre así solo ni o
        bien mal algo otro otra mejor vida jajaja va voy ver
    """,
    "it": """
        il lo la i gli le un uno una di del della dei delle dello degli e è non che in per con senza su sul sulla suo
        sua mio mia miei mie tuo tua mi ti si ci vi ne al alla ai alle dal dalla nel nella ma come più molto già anche
        quando dove perché perche cosa chi se questo questa questi queste quello quella qui sono sei siamo siete era
        ho hai ha abbiamo avete hanno essere avere fare fatto grazie ciao buongiorno prego ordine consegna fattura
        vorrei posso può tutto tutti tutta nulla niente mai sempre io lui lei noi voi loro oggi ieri domani ora poi
        ancora solo così o a da bene male c'è cosi dopo prima
    """,
    "pt": """
        o os as um uma uns umas de do da dos das e é não nao que em no na nos nas por pelo pela para pra com sem seu
        sua seus suas meu minha meus minhas me te se lhe ao aos mas como mais muito já também tambem quando onde
        porque isso isto este esta esse essa aqui há ser estar estou está estão sou são era foi tem têm tenho ter
        fazer faz hoje ontem amanhã obrigado obrigada olá bom boa dia tarde pedido entrega fatura quero pode posso
        tudo todo todos toda nada nunca sempre eu você voce vc ele ela nós vocês eles sobre desde até só nem ou bem
        mal algo outro outra melhor vida kkk vai vou ver ta tá pq gente
    """,
    "nl": """
        de het een en is niet ik je jij hij zij wij we u ze mij mijn jouw uw ons onze hun van voor met op aan in bij
        uit over naar om te als maar of ook nog al wel dan dat die dit deze er hier daar waar wat wie hoe waarom
        wanneer heb hebt heeft hebben had ben bent zijn was waren wordt worden werd kan kunnen kon moet moeten zal
        zou wil willen graag bedankt dank hallo geen meer altijd weer nu vandaag morgen gisteren tot door zonder
        tegen sinds alle alles iets niets veel goed bestelling levering factuur alstublieft groet groeten mag gaat
    """,
    "pl": """
        i w z na do nie się jest że to jak ale za od po o co czy dla przez przy ten ta te tego tej tym mam masz ma
        mamy mają jestem są był była było będzie będę może mogę już tylko też jeszcze bardzo dziękuję proszę dzień
        dobry dzisiaj wczoraj jutro tak mnie mi mój moja moje mojego zamówienie wszystko nic nigdy zawsze kiedy gdzie
        dlaczego który która które ja ty pan pani
    """,
    "sv": """
        och att det som en ett på är av för med den till inte om har de jag du han hon vi ni de mig dig oss er min mitt
        mina din ditt era vår men eller så när var hur varför vad vem kan ska skulle vill måste hade blev blir varit
        mycket bara också redan igen nu idag igår imorgon tack hej från efter utan under över här där någon något inga
        inte beställning leverans faktura gärna
    """,
    "da": """
        og at det som en et på er af for med den til ikke om har de jeg du han hun vi mig dig os jer min mit mine din
        dit jeres vores men eller så når hvor hvordan hvorfor hvad hvem kan skal skulle vil må havde blev bliver været
        meget kun også allerede igen nu i dag går morgen tak hej fra efter uden under over her der nogen noget ingen
        bestilling levering faktura gerne venlig hilsen
    """,
    "no": """
        og at det som en et på er av for med den til ikke om har de jeg du han hun vi meg deg oss dere min mitt mine
        din ditt deres vår men eller så når hvor hvordan hvorfor hva hvem kan skal skulle vil må hadde ble blir vært
        veldig bare også allerede igjen nå i dag går morgen takk hei fra etter uten under over her der noen noe ingen
        bestilling levering faktura gjerne vennlig hilsen
    """,
    "fi": """
        ja on ei se että en hän minä sinä me te he olen olet ovat oli olla ole mutta kun jos niin kuin myös vain vielä
        nyt tänään eilen huomenna kiitos hei moi missä miksi mitä kuka miten mikä tämä tuo ne nämä minun sinun minulla
        mitään aina koskaan kaikki hyvä tilaus toimitus lasku voi voisi voisitteko haluan pitää
    """,
    "tr": """
        ve bir bu da de için ile çok ben sen o biz siz onlar benim senin bizim ne neden nasıl nerede ama gibi daha en
        var yok değil mi mı mu mü oldu olarak olan kadar sonra önce şimdi bugün dün yarın teşekkürler teşekkür ederim
        merhaba lütfen sipariş kargo fatura hiç her şey hala ya ki
    """,
    "cs": """
        a se na je že v to s z do o i ale jako za k by po pro od si tak jsem jsi jsou byl byla bylo bude budu mám máte
        má není může mohu už jen také ještě velmi děkuji prosím dobrý den dnes včera zítra mi mě můj moje objednávka
        všechno nic nikdy vždy kdy kde proč který která které co jak
    """,
    "hu": """
        a az és nem hogy egy is de van volt ez azt meg már csak még nagyon köszönöm kérem szia jó nap ma tegnap holnap
        mikor hol miért mi ki hogyan ha vagy mint lesz lehet kell sem minden semmi soha mindig én te ő rendelés
    """,
    "ro": """
        și si nu este că ca la de pe cu în din pentru un o mai dar sau eu tu el ea noi voi ei mi ți îmi am ai are avem
        aveți au sunt ești a fost fi foarte doar deja încă acum azi ieri mâine mulțumesc bună ziua vă rog unde când
        cum ce cine comanda livrare factură care
    """,
    "id": """
        yang dan di ini itu dengan untuk tidak dari saya kamu anda dia kami kita mereka akan sudah belum ada bisa
        juga atau tapi karena kalau apa siapa bagaimana kenapa kapan mana terima kasih tolong selamat hari pesanan
        sangat saja lagi sekarang besok kemarin nya aku gak ga banget
    """,
    "hi": """
        hai hain nahi nahin nhi kya kyu kyun kyon ka ki ke ko mein mai hum tum aap ap ye yeh wo woh bhi aur tha thi
        hota hoti karo kar karna karke kr raha rahi rahe gaya gayi gaye hua hue hui kuch kab kaise kaun kahan abhi bahut
        bohot acha accha bhai ji toh sab apna apne apni mera meri mere tera teri tere uska iska liye jab tak ek baat
        matlab yaar koi phir fir jaise hoga hogi honge wala wale wali desh hone dena diya
    """,
}
