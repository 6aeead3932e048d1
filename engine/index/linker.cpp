#include "engine/index/linker.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "engine/index/identifier_scheme.h"
#include "engine/index/placeholder.h"

namespace pontis {
namespace {

constexpr std::size_t kCandidates = 16;
constexpr std::size_t kMostCarriers = 16;  // a number that more records carry is nobody's
constexpr std::size_t kMostReviews = 3;    // of one description

bool contradicts(const Judgement& judgement, std::string_view field) {
  return std::any_of(
      judgement.fields.begin(), judgement.fields.end(),
      [&](const FieldEvidence& one) { return one.field == field && one.weight < 0; });
}

// One field may be a slip or a marriage; two are another person. Born on one day with two given
// names are twins.
bool contradicts(const Judgement& judgement) {
  int count = 0;
  for (const char* field : {"family", "given", "birthDate", "gender", "suffix"})
    count += contradicts(judgement, field);
  const bool one_day = std::any_of(
      judgement.fields.begin(), judgement.fields.end(),
      [](const FieldEvidence& one) { return one.field == "birthDate" && one.level == "equal"; });
  return count >= 2 || (one_day && contradicts(judgement, "given"));
}

Demographics withoutIdentifiers(Demographics person) {
  person.identifiers.clear();
  return person;
}

}  // namespace

std::optional<Judgement> Linker::swapped(const Demographics& known,
                                         const Demographics& said) const {
  Judgement judgement = matcher_.judge(withoutIdentifiers(known), withoutIdentifiers(said));
  const bool other = judgement.grade == Grade::kNot && contradicts(judgement, "birthDate") &&
                     contradicts(judgement, "given") &&
                     (contradicts(judgement, "family") || contradicts(judgement, "gender"));
  if (!other) return std::nullopt;
  return judgement;
}

// Whether the number is one that could name this person alone.
bool Linker::names(const Identifier& identifier, const Demographics& person) const {
  const std::uint32_t domain = domains_.find(identifier.system);
  if (domain == Domains::kUnknown || !domains_.at(domain).unique) return false;
  if (judgeNumber(identifier.value) != Standing::kStated) return false;
  const std::string& key = domains_.at(domain).scheme;
  const IdentifierScheme* scheme = key.empty() ? nullptr : findScheme(key);
  if (!scheme) return true;
  const IdentifierJudgement number = scheme->judge(identifier.value);
  return number.valid && birthAgrees(number, person.birth_date) != Agreement::kContradicts &&
         sexAgrees(number, person.gender) != Agreement::kContradicts;
}

std::vector<Candidate> Linker::search(const Demographics& person) const {
  return matcher_.search(person, kCandidates);
}

std::vector<Linker::Finding> Linker::find(std::uint32_t self, const Demographics& person,
                                          std::span<const Candidate> alike) const {
  std::vector<Finding> found;
  for (const Candidate& one : alike)
    if (one.record != self && identities_.visible(one.record))
      found.push_back({one.record, one.score, one.grade, false, Verdict::kNothing});
  share(self, person, found);
  return found;
}

void Linker::share(std::uint32_t self, const Demographics& person,
                   std::vector<Finding>& found) const {
  for (const Identifier& identifier : person.identifiers) {
    if (!names(identifier, person)) continue;
    const std::uint32_t domain = domains_.find(identifier.system);
    const auto carriers = identities_.carriers({domain, identifier.value}, kMostCarriers + 1);
    if (carriers.size() > kMostCarriers) continue;
    for (const std::uint32_t record : carriers) {
      if (record == self) continue;
      const auto known = std::find_if(found.begin(), found.end(),
                                      [&](const Finding& one) { return one.record == record; });
      if (known != found.end())
        known->shares = true;
      else
        found.push_back({record, 0, Grade::kNot, true, Verdict::kNothing});
    }
  }
}

bool Linker::numbersDiffer(const Demographics& person, std::uint32_t other) const {
  const auto theirs = identifiersOf(identities_.packed(other));
  for (const Identifier& identifier : person.identifiers) {
    if (!names(identifier, person)) continue;
    const std::uint32_t domain = domains_.find(identifier.system);
    bool stated = false, equal = false;
    for (const PackedIdentifier& one : theirs) {
      if (one.key.domain != domain) continue;
      stated = true;
      equal = equal || one.key.value == identifier.value;
    }
    if (stated && !equal) return true;
  }
  return false;
}

void Linker::judge(const RecordName& name, const Demographics& person, Finding& one) const {
  if (one.shares) {
    const Judgement judgement =
        matcher_.judge(person, unpack(identities_.packed(one.record), domains_));
    one.score = judgement.score;
    one.grade = std::max(judgement.grade, Grade::kProbable);
    one.verdict = contradicts(judgement) ? Verdict::kConflict : Verdict::kLink;
    return;
  }
  if (one.grade == Grade::kNot) return;
  const bool alike = one.grade >= Grade::kProbable;
  const bool at_home = recordKeyOf(identities_.packed(one.record)).domain == name.domain;
  if (alike && numbersDiffer(person, one.record))
    one.verdict = Verdict::kConflict;
  else if (one.grade == Grade::kCertain || (alike && !at_home))
    one.verdict = Verdict::kLink;
  else
    one.verdict = Verdict::kReview;
}

LinkDecision Linker::decide(const RecordName& name, std::uint32_t self, const Demographics& person,
                            std::span<const Candidate> alike) const {
  std::vector<Finding> found = find(self, person, alike);
  for (Finding& one : found) judge(name, person, one);
  std::sort(found.begin(), found.end(), [](const Finding& a, const Finding& b) {
    return std::tuple(a.verdict, a.shares, a.score, a.record) >
           std::tuple(b.verdict, b.shares, b.score, b.record);
  });
  std::vector<std::uint32_t> refused;  // persons with whom a record is in conflict
  for (const Finding& one : found)
    if (one.verdict == Verdict::kConflict) refused.push_back(identities_.personOf(one.record));

  LinkDecision decision;
  if (self != kNoRecord) part(self, person, decision);
  std::vector<std::uint32_t> joined, asked;
  const auto has = [](const std::vector<std::uint32_t>& list, std::uint32_t person_of) {
    return std::find(list.begin(), list.end(), person_of) != list.end();
  };
  for (Finding& one : found) {
    const std::uint32_t whose = identities_.personOf(one.record);
    if (one.verdict == Verdict::kNothing || has(joined, whose)) continue;
    const bool sure = joined.empty() || one.grade == Grade::kCertain || one.shares;
    if (one.verdict == Verdict::kLink && sure && !has(refused, whose)) {
      joined.push_back(whose);
      if (self != kNoRecord && decision.parted.empty() && identities_.personOf(self) == whose)
        continue;
      decision.links.push_back({identities_.name(one.record), static_cast<float>(one.score),
                                static_cast<std::uint8_t>(one.grade)});
      decision.remarks.push_back(fmt::format("linked: {}{}, {:.1f} bits", toString(one.grade),
                                             one.shares ? ", same number" : "", one.score));
      continue;
    }
    if (has(asked, whose) || asked.size() == kMostReviews) continue;
    asked.push_back(whose);
    review(name, self, one, decision);
  }
  return decision;
}

// An update may take away the ground on which the matcher linked.
void Linker::part(std::uint32_t self, const Demographics& person, LinkDecision& decision) const {
  for (const std::uint32_t other : identities_.automatic(self)) {
    if (!identities_.visible(other)) continue;
    const Judgement judgement = matcher_.judge(person, unpack(identities_.packed(other), domains_));
    if (judgement.grade != Grade::kNot || !contradicts(judgement)) continue;
    decision.parted.push_back(identities_.name(other));
    decision.remarks.push_back(fmt::format("parted: {:.1f} bits", judgement.score));
  }
}

// What was asked once is not asked again.
void Linker::review(const RecordName& name, std::uint32_t self, const Finding& one,
                    LinkDecision& decision) const {
  using Kind = IdentityFact::Kind;
  const Kind kind = one.verdict == Verdict::kConflict ? Kind::kConflict : Kind::kPossible;
  if (self != kNoRecord) {
    if (identities_.personOf(self) == identities_.personOf(one.record)) return;
    if (identities_.apart(self, one.record)) return;
    if (!identities_.acts(kind, self, one.record, false).empty()) return;
  }
  IdentityFact fact;
  fact.kind = kind;
  fact.a = name;
  fact.b = identities_.name(one.record);
  fact.score = static_cast<float>(one.score);
  decision.reviews.push_back(std::move(fact));
  decision.remarks.push_back(fmt::format(
      "for review: {}, {:.1f} bits",
      kind == Kind::kConflict ? "numbers and descriptions contradict" : "possible", one.score));
}

}  // namespace pontis
