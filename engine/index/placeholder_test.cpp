#include "engine/index/placeholder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pontis {
namespace {

std::string said(NameStanding name) {
  static const char* const kWords[] = {"stated", "weak", "nothing", "newborn"};
  return std::string(kWords[static_cast<int>(name.standing)]) +
         (name.sex ? std::string(" ") + name.sex : "");
}
std::string said(Standing standing) { return said(NameStanding{standing}); }

TEST(Placeholder, TellsNamesThatAreNone) {
  for (const char* name : {"unknown",
                           "UNKNOWN",
                           "nachname unbekannt",
                           "Nom inconnu",
                           "sconosciuta",
                           "desconocido",
                           "onbekend",
                           "okaend",
                           "okand",
                           "ukjent",
                           "tuntematon",
                           "nieznany",
                           "neznama",
                           "ismeretlen",
                           "necunoscut",
                           "agnostos",
                           "neizvestno",
                           "bilinmiyor",
                           "N/A",
                           "test",
                           "TEST 2",
                           "xxx",
                           "nn",
                           "no name given",
                           "lnu",
                           "mustermann",
                           "anonymous",
                           "12",
                           "",
                           "-",
                           "...",
                           "unknown person 3"})
    EXPECT_EQ(said(judgeFamily(name)), "nothing") << name;
  for (const char* name : {"unknown", "fnu", "vorname unbekannt", "prenom inconnu", "x", "test a"})
    EXPECT_EQ(said(judgeGiven(name)), "nothing") << name;
}

TEST(Placeholder, LeavesNamesAlone) {
  for (const char* name :
       {"smith", "boy",    "baby",       "infant", "nina", "de la cruz", "bo",
        "aa",    "o",      "tester",     "novak",  "doe",  "baby jones", "nouveau",
        "tal",   "müller", "name smith", "syn",    "male", "person"})
    EXPECT_EQ(said(judgeFamily(name)), "stated") << name;
  for (const char* name : {"john", "nina", "nil maria", "jane", "bo", "patient", "j", "junge maria",
                           "maria de la paz", "ada", "ines", "fata", "ne", "nado"})
    EXPECT_EQ(said(judgeGiven(name)), "stated") << name;
  EXPECT_EQ(said(judgeFamily("null")), "weak") << "a family of that name is known";
}

TEST(Placeholder, TellsNewbornsAndTheirSex) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"baby boy", "newborn M"},       {"BABY GIRL", "newborn F"},
      {"babygirl", "newborn F"},       {"baby", "newborn"},
      {"newborn", "newborn"},          {"infant of maria", "newborn"},
      {"baby boy maria", "newborn M"}, {"boy", "newborn M"},
      {"girl a", "newborn F"},         {"baby girl 2", "newborn F"},
      {"twin baby b", "newborn"},      {"daughter of anna", "newborn F"},
      {"neugeborenes", "newborn"},     {"saeugling", "newborn"},
      {"hija de maria", "newborn F"},  {"nouveau ne", "newborn"},
      {"recien nacido", "newborn"},    {"sohn von anna", "newborn M"},
      {"bebe fille", "newborn F"},     {"neonata", "newborn F"},
      {"noworodek", "newborn"},        {"novorozenec", "newborn"},
      {"ujszulott", "newborn"},        {"unknown male", "nothing M"},
      {"baby madchen", "newborn F"},   {"baby maedchen", "newborn F"}};
  for (const auto& [name, expected] : cases) EXPECT_EQ(said(judgeGiven(name)), expected) << name;
  EXPECT_EQ(said(judgeFamily("newborn")), "newborn");
  EXPECT_EQ(said(judgeFamily("baby boy")), "newborn M");
}

TEST(Placeholder, TellsNobodyByBothNames) {
  EXPECT_EQ(said(judgeName("john", "doe")), "nothing");
  EXPECT_EQ(said(judgeName("Max", "Mustermann")), "nothing");
  EXPECT_EQ(said(judgeName("test", "patient")), "nothing");
  EXPECT_EQ(said(judgeName("N.", "N.")), "nothing");
  EXPECT_EQ(said(judgeName("baby boy", "unknown")), "newborn M");
  EXPECT_EQ(said(judgeName("", "")), "nothing");
  EXPECT_EQ(said(judgeName("maria", "doe")), "stated");
  EXPECT_EQ(said(judgeName("baby boy", "smith")), "stated");
}

TEST(Placeholder, JudgesAnyTextWithoutHarm) {
  for (const std::string text : {" ", "'", "' '", "a ", " a", "\xC3", "of", "of of", "baby of", "@",
                                 "a@", "@@", "-", "0", "999", "x x x", "2 1"}) {
    judgeGiven(text);
    judgeFamily(text);
    judgeName(text, text);
    judgeDate(text);
    judgeNumber(text, 0);
    judgePhone(text);
    judgeEmail(text);
    judgeAddress(text);
    judgePostalCode(text);
    judgeWords(text);
  }
  EXPECT_EQ(said(judgeFamily("' '")), "nothing");
}

