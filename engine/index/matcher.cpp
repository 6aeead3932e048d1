#include "engine/index/matcher.h"

#include <algorithm>
#include <array>

#include "engine/index/decision.h"
#include "engine/index/description.h"
#include "engine/index/matcher_columns.h"

namespace pontis {

// The candidates of a search, each once.
class CandidateSet {
 public:
  // False if it is there already, or there is no room.
  bool add(std::uint32_t record) {
    if (count_ == records_.size()) return false;
    std::size_t at = record * 0x9E3779B9u >> 20;
    while (slots_[at] != 0) {
      if (records_[slots_[at] - 1] == record) return false;
      at = (at + 1) % slots_.size();
    }
    records_[count_++] = record;
    slots_[at] = static_cast<std::uint16_t>(count_);
    return true;
  }
  std::span<const std::uint32_t> records() const { return {records_.data(), count_}; }

 private:
  std::array<std::uint32_t, 1536> records_;
  std::array<std::uint16_t, 4096> slots_{};
  std::size_t count_ = 0;
};

namespace {

bool better(const Candidate& a, const Candidate& b) {
  if (a.grade != b.grade) return a.grade > b.grade;
  return a.score != b.score ? a.score > b.score : a.record < b.record;
}

constexpr std::uint32_t kNoRecord = 0xFFFFFFFF;
constexpr unsigned kMemoOfSearch = 10, kMemoOfPair = 5;  // powers of 2

}  // namespace

void Matcher::Columns::place(const BlockingKeys& keys, std::size_t parent, std::uint32_t record) {
  std::vector<std::uint32_t> moved;
  for (std::size_t at = parent; at < keys.all().size(); ++at) {
    const BlockingKey& key = keys.all()[at];
    if (key.parent != parent) continue;
    const Blocking::Added added = blocks.add(key.hash, record, key.children == 0, moved);
    if (added == Blocking::Added::kDone) continue;
    for (const std::uint32_t other : moved) {
      const BlockingKeys its(side(other), words, thorough);
      for (std::size_t i = 0; i < its.all().size(); ++i)
        if (its.all()[i].hash == key.hash) place(its, i + 1, other);
    }
    moved.clear();
    place(keys, at + 1, record);
  }
}

template <class Visit>
void Matcher::Columns::eachBlock(const Side& probe, const Vocabulary& vocabulary,
                                 const Visit& visit) const {
  const BlockingKeys keys(probe, vocabulary, thorough);
  const auto all = keys.all();
  for (const BlockingKey& key : all) blocks.prefetch(key.hash);
  std::array<Blocking::Entry, BlockingKeys::kMost> entries;
  for (std::size_t at = 0; at < all.size(); ++at) {
    entries[at] = blocks.look(all[at].hash);
    blocks.prefetch(entries[at]);
  }
  std::uint64_t crowded = 0;  // by place
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (all[at].parent != 0 && (crowded >> (all[at].parent - 1) & 1) == 0) continue;
    const Blocking::Found found = blocks.recordsOf(entries[at]);
    if (found.crowded) crowded |= std::uint64_t{1} << at;
    if (!found.records.empty()) visit(found.records);
  }
}

template <class Visit>
void Matcher::Columns::eachCandidate(const CandidateSet& candidates, const Visit& visit) const {
  constexpr std::size_t kAhead = 12;
  const auto records = candidates.records();
  for (std::size_t at = 0; at < records.size(); ++at) {
    if (at + kAhead < records.size()) {
      const MatchRow& next = rows[records[at + kAhead]];
      words.names.prefetch(next.given);
      words.names.prefetch(next.family);
      extras.prefetch(next);
    }
    visit(records[at], side(records[at]));
  }
}

std::vector<Candidate> Matcher::Columns::alike(const Side& probe, const Vocabulary& vocabulary,
                                               std::size_t limit, std::uint32_t itself) const {
  CandidateSet candidates;
  eachBlock(probe, vocabulary, [&](std::span<const std::uint32_t> records) {
    for (const std::uint32_t record : records)
      if (record != itself && candidates.add(record)) __builtin_prefetch(&rows[record]);
  });
  const Bar bar{leastScore(population), population.families};
  WordMemo memo(kMemoOfSearch);
  std::vector<Candidate> out;
  eachCandidate(candidates, [&](std::uint32_t record, const Side& other) {
    const auto compared = compareAbove(bar, probe, other, scale(vocabulary), memo);
    if (!compared) return;
    const Decision decision = decide(*compared, population);
    if (decision.grade > Grade::kNot) out.push_back({record, decision.score, decision.grade});
  });
  std::sort(out.begin(), out.end(), better);
  if (out.size() > limit) out.resize(limit);
  return out;
}

const char* toString(Grade grade) {
  switch (grade) {
    case Grade::kNot:
      return "certainly-not";
    case Grade::kPossible:
      return "possible";
    case Grade::kProbable:
      return "probable";
    case Grade::kCertain:
      return "certain";
  }
  return "";
}

