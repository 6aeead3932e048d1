#include "engine/consent/consents.h"

#include <algorithm>
#include <charconv>

#include "engine/consent/purpose.h"

namespace pontis {
namespace {

using Type = Provision::Type;

long long numberOf(const std::string& version) {
  long long number = -1;
  const char* end = version.data() + version.size();
  const auto read = std::from_chars(version.data(), end, number);
  return read.ptr == end ? number : -1;
}

// Whether `later` stands for what became of `earlier`, which stands before it.
bool supersedes(const Directive& later, const Directive& earlier) {
  const long long now = numberOf(later.version), then = numberOf(earlier.version);
  if (now >= 0 && then >= 0 && now != then) return now > then;
  if (later.time && earlier.time && later.time->first != earlier.time->first)
    return later.time->first > earlier.time->first;
  return true;
}

bool isLatest(std::span<const Directive> all, std::size_t at) {
  const Directive& one = all[at];
  if (one.id.empty()) return true;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == at || all[i].id != one.id || all[i].patient != one.patient) continue;
    if (i > at ? supersedes(all[i], one) : !supersedes(one, all[i])) return false;
  }
  return true;
}

// A consent whose date is not known is older than any if it permits, newer if it denies.
Time recency(const Directive& directive) {
  if (directive.time) return directive.time->first;
  return directive.provision.type == Type::kPermit ? Time::min() : Time::max();
}

}  // namespace

Consents::Consents(std::span<const Directive> directives, const Question& question)
    : question_(question), named_(mustNamePurpose()) {
  for (std::size_t i = 0; i < directives.size(); ++i) {
    const Directive& one = directives[i];
    if (!one.active || !one.privacy || !isLatest(directives, i)) continue;
    const bool surely = isSame(one.patient, question.request.patient);
    const bool nobody = one.patient.empty() && !one.fault.empty();
    if (!surely && !nobody && !mayBeSame(one.patient, question.request.patient)) continue;
    counted_.push_back({&one, static_cast<int>(i), surely});
  }
  if (question.jurisdiction.most_recent)
    std::stable_sort(counted_.begin(), counted_.end(), [](const Counted& a, const Counted& b) {
      return recency(*a.directive) > recency(*b.directive);
    });
}

// Where it is known for whom this engine speaks, a consent given to somebody else governs nothing;
// else it governs the data of those it was given to.
bool Consents::governs(const Directive& directive, const Datum& datum) const {
  const std::vector<std::string>& domain = question_.jurisdiction.domain;
  const std::string& custodian = datum.resource.custodian;
  if (directive.organizations.empty() || (domain.empty() && custodian.empty())) return true;
  return std::any_of(directive.organizations.begin(), directive.organizations.end(),
                     [&](const std::string& organization) {
                       if (domain.empty()) return mayBeSame(organization, custodian);
                       return std::any_of(
                           domain.begin(), domain.end(),
                           [&](const std::string& one) { return mayBeSame(organization, one); });
                     });
}

bool Consents::mustNamePurpose() const {
  return std::any_of(question_.purposes.begin(), question_.purposes.end(), [&](const Coding& one) {
    if (isPurpose(one, "HRESCH")) return !question_.jurisdiction.data_permit;
    return isPurpose(one, "HMARKT") || !isKnownPurpose(one);
  });
}

ConsentsRuling Consents::rule(const Counted& counted, const Datum& datum) const {
  const Directive& directive = *counted.directive;
  if (!governs(directive, datum)) return {};
  if (!directive.fault.empty()) return {{Type::kDeny, "", false}, counted.number, true};
  Ruling ruling = ruleOn(directive.provision, question_, datum);
  const Jurisdiction& law = question_.jurisdiction;
  const bool permit = ruling.type == Type::kPermit;
  // Of whom it is said that "Patient/1" of some server is meant, nothing is released.
  if (permit && !counted.surely) return {};
  if (permit && named_ && !ruling.names_purpose) return {};
  if (permit && law.cross_border && law.cross_border_opt_in && !ruling.names_actor) return {};
  return {std::move(ruling), counted.number, false};
}

ConsentsRuling Consents::on(const Datum& datum) const {
  ConsentsRuling found;
  Time when{};
  for (const Counted& counted : counted_) {
    ConsentsRuling one = rule(counted, datum);
    if (one.ruling.type == Type::kNone) continue;
    const bool deny = one.ruling.type == Type::kDeny;
    if (question_.jurisdiction.most_recent && !one.unreadable) {
      const bool older = found.directive >= 0 && recency(*counted.directive) < when;
      if (older) continue;
      when = recency(*counted.directive);
    }
    if (deny && (one.unreadable || !question_.jurisdiction.most_recent)) return one;
    if (found.directive < 0 || deny) found = std::move(one);
  }
  return found;
}

std::vector<std::string> Consents::reports() const {
  std::vector<std::string> out;
  for (const Counted& counted : counted_)
    if (const Directive& one = *counted.directive; !one.fault.empty())
      out.push_back("Consent " + (one.id.empty() ? std::to_string(counted.number + 1) : one.id) +
                    " cannot be read at " + one.fault + " and counts as a deny");
  return out;
}

}  // namespace pontis
