#include "engine/consent/obligations.h"

#include <algorithm>

namespace pontis {
namespace {

using Overall = ConsentDecision::Overall;
using Delivery = AccessRequest::Delivery;

bool releasedBy(const ConsentDecision& decision, Ground ground) {
  return std::any_of(decision.resources.begin(), decision.resources.end(),
                     [&](const ResourceDecision& one) {
                       return one.access != Access::kWithhold && one.ground == ground;
                     });
}

// Whether nothing but the policy, and exceptions of Consents without a base, decided.
bool isPolicyWithExceptions(const ConsentDecision& decision,
                            std::span<const Directive> directives) {
  return std::all_of(
      decision.resources.begin(), decision.resources.end(), [&](const ResourceDecision& one) {
        if (one.directive < 0)
          return one.ground == Ground::kPolicyPermits || one.ground == Ground::kPolicyDenies;
        const Directive& by = directives[static_cast<std::size_t>(one.directive)];
        return by.fault.empty() && by.provision.type == Provision::Type::kNone;
      });
}

// How the answer must hide that something was left out of it.
void addDelivery(Delivery delivery, std::size_t released, ConsentDecision& decision) {
  const bool nothing = decision.overall == Overall::kDeny;
  const auto add = [&](const char* one) { decision.obligations.emplace_back(one); };
  switch (delivery) {
    case Delivery::kUnknown:
      return;
    case Delivery::kSearchset:
      decision.obligations.push_back("TOTAL=" + std::to_string(released));
      return;
    case Delivery::kRead:
    case Delivery::kHistory:
      if (nothing) add("HTTP=404");
      return;
    case Delivery::kInclude:
    case Delivery::kReference:
      add("CUT_REFERENCES");
      return;
    case Delivery::kDocument:
      if (nothing) return add("HTTP=404");
      add("REBUILD_NARRATIVE");
      add("EMPTYREASON=withheld");
      add("RESIGN");
  }
}

// Across a border: the patient's will is one answer, the law of the country the other.
void addAnswerAbroad(ConsentDecision& decision) {
  const bool will = std::any_of(
      decision.resources.begin(), decision.resources.end(), [](const ResourceDecision& one) {
        return one.ground != Ground::kRestricted && one.ground != Ground::kUnlabelled;
      });
  decision.code = will ? "ERROR_PS_NO_CONSENT" : "INSUFFICIENT_RIGHTS";
  decision.obligations.push_back(decision.code);
}

}  // namespace

ConsentDecision withObligations(ConsentDecision decision, const Question& question,
                                std::span<const Directive> directives) {
  const auto released = static_cast<std::size_t>(
      std::count_if(decision.resources.begin(), decision.resources.end(),
                    [](const ResourceDecision& one) { return one.access != Access::kWithhold; }));
  const bool all = released == decision.resources.size();
  decision.overall = released == 0 ? Overall::kDeny : all ? Overall::kPermit : Overall::kPartial;
  const auto add = [&](const char* one) { decision.obligations.emplace_back(one); };
  const bool duty = releasedBy(decision, Ground::kDuty);
  if (duty) {
    add("MINIMISE");
    add("AUDIT");
  } else if (decision.overall == Overall::kPartial &&
             !isPolicyWithExceptions(decision, directives)) {
    add("REDACT");
  }
  if (released > 0 && question.break_glass) {
    add("AUDIT_BTG");
    add("NOTIFY_PATIENT");
    add("REVIEW");
  }
  if (releasedBy(decision, Ground::kDataPermit)) add("PSEUDONYMISE");
  if (!all) addDelivery(question.request.delivery, released, decision);
  if (released > 0) return decision;
  if (question.jurisdiction.cross_border)
    addAnswerAbroad(decision);
  else
    decision.code = "access_denied";
  return decision;
}

}  // namespace pontis