TEST(Placeholder, TellsDatesThatAreDefaults) {
  for (const char* date : {"1900-01-01", "19000101", "1901-01-01", "9999-12-31", "1111-11-11",
                           "0001-01-01", "1899-12-30", "2999-01-01", ""})
    EXPECT_EQ(said(judgeDate(date)), "nothing") << date;
  for (const char* date : {"1984-01-01", "1970-01-01", "20010101"})
    EXPECT_EQ(said(judgeDate(date)), "weak") << date;
  for (const char* date : {"1984-01-25", "1984", "1984-01", "1630-08-01", "1900-01-03"})
    EXPECT_EQ(said(judgeDate(date)), "stated") << date;
}

TEST(Placeholder, TellsNumbersThatAreNone) {
  for (const char* number :
       {"999-99-9999", "123456789", "123-45-6789", "987654321", "000000000", "0123456789", "1",
        "12", "", "NONE", "unknown", "078-05-1120", "XXXXX"})
    EXPECT_EQ(said(judgeNumber(number)), "nothing") << number;
  EXPECT_EQ(said(judgeNumber("00000001")), "weak");
  EXPECT_EQ(said(judgeNumber("42", 1)), "stated");
  for (const char* number : {"6089216", "657680344", "RSSMRA85T10A562S", "123456788", "A1B2"})
    EXPECT_EQ(said(judgeNumber(number)), "stated") << number;
}

TEST(Placeholder, TellsTelephonesThatAreNone) {
  for (const char* phone : {"000-000-0000", "999 999 9999", "(555) 555-5555", "1234567890", "12",
                            "+49 30 1234567", "+1 212 5555555", "unknown", ""})
    EXPECT_EQ(said(judgePhone(phone)), "nothing") << phone;
  for (const char* phone : {"(906)389-8576", "+49 30 901820", "0612345679", "112233"})
    EXPECT_EQ(said(judgePhone(phone)), "stated") << phone;
}

TEST(Placeholder, TellsMailAddressesThatAreNone) {
  for (const char* email :
       {"none@none.com", "noemail@hospital.org", "test@example.org", "a@test.com", "unknown@x.de",
        "n/a", "", "@x.de", "xxx@yyy.de", "keine@praxis.de"})
    EXPECT_EQ(said(judgeEmail(email)), "nothing") << email;
  EXPECT_EQ(said(judgeEmail("info@praxis.de")), "weak");
  EXPECT_EQ(said(judgeEmail("anna.novak@example.org")), "stated");
}

TEST(Placeholder, TellsAddressesThatAreNone) {
  for (const char* line : {"no fixed abode", "NFA", "Homeless", "unknown", "sans domicile fixe",
                           "ohne festen wohnsitz", "senza fissa dimora", "sin domicilio fijo",
                           "dakloos", "utan fast bostad", "asunnoton", "bezdomny", "hajlektalan",
                           "adresse inconnue", "address unknown", "", "N/A"})
    EXPECT_EQ(said(judgeAddress(line)), "nothing") << line;
  EXPECT_EQ(said(judgeAddress("general delivery")), "weak");
  for (const char* line : {"12 high street", "shelter road 4", "rue de la paix", "nfa road"})
    EXPECT_EQ(said(judgeAddress(line)), "stated") << line;
  EXPECT_EQ(said(judgePostalCode("00000")), "nothing");
  EXPECT_EQ(said(judgePostalCode("99999")), "nothing");
  EXPECT_EQ(said(judgePostalCode("10115")), "stated");
  EXPECT_EQ(said(judgeWords("unbekannt")), "nothing");
  EXPECT_EQ(said(judgeWords("Berlin")), "stated");
}

// Zipf: rank r occurs `top` / r times.
std::vector<std::uint32_t> zipf(std::uint32_t top, std::uint32_t ranks) {
  std::vector<std::uint32_t> counts;
  for (std::uint32_t rank = 1; rank <= ranks; ++rank) counts.push_back(top / rank + 1);
  return counts;
}

TEST(Placeholder, LearnsFromWhatIsTooFrequentForItsField) {
  auto names = zipf(2000, 3000);
  EXPECT_LE(2001u, frequencyLimit(Spread::kNames, names)) << "the commonest name is a name";
  names.push_back(9000);
  EXPECT_GT(9000u, frequencyLimit(Spread::kNames, names));

  std::vector<std::uint32_t> days(29000, 3);
  days.push_back(15);
  EXPECT_LE(15u, frequencyLimit(Spread::kDates, days)) << "a day of a strong year";
  EXPECT_GT(400u, frequencyLimit(Spread::kDates, days));

  EXPECT_EQ(frequencyLimit(Spread::kOwn, std::vector<std::uint32_t>(30, 100)), 0xFFFFFFFF)
      << "too few to tell";
}

TEST(Placeholder, CountsValuesAndAnswers) {
  FrequentValues phones(Spread::kOwn);
  for (int i = 0; i < 5000; ++i) {
    phones.add("030" + std::to_string(700000 + i / 3));  // households of three
    if (i % 50 == 0) phones.add("0309018200");           // the switchboard
  }
  EXPECT_TRUE(phones.isPlaceholder("0309018200"));
  EXPECT_FALSE(phones.isPlaceholder("030700001"));
  EXPECT_FALSE(phones.isPlaceholder("never seen"));
  EXPECT_EQ(phones.count("0309018200"), 100u);
  EXPECT_EQ(phones.total(), 5100u);
}

}  // namespace
}  // namespace pontis
