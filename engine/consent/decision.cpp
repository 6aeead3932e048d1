#include "engine/consent/decision.h"

#include <algorithm>
#include <optional>

#include "engine/consent/admission.h"
#include "engine/consent/consents.h"
#include "engine/consent/implicit_policy.h"
#include "engine/consent/obligations.h"
#include "engine/consent/purpose.h"

namespace pontis {
namespace {

using Type = Provision::Type;

ResourceDecision permit(Ground ground) { return {Access::kPermit, ground, -1, ""}; }
ResourceDecision mask(Ground ground) { return {Access::kMask, ground, -1, ""}; }
ResourceDecision withhold(Ground ground) { return {Access::kWithhold, ground, -1, ""}; }

ResourceDecision fromConsents(const ConsentsRuling& said) {
  ResourceDecision decision;
  decision.directive = said.directive;
  decision.rule = said.ruling.rule;
  const bool permits = said.ruling.type == Type::kPermit;
  decision.access = permits ? Access::kPermit : Access::kWithhold;
  decision.ground = permits                  ? Ground::kConsentPermits
                    : said.unreadable        ? Ground::kConsentUnreadable
                    : said.ruling.leaves_out ? Ground::kConsentLeavesOut
                                             : Ground::kConsentDenies;
  return decision;
}

// The codes that are due for these purposes; nothing if no law asks.
std::optional<std::vector<std::string>> due(const Question& question) {
  std::vector<std::string> codes;
  for (const std::vector<Coding>& reasons : question.reasons) {
    bool any = false;
    for (const Coding& reason : reasons) {
      const auto duty = question.jurisdiction.duties.find(reason.code);
      if (reason.system != kActReason || duty == question.jurisdiction.duties.end()) continue;
      any = true;
      codes.insert(codes.end(), duty->second.begin(), duty->second.end());
    }
    if (!any) return std::nullopt;
  }
  return codes;
}

bool isDue(const ConsentResource& resource, const std::vector<std::string>& codes) {
  return std::any_of(resource.codes.begin(), resource.codes.end(), [&](const Coding& code) {
    return std::any_of(codes.begin(), codes.end(), [&](const std::string& one) {
      return one == code.code || one == code.system + "|" + code.code;
    });
  });
}

// A decision about one piece of data after another; what is alike for all stands in the members.
class Stages {
 public:
  Stages(const Question& question, std::span<const Directive> directives, const LabelTable* labels)
      : question_(question),
        law_(question.jurisdiction),
        labels_(labels),
        consents_(directives, question),
        subject_(isSubject(question.request)),
        secondary_(question.anyIs("HRESCH")),
        due_(due(question)),
        policy_(refuseByPolicy(question)) {}

  ResourceDecision decide(const ConsentResource& resource) const {
    if (subject_) return permit(Ground::kSubject);
    if (auto decided = byLaw(resource)) return *decided;
    const std::optional<LabelSet> labelled = label(resource);
    if (!labelled) return withhold(Ground::kUnlabelled);
    if (isOwn(resource)) return permit(Ground::kOwnData);
    const Datum datum{resource, *labelled, resource.type + "/" + resource.id};
    const ConsentsRuling said = consents_.on(datum);
    if (secondary_ && law_.data_permit) return withDataPermit(said);
    if (said.ruling.type != Type::kNone) return fromConsents(said);
    return byPolicy();
  }

  std::vector<std::string> reports() const { return consents_.reports(); }

 private:
  // Stages 4 to 7, as far as they are the same for all data.
  std::optional<ResourceDecision> byLaw(const ConsentResource& resource) const {
    if (due_) {
      const bool authority = question_.request.relation == Relation::kAuthority;
      return authority && isDue(resource, *due_) ? mask(Ground::kDuty) : withhold(Ground::kNoDuty);
    }
    if (law_.restricted && !question_.break_glass) return withhold(Ground::kRestricted);
    const bool primary = !question_.allAre("HRESCH");
    if (law_.opted_out && primary && !(law_.opt_out_override && question_.break_glass))
      return withhold(Ground::kOptedOut);
    if (secondary_ && law_.secondary_opted_out) return withhold(Ground::kSecondaryOptedOut);
    return std::nullopt;
  }

  ResourceDecision withDataPermit(const ConsentsRuling& said) const {
    if (said.ruling.type == Type::kDeny) return fromConsents(said);
    // The permit is for the research alone; what else is asked for needs its own basis.
    const bool permitted = question_.allAre("HRESCH") || said.ruling.type == Type::kPermit;
    return permitted ? mask(Ground::kDataPermit) : byPolicy();
  }

  ResourceDecision byPolicy() const {
    if (law_.cross_border && law_.cross_border_opt_in) return withhold(Ground::kNotAllowedAbroad);
    if (secondary_) return withhold(Ground::kNoDataPermit);
    return policy_ ? withhold(*policy_) : permit(Ground::kPolicyPermits);
  }

  std::optional<LabelSet> label(const ConsentResource& resource) const {
    if (auto labels = readLabels(resource.labels)) return labels;
    if (labels_ == nullptr) return std::nullopt;
    return readLabels(labels_->labels(resource));
  }

  bool isOwn(const ConsentResource& resource) const {
    if (!law_.author_keeps_access) return false;
    const bool purpose =
        std::all_of(question_.purposes.begin(), question_.purposes.end(), [](const Coding& one) {
          return isPurpose(one, "TREAT") || isPurpose(one, "HPAYMT") || isPurpose(one, "HOPERAT");
        });
    if (!purpose) return false;
    const AccessRequest& request = question_.request;
    const auto is = [&](const std::string& party) {
      return isSame(party, resource.custodian) ||
             std::any_of(resource.authors.begin(), resource.authors.end(),
                         [&](const std::string& author) { return isSame(party, author); });
    };
    return is(request.person) ||
           std::any_of(request.organizations.begin(), request.organizations.end(), is);
  }

  const Question& question_;
  const Jurisdiction& law_;
  const LabelTable* labels_;
  const Consents consents_;
  const bool subject_, secondary_;
  const std::optional<std::vector<std::string>> due_;
  const std::optional<Ground> policy_;
};

ConsentDecision refused(const Refusal& refusal, std::size_t resources, const Question& question) {
  ConsentDecision decision;
  decision.resources.assign(resources, withhold(refusal.ground));
  decision.code = refusal.code;
  if (refusal.alert) decision.obligations.push_back("ALERT");
  if (question.jurisdiction.cross_border) decision.obligations.push_back(refusal.code);
  return decision;
}

}  // namespace

ConsentDecision decide(const AccessRequest& request, std::span<const Directive> directives,
                       std::span<const ConsentResource> resources, const Jurisdiction& jurisdiction,
                       const LabelTable* labels) {
  Question question(request, jurisdiction);
  if (const auto refusal = refuseRequest(question))
    return refused(*refusal, resources.size(), question);
  if (!isSubject(request) && claimsBreakGlass(question)) {
    if (const auto refusal = refuseBreakGlass(question))
      return refused(*refusal, resources.size(), question);
    question.break_glass = true;
  }
  const Stages stages(question, directives, labels);
  ConsentDecision decision;
  decision.resources.reserve(resources.size());
  for (const ConsentResource& resource : resources)
    decision.resources.push_back(stages.decide(resource));
  decision.reports = stages.reports();
  return withObligations(std::move(decision), question, directives);
}

}  // namespace pontis
