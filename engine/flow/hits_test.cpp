#include "engine/flow/hits.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

std::string again(const std::vector<RuleHit>& hits) {
  const PackedHits unpacked = unpackHits(packHits("key", hits));
  std::string text = unpacked.key;
  for (const RuleHit& hit : unpacked.hits)
    text += " " + std::to_string(hit.rule) + "x" + std::to_string(hit.count);
  return text;
}

TEST(PackedHits, ComeBackAsTheyWere) {
  EXPECT_EQ(again({{0, 1}}), "key 0x1");
  EXPECT_EQ(again({{0, 2}, {1, 3}, {2, 1}, {40, 33}, {41, 34}, {4000, 1}, {900'000, 2'000'000}}),
            "key 0x2 1x3 2x1 40x33 41x34 4000x1 900000x2000000");
  EXPECT_EQ(packHits("key", {}), "");
}

TEST(PackedHits, TakeAboutOneCharacterARule) {
  std::vector<RuleHit> hits;
  for (std::uint32_t rule = 0; rule < 800; rule += 6)
    hits.push_back({rule, rule % 12 == 0 ? 1u : 2u});
  EXPECT_LE(packHits("12345678", hits).size(), 9 + hits.size() * 3 / 2);
}

TEST(PackedHits, AreNothingWhereSomethingElseStands) {
  for (const char* text : {"", "key", "key:!", "key:g", "key:D", "key:ggggggggg"})
    EXPECT_TRUE(unpackHits(text).hits.empty()) << text;
}

TEST(PackedHits, NameRulesByAListThatIsKeptOnce) {
  const std::vector<Rule> rules{{"a.map:1", "map PID -> Patient", "PID-7", "Patient.birthDate", ""},
                                {"a.map:2", "map PID -> Patient", "'a\nb'", "Patient.x", "row 2"}};
  const std::string text = rulesText(rules);
  const auto again = readRules(text);
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[1].source, "'a\nb'");
  EXPECT_EQ(again[1].origin, "row 2");
  EXPECT_EQ(keyOf(text).size(), 8u);
  EXPECT_NE(keyOf(text), keyOf(text + "x"));
}

}  // namespace
}  // namespace pontis
