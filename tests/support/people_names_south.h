// The word lists of people_names.cpp, south of Europe.
#pragma once

#include <string_view>

namespace pontis {

inline constexpr std::string_view kItalianMen =
    "Giuseppe Giovanni Antonio Mario Luigi Francesco Angelo Vincenzo Pietro Salvatore Carlo Franco "
    "Domenico Bruno Paolo Michele Giorgio Aldo Sergio Luciano Andrea Marco Alessandro Matteo "
    "Lorenzo "
    "Davide Simone Federico Luca Riccardo Gabriele Tommaso Leonardo Edoardo Mattia Stefano Roberto "
    "Massimo Fabio Alberto Claudio Maurizio Daniele Enrico Filippo Nicola Nicolò Emanuele Raffaele "
    "Pasquale Rocco Gennaro Giacomo Gianluca Pier_Paolo";

inline constexpr std::string_view kItalianWomen =
    "Maria Anna Giuseppina Rosa Angela Giovanna Teresa Lucia Carmela Caterina Francesca Antonietta "
    "Carla Elena Concetta Rita Margherita Franca Paola Laura Giulia Chiara Sara Martina Valentina "
    "Alessia Silvia Elisa Alice Federica Sofia Aurora Giorgia Greta Ginevra Emma Beatrice "
    "Anna_Maria "
    "Maria_Teresa Rosanna Patrizia Daniela Simona Roberta Barbara Monica Cristina Stefania Sabrina "
    "Ilaria Eleonora Camilla Vittoria Noemi Nicole";

inline constexpr std::string_view kItalianFamilies =
    "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti "
    "De_Luca "
    "Mancini Costa Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso "
    "Ferrara Galli Martini Leone Longo Gentile Martinelli Vitale Lombardo Serra Coppola De_Santis "
    "D'Angelo Marchetti Parisi Villa Conte Ferraro Ferri Fabbri Bianco Marini Grasso Valentini "
    "Messina "
    "Sala De_Angelis Gatti Pellegrini Palumbo Sanna Farina Rizzi Monti Cattaneo Morelli Amato "
    "Silvestri "
    "Mazza Testa Grassi Pellegrino Carbone Giuliani Benedetti Barone Rossetti Caputo Montanari "
    "Guerra Palmieri Bernardi Martino Fiore De_Rosa Ferretti Bellini Basile Riva Donati Piras "
    "Vitali";

inline constexpr std::string_view kItalianHeads =
    "Al Ami Bald Bar Batt Bell Ber Bon Bra Cal Cam Can Cap Car Cas Cav Col Cor Cris Dal Dam Far "
    "Ferr "
    "Fior For Fran Gal Gar Gas Giac Gran Guid Lam Lan Leo Lup Mag Mal Man Mar Mas Mel Mon Mor Nap "
    "Nar "
    "Oli Or Pac Pal Pan Pas Per Pic Pol Rag Ram Ric Rom San Scar Sor Tag Tom Tor Val Ven Vis Zan";

inline constexpr std::string_view kItalianTails =
    "etti ini oni elli ato ese ucci aro otti ani ari asso iero ese occhi aldi ossi orelli acci eo "
    "izzi "
    "iello ente ino";

inline constexpr std::string_view kSpanishMen =
    "Antonio Manuel José Francisco David Juan Javier Daniel José_Antonio Francisco_Javier "
    "José_Luis "
    "Carlos Jesús Alejandro Miguel José_Manuel Rafael Pedro Ángel Miguel_Ángel Pablo José_María "
    "Fernando Sergio Luis Jorge Alberto Juan_Carlos Álvaro Diego Adrián Juan_José Raúl Iván "
    "Juan_Antonio "
    "Rubén Enrique Óscar Ramón Vicente Andrés Joaquín Juan_Manuel Santiago Eduardo Víctor Mario "
    "Roberto "
    "Jaime Marcos Hugo Lucas Mateo Martín Leo Gonzalo Nicolás Emilio Julio";

inline constexpr std::string_view kSpanishWomen =
    "María_Carmen María Carmen Ana_María Josefa Isabel María_Pilar Laura María_Dolores Cristina "
    "Marta "
    "María_Teresa Ana Lucía María_Ángeles Francisca Antonia Dolores Sara Paula Elena María_José "
    "Raquel "
    "María_Luisa Rosa_María Pilar Concepción Manuela Julia María_Jesús Mercedes Irene Beatriz "
    "Nuria "
    "Silvia Alba Rosario Juana Teresa Encarnación Montserrat Patricia Andrea Rocío Mónica Sofía "
    "Martina "
    "Daniela Valeria Noelia Ángela Inés Sonia Susana Yolanda Lorena Claudia";

inline constexpr std::string_view kSpanishFamilies =
    "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez "
    "Hernández "
    "Ruiz Díaz Moreno Muñoz Álvarez Romero Gutiérrez Alonso Navarro Torres Domínguez Ramos Vázquez "
    "Ramírez Gil Serrano Morales Molina Blanco Suárez Castro Ortega Delgado Ortiz Marín Rubio "
    "Núñez "
    "Medina Sanz Castillo Iglesias Cortés Garrido Santos Guerrero Lozano Cano Cruz Méndez Flores "
    "Prieto Herrera Peña León Márquez Cabrera Gallego Calvo Vidal Campos Reyes Vega Fuentes "
    "Carrasco "
    "Díez Aguilar Caballero Nieto Santana Vargas Pascual Giménez Herrero Montero Lorenzo Hidalgo "
    "Ibáñez Santiago Ferrer Durán Benítez Mora Arias Vicente Carmona Crespo Soto Román Pastor "
    "Velasco "
    "de_la_Cruz del_Río Sáez Moya Soler Parra Esteban Bravo Gallardo Rojas";

inline constexpr std::string_view kSpanishHeads =
    "Agui Alar Alba Alca Almo Amo Ara Arri Bar Baza Bel Berm Bus Cal Cama Can Car Casa Cas Cer "
    "Coro "
    "Cuer Ech Esca Espi Fal Gal Gara Goi Gran Guij Iba Ira Jura Lan Lar Lina Llo Luz Mad Mal Mar "
    "Men "
    "Mon Mur Ola Oli Orti Pal Par Pol Por Que Rey Rio Sala San Sevi Tor Ubi Uri Val Ver Villa Zam "
    "Zur";

inline constexpr std::string_view kSpanishTails =
    "sta rro lla dez nas guez ndo rra ñiz jo cil tegui lba dillo res ranza mera quez ón eda etxea "
    "rrieta uela tín";

inline constexpr std::string_view kGreekMen =
    "Γεώργιος Ιωάννης Κωνσταντίνος Δημήτριος Νικόλαος Παναγιώτης Βασίλειος Χρήστος Αθανάσιος "
    "Μιχαήλ "
    "Ευάγγελος Σπυρίδων Αντώνιος Αναστάσιος Θεόδωρος Ανδρέας Χαράλαμπος Αλέξανδρος Εμμανουήλ Ηλίας "
    "Σταύρος Πέτρος Στυλιανός Απόστολος Φώτιος Στέφανος Σωτήριος Λάμπρος Γρηγόριος Αριστείδης";

inline constexpr std::string_view kGreekWomen =
    "Μαρία Ελένη Αικατερίνη Βασιλική Σοφία Αγγελική Γεωργία Δήμητρα Κωνσταντίνα Παρασκευή Άννα "
    "Ευαγγελία "
    "Ιωάννα Αναστασία Χριστίνα Ευτυχία Παναγιώτα Αλεξάνδρα Ειρήνη Στυλιανή Χρυσούλα Καλλιόπη "
    "Θεοδώρα "
    "Ευφροσύνη Αθανασία Δέσποινα Όλγα Φωτεινή Ζωή Αντωνία";

inline constexpr std::string_view kGreekFamilies =
    "Παπαδόπουλος Παππάς Καραγιάννης Βλάχος Ιωάννου Οικονόμου Παπαγεωργίου Μακρής Κωνσταντινίδης "
    "Δημόπουλος Παπαδάκης Γεωργίου Νικολαΐδης Αντωνίου Γιαννόπουλος Αγγελόπουλος Παπανικολάου "
    "Χατζής "
    "Κωστόπουλος Αλεξίου Σπανός Ζαχαρίου Μιχαηλίδης Παναγόπουλος Αθανασίου Βασιλείου "
    "Καλογερόπουλος "
    "Σαμαράς Λάμπρου Θεοδωρίδης Μαρκόπουλος Αναγνώστου Πετρίδης Ράπτης Τσακίρης Κατσαρός";

inline constexpr std::string_view kGreekHeads =
    "Αργυρ Βαρδ Γαλαν Γκικ Δελη Δραγ Ευσταθ Ζερβ Θωμ Καλ Κανελλ Καπ Καρ Κατσ Κοντ Κορ Κουτσ Κυρ "
    "Λεβ Λιακ "
    "Μαντ Μαυρ Μηλ Μπακ Μπαλ Νασ Ξεν Παλ Παν Πασχ Περ Πολ Ρουμ Σιδ Σκλαβ Σταμ Σταθ Ταμ Τζαν Τριαντ "
    "Τσαγκ "
    "Φιλιππ Φραγκ Χαρ Χριστ Ψαρ";

inline constexpr std::string_view kTurkishMen =
    "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim İsmail Osman Yusuf Murat Ömer Ramazan Halil "
    "Süleyman "
    "Abdullah Mahmut Recep Salih Fatih Kadir Emre Hakan Adem Kemal Yaşar Bekir Musa Metin Orhan "
    "Serkan Burak "
    "Eren Kerem Furkan Çağrı Oğuz Tuncay Şükrü Uğur";

inline constexpr std::string_view kTurkishWomen =
    "Fatma Ayşe Emine Hatice Zeynep Elif Meryem Şerife Zehra Sultan Hanife Merve Havva Zeliha Esra "
    "Fadime Özlem "
    "Hacer Yasemin Hülya Cemile Sevim Gülsüm Leyla Dilek Büşra Aysel Songül Kübra Halime Esma "
    "Aynur Hayriye Tuğba "
    "Sevgi Rabia Gamze Derya Ebru Çiğdem";

inline constexpr std::string_view kTurkishFamilies =
    "Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan "
    "Çetin Kara Koç "
    "Kurt Özkan Şimşek Polat Korkmaz Çakır Erdoğan Yavuz Can Acar Güneş Aktaş Bulut Yalçın Güler "
    "Keskin Avcı "
    "Turan Gül Taş Özer Işık Kaplan Tekin Ateş Bozkurt Köse Sarı Coşkun";

inline constexpr std::string_view kTurkishHeads =
    "Ak Al Alp Altun Ar Ay Bal Bay Bil Bol Boz Bü Çal Çam Çay Dağ Dal Demir Der Dur Er Ergün Gök "
    "Gül Gün Güç "
    "Kar Kara Kır Kızıl Koca Kut Öz Sağ Sarı Sez Soy Su Şen Tan Taş Tok Top Tun Tür Uç Ulu Ün Ya "
    "Yal Yay Yeşil "
    "Yol Yurt Yü";

inline constexpr std::string_view kPortugueseMen =
    "José António João Manuel Francisco Luís Carlos Paulo Pedro Jorge Rui Fernando Joaquim Miguel "
    "Ricardo Nuno "
    "Tiago André Bruno Hugo Filipe Diogo Gonçalo Rodrigo Tomás Duarte Afonso Martim Santiago Vítor "
    "Sérgio "
    "Domingos Álvaro Armando Jaime Augusto Simão Vasco Mário Henrique";

inline constexpr std::string_view kPortugueseWomen =
    "Maria Ana Maria_José Maria_João Isabel Teresa Sofia Catarina Joana Marta Inês Beatriz Mariana "
    "Leonor Matilde "
    "Carolina Rita Sara Cláudia Patrícia Sandra Paula Cristina Helena Fernanda Rosa Lurdes Fátima "
    "Conceição Graça "
    "Lúcia Luísa Margarida Susana Sónia Vera Diana Filipa Alice Francisca";

inline constexpr std::string_view kPortugueseFamilies =
    "Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Jesus Sousa Fernandes "
    "Gonçalves Gomes Lopes "
    "Marques Alves Almeida Ribeiro Pinto Carvalho Teixeira Moreira Correia Mendes Nunes Soares "
    "Vieira Monteiro "
    "Cardoso Rocha Raposo Neves Coelho Cruz Cunha Pires Ramos Reis Simões Antunes Matos Fonseca "
    "Morais Machado "
    "Araújo Barbosa Tavares Lourenço Castro Figueiredo Azevedo Freitas Henriques Magalhães";

inline constexpr std::string_view kPortugueseHeads =
    "Abran Agui Alen Alve Ama Bar Bas Bel Ber Bor Bra Cal Cam Car Cas Cer Cor Cou Est Fal Far Fer "
    "Fig Fra Gal "
    "Gar Gou Gui Lag Lei Lem Lou Mac Mal Mar Mei Mon Mou Nog Oli Pach Pal Pas Pei Per Quei Que Rib "
    "Roc Sal Sam "
    "Sea Ser Tel Tor Val Var Vas Vei";

inline constexpr std::string_view kItalianStreets =
    "%_Roma %_Garibaldi %_Marconi %_Mazzini %_Dante_Alighieri %_Cavour %_Matteotti "
    "%_Giuseppe_Verdi %_Gramsci "
    "%_Vittorio_Emanuele %_San_Francesco %_Aldo_Moro %_della_Libertà %_XX_Settembre %_IV_Novembre "
    "%_Trieste "
    "%_dei_Mille %_Trento %_Piave %_Leopardi %_Europa %_Carducci";

inline constexpr std::string_view kSpanishStreets =
    "%_Mayor %_Real %_de_la_Constitución %_de_España %_del_Sol %_San_José %_Cervantes %_Nueva "
    "%_de_la_Iglesia "
    "%_San_Juan %_de_Andalucía %_del_Carmen %_Goya %_Velázquez %_de_la_Fuente %_Lepanto %_Colón "
    "%_del_Olmo "
    "%_Santa_María %_de_los_Reyes";

inline constexpr std::string_view kGreekStreets =
    "%_Ερμού %_Αθηνάς %_Βενιζέλου %_Κολοκοτρώνη %_Παπανικολάου %_Αγίου_Γεωργίου %_Δημοκρατίας "
    "%_Καραϊσκάκη "
    "%_Σολωμού %_Ομήρου %_Παλαιολόγου %_Μακεδονίας %_Θεμιστοκλέους %_Αγίας_Σοφίας %_Ελευθερίας "
    "%_Κανάρη";

inline constexpr std::string_view kTurkishStreets =
    "Atatürk_% Cumhuriyet_% İnönü_% Gazi_% Fatih_% Mevlana_% Barış_% Lale_% Menekşe_% Çınar_% "
    "Papatya_% Zafer_% "
    "Hürriyet_% Yunus_Emre_% Karanfil_% Gül_%";

inline constexpr std::string_view kPortugueseStreets =
    "%_da_Liberdade %_25_de_Abril %_da_Igreja %_de_Camões %_da_República %_do_Comércio %_Direita "
    "%_de_Santo_António "
    "%_das_Flores %_da_Escola %_dos_Combatentes %_de_São_João %_Nova %_do_Sol %_da_Fonte "
    "%_Vasco_da_Gama";

inline constexpr std::string_view kGreekTails =
    "όπουλος άκης ίδης ιάδης άκος άτος έας ούλης ίκος ανός";
inline constexpr std::string_view kTurkishTails =
    "kaya türk demir oğlu er maz taş soy gül dağ ay kan alp soylu tekin bulut su";
inline constexpr std::string_view kPortugueseTails =
    "eiro eira ado es inho al ães ão osa ida eda oso ilho ura elo";
}  // namespace pontis
