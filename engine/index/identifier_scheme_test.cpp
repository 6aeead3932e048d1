#include "engine/index/identifier_scheme.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/corpora.h"

namespace pontis {
namespace {

constexpr CalendarDay kNow{2026, 1, 5};

// "valid 7561234567897 1984-01-25 F", or "check digit".
std::string said(const char* scheme, std::string_view number) {
  const IdentifierScheme* found = findScheme(scheme);
  if (!found) return "no scheme";
  const IdentifierJudgement judgement = found->judge(number, kNow);
  if (!judgement.valid) return judgement.why;
  std::string text = "valid " + judgement.canonical;
  if (const std::string birth = judgement.birthDate(); !birth.empty())
    text += " " + birth + (judgement.century ? "" : "?");
  return text + (judgement.sex ? std::string(" ") + judgement.sex : "");
}

TEST(IdentifierScheme, ReadsWhatANumberSays) {
  EXPECT_EQ(said("CH", "756.1234.5678.97"), "valid 7561234567897");
  EXPECT_EQ(said("FI", "131052-308T"), "valid 131052-308T 1952-10-13 F");
  EXPECT_EQ(said("SE", "19121212-1212"), "valid 191212121212 1912-12-12 M");
  EXPECT_EQ(said("SE", "121212+1212"), "valid 191212121212 1912-12-12 M");
  EXPECT_EQ(said("PL", "44051401359"), "valid 44051401359 1944-05-14 M");
  EXPECT_EQ(said("IT", "rssmra85t10a562s"), "valid RSSMRA85T10A562S 1985-12-10? M");
  EXPECT_EQ(said("BE", "85.07.30-033 28"), "valid 85073003328 1985-07-30 M");
  EXPECT_EQ(said("FR", "2 55 08 14 168 025 38"), "valid 255081416802538 1955-08? F");
  EXPECT_EQ(said("GB", "943 476 5919"), "valid 9434765919");
  EXPECT_EQ(said("NL", "111222333"), "valid 111222333");
  EXPECT_EQ(said("ES", "12345678Z"), "valid 12345678Z");
  EXPECT_EQ(said("ES", "X1234567L"), "valid X1234567L");
  EXPECT_EQ(said("DE", "A123456780"), "valid A123456780");
  EXPECT_EQ(said("AT", "1237 010180"), "valid 1237010180 1980-01-01?");
  EXPECT_EQ(said("EE", "37605030299"), "valid 37605030299 1976-05-03 M");
  EXPECT_EQ(said("SI", "0101006500006"), "valid 0101006500006 2006-01-01 M");
}

TEST(IdentifierScheme, SaysWhyANumberIsNone) {
  EXPECT_EQ(said("CH", "756.1234.5678.98"), "check digit");
  EXPECT_EQ(said("CH", "757.1234.5678.97"), "component");
  EXPECT_EQ(said("PL", "4405140135"), "format");
  EXPECT_EQ(said("DK", "3202701234"), "birth date");
  EXPECT_EQ(said("GB", ""), "format");
  EXPECT_EQ(said("FR", "255081416802A38"), "format");
}

TEST(IdentifierScheme, FindsASchemeByOidNameOrCountry) {
  EXPECT_EQ(findScheme("urn:oid:2.16.840.1.113883.3.4424.1.1.616"), findScheme("PL"));
  EXPECT_EQ(findScheme("1.2.246.21"), findScheme("hetu"));
  EXPECT_EQ(findScheme("Rodne Cislo"), findScheme("CZ"));
  EXPECT_EQ(findScheme("nhs-number"), findScheme("GB"));
  EXPECT_EQ(findScheme(""), nullptr);
  EXPECT_EQ(findScheme("2.16.840.1.113883.4.1"), nullptr);
  EXPECT_EQ(identifierSchemes().size(), 25u);
}

TEST(IdentifierScheme, ComparesTheNumberWithItsBearer) {
  const auto pesel = findScheme("PL")->judge("44051401359", kNow);
  EXPECT_EQ(birthAgrees(pesel, "1944-05-14"), Agreement::kAgrees);
  EXPECT_EQ(birthAgrees(pesel, "19440514"), Agreement::kAgrees);
  EXPECT_EQ(birthAgrees(pesel, "1944"), Agreement::kAgrees);
  EXPECT_EQ(birthAgrees(pesel, "1944-06"), Agreement::kContradicts);
  EXPECT_EQ(birthAgrees(pesel, "2044-05-14"), Agreement::kContradicts);
  EXPECT_EQ(birthAgrees(pesel, "14 May"), Agreement::kCannotTell);
  EXPECT_EQ(birthAgrees(pesel, ""), Agreement::kCannotTell);
  EXPECT_EQ(sexAgrees(pesel, "M"), Agreement::kAgrees);
  EXPECT_EQ(sexAgrees(pesel, "F"), Agreement::kContradicts);
  EXPECT_EQ(sexAgrees(pesel, "U"), Agreement::kCannotTell);

  const auto fiscal = findScheme("IT")->judge("RSSMRA85T10A562S", kNow);
  EXPECT_EQ(birthAgrees(fiscal, "1885-12-10"), Agreement::kAgrees) << "the century is not in it";
  const auto wrong = findScheme("PL")->judge("44051401358", kNow);
  EXPECT_EQ(birthAgrees(wrong, "1944-05-14"), Agreement::kCannotTell);
  const auto random = findScheme("NL")->judge("111222333", kNow);
  EXPECT_EQ(sexAgrees(random, "M"), Agreement::kCannotTell);
}

TEST(IdentifierScheme, MakesNumbersThatItFindsValidAndTrue) {
  for (const IdentifierScheme& scheme : identifierSchemes()) {
    std::set<std::string> made;
    for (std::uint64_t serial = 0; serial < 40; ++serial) {
      const CalendarDay birth{1931 + static_cast<int>(serial) * 2,
                              1 + static_cast<int>(serial) % 12, 1 + static_cast<int>(serial) % 28};
      const char sex = serial % 3 ? 'F' : 'M';
      const std::string number = scheme.make(birth, sex, serial * 7919);
      const IdentifierJudgement judgement = scheme.judge(number, kNow);
      IdentifierJudgement bearer;
      bearer.birth = birth;
      const std::string date = bearer.birthDate();
      EXPECT_TRUE(judgement.valid) << scheme.country << " " << number << " " << judgement.why;
      EXPECT_EQ(judgement.canonical, number);
      EXPECT_NE(birthAgrees(judgement, date), Agreement::kContradicts) << scheme.country << number;
      EXPECT_NE(sexAgrees(judgement, std::string(1, sex)), Agreement::kContradicts) << number;
      EXPECT_EQ(judgement.birth.year != 0, scheme.embeds_birth) << scheme.country << number;
      EXPECT_EQ(judgement.sex != 0, scheme.embeds_sex) << scheme.country << number;
      made.insert(number);
    }
    EXPECT_EQ(made.size(), 40u) << scheme.country;
  }
}

TEST(IdentifierScheme, NoticesAnySingleWrongDigit) {
  for (const IdentifierScheme& scheme : identifierSchemes()) {
    if (scheme.country == "DK") continue;  // has no check digit
    std::size_t missed = 0, tried = 0;
    for (std::uint64_t serial = 1; serial < 20; ++serial) {
      const std::string number = scheme.make({1970, 11, 12}, 'F', serial * 104729);
      // The check digit of Sweden does not look at the century.
      for (std::size_t at = scheme.country == "SE" ? 2 : 0; at < number.size(); ++at) {
        if (number[at] < '0' || number[at] > '9') continue;
        for (char c = '0'; c <= '9'; ++c) {
          std::string slip = number;
          slip[at] = c;
          if (c == number[at]) continue;
          ++tried;
          missed += scheme.judge(slip, kNow).valid;
        }
      }
    }
    // Sums modulo 11 whose rest of 10 is written as another digit miss a few.
    EXPECT_LE(missed * 30, tried) << scheme.country << " missed " << missed << " of " << tried;
  }
}

TEST(IdentifierScheme, JudgesAnyTextWithoutHarm) {
  // Numbers with anything put anywhere, cut anywhere; the sanitizers look on.
  const std::string things[] = {"",  "0", "9",        "A",  "Z",
                                "-", "+", "\xC3\xA9", "99", std::string(1, 0)};
  for (const IdentifierScheme& scheme : identifierSchemes()) {
    const std::string number = scheme.make({1984, 2, 29}, 'M', 77);
    for (std::size_t at = 0; at <= number.size(); ++at)
      for (const std::string& thing : things)
        for (std::size_t drop = 0; at + drop <= number.size(); ++drop) {
          std::string text = number;
          text.replace(at, drop, thing);
          const IdentifierJudgement judgement = scheme.judge(text, kNow);
          EXPECT_EQ(judgement.valid, std::string(judgement.why).empty()) << scheme.country;
        }
  }
}

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out;
  std::stringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) out.push_back(cell);
  out.resize(8);
  return out;
}

