// The word lists of people_names.cpp, east of Europe.
#pragma once

#include <string_view>

namespace pontis {

inline constexpr std::string_view kPolishMen =
    "Piotr Krzysztof Andrzej Tomasz Jan Paweł Michał Marcin Stanisław Jakub Adam Marek Łukasz "
    "Grzegorz "
    "Mateusz Wojciech Mariusz Dariusz Zbigniew Rafał Maciej Jerzy Robert Kamil Jacek Józef Dawid "
    "Tadeusz Szymon Kacper Bartosz Artur Jarosław Sławomir Sebastian Janusz Damian Mirosław Daniel "
    "Henryk Ryszard Kazimierz Roman Przemysław Leszek Filip Antoni Franciszek Aleksander Mikołaj";

inline constexpr std::string_view kPolishWomen =
    "Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Magdalena Elżbieta Joanna "
    "Aleksandra Zofia Monika Teresa Danuta Natalia Julia Karolina Marta Beata Dorota Janina Alicja "
    "Jadwiga Halina Jolanta Iwona Irena Grażyna Paulina Justyna Zuzanna Hanna Bożena Urszula "
    "Patrycja "
    "Maja Wiktoria Aneta Renata Helena Lena Oliwia Emilia Kinga Sylwia Weronika Stanisława Łucja";

inline constexpr std::string_view kPolishFamilies =
    "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak "
    "Dąbrowski Kozłowski Mazur Jankowski Kwiatkowski Wojciechowski Krawczyk Kaczmarek Piotrowski "
    "Grabowski Zając Pawłowski Król Michalski Wróbel Wieczorek Jabłoński Nowakowski Majewski "
    "Olszewski "
    "Dudek Jaworski Malinowski Stępień Adamczyk Górski Nowicki Pawlak Witkowski Sikora Walczak "
    "Rutkowski "
    "Baran Michalak Szewczyk Ostrowski Tomaszewski Pietrzak Jasiński Wróblewski Duda Marciniak "
    "Sadowski "
    "Bąk Zawadzki Jakubowski Wilk Chmielewski Borkowski Włodarczyk Sokołowski Szczepański Sawicki "
    "Kubiak "
    "Lis Mazurek Kucharski Kalinowski Wysocki Maciejewski Czarnecki Kołodziej Urbański Kaźmierczak "
    "Sobczak Głowacki Kozak Krajewski Zakrzewski";

inline constexpr std::string_view kPolishHeads =
    "Adam Bar Biel Boch Bor Brzez Buk Chmiel Ciesl Czar Czaj Dob Drozd Dziad Gaj Gil Gorz Grab "
    "Gron Gry "
    "Gut Jab Jag Janus Jar Kal Karp Kaw Klim Kob Kol Kop Kos Kras Krup Kuj Lat Lesz Lip Lub Mak "
    "Mal "
    "Mich Mor Mroz Niedz Osin Pac Pias Pod Rac Rad Rog Sap Sit Skow Smol Sos Star Stef Szar Tar "
    "Toma "
    "Was Wier Wit Zab Zal Zar";

inline constexpr std::string_view kPolishTails =
    "owski ewski iński czyk czak ek ak iak ecki icki arski alski asik us ik ulski anowski ura uch "
    "oń";

inline constexpr std::string_view kCzechMen =
    "Jiří Jan Petr Josef Pavel Martin Tomáš Jaroslav Miroslav Zdeněk Václav Michal František Jakub "
    "Milan "
    "Karel Lukáš David Vladimír Ondřej Ladislav Roman Stanislav Marek Radek Daniel Antonín Vojtěch "
    "Filip "
    "Adam Matěj Miloslav Jaromír Aleš Libor Rudolf Jindřich Vlastimil Dominik Štěpán";

inline constexpr std::string_view kCzechWomen =
    "Jana Marie Eva Hana Anna Lenka Kateřina Věra Lucie Alena Petra Veronika Jaroslava Tereza "
    "Martina "
    "Michaela Jitka Helena Ludmila Zdeňka Ivana Monika Eliška Zuzana Markéta Jarmila Barbora "
    "Jiřina "
    "Marcela Kristýna Dana Dagmar Adéla Pavla Vlasta Miroslava Božena Irena Natálie Libuše Šárka";

inline constexpr std::string_view kCzechFamilies =
    "Novák Svoboda Novotný Dvořák Černý Procházka Kučera Veselý Krejčí Horák Němec Pokorný Marek "
    "Pospíšil "
    "Hájek Jelínek Král Růžička Beneš Fiala Sedláček Doležal Zeman Kolář Navrátil Čermák Vaněk "
    "Urban "
    "Blažek Kříž Kovář Kratochvíl Bartoš Vlček Polák Musil Kopecký Šimek Konečný Malý Čech Holub "
    "Štěpánek "
    "Staněk Kadlec Dostál Soukup Šťastný Mareš Sýkora Moravec Tichý Valenta Vávra Matoušek Bláha "
    "Říha "
    "Ševčík Bureš Hruška Mašek Pavlík Dušek Janda Hrubý Toman Mach Beran Kovařík";

inline constexpr std::string_view kCzechHeads =
    "Ada Bar Bed Ber Bil Bou Bran Buk Cha Dra Dub Fou Hav Hla Hol Hor Hra Chal Jan Jar Kal Kar Kla "
    "Kou "
    "Kra Kub Kul Lan Les Lou Mar Mat Mik Mra Nav Ned Osl Pec Pet Pil Pod Pra Rad Ros Ryb Sed Ska "
    "Smr Sou "
    "Sto Str Sva Tom Vac Val Ves Vla Von Zah Zap";

inline constexpr std::string_view kRomanianMen =
    "Gheorghe Ioan Vasile Constantin Alexandru Andrei Nicolae Mihai Ion Dumitru Adrian Florin "
    "Marian "
    "Marius Daniel Cristian Ștefan Gabriel Ionuț Viorel Petru Bogdan Costel Cătălin Răzvan Radu "
    "Sorin "
    "Lucian Dan Mircea Ovidiu Vlad Matei David Luca Robert Claudiu Valentin Ilie Grigore";

inline constexpr std::string_view kRomanianWomen =
    "Maria Elena Ana Ioana Mihaela Andreea Cristina Daniela Alexandra Mariana Georgeta Gabriela "
    "Florentina "
    "Valentina Ramona Simona Alina Nicoleta Carmen Adriana Monica Ana-Maria Camelia Doina Viorica "
    "Floarea Ileana Constanța Ecaterina Raluca Roxana Laura Diana Bianca Denisa Larisa Sofia "
    "Ștefania "
    "Rodica Aurelia";

inline constexpr std::string_view kRomanianFamilies =
    "Popa Popescu Ionescu Radu Dumitru Stan Stoica Gheorghe Matei Rusu Munteanu Ciobanu Constantin "
    "Lazăr Marin Florea Dobre Dinu Diaconu Barbu Nistor Toma Sandu Moldovan Tudor Ionița Neagu "
    "Mihai "
    "Cristea Ungureanu Ștefan Oprea Manea Nicolae Vasile Preda Georgescu Dumitrescu Stănescu "
    "Mocanu "
    "Iordache Bălan Anghel Marinescu Voicu Nedelcu Croitoru Zamfir Enache Rotaru Grigore Olteanu "
    "Lungu "
    "Sîrbu Pop Mureșan Crișan Costea Luca Apostol";

inline constexpr std::string_view kRomanianHeads =
    "Alb And Bal Ban Bog Bol Bot Brat Buc Bur Cal Cat Ceau Chir Cio Coj Cor Cos Cris Cuc Dan Dob "
    "Dra "
    "Fil Fra Gav Gher Gli Gri Has Hor Iac Ili Ist Lup Mac Man Mar Mir Mol Mun Neg Nic Oan Pan Pav "
    "Per "
    "Pet Pod Rad Ran Ros Sav Ser Stan Sto Suc Tan Tod Vad Vas Vla Voi Zah";

inline constexpr std::string_view kBulgarianMen =
    "Георги Иван Димитър Николай Петър Христо Тодор Стефан Васил Александър Йордан Атанас Стоян "
    "Кирил "
    "Любомир Красимир Пламен Борис Ангел Мартин Даниел Виктор Калоян Емил Румен Светослав Валентин "
    "Здравко Божидар Асен";

inline constexpr std::string_view kBulgarianWomen =
    "Мария Иванка Елена Йорданка Пенка Маргарита Виолета Николина Надежда Радка Даниела Десислава "
    "Галина Петя Снежана Стефка Виктория Александра Габриела Теодора Ивайла Цветана Росица "
    "Антоанета "
    "Светлана Боряна Силвия Юлия Ана Калина";

inline constexpr std::string_view kBulgarianFamilies =
    "Иванов Георгиев Димитров Петров Николов Христов Стоянов Тодоров Илиев Василев Атанасов "
    "Ангелов Йорданов "
    "Маринов Колев Стефанов Михайлов Попов Александров Кръстев Станчев Костов Добрев Ганчев Янков "
    "Митев "
    "Захариев Русев Симеонов Велков Желев Чолаков Бояджиев Панайотов Кирилов Савов";

inline constexpr std::string_view kBulgarianHeads =
    "Бал Бан Бел Бож Бор Ват Вел Влад Ген Гос Гроз Дам Дел Дими Дим Доб Дон Дра Енч Жив Зла Кал "
    "Кам Кан "
    "Кар Кач Коз Кол Кун Лаз Лач Лил Мар Мил Мин Мир Мит Наков Нен Пав Пен Пет Пей Рад Ран Рус Сав "
    "Сла Спас "
    "Стан Тан Тош Хад Цан Цен Чер Шиш Яне";

inline constexpr std::string_view kCroatMen =
    "Ivan Josip Marko Stjepan Tomislav Željko Ante Mario Nikola Zoran Franc Janez Andrej Luka "
    "Matej Filip "
    "Petar David Jakov Dario Krešimir Zlatko Branko Goran Dragan Robert Hrvoje Damir Anton Jože "
    "Miha Žiga Bojan "
    "Boštjan Uroš Rok Matija Mirko Vlado Šime";

inline constexpr std::string_view kCroatWomen =
    "Marija Ana Ivana Mirjana Katarina Nada Dragica Vesna Marina Jelena Ljubica Lucija Sara Ema "
    "Mia Maja Nika "
    "Petra Martina Branka Snježana Gordana Kata Štefica Barbara Mojca Nataša Irena Zala Eva Tanja "
    "Andreja "
    "Nina Lana Dora Tea Sanja Božica Željka Jožica";

inline constexpr std::string_view kCroatFamilies =
    "Horvat Kovačević Babić Marić Jurić Novak Kovačić Vuković Knežević Marković Petrović Matić "
    "Tomić Pavlović "
    "Kovač Božić Blažević Grgić Pavić Radić Perić Filipović Šarić Lovrić Vidović Perković Popović "
    "Bošnjak Jukić "
    "Barišić Zupančič Krajnc Potočnik Mlakar Kos Vidmar Golob Turk Božič Kralj Korošec Bizjak "
    "Zupan Hribar "
    "Kotnik Kavčič Rozman Kastelic Oblak Petek Žagar";

inline constexpr std::string_view kCroatHeads =
    "Ant Bab Bal Ban Bar Bel Ber Bil Bos Bra Cvit Čav Čup Dra Duj Đur Fil Gal Gav Glav Grub Hrg Iv "
    "Jag Jak Jel "
    "Jov Kat Kol Kri Kuz Laz Lon Luk Maj Mar Mat Mil Mus Nov Pav Per Prš Rad Raj Ruk Sam Sav Sim "
    "Stan Šim Tad "
    "Tur Ujev Var Vid Vran Vuj Zor Žiž";

inline constexpr std::string_view kPolishStreets =
    "%_Polna %_Leśna %_Słoneczna %_Krótka %_Szkolna %_Ogrodowa %_Lipowa %_Łąkowa %_Brzozowa "
    "%_Kwiatowa %_Kościuszki "
    "%_Sosnowa %_Mickiewicza %_Kościelna %_Akacjowa %_Parkowa %_Zielona %_Sienkiewicza %_Kolejowa "
    "%_Dworcowa "
    "%_Słowackiego %_Klonowa";

inline constexpr std::string_view kSlavicStreets =
    "Hlavní Školní Zahradní Nádražní Krátká Lesní Polní Nová Husova Jiráskova Komenského "
    "Masarykova Dlouhá "
    "Palackého Smetanova Na_Kopci U_Lesa Lipová Družstevní Sokolská Tyršova Žižkova";

inline constexpr std::string_view kRomanianStreets =
    "%_Mihai_Eminescu %_Libertății %_Unirii %_Ștefan_cel_Mare %_Avram_Iancu %_Independenței "
    "%_Republicii %_Florilor "
    "%_Morii %_Gării %_Școlii %_Victoriei %_Nicolae_Bălcescu %_Traian %_Horea %_Plopilor "
    "%_Salcâmilor %_Trandafirilor";

inline constexpr std::string_view kBulgarianStreets =
    "%_Васил_Левски %_Христо_Ботев %_Иван_Вазов %_Цар_Симеон %_Стара_планина %_Опълченска %_Шипка "
    "%_Раковски "
    "%_Свобода %_Трети_март %_Дунав %_Марица %_Пирин %_Роза %_Освобождение %_Отец_Паисий";

inline constexpr std::string_view kCroatStreets =
    "%_kralja_Tomislava %_Matije_Gupca %_bana_Jelačića %_Stjepana_Radića %_Ivana_Gundulića "
    "%_Augusta_Šenoe "
    "%_Nikole_Tesle %_braće_Radić %_Vukovarska %_Zagrebačka %_Ljubljanska %_Prešernova "
    "%_Cankarjeva %_Slovenska "
    "%_Školska %_Vinogradska";

inline constexpr std::string_view kCzechTails =
    "áček ek ák ík ka ta ický ný ouš eš il ovec ler áč oun ena avý ota";
inline constexpr std::string_view kRomanianTails =
    "escu eanu aru oiu ache an ița ulea ea iu aș uța ian";
inline constexpr std::string_view kBulgarianTails = "ов ев чев ков нов лов рски шев янов";
inline constexpr std::string_view kCroatTails =
    "ić ović ević inić ačić anić ulić ec ek ar nik an šek ič";
}  // namespace pontis
