// What is left out for speed must not be missed.
#include <gtest/gtest.h>

#include <set>

#include "engine/index/comparison.h"
#include "engine/index/decision.h"
#include "engine/index/linkage.h"
#include "engine/index/matcher.h"
#include "engine/index/weights.h"
#include "tests/support/people.h"

namespace pontis {
namespace {

std::vector<Demographics> recordsOf(std::uint64_t seed, std::size_t records) {
  const People people(seed);
  std::vector<Demographics> out;
  for (std::uint64_t index = 0; out.size() < records; ++index)
    for (int copy = 0; copy < people.copies(index); ++copy)
      out.push_back(people.recorded(index, copy));
  out.resize(records);
  return out;
}

void putAll(Matcher& matcher, const std::vector<Demographics>& records) {
  for (std::uint32_t i = 0; i < records.size(); ++i) matcher.put(i, records[i]);
}

using Pairs = std::set<std::pair<std::uint32_t, std::uint32_t>>;

// The pairs that are at least possible, among those that are looked at so.
Pairs pairsOf(const Matcher& matcher, std::uint32_t records, const Matcher::Look& look) {
  Pairs out;
  for (std::uint32_t record = 0; record < records; ++record)
    matcher.compareRelated(record, look, [&](std::uint32_t other, const Compared& pair) {
      if (decide(pair, matcher.population()).grade > Grade::kNot)
        out.insert(std::minmax(record, other));
    });
  return out;
}

TEST(MatcherShortcuts, SearchFindsWhateverAFullComparisonFinds) {
  constexpr std::uint32_t kRecords = 20'000;
  Matcher matcher;
  putAll(matcher, recordsOf(5, kRecords));
  std::size_t found = 0;
  for (std::uint32_t record = 0; record < kRecords; ++record) {
    std::set<std::uint32_t> searched, compared;
    for (const Candidate& hit : matcher.search(record, 2000)) searched.insert(hit.record);
    matcher.compareRelated(record, {}, [&](std::uint32_t other, const Compared& pair) {
      if (decide(pair, matcher.population()).grade > Grade::kNot) compared.insert(other);
    });
    ASSERT_EQ(searched, compared) << record;
    found += searched.size();
  }
  EXPECT_GT(found, kRecords / 2);
}

TEST(MatcherShortcuts, LookingOnceAtLikelyPairsMissesNone) {
  constexpr std::uint32_t kRecords = 20'000;
  Matcher matcher(Weights::shipped(), Matcher::Blocks::kThorough);
  putAll(matcher, recordsOf(6, kRecords));
  const Pairs all = pairsOf(matcher, kRecords, {});
  WordMemo memo(12);
  const Pairs once = pairsOf(matcher, kRecords, {leastScore(matcher.population()), true, &memo});
  std::size_t missed = 0;
  for (const auto& pair : all) missed += !once.contains(pair);
  // Two addresses or words compared the other way round may differ by a rounding.
  EXPECT_LE(missed, all.size() / 10'000) << "of " << all.size();
  EXPECT_GT(all.size(), kRecords / 2);
}

TEST(MatcherShortcuts, FillHoldsWhatPutWouldHold) {
  constexpr std::uint32_t kRecords = 30'000;
  const auto records = recordsOf(7, kRecords);
  for (const auto blocks : {Matcher::Blocks::kLean, Matcher::Blocks::kThorough}) {
    Matcher put(Weights::shipped(), blocks), filled(Weights::shipped(), blocks);
    putAll(put, records);
    filled.fill(
        kRecords, [&](std::size_t i) { return records[i]; }, [](std::size_t) {});
    const auto same = [&](std::uint32_t record) {
      const auto a = put.search(record, 2000), b = filled.search(record, 2000);
      return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.record == y.record && x.score == y.score && x.grade == y.grade;
      });
    };
    for (std::uint32_t record = 0; record < kRecords; ++record) ASSERT_TRUE(same(record)) << record;
    // And goes on like it.
    for (std::uint32_t record = 0; record < kRecords; record += 7) {
      put.erase(record), filled.erase(record);
      put.put(record + 3, records[record]), filled.put(record + 3, records[record]);
    }
    for (std::uint32_t record = 0; record < kRecords; record += 5)
      ASSERT_TRUE(same(record)) << record;
  }
}

TEST(MatcherShortcuts, LettersNeverRuleOutWhatIsAlike) {
  const People people(8);
  std::vector<std::string> words;
  for (std::uint64_t index = 0; index < 700; ++index) {
    const SyntheticPerson person = people.at(index);
    words.push_back(person.family), words.push_back(person.given);
    words.push_back(person.given + person.family), words.push_back(person.number);
  }
  std::size_t ruled_out = 0;
  for (const std::string& a : words)
    for (const std::string& b : words) {
      if (mayBeAlike({a, lettersOf(a)}, {b, lettersOf(b)}, 0.86, 2)) continue;
      ++ruled_out;
      ASSERT_LT(jaroWinkler(a, b), 0.86) << a << " " << b;
      ASSERT_GT(editDistance(a, b, 2), 2u) << a << " " << b;
    }
  EXPECT_GT(ruled_out, words.size() * words.size() / 2);
}

}  // namespace
}  // namespace pontis
