// The word lists of people_names.cpp, west of Europe.
#pragma once

#include <string_view>

namespace pontis {

inline constexpr std::string_view kGermanMen =
    "Thomas Michael Andreas Peter Stefan Christian Martin Wolfgang Klaus Jürgen Daniel Alexander "
    "Matthias Frank Markus Bernd Uwe Hans Tobias Jan Florian Sebastian Lukas Felix Maximilian "
    "Jonas Paul Leon Finn Elias Werner Dieter Günter Helmut Manfred Gerhard Horst Karl Josef "
    "Walter "
    "Heinz Georg Franz Johannes Karl-Heinz Hans-Peter Jörg Björn Sören Rüdiger Kai Ralf Holger "
    "Torsten "
    "Dirk Oliver Philipp Simon Benjamin Julian Tim Moritz Jakob Anton Emil Theo Friedrich";

inline constexpr std::string_view kGermanWomen =
    "Maria Ursula Monika Petra Sabine Andrea Claudia Susanne Karin Birgit Helga Renate Brigitte "
    "Anna "
    "Julia Katharina Christina Stefanie Nicole Melanie Sandra Anja Laura Lisa Sarah Lena Hannah "
    "Emma "
    "Mia Sophie Marie Leonie Elisabeth Gisela Ingrid Erika Christa Gerda Hildegard Ilse Irmgard "
    "Käthe Bärbel Jutta Heike Silke Martina Gabriele Angelika Barbara Anke Ulrike Dagmar Anna-Lena "
    "Eva-Maria Franziska Johanna Clara Charlotte Luise Frieda Mathilda Jana Nina Vanessa Jessica";

inline constexpr std::string_view kGermanFamilies =
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer "
    "Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange "
    "Schmitt Werner Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer "
    "Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller "
    "Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig "
    "Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich "
    "Brandt Haas Schreiber Graf Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann Thomas "
    "Voigt Sauer Arnold Wolff Pfeiffer";

inline constexpr std::string_view kGermanHeads =
    "Acker Adler Alten Bach Berg Birken Blumen Boden Brunn Buch Burg Dorn Eber Eich Eisen Erlen "
    "Falken Feld Finken Forst Frei Gold Grab Hagen Halb Hasel Heide Hirsch Hoch Hohen Holz Kalten "
    "Kirch Knob Königs Korn Krähen Lehn Lichten Lind Löwen Mais Mitter Moos Mühl Nieder Ober Oster "
    "Raben Rei Ried Rosen Rüb Schön Silber Stein Stroh Sturm Tann Unter Wald Wein Weiden Wiesen "
    "Zell";

inline constexpr std::string_view kGermanTails =
    "mann berger bauer hofer maier huber er inger ler ner stein feld thaler bacher wald hart brand "
    "mayr holz koch schmidt eder bach kamp mer haus brink";

inline constexpr std::string_view kFrenchMen =
    "Jean Pierre Michel André Philippe Alain Jacques Bernard Daniel Patrick Nicolas Christophe "
    "François Frédéric Laurent Stéphane Julien David Thomas Alexandre Olivier Sébastien Éric "
    "Pascal "
    "Thierry Gérard René Marcel Louis Gabriel Raphaël Arthur Jules Adam Lucas Léo Hugo Maël Ethan "
    "Nathan Antoine Maxime Guillaume Benoît Jérôme Jean-Pierre Jean-Claude Jean-Luc Jean-François "
    "Hervé Didier Gilles Loïc Rémi Mathieu Vincent Xavier Yves Théo Clément";

inline constexpr std::string_view kFrenchWomen =
    "Marie Jeanne Françoise Monique Catherine Nathalie Isabelle Jacqueline Anne Sylvie Martine "
    "Madeleine Nicole Suzanne Hélène Christine Louise Valérie Sophie Céline Sandrine Véronique "
    "Stéphanie Aurélie Julie Camille Léa Emma Jade Chloé Manon Inès Alice Lina Zoé Éva Anaïs Élise "
    "Margaux Charlotte Marie-Claude Marie-Thérèse Anne-Marie Odile Brigitte Geneviève Denise "
    "Yvette "
    "Simone Élodie Émilie Laëtitia Virginie Karine Delphine Clémence Agathe Juliette";

inline constexpr std::string_view kFrenchFamilies =
    "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre "
    "Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau "
    "Vincent "
    "Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand "
    "Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson "
    "Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud "
    "Joly "
    "Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux "
    "Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe "
    "Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte";

inline constexpr std::string_view kFrenchHeads =
    "Aub Barb Bass Baud Beau Bell Berth Bois Bonn Bouch Boud Bour Brec Brun Cail Cast Chab Chap "
    "Char "
    "Chat Clair Cord Coul Dam Del Des Dom Dub Dur Escof Fav Ferr Flam Fouc Gall Gar Gill God Gran "
    "Gros "
    "Guil Hub Jac Lab Laf Lam Lar Lav Mal Mar Maur Mont Nav Pell Per Pich Poul Rab Ric Rob Sab Sal "
    "Tal "
    "Tess Val Vall Vert Vill";

inline constexpr std::string_view kFrenchTails =
    "ier ard eau ot et in on ault illon ois el ette ière ac ieux aine aud elin oux and ville mont "
    "ignac ère";

inline constexpr std::string_view kEnglishMen =
    "James John David Michael Robert William Paul Andrew Peter Mark Christopher Stephen Richard "
    "Thomas Daniel Matthew Anthony Simon Kevin Ian Alan Brian Philip Gary Martin Jonathan Benjamin "
    "Joseph Samuel Jack Oliver George Harry Noah Jacob Leo Oscar Charlie Alfie Freddie Archie "
    "Arthur "
    "Edward Henry Alexander Nicholas Patrick Sean Liam Connor Ryan Adam Luke Nathan Lewis Callum "
    "Ethan "
    "Dylan Mohammed Kenneth Roy Derek Trevor Graham Nigel Keith Colin";

inline constexpr std::string_view kEnglishWomen =
    "Margaret Susan Sarah Elizabeth Mary Patricia Christine Linda Karen Jacqueline Helen Julie "
    "Deborah Tracey Nicola Emma Claire Rebecca Laura Rachel Jennifer Amy Charlotte Sophie Emily "
    "Lucy "
    "Jessica Chloe Olivia Amelia Isla Ava Mia Grace Ella Lily Freya Poppy Catherine Katherine "
    "Kathleen "
    "Jean Joan Dorothy Barbara Pauline Maureen Sheila Janet Anne Ann Gillian Alison Fiona Siobhán "
    "Aoife Niamh Victoria Hannah Megan Bethany Eleanor Alice Florence Ruby";

inline constexpr std::string_view kEnglishFamilies =
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker "
    "White Roberts Green Hall Wood Jackson Clarke Patel Khan Lewis James Phillips Mason Mitchell "
    "Rose "
    "Davis Rodgers Cox Baker Hughes Edwards Hill Moore Harris Cooper King Lee Martin Clark Morgan "
    "Allen Scott Turner Ward Watson Parker Collins Bennett Murphy Cook Bailey Richardson Singh "
    "Shaw "
    "Bell Hussain Begum Miller Carter Kelly Simpson Marshall Adams Gray Ellis Young Ali Anderson "
    "Murray Kennedy O'Brien O'Connor O'Neill McDonald McCarthy Byrne Ryan Walsh Fisher Webb Palmer "
    "Stevens Rogers Mills Hunt Knight Lloyd Powell Butler Barnes Graham Dixon Fletcher";

inline constexpr std::string_view kEnglishHeads =
    "Ash Aston Back Bar Beck Black Blen Bol Brad Bran Brook Burn Cart Chad Ches Clay Col Crom Dal "
    "Dun "
    "East Ed Ell Fair Fen Ford Gar Glad Gran Hamp Har Hath Hol Hor Kel Ken Kirk Lang Law Lin Lock "
    "Marsh "
    "Mel Mid New Nor Oak Pem Pres Rad Red Rock Rus Sel Shel Stan Stock Sut Thorn Tid Wake Wal West "
    "Whit "
    "Win Wood";

inline constexpr std::string_view kEnglishTails =
    "ley ton ford well by wood worth field man son ham combe dale wick burn bury er ers sworth "
    "ridge "
    "ing bourne shaw";

inline constexpr std::string_view kDutchMen =
    "Johannes Jan Cornelis Hendrik Willem Pieter Jacobus Gerrit Peter Paul Dirk Marco Erik Rob "
    "Frank Bas "
    "Jeroen Martijn Bart Thomas Daan Sem Lucas Finn Levi Luuk Bram Milan Noah Thijs Jesse Ruben "
    "Lars Max "
    "Tim Niels Joost Maarten Henk Kees Piet Klaas Wouter Sander Mark Stefan Jasper Koen Gijs Hugo";

inline constexpr std::string_view kDutchWomen =
    "Maria Johanna Anna Elisabeth Cornelia Wilhelmina Hendrika Catharina Petronella Margaretha "
    "Monique "
    "Ingrid Marieke Linda Sandra Esther Saskia Annemarie Marloes Sanne Lotte Emma Julia Mila Tess "
    "Sophie "
    "Zoë Sara Nora Eva Liv Lieke Fleur Anouk Femke Iris Lisa Kim Anja Ria Truus Ans Els Marjolein "
    "Ilse "
    "Roos Noor Fenna Saar Evi";

inline constexpr std::string_view kDutchFamilies =
    "de_Jong Jansen de_Vries van_den_Berg van_Dijk Bakker Janssen Visser Smit Meijer de_Boer "
    "Mulder "
    "de_Groot Bos Vos Peters Hendriks van_Leeuwen Dekker Brouwer de_Wit Dijkstra Smits de_Graaf "
    "van_der_Meer "
    "van_der_Linden Kok Jacobs de_Haan Vermeulen van_den_Heuvel van_der_Veen van_den_Broek "
    "de_Bruijn Schouten "
    "van_Beek Willems van_Vliet Hoekstra Maas Verhoeven Koster van_Dam van_der_Wal Prins Blom "
    "Huisman Peeters "
    "Maes Claes Goossens Wouters De_Smet Mertens Dubois Lambert Dupont Kuipers Postma Veenstra "
    "Kramer "
    "van_den_Brink Scholten Gerritsen Timmermans Bosch Kuiper van_Wijk Molenaar";

inline constexpr std::string_view kDutchHeads =
    "Aal Ach Bak Ber Beu Blok Boer Bog Bol Bon Boon Bor Bos Broek Bruin Dam Del Diep Don Doorn Dor "
    "Drie "
    "Duin Eek Els Gee Gor Gron Haan Har Heem Heer Hof Hol Hooi Kamp Kap Ker Klein Kool Kost Kruit "
    "Lam Lind "
    "Loo Maas Meer Mol Noor Oos Oud Paar Pol Rood Ros Schoon Steen Ten Ties Veld Ver Vlas Water "
    "Wes Wol Zand";

inline constexpr std::string_view kGermanStreets =
    "Haupt% Schul% Garten% Dorf% Bahnhof% Wiesen% Berg% Kirch% Wald% Ring% Linden% Goethe% "
    "Schiller% Mozart% "
    "Birken% Amsel% Rosen% Buchen% Mühlen% Feld% Sonnen% Bach% Eichen% Friedhof% Jahn% Park% "
    "Tannen% Brunnen% "
    "Post% Industrie%";

inline constexpr std::string_view kFrenchStreets =
    "%_de_l'Église %_Victor_Hugo %_Pasteur %_Jean_Jaurès %_de_la_République %_des_Écoles "
    "%_du_Moulin %_de_la_Gare "
    "%_des_Lilas %_du_Château %_Gambetta %_de_la_Mairie %_Jules_Ferry %_des_Acacias "
    "%_de_la_Fontaine %_Voltaire "
    "%_du_Stade %_des_Tilleuls %_Émile_Zola %_de_Verdun %_du_Général_Leclerc %_Molière "
    "%_de_la_Paix %_des_Roses";

inline constexpr std::string_view kEnglishStreets =
    "High_% Station_% Church_% Park_% Victoria_% Green_% Manor_% Kings_% Queens_% Grange_% Mill_% "
    "School_% "
    "Albert_% Springfield_% Grove_% North_% South_% Windsor_% Alexandra_% York_% New_% Chester_% "
    "Meadow_% Oak_% "
    "Ash_% Rectory_% Orchard_% Warren_%";

inline constexpr std::string_view kDutchStreets =
    "Kerk% School% Molen% Dorps% Station% Hoofd% Wilhelmina% Juliana% Beatrix% Nieuw% Park% Eiken% "
    "Beuken% Linden% "
    "Berken% Veld% Haven% Markt% Rembrandt% Vondel% Noord% Zuid% Tulpen% Rozen%";

inline constexpr std::string_view kDutchTails =
    "man stra sma ink huis ers mans hof berg kamp veld dijk beek horst ema ing laar";
}  // namespace pontis
