#include "engine/consent/explanation.h"

#include <algorithm>

#include "engine/consent/provision_tree.h"

namespace pontis {
namespace {

struct Reason {
  Ground ground;
  int stage;
  std::string_view words;
};

constexpr Reason kReasons[] = {
    {Ground::kNotAuthenticated, 1, "nobody vouches for who asks"},
    {Ground::kPatientsDisagree, 1,
     "the request and its token do not name one and the same patient"},
    {Ground::kNoPurpose, 1, "the request declares no purpose"},
    {Ground::kPurposeNotForExchange, 1,
     "across a border, data are exchanged for treatment and emergencies only"},
    {Ground::kPermissionMissing, 1,
     "the requester's assertion lacks a permission that this kind of document needs"},
    {Ground::kSubject, 2, "the patient asks for the patient's own data (GDPR 15, EHDS 3)"},
    {Ground::kBreakGlassContradicted, 3,
     "break-glass is declared together with another purpose, which contradict each other"},
    {Ground::kBreakGlassNotDeclared, 3, "the purpose is break-glass, but nobody declared it"},
    {Ground::kBreakGlassNoRight, 3, "the requester has no right to break the glass"},
    {Ground::kBreakGlassNoReason, 3, "break-glass is declared without a reason"},
    {Ground::kBreakGlassStale, 3, "the declaration of break-glass is not, or no longer, valid"},
    {Ground::kDuty, 4, "a law requires that these data are reported"},
    {Ground::kNoDuty, 4, "the law that is invoked does not require these data"},
    {Ground::kRestricted, 5, "the processing of this patient's data is restricted (GDPR 18)"},
    {Ground::kOptedOut, 6, "the patient has opted out of access for care (EHDS 10)"},
    {Ground::kSecondaryOptedOut, 7, "the patient has opted out of secondary use (EHDS 71)"},
    {Ground::kDataPermit, 7, "a data permit covers this secondary use (EHDS 68)"},
    {Ground::kNoDataPermit, 7,
     "secondary use needs a data permit, or a consent that names the purpose"},
    {Ground::kUnlabelled, 8,
     "the data bear no security label and the labelling service cannot give them one"},
    {Ground::kOwnData, 8, "the requester wrote these data or keeps their register"},
    {Ground::kConsentPermits, 9, "the patient's consent permits it"},
    {Ground::kConsentDenies, 9, "the patient's consent denies it"},
    {Ground::kConsentLeavesOut, 9,
     "the patient's consent permits certain data only, and these are none of them"},
    {Ground::kConsentUnreadable, 10,
     "a consent of the patient cannot be read and counts as a deny"},
    {Ground::kNotAllowedAbroad, 11,
     "the patient has given no consent to transfer to this recipient abroad"},
    {Ground::kMarketing, 11, "marketing needs the patient's own consent"},
    {Ground::kNoRelation, 11,
     "no consent decides, and the requester has no relation to the patient that bears the purpose"},
    {Ground::kNoClinician, 11, "no consent decides, and the requester is no clinician"},
    {Ground::kPolicyPermits, 11, "no consent decides, and the policy in force permits it"},
    {Ground::kPolicyDenies, 11, "no consent decides, and the policy in force does not permit it"},
};

const Reason& reasonOf(Ground ground) {
  for (const Reason& reason : kReasons)
    if (reason.ground == ground) return reason;
  return kReasons[0];
}

template <class Range, class Text>
void addList(std::string_view head, const Range& range, Text text, std::string& out) {
  bool first = true;
  for (const auto& one : range) {
    out += first ? std::string(head) : ", ";
    out += text(one);
    first = false;
  }
}

std::string day(const PartialTime& time, bool end) {
  const Time shown = end ? time.after - std::chrono::milliseconds(1) : time.first;
  const std::string text = toText(shown);
  constexpr std::size_t kDate = 10;
  return time.zoned ? text : text.substr(0, kDate);
}

void addPeriod(std::string_view head, const std::optional<Period>& period, std::string& out) {
  if (!period) return;
  out += head;
  if (period->start) out += " from " + day(*period->start, false);
  if (period->end) out += " to " + day(*period->end, true);
}

std::string why(const ResourceDecision& one, std::span<const Directive> directives,
                const Jurisdiction& jurisdiction) {
  const Reason& reason = reasonOf(one.ground);
  std::string out = "Stage " + std::to_string(reason.stage) + ": " + std::string(reason.words);
  if (one.ground == Ground::kPolicyPermits || one.ground == Ground::kPolicyDenies)
    out += " (" + std::string(toText(jurisdiction.policy)) + ")";
  if (one.directive < 0 || static_cast<std::size_t>(one.directive) >= directives.size()) return out;
  const Directive& directive = directives[static_cast<std::size_t>(one.directive)];
  out += " (" + (directive.id.empty() ? "consent without id" : "consent " + directive.id);
  if (!directive.version.empty()) out += " version " + directive.version;
  if (!directive.fault.empty()) return out + ", at " + directive.fault + ")";
  return out + ": " + inWords(findRule(directive.provision, one.rule)) + ")";
}

}  // namespace

std::string_view toText(ConsentDecision::Overall overall) {
  switch (overall) {
    case ConsentDecision::Overall::kPermit:
      return "PERMIT";
    case ConsentDecision::Overall::kPartial:
      return "PARTIAL";
    case ConsentDecision::Overall::kDeny:
      break;
  }
  return "DENY";
}

int stageOf(Ground ground) { return reasonOf(ground).stage; }

std::string_view inWords(Ground ground) { return reasonOf(ground).words; }

std::string inWords(const Provision& rule) {
  const auto code = [](const Coding& one) { return one.code; };
  const auto text = [](const std::string& one) { return one; };
  std::string out = rule.type == Provision::Type::kDeny ? "deny" : "permit";
  const std::size_t bare = out.size();
  addList(" of class ", rule.classes, code, out);
  addList(" of code ", rule.codes, code, out);
  addList(" of label ", rule.labels, code, out);
  addList(
      " of data ", rule.data,
      [](const ConsentData& one) {
        constexpr std::string_view kMeanings[] = {"", "related to ", "depending on ",
                                                  "written by "};
        return std::string(kMeanings[static_cast<std::size_t>(one.meaning)]) + one.reference;
      },
      out);
  addList(" of data kept by ", rule.custodians, text, out);
  addPeriod(" of data", rule.data_period, out);
  if (out.size() == bare) out += " of all data";
  addList(
      " to ", rule.actors,
      [](const ConsentActor& one) {
        if (one.role.code.empty()) return one.reference;
        return "role " + one.role.code + (one.reference.empty() ? "" : " of " + one.reference);
      },
      out);
  addList(" for ", rule.purposes, code, out);
  addList(" as ", rule.actions, code, out);
  addPeriod(" in force", rule.period, out);
  return out;
}

std::string explain(const ConsentDecision& decision, std::span<const Directive> directives,
                    std::span<const ConsentResource> resources, const Jurisdiction& jurisdiction) {
  // One sentence for all data that are decided alike, in the order they came.
  std::vector<std::pair<std::string, std::string>> sentences;
  for (std::size_t i = 0; i < decision.resources.size(); ++i) {
    const ResourceDecision& one = decision.resources[i];
    const bool withheld = one.access == Access::kWithhold;
    std::string reason = (withheld ? "W" : "R") + why(one, directives, jurisdiction);
    const auto same = std::find_if(sentences.begin(), sentences.end(),
                                   [&](const auto& said) { return said.first == reason; });
    const std::string& id = resources[i].id;
    if (same != sentences.end())
      same->second += ", " + id;
    else
      sentences.emplace_back(std::move(reason), id);
  }
  std::string out;
  for (const auto& [reason, ids] : sentences) {
    if (!out.empty()) out += ' ';
    out += (reason[0] == 'W' ? "Withheld: " : "Released: ") + ids + ". " + reason.substr(1) + ".";
  }
  if (sentences.empty()) out = "No data were asked for.";
  if (std::find(decision.obligations.begin(), decision.obligations.end(), "AUDIT_BTG") !=
      decision.obligations.end())
    out += " The glass was broken: the patient is told and the access is reviewed.";
  for (const std::string& report : decision.reports) out += " " + report + ".";
  if (!jurisdiction.source.empty()) out += " Law: " + jurisdiction.source + ".";
  return out;
}

}  // namespace pontis
