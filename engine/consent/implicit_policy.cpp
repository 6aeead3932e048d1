#include "engine/consent/implicit_policy.h"

#include <algorithm>
#include <iterator>

#include "engine/consent/purpose.h"

namespace pontis {
namespace {

// In an emergency nobody treats yet.
bool treats(const Question& question) {
  return question.request.relation == Relation::kTreating ||
         (question.break_glass && question.request.relation == Relation::kNone &&
          isClinician(question.request.role));
}

bool bears(const Question& question, const Coding& purpose) {
  const Relation relation = question.request.relation;
  if (isPurpose(purpose, "TREAT") || isPurpose(purpose, "HOPERAT")) return treats(question);
  if (isPurpose(purpose, "HPAYMT")) return treats(question) || relation == Relation::kPayer;
  return false;
}

}  // namespace

bool isClinician(std::string_view isco) {
  // Veterinarians and their technicians, hygiene and health inspectors, records technicians.
  constexpr std::string_view kOthers[] = {"225", "2263", "324", "3252", "3257"};
  const bool health = isco.starts_with("22") || isco.starts_with("32");
  return health && std::none_of(std::begin(kOthers), std::end(kOthers),
                                [&](std::string_view other) { return isco.starts_with(other); });
}

std::optional<Ground> refuseByPolicy(const Question& question) {
  const ImplicitPolicy policy = question.jurisdiction.policy;
  if (policy == ImplicitPolicy::kDeny) return Ground::kPolicyDenies;
  if (question.anyIs("HMARKT")) return Ground::kMarketing;
  if (policy == ImplicitPolicy::kBreakGlassOnly && !question.break_glass)
    return Ground::kPolicyDenies;
  if (policy != ImplicitPolicy::kAllNormal) {
    if (!question.allAre("TREAT")) return Ground::kPolicyDenies;
    if (!isClinician(question.request.role)) return Ground::kNoClinician;
  }
  const bool borne = std::all_of(question.purposes.begin(), question.purposes.end(),
                                 [&](const Coding& purpose) { return bears(question, purpose); });
  if (!borne) return Ground::kNoRelation;
  return std::nullopt;
}

}  // namespace pontis
