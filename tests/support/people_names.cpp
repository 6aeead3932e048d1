#include "tests/support/people_names.h"

#include "tests/support/people_names_east.h"
#include "tests/support/people_names_north.h"
#include "tests/support/people_names_south.h"
#include "tests/support/people_names_west.h"

namespace pontis {
namespace {

constexpr Culture kCultures[] = {
    {"DE", 150, Naming::kWestern, 80, 18, 50, kGermanMen, kGermanWomen, kGermanFamilies,
     kGermanHeads, kGermanTails,
     "Berlin:10### Hamburg:20### München:80### Köln:50### Frankfurt_am_Main:60### Stuttgart:70### "
     "Leipzig:04### "
     "Bremen:28### Freiburg_im_Breisgau:79### Gießen:35### Lübeck:235## Kassel:341##",
     kGermanStreets, "straße str. weg straße allee gasse platz", false, "+49"},
    {"AT", 20, Naming::kWestern, 75, 12, 80, kGermanMen, kGermanWomen, kGermanFamilies,
     kGermanHeads, kGermanTails,
     "Wien:1##0 Graz:80## Linz:40## Salzburg:50## Innsbruck:60## Klagenfurt:90## Sankt_Pölten:31##",
     kGermanStreets, "straße gasse weg gasse platz", false, "+43"},
    {"CH", 22, Naming::kWestern, 65, 12, 60, kGermanMen, kGermanWomen, kGermanFamilies,
     kGermanHeads, kGermanTails,
     "Zürich:80## Bern:30## Basel:40## Luzern:60## St._Gallen:90## Winterthur:84## Genève:12##",
     kGermanStreets, "strasse weg gasse strasse platz", false, "+41"},
    {"FR", 120, Naming::kWestern, 70, 25, 55, kFrenchMen, kFrenchWomen, kFrenchFamilies,
     kFrenchHeads, kFrenchTails,
     "Paris:750## Lyon:6900# Marseille:130## Toulouse:31### Nice:06### Nantes:44### "
     "Strasbourg:67### Lille:59### "
     "Saint-Étienne:42### Orléans:45### Besançon:25### Béziers:34###",
     kFrenchStreets, "Rue Avenue Rue Boulevard Place Impasse Chemin", true, "+33"},
    {"GB", 110, Naming::kWestern, 75, 60, 75, kEnglishMen, kEnglishWomen, kEnglishFamilies,
     kEnglishHeads, kEnglishTails,
     "London:SW#_#@@ Manchester:M#_#@@ Birmingham:B#_#@@ Leeds:LS#_#@@ Glasgow:G#_#@@ "
     "Bristol:BS#_#@@ "
     "Norwich:NR#_#@@ Cardiff:CF#_#@@ Exeter:EX#_#@@ Stoke-on-Trent:ST#_#@@ "
     "Newcastle_upon_Tyne:NE#_#@@",
     kEnglishStreets, "Street Road Road Lane Avenue Close Drive", true, "+44"},
    {"IE", 15, Naming::kWestern, 65, 50, 40, kEnglishMen, kEnglishWomen, kEnglishFamilies,
     kEnglishHeads, kEnglishTails,
     "Dublin:D0#_@#@# Cork:T12_@#@# Galway:H91_@#@# Limerick:V94_@#@# Dún_Laoghaire:A96_@#@#",
     kEnglishStreets, "Street Road Lane Avenue Park", true, "+353"},
    {"IT", 105, Naming::kWestern, 0, 10, 85, kItalianMen, kItalianWomen, kItalianFamilies,
     kItalianHeads, kItalianTails,
     "Roma:001## Milano:201## Napoli:801## Torino:101## Palermo:901## Genova:161## Bologna:401## "
     "Firenze:501## "
     "Bari:701## Forlì:471## Reggio_nell'Emilia:421##",
     kItalianStreets, "Via Via Viale Piazza Corso", false, "+39"},
    {"ES", 90, Naming::kSpanish, 0, 0, 75, kSpanishMen, kSpanishWomen, kSpanishFamilies,
     kSpanishHeads, kSpanishTails,
     "Madrid:280## Barcelona:080## Valencia:460## Sevilla:410## Zaragoza:500## Málaga:290## "
     "Murcia:300## "
     "Bilbao:480## A_Coruña:150## Logroño:260## Alcalá_de_Henares:288##",
     kSpanishStreets, "Calle C/ Avenida Plaza Paseo", false, "+34"},
    {"PT", 25, Naming::kPortuguese, 25, 20, 0, kPortugueseMen, kPortugueseWomen,
     kPortugueseFamilies, kPortugueseHeads, kPortugueseTails,
     "Lisboa:1###-### Porto:4###-### Coimbra:3###-### Braga:47##-### Évora:7###-### "
     "Setúbal:29##-###",
     kPortugueseStreets, "Rua Avenida Rua Largo Travessa", false, "+351"},
    {"PL", 85, Naming::kPolish, 88, 20, 88, kPolishMen, kPolishWomen, kPolishFamilies, kPolishHeads,
     kPolishTails,
     "Warszawa:0#-### Kraków:3#-### Łódź:9#-### Wrocław:5#-### Poznań:6#-### Gdańsk:80-### "
     "Szczecin:7#-### "
     "Lublin:2#-### Białystok:15-### Częstochowa:42-###",
     kPolishStreets, "ul. ul. ul. al. os.", false, "+48"},
    {"CZ", 30, Naming::kCzech, 90, 0, 85, kCzechMen, kCzechWomen, kCzechFamilies, kCzechHeads,
     kCzechTails,
     "Praha:1##_00 Brno:6##_00 Ostrava:7##_00 Plzeň:3##_00 Liberec:460_0# Olomouc:779_00 "
     "České_Budějovice:370_0#",
     kSlavicStreets, "", false, "+420"},
    {"RO", 45, Naming::kWestern, 80, 35, 75, kRomanianMen, kRomanianWomen, kRomanianFamilies,
     kRomanianHeads, kRomanianTails,
     "București:0##### Cluj-Napoca:400### Timișoara:300### Iași:700### Constanța:900### "
     "Brașov:500### Ploiești:100###",
     kRomanianStreets, "Strada Str. Strada Bulevardul Aleea", false, "+40"},
    {"NL", 40, Naming::kWestern, 50, 35, 75, kDutchMen, kDutchWomen, kDutchFamilies, kDutchHeads,
     kDutchTails,
     "Amsterdam:10##_@@ Rotterdam:30##_@@ Utrecht:35##_@@ Eindhoven:56##_@@ Groningen:97##_@@ "
     "'s-Hertogenbosch:52##_@@ Tilburg:50##_@@",
     kDutchStreets, "straat laan weg straat plein dijk", false, "+31"},
    {"BE", 25, Naming::kWestern, 0, 30, 80, kDutchMen, kDutchWomen, kDutchFamilies, kDutchHeads,
     kDutchTails,
     "Antwerpen:20## Gent:90## Brugge:80## Leuven:30## Hasselt:35## Brussel:10## Liège:40##",
     kDutchStreets, "straat laan steenweg straat plein", false, "+32"},
    {"GR", 38, Naming::kGreek, 0, 5, 70, kGreekMen, kGreekWomen, kGreekFamilies, kGreekHeads,
     kGreekTails,
     "Αθήνα:1##_## Θεσσαλονίκη:54#_## Πάτρα:26#_## Ηράκλειο:71#_## Λάρισα:41#_## Ιωάννινα:45#_##",
     kGreekStreets, "Οδός Λεωφόρος Οδός", false, "+30"},
    {"BG", 32, Naming::kBulgarian, 85, 0, 85, kBulgarianMen, kBulgarianWomen, kBulgarianFamilies,
     kBulgarianHeads, kBulgarianTails,
     "София:1### Пловдив:4### Варна:9### Бургас:8### Русе:7### Плевен:58##", kBulgarianStreets,
     "ул. бул. ул. ж.к.", false, "+359"},
    {"SE", 28, Naming::kWestern, 60, 60, 95, kSwedishMen, kSwedishWomen, kSwedishFamilies,
     kSwedishHeads, kSwedishTails,
     "Stockholm:11#_## Göteborg:41#_## Malmö:21#_## Uppsala:75#_## Västerås:72#_## Örebro:70#_## "
     "Luleå:97#_##",
     kSwedishStreets, "gatan vägen gatan stigen gränd", false, "+46"},
    {"DK", 18, Naming::kWestern, 60, 55, 95, kNordicMen, kNordicWomen, kNordicFamilies,
     kNordicHeads, kNordicTails,
     "København:2### Aarhus:8### Odense:5### Aalborg:9### Esbjerg:67## Næstved:47## Rødovre:26##",
     kNordicStreets, "vej gade vej allé stræde", false, "+45"},
    {"NO", 16, Naming::kWestern, 55, 50, 95, kNordicMen, kNordicWomen, kNordicFamilies,
     kNordicHeads, kNordicTails,
     "Oslo:0### Bergen:5### Trondheim:7### Stavanger:4### Tromsø:90## Bodø:80## Ålesund:60##",
     kNordicStreets, "veien gata vegen vei", false, "+47"},
    {"FI", 18, Naming::kWestern, 60, 70, 95, kFinnishMen, kFinnishWomen, kFinnishFamilies,
     kFinnishHeads, kFinnishTails,
     "Helsinki:00##0 Espoo:02##0 Tampere:33##0 Turku:20##0 Oulu:90##0 Jyväskylä:40##0 "
     "Hämeenlinna:13##0",
     kFinnishStreets, "katu tie katu polku kuja", false, "+358"},
    {"HR", 16, Naming::kWestern, 80, 0, 80, kCroatMen, kCroatWomen, kCroatFamilies, kCroatHeads,
     kCroatTails, "Zagreb:10### Split:21### Rijeka:51### Osijek:31### Zadar:23### Šibenik:22###",
     kCroatStreets, "Ulica Ulica Trg Put", false, "+385"},
    {"SI", 8, Naming::kWestern, 80, 0, 85, kCroatMen, kCroatWomen, kCroatFamilies, kCroatHeads,
     kCroatTails, "Ljubljana:10## Maribor:20## Celje:30## Kranj:40## Koper:60## Škofja_Loka:42##",
     kCroatStreets, "Ulica Cesta Pot", false, "+386"},
    {"TR", 40, Naming::kWestern, 90, 10, 60, kTurkishMen, kTurkishWomen, kTurkishFamilies,
     kTurkishHeads, kTurkishTails,
     "İstanbul:34### Ankara:06### İzmir:35### Bursa:16### Antalya:07### Adana:01### "
     "Eskişehir:26###",
     kTurkishStreets, "Caddesi Sokak Cad. Sk. Bulvarı", false, "+90"},
    {"IS", 4, Naming::kIcelandic, 0, 55, 95, kIcelandicMen, kIcelandicWomen, kIcelandicFathers,
     kIcelandicFathers, "",
     "Reykjavík:1## Kópavogur:2## Hafnarfjörður:22# Akureyri:60# Ísafjörður:40#", kIcelandicStreets,
     "vegur gata stígur braut", false, "+354"},
};

constexpr ShortName kShortNames[] = {
    {"Johannes", "Hans"},       {"Thomas", "Tom"},          {"Michael", "Mike"},
    {"Alexander", "Alex"},      {"Maximilian", "Max"},      {"Katharina", "Kathi"},
    {"Elisabeth", "Lisa"},      {"Friedrich", "Fritz"},     {"Josef", "Sepp"},
    {"Stefanie", "Steffi"},     {"Susanne", "Susi"},        {"Franziska", "Franzi"},
    {"William", "Bill"},        {"Robert", "Bob"},          {"Richard", "Dick"},
    {"Elizabeth", "Liz"},       {"Margaret", "Peggy"},      {"Katherine", "Kate"},
    {"James", "Jim"},           {"Christopher", "Chris"},   {"Jennifer", "Jenny"},
    {"Benjamin", "Ben"},        {"Daniel", "Dan"},          {"Matthew", "Matt"},
    {"Samuel", "Sam"},          {"Joseph", "Joe"},          {"Andrew", "Andy"},
    {"Anthony", "Tony"},        {"Francisco", "Paco"},      {"José", "Pepe"},
    {"Dolores", "Lola"},        {"Concepción", "Concha"},   {"Giuseppe", "Beppe"},
    {"Francesco", "Franco"},    {"Giovanni", "Gianni"},     {"Alessandro", "Sandro"},
    {"Małgorzata", "Gosia"},    {"Katarzyna", "Kasia"},     {"Krzysztof", "Krzyś"},
    {"Aleksandra", "Ola"},      {"František", "Franta"},    {"Jiří", "Jirka"},
    {"Frédéric", "Fred"},       {"Guillaume", "Guy"},       {"Γεώργιος", "Γιώργος"},
    {"Ιωάννης", "Γιάννης"},     {"Κωνσταντίνος", "Κώστας"}, {"Δημήτριος", "Δημήτρης"},
    {"Αικατερίνη", "Κατερίνα"}, {"Νικόλαος", "Νίκος"},      {"Димитър", "Митко"},
    {"Александър", "Сашо"},     {"Cornelis", "Kees"},       {"Hendrik", "Henk"},
    {"Wilhelmina", "Mina"},     {"Johanna", "Hanna"},       {"Christian", "Chris"},
    {"Frederik", "Frede"},      {"Guðrún", "Gunna"},        {"Sigurður", "Siggi"},
};

}  // namespace

std::span<const Culture> cultures() { return kCultures; }
std::span<const ShortName> shortNames() { return kShortNames; }

}  // namespace pontis