// patients/national_ids_eu.csv: country,scheme,oid,number,valid,birth_date,gender,why
TEST(IdentifierScheme, JudgesTheCorpus) {
  std::ifstream file(corpora() / "patients" / "national_ids_eu.csv");
  if (!file) GTEST_SKIP() << "no corpus of national identifiers";
  std::string line;
  std::getline(file, line);
  std::size_t seen = 0, right = 0;
  while (std::getline(file, line)) {
    if (line.ends_with('\r')) line.pop_back();
    const auto row = cells(line);
    const IdentifierScheme* scheme = findScheme(row[1]);
    ASSERT_NE(scheme, nullptr) << row[1];
    ++seen;
    const IdentifierJudgement judgement = scheme->judge(row[3]);
    const bool agrees =
        (row[2].empty() || row[2] == scheme->oid) && scheme->country == row[0] &&
        judgement.valid == (row[4] == "1") &&
        (!judgement.valid || row[5].empty() ||
         birthAgrees(judgement, row[5]) == Agreement::kAgrees) &&
        (!judgement.valid || row[6].empty() || sexAgrees(judgement, row[6]) == Agreement::kAgrees);
    right += agrees;
    EXPECT_TRUE(agrees) << line << ": " << judgement.why << " " << judgement.birthDate()
                        << judgement.sex;
  }
  std::cout << "national identifiers: " << right << " of " << seen << " judged right\n";
  EXPECT_GT(seen, 1000u);
}

}  // namespace
}  // namespace pontis
