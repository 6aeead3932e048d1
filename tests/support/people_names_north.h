// The word lists of people_names.cpp, north of Europe.
#pragma once

#include <string_view>

namespace pontis {

inline constexpr std::string_view kSwedishMen =
    "Lars Anders Mikael Johan Karl Per Erik Jan Peter Thomas Daniel Fredrik Andreas Hans Stefan "
    "Mats Marcus "
    "Bengt Magnus Mattias Jonas Niklas Nils Alexander Björn Leif Oskar Ulf Håkan Göran Sven Åke "
    "Emil "
    "William Lucas Liam Hugo Noah Adam Elias Oliver Axel Viktor Gustav Jörgen Kjell Rolf Tommy "
    "Henrik Olof";

inline constexpr std::string_view kSwedishWomen =
    "Anna Eva Maria Karin Kristina Lena Kerstin Sara Emma Marie Ingrid Linda Birgitta Malin Elin "
    "Marianne "
    "Åsa Annika Inger Gunilla Monica Ulla Johanna Hanna Ida Susanne Jenny Elsa Maja Alice Ebba "
    "Wilma Astrid "
    "Märta Cecilia Helena Sofia Josefin Amanda Matilda Linnéa Gun Barbro Siv Berit Anneli Camilla "
    "Frida Agnes "
    "Saga";

inline constexpr std::string_view kSwedishFamilies =
    "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson "
    "Pettersson "
    "Jonsson Jansson Hansson Bengtsson Jönsson Lindberg Jakobsson Magnusson Olofsson Lindström "
    "Lindqvist "
    "Lindgren Axelsson Berg Bergström Lundberg Lind Lundgren Lundqvist Mattsson Berglund "
    "Fredriksson Sandberg "
    "Henriksson Forsberg Sjöberg Wallin Engström Eklund Danielsson Håkansson Lundin Björk Bergman "
    "Gunnarsson "
    "Holm Wikström Samuelsson Isaksson Fransson Bergqvist Nyström Holmberg Arvidsson Löfgren "
    "Söderberg Nyberg "
    "Blomqvist Claesson Nordström Mårtensson";

inline constexpr std::string_view kSwedishHeads =
    "Ahl Alm Asp Back Berg Björk Blom Borg Bro Dahl Edl Ek El Fager Falk Fors Gran Grön Gyllen Hag "
    "Hall Hed "
    "Hell Hol Hult Häg Kall Kron Kull Lager Lilje Lju Lund Löf Malm Mo Mör Norr Ny Palm Quick Ros "
    "Ryd Sand "
    "Silf Sjö Skog Sten Ström Sund Säf Söder Thor Vall Väst Wall Wed West Wik Åker Öst";

inline constexpr std::string_view kNordicMen =
    "Jens Peter Lars Michael Søren Henrik Thomas Jan Christian Niels Martin Hans Jørgen Ole Rasmus "
    "Anders "
    "Kristian Per Morten Mads Jesper Bjørn Erik Kjell Arne Svein Knut Geir Tor Øyvind Håkon Magnus "
    "Sindre "
    "Emil William Noah Oscar Lucas Carl Victor Malthe Frederik Bent Kurt Flemming Torben Steen "
    "Jakob Jonas "
    "Ola";

inline constexpr std::string_view kNordicWomen =
    "Anne Kirsten Hanne Mette Anna Helle Susanne Lene Maria Marianne Inge Karen Lone Bente Camilla "
    "Pia Louise "
    "Charlotte Inger Gitte Ingrid Kari Liv Solveig Astrid Berit Randi Marit Hilde Nora Emma Sofie "
    "Ida Freja "
    "Clara Alma Karla Frida Signe Maja Cecilie Julie Line Trine Tone Silje Ragnhild Gerd Ellen Åse";

inline constexpr std::string_view kNordicFamilies =
    "Nielsen Jensen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen "
    "Petersen Madsen "
    "Kristensen Olsen Thomsen Christiansen Poulsen Johansen Møller Mortensen Johnsen Berg Haugen "
    "Hagen Johannessen "
    "Andreassen Jacobsen Dahl Halvorsen Henriksen Lund Eriksen Bakke Knudsen Lie Strand Bøe "
    "Solberg Moen "
    "Holm Lauridsen Mikkelsen Frandsen Østergaard Nørgaard Kjær Schmidt Bertelsen Iversen "
    "Kristiansen Ødegård "
    "Tangen Aas Vik Nygård Kvam Brekke Myhre Lunde Sæther";

inline constexpr std::string_view kNordicHeads =
    "Aa Ab Bak Berg Birke Bjer Bo Brand Bro Bust Dal Eg El Engel Far Fjeld Fos Gaard Gran Grøn "
    "Haga Hal Ham Haug "
    "Hedde Hel Hjort Hol Hov Jern Kirke Klev Kors Lang Lil Lin Løv Mol Mos Myr Nes Nor Nør Ost "
    "Ravn Ros Rud Røn "
    "Sand Sel Skog Skov Sol Sten Stor Sund Sve Søn Tor Ulv Vang Vester Vind Øster";

inline constexpr std::string_view kFinnishMen =
    "Juhani Johannes Mikael Antero Tapani Kalevi Matti Tapio Pekka Jukka Timo Kari Antti Hannu "
    "Heikki Mika "
    "Markku Juha Jari Petri Janne Ville Lauri Eino Onni Leo Väinö Elias Oliver Eetu Aleksi Jyrki "
    "Pentti Reijo "
    "Seppo Erkki Esa Arto Sami Toni";

inline constexpr std::string_view kFinnishWomen =
    "Maria Helena Johanna Anneli Kaarina Marjatta Anna Liisa Hannele Kristiina Tuula Anne Päivi "
    "Leena Pirjo "
    "Sari Minna Tiina Marja Ritva Riitta Elina Laura Emilia Sofia Aino Eevi Venla Helmi Lilja "
    "Kirsi Satu "
    "Merja Jaana Outi Heidi Katja Mari Aada Saara";

inline constexpr std::string_view kFinnishFamilies =
    "Korhonen Virtanen Mäkinen Nieminen Mäkelä Hämäläinen Laine Heikkinen Koskinen Järvinen "
    "Lehtonen Lehtinen "
    "Saarinen Salminen Heinonen Niemi Heikkilä Kinnunen Salonen Turunen Salo Laitinen Tuominen "
    "Rantanen "
    "Karjalainen Jokinen Mattila Savolainen Lahtinen Ahonen Ojala Leppänen Väisänen Hiltunen "
    "Kallio Miettinen "
    "Leinonen Pitkänen Aaltonen Manninen Hakala Koivisto Anttila Laaksonen Hirvonen Lehto Räsänen "
    "Nurmi Aalto";

inline constexpr std::string_view kFinnishHeads =
    "Ala Hak Hall Harju Hart Hein Hiet Hon Huht Ik Is Jal Jok Kaj Kang Kar Kauk Kiv Koiv Kor Kos "
    "Kuus Kyl Laak "
    "Laht Lamp Lep Luk Luom Metsä Mus Mut Myl Nur Oik Paj Palo Parv Pelt Pih Pyy Raj Rau Rin Saar "
    "Sav Sepp Suom "
    "Tai Tamm Tor Uus Vain Vesa Vir Yli";

inline constexpr std::string_view kIcelandicMen =
    "Jón Sigurður Guðmundur Gunnar Ólafur Einar Kristján Magnús Stefán Jóhann Björn Árni Þór "
    "Bjarni Helgi "
    "Halldór Arnar Gísli Ragnar Þorsteinn Páll Pétur Davíð Aron Kári Ásgeir Hjalti Óskar Sindri "
    "Tómas";

inline constexpr std::string_view kIcelandicWomen =
    "Guðrún Anna Kristín Sigríður Margrét Helga Sigrún Ingibjörg Jóhanna María Ragnheiður Þórunn "
    "Hildur Elín "
    "Ólöf Katrín Ásta Erla Hulda Björk Eva Íris Sara Steinunn Auður Birna Unnur Hrafnhildur "
    "Sólveig Þóra";

// Genitives, which -son and -dóttir follow.
inline constexpr std::string_view kIcelandicFathers =
    "Jóns Sigurðs Guðmunds Gunnars Ólafs Einars Kristjáns Magnús Stefáns Jóhanns Björns Árna Þórs "
    "Bjarna Helga "
    "Halldórs Arnars Gísla Ragnars Þorsteins Páls Péturs Davíðs Arons Kára Ásgeirs Hjalta Óskars "
    "Tómasar Jónas";

inline constexpr std::string_view kSwedishStreets =
    "Stor% Kungs% Skol% Kyrko% Björk% Järnvägs% Ring% Skogs% Ek% Sol% Ängs% Berg% Strand% "
    "Industri% Tall% Lind% "
    "Parke% Hamn% Södra_% Norra_% Gran% Kvarn%";

inline constexpr std::string_view kNordicStreets =
    "Skole% Kirke% Sø% Skov% Birke% Hoved% Øster% Vester% Nørre% Møl% Strand% Engl% Bøge% Linde% "
    "Stations% Industri% "
    "Rosen% Fjord% Bakke% Park% Solvang% Eg%";

inline constexpr std::string_view kFinnishStreets =
    "Koulu% Kirkko% Asema% Ranta% Kangas% Koivu% Mänty% Metsä% Puisto% Kauppa% Mylly% Pelto% Mäki% "
    "Järvi% Keskus% "
    "Haapa% Kallio% Teollisuus%";

inline constexpr std::string_view kIcelandicStreets =
    "Lauga% Hverfis% Skóla% Kirkju% Grettis% Njáls% Berg% Ás% Hlíðar% Lindar% Vestur% Öldu% Fram% "
    "Sól%";

inline constexpr std::string_view kSwedishTails =
    "berg ström gren qvist lund man dahl holm stedt blad strand stam sköld én in ing ander fors";
inline constexpr std::string_view kNordicTails =
    "gaard sen land vik stad nes by lund holt dal skov berg eid rud heim bæk seth mark";
inline constexpr std::string_view kFinnishTails =
    "nen la lainen ala onen mäki aho ranta niemi järvi kangas vuori inen sto";
}  // namespace pontis