Matcher::Matcher() : Matcher(Weights::shipped()) {}
Matcher::Matcher(std::shared_ptr<const Weights> weights, Blocks blocks)
    : columns_(std::make_unique<Columns>(std::move(weights), blocks == Blocks::kThorough)) {}
Matcher::~Matcher() = default;

void Matcher::put(std::uint32_t record, const Demographics& person) {
  erase(record);
  Columns& c = *columns_;
  c.rows.reach(std::size_t{record} + 1);
  Description described = describe(person, c.words);
  c.extras.add(described.extras, described.row);
  described.row.known = 1;
  c.words.count(described.row, 1);
  c.rows[record] = described.row;
  c.place(BlockingKeys(c.side(record), c.words, c.thorough), 0, record);
}

void Matcher::erase(std::uint32_t record) {
  Columns& c = *columns_;
  if (!c.has(record)) return;
  const BlockingKeys keys(c.side(record), c.words, c.thorough);
  for (const BlockingKey& key : keys.all()) c.blocks.remove(key.hash, record);
  MatchRow& row = c.rows[record];
  c.words.count(row, -1);
  c.extras.remove(row);
  row = {};
}

std::vector<Candidate> Matcher::search(const Demographics& person, std::size_t limit) const {
  Vocabulary words(columns_->words);
  const Description described = describe(person, words);
  return columns_->alike({described.row, described.extras}, words, limit, kNoRecord);
}

std::vector<Candidate> Matcher::among(const Demographics& person,
                                      std::span<const std::uint32_t> records) const {
  const Columns& c = *columns_;
  Vocabulary words(c.words);
  const Description described = describe(person, words);
  WordMemo memo(kMemoOfPair);
  const Bar bar{leastScore(c.population), c.population.families};
  std::vector<Candidate> out;
  for (const std::uint32_t record : records) {
    if (!c.has(record)) continue;
    const auto compared =
        compareAbove(bar, {described.row, described.extras}, c.side(record), c.scale(words), memo);
    if (!compared) continue;
    const Decision decision = decide(*compared, c.population);
    if (decision.grade > Grade::kNot) out.push_back({record, decision.score, decision.grade});
  }
  return out;
}

std::vector<Candidate> Matcher::search(std::uint32_t record, std::size_t limit) const {
  if (!columns_->has(record)) return {};
  return columns_->alike(columns_->side(record), columns_->words, limit, record);
}

void Matcher::compareRelated(
    std::uint32_t record, const Look& look,
    const std::function<void(std::uint32_t other, const Compared& pair)>& visit) const {
  const Columns& c = *columns_;
  if (!c.has(record)) return;
  const Side probe = c.side(record);
  CandidateSet candidates;
  c.eachBlock(probe, c.words, [&](std::span<const std::uint32_t> records) {
    // A full list may hold those who know nothing of this record.
    const bool mutual =
        look.once && std::find(records.begin(), records.end(), record) != records.end();
    for (const std::uint32_t other : records)
      if (other != record && (!mutual || record < other) && candidates.add(other))
        __builtin_prefetch(&c.rows[other]);
  });
  WordMemo own(look.memo != nullptr ? 0 : kMemoOfSearch);
  WordMemo& memo = look.memo != nullptr ? *look.memo : own;
  const Bar bar{look.least, false};
  c.eachCandidate(candidates, [&](std::uint32_t other, const Side& side) {
    if (const auto pair = compareAbove(bar, probe, side, c.scale(c.words), memo))
      visit(other, *pair);
  });
}

Compared Matcher::compareRecords(std::uint32_t a, std::uint32_t b) const {
  const Columns& c = *columns_;
  WordMemo memo(kMemoOfPair);
  return compare(c.side(a), c.side(b), c.scale(c.words), memo);
}

bool Matcher::isLocated(std::uint32_t record) const {
  const MatchRow& row = columns_->rows[record];
  return (row.street != 0 && row.house != 0) || row.phone != 0;
}

double Matcher::shareWithBirthDate() const {
  return columns_->words.births() / std::max(1.0, static_cast<double>(columns_->words.records()));
}

Judgement Matcher::judge(const Demographics& a, const Demographics& b) const {
  const Columns& c = *columns_;
  Vocabulary words(c.words);
  const Description one = describe(a, words), other = describe(b, words);
  WordMemo memo(kMemoOfPair);
  const Compared compared =
      compare({one.row, one.extras}, {other.row, other.extras}, c.scale(words), memo);
  const Decision decision = decide(compared, c.population);
  Judgement out;
  out.score = decision.score;
  out.grade = decision.grade;
  out.veto = decision.veto;
  for (std::size_t f = 0; f < kFields; ++f)
    out.fields.push_back({toString(static_cast<Field>(f)),
                          toString(compared.level(static_cast<Field>(f))),
                          compared.weight(static_cast<Field>(f))});
  return out;
}

const Population& Matcher::population() const { return columns_->population; }
void Matcher::setPopulation(const Population& population) { columns_->population = population; }

std::size_t Matcher::bytes() const {
  const Columns& c = *columns_;
  return c.rows.bytes() + c.extras.bytes() + c.blocks.bytes() + c.words.bytes();
}

}  // namespace pontis
