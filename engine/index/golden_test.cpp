#include "engine/index/golden.h"

#include <gtest/gtest.h>

#include "tests/support/index_acts.h"

namespace pontis {
namespace {

Witness witness(const std::vector<std::string>& identifiers, const std::string& text, int minute,
                bool authoritative = false, bool retired = false) {
  return {personOf(identifiers, text), from("", minute).at, authoritative, retired};
}

// "JONES JENNIFER/A" …, birth date, sex, lines of the addresses, telephones, identifiers.
std::string spelled(const Demographics& person) {
  std::string out;
  for (const PersonName& name : person.names)
    out += name.family + " " + name.given + (name.use.empty() ? "" : "/" + name.use) + ", ";
  out += person.birth_date + " " + person.gender + ";";
  for (const PostalAddress& address : person.addresses) out += " " + address.line;
  for (const std::string& phone : person.phones) out += " " + phone;
  out += ";";
  for (const Identifier& one : person.identifiers) out += " " + one.value + "@" + one.system;
  return out;
}

TEST(GoldenRecord, TheLatestCompleteNameAndAddressWinAndOthersAreAliases) {
  EXPECT_EQ(spelled(goldenRecord({witness({"1@A"}, "SMITH^JENNIFER|1984|F|1 Old Road|111", 1),
                                  witness({"2@B"}, "JONES^JENNIFER|1984-01-25|F|2 New Road|222", 2),
                                  witness({"3@C"}, "JONES||U", 3)})),
            "JONES JENNIFER, JONES /A, SMITH JENNIFER/A, 1984-01-25 F; 2 New Road 222 111; "
            "3@C 2@B 1@A");
}

TEST(GoldenRecord, ANationalRegisterKnowsBetterThanTheLatest) {
  EXPECT_EQ(spelled(goldenRecord({witness({"9@NID"}, "JONES^JENNIFER|1984-01-25|F", 1, true),
                                  witness({"2@B", "9@NID"}, "JONES^JENNY|1984-01-26|F", 2)})),
            "JONES JENNIFER, JONES JENNY/A, 1984-01-25 F;; 9@NID 2@B");
}

TEST(GoldenRecord, OfEquallyPreciseBirthDatesTheMostFrequentWins) {
  EXPECT_EQ(
      goldenRecord({witness({"1@A"}, "|1984-01-25|F", 1), witness({"2@B"}, "|1984-01-25|M", 2),
                    witness({"3@C"}, "|1984-01-26|F", 3), witness({"4@D"}, "|1984|O", 4)})
          .birth_date,
      "1984-01-25");
}

TEST(GoldenRecord, TheSexThatMostRecordsStateWinsOverOtherCodes) {
  EXPECT_EQ(goldenRecord({witness({"1@A"}, "||F", 1), witness({"2@B"}, "||F", 2),
                          witness({"3@C"}, "||M", 3), witness({"4@D"}, "||U", 4)})
                .gender,
            "F");
  EXPECT_EQ(goldenRecord({witness({"1@A"}, "||O", 1), witness({"2@B"}, "", 2)}).gender, "O");
}

TEST(GoldenRecord, RetiredRecordsSayNothingUnlessAllAre) {
  EXPECT_EQ(spelled(goldenRecord({witness({"1@A"}, "JONES^JENNIFER|1984-01-25|F", 1),
                                  witness({"2@A"}, "JONES^JENN|1984|M|3 Road", 2, false, true)})),
            "JONES JENNIFER, 1984-01-25 F;; 1@A");
  EXPECT_EQ(spelled(goldenRecord({witness({"2@A"}, "JONES^JENN|1984|M", 2, false, true)})),
            "JONES JENN, 1984 M;; 2@A");
  EXPECT_EQ(spelled(goldenRecord({})), " ;;");
}

TEST(GoldenRecord, OneRecordThatSaysSomebodyDiedIsEnough) {
  Witness dead = witness({"1@A"}, "", 1), alive = witness({"2@B"}, "", 2);
  dead.person.deceased = "Y";
  dead.person.death_date = "2025-12-24";
  alive.person.deceased = "N";
  const Demographics golden = goldenRecord({dead, alive});
  EXPECT_EQ(golden.deceased + " " + golden.death_date, "Y 2025-12-24");
}

}  // namespace
}  // namespace pontis
