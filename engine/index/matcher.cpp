// A plain matcher that compares whole words: enough to try the index with, until the real one.
#include "engine/index/matcher.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace pontis {
namespace {

std::string word(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c != ' ') out += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return out;
}

FieldEvidence compare(const char* field, const std::string& a, const std::string& b, double equal,
                      double differs) {
  if (a.empty() || b.empty()) return {field, "missing", 0};
  if (a == b) return {field, "equal", equal};
  if (a.starts_with(b) || b.starts_with(a)) return {field, "similar", equal / 2};
  return {field, "differs", differs};
}

PersonName nameOf(const Demographics& person) {
  return person.names.empty() ? PersonName{} : person.names[0];
}

std::vector<std::string> keys(const Demographics& person) {
  const PersonName name = nameOf(person);
  std::vector<std::string> out;
  if (!name.family.empty() && !person.birth_date.empty())
    out.push_back(word(name.family) + "|" + person.birth_date.substr(0, 4));
  if (!name.family.empty() && !name.given.empty())
    out.push_back(word(name.family) + "," + word(name.given));
  return out;
}

}  // namespace

const char* toString(Grade grade) {
  static constexpr const char* kNames[] = {"certainly-not", "possible", "probable", "certain"};
  return kNames[static_cast<int>(grade)];
}

struct Matcher::Columns {
  std::unordered_map<std::uint32_t, Demographics> all;
  std::map<std::string, std::set<std::uint32_t>> by_key;
};

Matcher::Matcher() : columns_(std::make_unique<Columns>()) {}
Matcher::Matcher(std::shared_ptr<const Weights>) : Matcher() {}
Matcher::~Matcher() = default;

void Matcher::put(std::uint32_t record, const Demographics& person) {
  erase(record);
  columns_->all[record] = person;
  for (const std::string& key : keys(person)) columns_->by_key[key].insert(record);
}

void Matcher::erase(std::uint32_t record) {
  const auto found = columns_->all.find(record);
  if (found == columns_->all.end()) return;
  for (const std::string& key : keys(found->second)) columns_->by_key[key].erase(record);
  columns_->all.erase(found);
}

std::vector<Candidate> Matcher::search(const Demographics& person, std::size_t limit) const {
  std::set<std::uint32_t> met;
  for (const std::string& key : keys(person)) {
    const auto found = columns_->by_key.find(key);
    if (found != columns_->by_key.end()) met.insert(found->second.begin(), found->second.end());
  }
  std::vector<Candidate> out;
  for (const std::uint32_t record : met) {
    const Judgement judgement = judge(person, columns_->all.at(record));
    if (judgement.grade != Grade::kNot) out.push_back({record, judgement.score, judgement.grade});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  if (out.size() > limit) out.resize(limit);
  return out;
}

Judgement Matcher::judge(const Demographics& a, const Demographics& b) const {
  const PersonName x = nameOf(a), y = nameOf(b);
  Judgement out;
  out.fields = {compare("family", word(x.family), word(y.family), 8, -4),
                compare("given", word(x.given), word(y.given), 6, -5),
                compare("birthDate", a.birth_date, b.birth_date, 12, -6),
                compare("gender", a.gender, b.gender, 1, -5)};
  const std::string street = a.addresses.empty() ? "" : word(a.addresses[0].line);
  const std::string other = b.addresses.empty() ? "" : word(b.addresses[0].line);
  out.fields.push_back(compare("address", street, other, 6, -1));
  for (const FieldEvidence& one : out.fields) out.score += one.weight;
  out.grade = out.score >= 30   ? Grade::kCertain
              : out.score >= 24 ? Grade::kProbable
              : out.score >= 14 ? Grade::kPossible
                                : Grade::kNot;
  return out;
}

std::size_t Matcher::bytes() const { return columns_->all.size() * 200; }

}  // namespace pontis
