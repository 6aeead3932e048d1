#include "engine/index/placeholder_words.h"

#include <bitset>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace pontis {
namespace {

using Words = std::unordered_set<std::string>;

// Calls take(letter) for those that are left in one spelling for ö, oe and o: the list and what is
// looked up lose the same letters. `last` is the letter before, and then the last one.
template <typename Take>
void eachSqueezed(std::string_view text, char& last, const Take& take) {
  for (const char c : text) {
    if (c == 'e' && (last == 'a' || last == 'o' || last == 'u')) continue;
    take(c);
    last = c;
  }
}

std::string squeezed(std::string_view text, std::string_view more = "") {
  std::string out;
  out.reserve(text.size() + more.size());
  char last = 0;
  for (const std::string_view part : {text, more})
    eachSqueezed(part, last, [&](char c) { out += c; });
  return out;
}

// Tells of most words that a list does not have them without making a string of them.
class Sieve {
 public:
  template <typename List>
  explicit Sieve(const List& list) {
    for (const auto& entry : list) bits_.set(sketch(wordOf(entry)));
  }
  bool mayHave(std::string_view text, std::string_view more = "") const {
    return bits_[sketch(text, more)];
  }

 private:
  static std::string_view wordOf(const std::string& entry) { return entry; }
  template <typename Value>
  static std::string_view wordOf(const std::pair<const std::string, Value>& entry) {
    return entry.first;
  }
  static std::size_t sketch(std::string_view text, std::string_view more = "") {
    std::uint64_t out = 0;
    char last = 0;
    for (const std::string_view part : {text, more})
      eachSqueezed(part, last, [&](char c) {
        out = (out + static_cast<unsigned char>(c)) * 0x9E3779B97F4A7C15;
        out ^= out >> 32;
      });
    return out % kBits;
  }

  static constexpr std::size_t kBits = std::size_t{1} << 15;
  std::bitset<kBits> bits_;
};

// A list and its sieve.
struct Listed {
  Words words;
  Sieve sieve{words};

