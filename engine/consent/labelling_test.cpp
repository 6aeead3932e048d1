#include "engine/consent/labelling.h"

#include <gtest/gtest.h>

#include "engine/consent/label.h"

namespace pontis {
namespace {

std::string labels(const LabelTable& table, const std::vector<Coding>& codes) {
  ConsentResource resource;
  resource.codes = codes;
  std::string out;
  for (const Coding& one : table.labels(resource)) out += (out.empty() ? "" : " ") + one.code;
  return out;
}

const char* const kTable = R"(
# a site's own
system http://example.org/icd
F32*   PSY        # depression
F32.9  MH
B20*   HIV V
system http://example.org/notes
x  N
system-label http://example.org/notes  L
)";

TEST(Labelling, GivesWhatTheTableSaysAndNormalOtherwise) {
  const auto table = LabelTable::parse(kTable);
  ASSERT_TRUE(table) << table.error().where;
  EXPECT_EQ(table->size(), 5u);
  EXPECT_EQ(labels(*table, {{"http://example.org/icd", "F32.1"}}), "PSY R");
  EXPECT_EQ(labels(*table, {{"http://example.org/icd", "F32"}}), "PSY R");
  EXPECT_EQ(labels(*table, {{"http://example.org/icd", "F32.9"}}), "MH R");
  EXPECT_EQ(labels(*table, {{"http://example.org/icd", "J18.9"}}), "N");
  EXPECT_EQ(labels(*table, {{"http://example.org/other", "F32.1"}}), "N");
  EXPECT_EQ(labels(*table, {{"http://example.org/notes", "y"}}), "L");
  EXPECT_EQ(labels(*table, {}), "N");
}

TEST(Labelling, IsAtLeastRestrictedWhereDataAreSensitive) {
  const auto table = LabelTable::parse(kTable);
  ConsentResource resource;
  resource.codes = {{"http://example.org/icd", "B20.1"}, {"http://example.org/notes", "x"}};
  const auto set = readLabels(table->labels(resource));
  ASSERT_TRUE(set);
  EXPECT_FALSE(permitCovers({std::string(kConfidentiality), "R"}, *set));
  EXPECT_TRUE(permitCovers({std::string(kConfidentiality), "V"}, *set));
}

TEST(Labelling, LooksAtClassesToo) {
  ConsentResource resource;
  resource.classes = {{"http://terminology.hl7.org/CodeSystem/v3-RoleCode", "PSYCHF"}};
  EXPECT_EQ(LabelTable::shipped().labels(resource).front().code, "PSY");
}

TEST(Labelling, RefusesATableItCannotRead) {
  const std::pair<const char*, const char*> kTables[] = {
      {"F32 PSY\n", "line 1"},                      // of which system?
      {"system a\nF32\n", "line 2"},                // no label
      {"system a\nF32 PSYCH\n", "line 2"},          // no label of v3
      {"system a\n\nF32 PSY\nF32 MH\n", "line 4"},  // twice
      {"system\n", "line 1"},
      {"system-label a\n", "line 1"},
  };
  for (const auto& [text, where] : kTables) {
    const auto table = LabelTable::parse(text);
    ASSERT_FALSE(table) << text;
    EXPECT_EQ(table.error().where, where) << text;
  }
  EXPECT_FALSE(LabelTable::load("/no/such/table"));
}

}  // namespace
}  // namespace pontis
