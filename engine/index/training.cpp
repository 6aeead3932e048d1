#include "engine/index/training.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/index/comparison.h"
#include "engine/index/decision.h"

namespace pontis {
namespace {

struct Observation {
  std::array<std::uint8_t, kFields> levels;
  float surplus;  // under the weights from which it starts
};

constexpr std::size_t kMostPairs = 2'000'000, kFewestLinks = 500;
constexpr int kRounds = 10;

// What a rule keeps apart, or from being linked, may be a family: it teaches nothing here.
std::vector<Observation> observe(const Matcher& matcher, std::size_t records, std::size_t& links) {
  std::vector<Observation> out;
  for (std::uint32_t record = 0; record < records && out.size() < kMostPairs; ++record)
    matcher.compareRelated(record, {}, [&](std::uint32_t other, const Compared& pair) {
      if (other < record) return;
      const Decision decision = decide(pair, matcher.population());
      if (*decision.veto != '\0') return;
      links += decision.grade >= Grade::kProbable;
      Observation one;
      for (std::size_t f = 0; f < kFields; ++f)
        one.levels[f] = static_cast<std::uint8_t>(pair.levels[f]);
      one.surplus = static_cast<float>(decision.surplus);
      out.push_back(one);
    });
  return out;
}

using Shares = std::array<std::array<double, kLevels>, kFields>;

// How the pairs that are likely one person spread over the levels of each field.
Shares spread(const std::vector<Observation>& pairs, const Weights::Table& now,
              const Weights::Table& start) {
  Shares out{};
  for (const Observation& pair : pairs) {
    double surplus = pair.surplus;
    for (std::size_t f = 0; f < kFields; ++f) {
      const float before = start[f][pair.levels[f]].same, after = now[f][pair.levels[f]].same;
      if (before > 0 && after > 0) surplus += std::log2(after / before);
    }
    // The many that are rather two persons would, together, outweigh the few that are one.
    if (surplus <= 0) continue;
    const double likely = 1 / (1 + std::exp2(-surplus));
    for (std::size_t f = 0; f < kFields; ++f)
      if (pair.levels[f] != 0) out[f][pair.levels[f]] += likely;
  }
  return out;
}

double share(const Weights::Table& table, Field field,
             std::initializer_list<AgreementLevel> levels) {
  double out = 0;
  for (const AgreementLevel level : levels)
    out += table[static_cast<std::size_t>(field)][static_cast<std::size_t>(level)].same;
  return out;
}

}  // namespace

Result<std::shared_ptr<const Weights>> train(const Matcher& matcher, std::size_t records,
                                             const Weights& from) {
  std::size_t links = 0;
  const std::vector<Observation> pairs = observe(matcher, records, links);
  if (links < kFewestLinks)
    return Error{Code::kInvalid,
                 "only " + std::to_string(links) + " pairs of records would be linked, of " +
                     std::to_string(kFewestLinks) +
                     " that are needed to learn from: keep the weights that came with the program",
                 ""};
  // What is known already counts as much as this many pairs.
  constexpr double kKnown = 100;
  Weights::Table table = from.table();
  for (int round = 0; round < kRounds; ++round) {
    const Shares seen = spread(pairs, table, from.table());
    for (std::size_t f = 0; f < kFields; ++f) {
      double all = 0;
      for (const double count : seen[f]) all += count;
      for (std::size_t l = 1; l < kLevels; ++l) {
        const float known = from.table()[f][l].same;
        if (known > 0)
          table[f][l].same = static_cast<float>((seen[f][l] + kKnown * known) / (all + kKnown));
      }
    }
  }
  const auto agreeing = {AgreementLevel::kEqual, AgreementLevel::kVariant, AgreementLevel::kSimilar,
                         AgreementLevel::kAlike, AgreementLevel::kSwapped};
  if (share(table, Field::kGiven, agreeing) < 0.6 ||
      share(table, Field::kBirthDate, agreeing) < 0.6)
    return Error{
        Code::kInvalid,
        "the records that agree most are families, not persons: keep the weights that came "
        "with the program",
        ""};
  return std::make_shared<const Weights>(table);
}

}  // namespace pontis