  bool contains(std::string_view text) const {
    return sieve.mayHave(text) && words.contains(squeezed(text));
  }
};

// Blank-separated words into a set or map.
template <typename Take>
void each(std::string_view text, char separator, const Take& take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) take(squeezed(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

Words phrases(std::string_view text) {
  Words words;
  each(text, '|', [&](std::string word) { words.insert(std::move(word)); });
  return words;
}

constexpr std::string_view kNothingWords =
    "unknown unkown unknow uknown unk unkn unidentified unnamed noname nameless none nil "
    "anonymous anon anonymized anonymised undisclosed withheld confidential refused declined nfn "
    "nln nmn nmi fnu lnu notknown notgiven notstated nosurname noreg tbd tba test testing testy "
    "dummy demo xtest ztest zztest testpatient testperson testname mustermann musterfrau "
    "musterkind mustermensch "
    "unbekannt unbekannte unbekannter unbek anonym namenlos ohnenamen nachnameunbekannt "
    "vornameunbekannt keinname "
    "inconnu inconnue inc anonyme sansnom sconosciuto sconosciuta ignoto ignota anonimo anonima "
    "desconocido desconocida desconocidos sinnombre noconsta desconhecido desconhecida semnome "
    "desconegut desconeguda onbekend onbekende anoniem "
    "okand okant ukjent ukendt ukent anonymt tuntematon tundmatu teadmata nimeton nimetu anonyymi "
    "nezinams nezinama nezinomas nezinoma bevardis bezvarda "
    "nieznany nieznana nieznane nieustalony nieustalona bezimienny anonimowy neznamy neznama "
    "nezname neznami nepoznat nepoznata nepoznato neznan neznana neznano neidentifikovany "
    "ismeretlen nevtelen necunoscut necunoscuta anonim anonima bilinmiyor bilinmeyen isimsiz "
    "mechhul agnostos agnosti agnosto agnwstos anonymos neizvestno neizvesten neizvestna "
    "neizvestnyi neizvestnyy neizvestny neizvestnyj neizvestnaia neizvestnaya nevidomo nevidomyi "
    "nevidoma bezimenen bezimenna othekktur otekktur panjohur panjohun mhux nomen nescio";

constexpr std::string_view kFillers =
    "name names surname lastname firstname forename given first last family middle person patient "
    "patientin human known stated available provided recorded applicable not no yet data info "
    "record "
    "nachname vorname zuname familienname ohne kein keine angabe bekannt nicht "
    "nom prenom sans pas de du non renseigne connu cognome nome senza noto nombre apellido "
    "apellidos sin no consta apelido sem naam voornaam achternaam geen namn fornamn efternamn navn "
    "fornavn etternavn efternavn nimi etunimi sukunimi eesnimi perekonnanimi vardas pavarde vards "
    "uzvards imie nazwisko brak jmeno prijmeni meno priezvisko ime prezime priimek nev nume "
    "prenume isim soyad soyadi ad onoma eponymo imia familia personne persona persoon osoba "
    "pacient "
    "pacjent paciente paziente";

constexpr std::string_view kNewbornWords =
    "baby babyboy babygirl babyof bb newborn newbornbaby neonate infant infantof bornbaby bbaby nb "
    "nbb nbg preemie fetus foetus neugeborenes neugeborener neugeborene neugeb saugling "
    "nouveaune nouveaunee bebe bebegarcon bebefille nourrisson neonato neonata bimbo bimba "
    "reciennacido reciennacida rn recemnascido recemnascida nadon nounascut nounascuta pasgeborene "
    "pasgeboren boorling nyfodd nyfodt nyfoedt spadbarn vastasyntynyt vauva vastsundinu imik "
    "jaundzimusais naujagimis kudikis noworodek novorozenec novorozene novorodenec novorodence "
    "novorojencek novorojenka novorodjence dojence ujszulott csecsemo yenidogan bebek neogno "
    "neogennito vrefos novorodeno novorozhdennyi novorozhdennaia novorozhdennyy nemovlia";

// word:sex
constexpr std::string_view kSexWords =
    "boy:M girl:F male:M female:F son:M daughter:F man:M woman:F m:M f:F knabe:M junge:M bub:M "
    "maedchen:F sohn:M tochter:F mann:M frau:F maennlich:M weiblich:F garcon:M fille:F fils:M "
    "homme:M femme:F masculin:M feminin:F maschio:M femmina:F figlio:M figlia:F uomo:M donna:F "
    "nino:M nina:F varon:M hembra:F hijo:M hija:F hombre:M mujer:F menino:M menina:F filho:M "
    "filha:F homem:M mulher:F jongen:M meisje:F zoon:M dochter:F vrouw:F pojke:M flicka:F gutt:M "
    "jente:F dreng:M pige:F gossen:M poika:M tytto:F poiss:M tudruk:F berniukas:M mergaite:F "
    "zens:M meitene:F chlopiec:M dziewczynka:F syn:M corka:F chlapec:M devce:F dcera:F dievca:F "
    "decak:M djevojcica:F decek:M deklica:F fiu:M lany:F baiat:M fata:F erkek:M kiz:F agori:M "
    "koritsi:F momche:M momiche:F malchik:M devochka:F";

// Means nothing beside a word for a baby: what numbers twins, and "child".
constexpr std::string_view kBabyFillers =
    "twin twin1 twin2 twina twinb triplet child kind enfant bambino bambina hijos one two three "
    "first second erstes zweites zwilling jumeau jumelle gemello gemella gemelo gemela tweeling "
    "tvilling unborn live stillborn born i ii iii";

constexpr std::string_view kOfWords = "of von der des de du d di del della da do van av af pa";

constexpr std::string_view kPhrases =
    "x se disant|do not use|do not call|not applicable|not available|not known|not given|not "
    "stated|"
    "no name|no name given|no surname|no last name|no first name|no family name|no given name|"
    "name unknown|patient unknown|keine angabe|nicht bekannt|kein name|ohne namen|ohne name|"
    "sans nom|non connu|non renseigne|pas de nom|sin nombre|no consta|senza nome|non noto|"
    "non disponibile|sem nome|geen naam|niet bekend|ej kand|ei tiedossa|ei tiedetty|ikke kendt|"
    "ikke kjent|brak danych|bez imienia|bez jmena|bez mena|bez imena|ni znano|nije poznato|"
    "nincs adat|nem ismert|fara nume|nu se stie|ismi yok|adi yok|bez ime|n d|k a|t b d|n k|a n "
    "other|"
    "x";

constexpr std::string_view kPairs =
    "max|mustermann;erika|mustermann;john|doe;jane|doe;jack|doe;jimmy|doe;janie|doe;johnny|doe;"
    "baby|doe;john|roe;jane|roe;"
    "richard|roe;jane|smithtest;test|patient;patient|test;patient|x;a n|other;n|n;x|x;y|x;x|y;"
    "patient|unknown;joe|bloggs;fred|bloggs;max|muster;erika|muster;maxi|muster;hans|muster;"
    "anna|muster;petra|muster;medel|svensson;ola|normann;kari|normann;meno|testovacie;jan|testowy;"
    "fulano|de tal;fulana|de tal;juan|de los palotes;zutano|de tal;tal|tal;mario|test;tizio|caio;"
    "monsieur|x;madame|x;mister|x;mr|x;mrs|x;asdf|asdf;abc|abc;qwerty|qwerty;aaa|bbb";

constexpr std::string_view kBareSex =
    "boy girl male female son daughter knabe maedchen maennlich "
    "weiblich garcon fille fils maschio femmina varon hembra menino menina jongen meisje pojke "
    "flicka gutt jente dreng pige poika tytto chlopiec dziewczynka";

constexpr std::string_view kFamilyToo = "baby infant bb nb bebe bimbo rn vauva imik";

constexpr std::string_view kNoAbode =
    "no fixed abode|nfa|n f a|no fixed address|no fixed residence|no permanent address|homeless|"
    "no address|no known address|address unknown|unknown address|address not known|rough sleeper|"
    "of no fixed abode|shelter|same as above|bad address|returned mail|undomiciled|transient|"
    "ohne festen wohnsitz|ohne wohnsitz|ofw|o f w|obdachlos|wohnsitzlos|wohnungslos|"
    "adresse unbekannt|unbekannten aufenthalts|unbekannt verzogen|ohne adresse|keine adresse|"
    "sans domicile fixe|sans domicile|sdf|s d f|sans abri|adresse inconnue|sans adresse|"
    "senza fissa dimora|senza tetto|senzatetto|sfd|indirizzo sconosciuto|irreperibile|"
    "sin domicilio fijo|sin domicilio|sin techo|sin hogar|sin direccion|domicilio desconocido|"
    "direccion desconocida|transeunte|sem abrigo|sem domicilio|sem residencia fixa|"
    "morada desconhecida|sense sostre|zonder vaste woon of verblijfplaats|"
    "zonder vaste woon en verblijfplaats|zvwov|dakloos|thuisloos|vow|adres onbekend|"
    "utan fast bostad|hemlos|adress okand|saknas|uten fast bopel|uten fast bosted|bostedslos|"
    "adresse ukjent|uden fast bopael|uden fast bopal|hjemlos|adresse ukendt|"
    "vailla vakinaista asuntoa|vailla vakinaista osoitetta|asunnoton|osoite tuntematon|kodutu|"
    "elukoht teadmata|bezpajumtnieks|bez noteiktas dzivesvietas|benamis|be nuolatines vietos|"
    "bezdomny|bez stalego miejsca zamieszkania|bez adresu|bezdomovec|bez domova|"
    "bez trvaleho pobytu|bez trvaleho bydliska|brezdomec|beskucnik|bez adrese|hajlektalan|"
    "lakcim nelkul|fara adapost|fara domiciliu|fara locuinta|evsiz|adres yok|adresi yok|astegos|"
    "bezdomen|bez postoianen adres|bomzh|bez opredelennogo mesta zhitelstva|heimilislaus";

std::unordered_map<std::string, PlaceholderWord> readWords() {
  std::unordered_map<std::string, PlaceholderWord> words;
  const auto put = [&](std::string_view list, PlaceholderWord::Kind kind) {
    each(list, ' ', [&](std::string word) { words.try_emplace(std::move(word), kind, char{0}); });
  };
  each(kSexWords, ' ', [&](const std::string& entry) {
    words.try_emplace(entry.substr(0, entry.size() - 2),
                      PlaceholderWord{PlaceholderWord::kSex, entry.back()});
  });
  put(kNothingWords, PlaceholderWord::kNothing);
  put(kNewbornWords, PlaceholderWord::kNewborn);
  put(kOfWords, PlaceholderWord::kOf);
  put(kFillers, PlaceholderWord::kFiller);
  put(kBabyFillers, PlaceholderWord::kFiller);
  // Written in one word, they still say the sex.
  for (const auto& [word, sex] : {std::pair{"babyboy", 'M'},
                                  {"babygirl", 'F'},
                                  {"nbb", 'M'},
                                  {"nbg", 'F'},
                                  {"bebegarcon", 'M'},
                                  {"bebefille", 'F'},
                                  {"neonato", 'M'},
                                  {"neonata", 'F'},
                                  {"bimbo", 'M'},
                                  {"bimba", 'F'}})
    words[squeezed(word)].sex = sex;
  return words;
}

Words blankSeparated(std::string_view text) {
  Words words;
  each(text, ' ', [&](std::string word) { words.insert(std::move(word)); });
  return words;
}

Words readPairs() {
  Words pairs;
  each(kPairs, ';', [&](std::string pair) { pairs.insert(std::move(pair)); });
  return pairs;
}

}  // namespace

PlaceholderWord placeholderWord(std::string_view word, std::string_view next) {
  static const auto kWords = readWords();
  static const Sieve kSieve(kWords);
  if (!kSieve.mayHave(word, next)) return {};
  const auto found = kWords.find(squeezed(word, next));
  return found == kWords.end() ? PlaceholderWord{} : found->second;
}

bool isPlaceholderPhrase(std::string_view text) {
  static const Listed kAll{phrases(kPhrases)};
  return kAll.contains(text);
}

bool isPlaceholderPair(std::string_view both) {
  static const Listed kAll{readPairs()};
  return kAll.contains(both);
}

bool isBareSex(std::string_view word) {
  static const Listed kAll{blankSeparated(kBareSex)};
  return kAll.contains(word);
}

bool isFamilyToo(std::string_view word) {
  static const Listed kAll{blankSeparated(kFamilyToo)};
  return kAll.contains(word);
}

bool isNoAbode(std::string_view text) {
  static const Listed kAll{phrases(kNoAbode)};
  return kAll.contains(text);
}

}  // namespace pontis
