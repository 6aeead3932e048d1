#include "engine/index/linkage.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

#include "engine/index/comparison.h"
#include "engine/index/decision.h"
#include "engine/index/persons.h"

namespace pontis {
namespace {

// Calls visit(record, lane) for each record, on all processors; a lane is a thread.
template <class Visit>
void eachRecord(std::size_t records, const Visit& visit,
                const std::function<void(std::size_t)>& progress) {
  constexpr std::size_t kBatch = 64;
  std::atomic<std::size_t> next{0};
  const auto work = [&](std::size_t lane) {
    for (std::size_t from = next.fetch_add(kBatch); from < records; from = next.fetch_add(kBatch)) {
      if (lane == 0) progress(from);
      for (std::size_t r = from; r < std::min(records, from + kBatch); ++r)
        visit(static_cast<std::uint32_t>(r), lane);
    }
  };
  std::vector<std::thread> others;
  for (std::size_t lane = 1; lane < std::max(1u, std::thread::hardware_concurrency()); ++lane)
    others.emplace_back(work, lane);
  work(0);
  for (std::thread& other : others) other.join();
}

std::size_t lanes() { return std::max(1u, std::thread::hardware_concurrency()); }

// Two people of one family under one roof.
bool areFamily(const Compared& pair) {
  return pair.level(Field::kFamily) == AgreementLevel::kEqual &&
         (pair.level(Field::kStreet) == AgreementLevel::kEqual ||
          pair.level(Field::kPhone) == AgreementLevel::kEqual) &&
         pair.level(Field::kGiven) == AgreementLevel::kDiffers &&
         pair.level(Field::kBirthDate) == AgreementLevel::kDiffers &&
         pair.level(Field::kSocialSecurity) != AgreementLevel::kEqual;
}

// Looks at some records. Families are taken to be there unless enough records say where they live
// and next to none live with another of the same name.
Population learn(const Matcher& matcher, std::size_t records,
                 const std::function<void(std::size_t)>& progress) {
  constexpr std::size_t kSample = 20'000, kEnough = 500;
  constexpr double kNextToNone = 0.03;
  Population out;
  out.persons = static_cast<double>(records);
  const std::size_t stride = std::max<std::size_t>(1, records / kSample);
  std::vector<std::size_t> located(lanes()), in_family(lanes());
  eachRecord(
      records / stride,
      [&](std::uint32_t i, std::size_t lane) {
        const auto record = static_cast<std::uint32_t>(i * stride);
        bool family = false;
        matcher.compareRelated(
            record, {}, [&](std::uint32_t, const Compared& pair) { family |= areFamily(pair); });
        located[lane] += matcher.isLocated(record);
        in_family[lane] += family;
      },
      progress);
  const auto sum = [](const auto& list) { return std::accumulate(list.begin(), list.end(), 0.0); };
  if (sum(located) >= kEnough && sum(located) * 2 >= static_cast<double>(records / stride))
    out.families = sum(in_family) > kNextToNone * sum(located);
  out.dated = matcher.shareWithBirthDate() > 0.1;
  return out;
}

bool knownToLiveTogether(const Compared& pair) {
  return pair.weight(Field::kStreet) > 0 || pair.weight(Field::kPhone) > 0;
}

// What the comparisons of all records come to.
struct Verdicts {
  std::vector<RecordPair> linked, possible, refused;  // refused: in spite of the score
};

Verdicts judgeAll(const Matcher& matcher, std::size_t records, LinkPolicy policy,
                  const Population& among, const std::function<void(std::size_t)>& progress) {
  constexpr unsigned kMemo = 14;  // a power of 2: what fits a core's own cache
  std::vector<Verdicts> of(lanes());
  std::vector<WordMemo> memos(lanes(), WordMemo(kMemo));
  const double least = leastScore(among);
  eachRecord(
      records,
      [&](std::uint32_t record, std::size_t lane) {
        const Matcher::Look look{least, true, &memos[lane]};
        matcher.compareRelated(record, look, [&](std::uint32_t other, const Compared& pair) {
          const Decision decision = decide(pair, among);
          const RecordPair found{std::min(record, other), std::max(record, other), decision.score,
                                 decision.grade};
          const bool likely = policy == LinkPolicy::kLikeliest &&
                              decision.surplus >= kProbableBits &&
                              (decision.grade == Grade::kPossible || !knownToLiveTogether(pair));
          if (decision.grade >= Grade::kProbable || likely)
            of[lane].linked.push_back(found);
          else if (decision.grade == Grade::kPossible)
            of[lane].possible.push_back(found);
          else if (*decision.veto != '\0' &&
                   (policy == LinkPolicy::kSafe || knownToLiveTogether(pair)))
            of[lane].refused.push_back(found);
        });
      },
      [&](std::size_t done) { progress(records + done); });
  Verdicts all;
  const auto gather = [&](std::vector<RecordPair> Verdicts::*kind) {
    std::vector<RecordPair>& to = all.*kind;
    for (Verdicts& one : of) to.insert(to.end(), (one.*kind).begin(), (one.*kind).end());
    const auto key = [](const RecordPair& p) { return std::uint64_t{p.a} << 32 | p.b; };
    std::sort(to.begin(), to.end(), [&](const auto& x, const auto& y) { return key(x) < key(y); });
    to.erase(std::unique(to.begin(), to.end(),
                         [&](const auto& x, const auto& y) { return key(x) == key(y); }),
             to.end());
  };
  gather(&Verdicts::linked), gather(&Verdicts::possible), gather(&Verdicts::refused);
  return all;
}

// Pairs of one person are linked, whatever they are by themselves.
std::vector<RecordPair> pairsOf(const Matcher& matcher, const std::vector<std::uint32_t>& persons,
                                Verdicts verdicts) {
  std::vector<RecordPair> out;
  const auto key = [](const RecordPair& p) { return std::uint64_t{p.a} << 32 | p.b; };
  const auto less = [&](const auto& x, const auto& y) { return key(x) < key(y); };
  for (const auto* list : {&verdicts.linked, &verdicts.possible})
    for (RecordPair pair : *list) {
      if (persons[pair.a] == persons[pair.b])
        pair.grade = std::max(pair.grade, Grade::kProbable);
      else
        pair.grade = Grade::kPossible;
      out.push_back(pair);
    }
  std::sort(out.begin(), out.end(), less);
  const std::size_t known = out.size();
  std::vector<std::vector<std::uint32_t>> members(persons.size());
  for (std::uint32_t r = 0; r < persons.size(); ++r) members[persons[r]].push_back(r);
  for (const auto& person : members)
    for (std::size_t i = 0; i < person.size(); ++i)
      for (std::size_t j = i + 1; j < person.size(); ++j) {
        const RecordPair pair{person[i], person[j], 0, Grade::kProbable};
        if (std::binary_search(out.begin(), out.begin() + known, pair, less)) continue;
        out.push_back(pair);
        out.back().score = matcher.compareRecords(pair.a, pair.b).total();
      }
  std::sort(out.begin(), out.end(), less);
  return out;
}

}  // namespace

Linkage linkRecords(Matcher& matcher, std::size_t records, LinkPolicy policy,
                    const std::function<void(std::size_t)>& progress) {
  Linkage out;
  out.population = learn(matcher, records, progress);
  matcher.setPopulation(out.population);
  Verdicts verdicts = judgeAll(matcher, records, policy, out.population, progress);
  // Where the score alone tells, the more records a person has the likelier any pair is one: the
  // links found say how many, and those who were missed by that are looked for again.
  if (!out.population.families && !verdicts.linked.empty()) {
    const double pairs = static_cast<double>(records) * static_cast<double>(records) / 2;
    out.population.persons =
        std::min(out.population.persons, pairs / static_cast<double>(verdicts.linked.size()));
    verdicts = judgeAll(matcher, records, policy, out.population, progress);
  }
  Persons persons(records);
  for (const RecordPair& pair : verdicts.refused) persons.keepApart(pair.a, pair.b);
  std::vector<RecordPair> best = verdicts.linked;
  std::stable_sort(best.begin(), best.end(),
                   [](const auto& x, const auto& y) { return x.score > y.score; });
  for (const RecordPair& pair : best) persons.join(pair.a, pair.b);
  out.persons = persons.all();
  out.pairs = pairsOf(matcher, out.persons, std::move(verdicts));
  return out;
}

}  // namespace pontis
