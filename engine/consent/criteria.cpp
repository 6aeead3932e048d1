#include "engine/consent/criteria.h"

#include <algorithm>

namespace pontis {
namespace {

template <class Range, class Test>
bool any(const Range& range, Test test) {
  return std::any_of(range.begin(), range.end(), test);
}

// A purpose without a system is none of v3's: its code is all there is to compare.
bool isPurposeOf(const Coding& rule, const Coding& purpose) {
  return rule.code == purpose.code &&
         (rule.system == purpose.system || rule.system.empty() || purpose.system.empty());
}

bool purposesMatch(const std::vector<Coding>& rule, bool permit, const Question& question) {
  const auto covered = [&](const std::vector<Coding>& reasons) {
    return any(reasons, [&](const Coding& reason) {
      return any(rule, [&](const Coding& code) { return isPurposeOf(code, reason); });
    });
  };
  if (!permit) return any(question.reasons, covered);
  return !question.reasons.empty() &&
         std::all_of(question.reasons.begin(), question.reasons.end(), covered);
}

bool actionsMatch(const std::vector<Coding>& rule, bool permit, const std::string& action) {
  if (action.empty()) return !permit;
  return any(rule, [&](const Coding& code) {
    const bool known = code.system.empty() || code.system.ends_with("/consentaction");
    return code.code == action && (known || !permit);
  });
}

// ISCO-08 is a tree of digits: 2262 pharmacists are a kind of 226.
bool isIsco(std::string_view system) {
  return system.empty() || system.ends_with("2.16.840.1.113883.2.9.6.2.7") ||
         system.find("isco") != std::string_view::npos;
}

bool roleMatches(const Coding& role, bool permit, bool with_reference,
                 const AccessRequest& request) {
  const std::string& held = request.role;
  if (isIsco(role.system)) {
    // Who treats has a role; if it is not known it may be the one that is denied.
    if (held.empty()) return !permit && request.relation == Relation::kTreating;
    // Who says no more than "a health professional" may be the one who is denied.
    return held.starts_with(role.code) || (!permit && role.code.starts_with(held));
  }
  if (permit) return false;
  return with_reference || role.code == held;
}

bool refers(std::string_view reference, std::string_view to, bool permit) {
  return permit ? isSame(reference, to) : mayBeSame(reference, to);
}

// Whether nothing is known of the requester that could show it is not the one who is denied.
bool isUnknown(std::string_view reference, const AccessRequest& request) {
  if (reference.find("Organization/") != std::string_view::npos)
    return request.organizations.empty();
  for (const char* person : {"Practitioner/", "RelatedPerson/", "Device/", "Patient/"})
    if (reference.find(person) != std::string_view::npos) return request.person.empty();
  return false;
}

bool actorMatches(const ConsentActor& actor, bool permit, const Question& question) {
  const bool by_reference = !actor.reference.empty();
  const auto is = [&](std::string_view party) { return refers(actor.reference, party, permit); };
  if (by_reference && !any(question.parties, is))
    return !permit && isUnknown(actor.reference, question.request);
  if (actor.role.code.empty()) return by_reference;
  return roleMatches(actor.role, permit, by_reference, question.request);
}

bool isCode(const Coding& rule, const Coding& code, bool permit) {
  if (rule.code != code.code) return false;
  return rule.system == code.system || (!permit && (rule.system.empty() || code.system.empty()));
}

bool classMatches(const Coding& rule, bool permit, const ConsentResource& resource) {
  const bool type = rule.system.empty() || rule.system.ends_with("/resource-types");
  if (type && rule.code == resource.type) return true;
  return any(resource.classes, [&](const Coding& one) { return isCode(rule, one, permit); });
}

bool dataIs(const ConsentData& rule, bool permit, const Datum& datum) {
  const ConsentResource& resource = datum.resource;
  const auto is = [&](std::string_view to) { return refers(rule.reference, to, permit); };
  if (rule.meaning == ConsentData::Meaning::kAuthoredBy) {
    if (any(resource.authors, is)) return true;
    // Of an organisation's data it is the author of those it keeps, as far as anybody knows.
    return !permit && is(resource.custodian);
  }
  if (is(datum.reference)) return true;
  if (rule.meaning == ConsentData::Meaning::kInstance) return false;
  return is(resource.encounter) || any(resource.related, is);
}

}  // namespace

RuleContext contextOf(const Provision& rule) { return inherited(rule, {}); }

RuleContext inherited(const Provision& rule, const RuleContext& above) {
  RuleContext context = above;
  if (rule.period) context.period = &rule.period;
  if (!rule.actors.empty()) context.actors = &rule.actors;
  if (!rule.actions.empty()) context.actions = &rule.actions;
  if (!rule.purposes.empty()) context.purposes = &rule.purposes;
  return context;
}

bool contextMatches(const RuleContext& context, bool permit, const Question& question) {
  if (context.purposes != nullptr && !purposesMatch(*context.purposes, permit, question))
    return false;
  if (context.actions != nullptr &&
      !actionsMatch(*context.actions, permit, question.request.action))
    return false;
  if (context.actors != nullptr && !any(*context.actors, [&](const ConsentActor& actor) {
        return actorMatches(actor, permit, question);
      }))
    return false;
  return context.period == nullptr ||
         isIn(**context.period, question.request.time, question.jurisdiction.zone);
}

bool dataMatches(const Provision& rule, bool permit, const Question& question, const Datum& datum) {
  const ConsentResource& resource = datum.resource;
  if (!rule.labels.empty() && !any(rule.labels, [&](const Coding& label) {
        return permit ? permitCovers(label, datum.labels) : denyCovers(label, datum.labels);
      }))
    return false;
  if (!rule.classes.empty() &&
      !any(rule.classes, [&](const Coding& one) { return classMatches(one, permit, resource); }))
    return false;
  if (!rule.codes.empty() && !any(rule.codes, [&](const Coding& code) {
        return any(resource.codes, [&](const Coding& one) { return isCode(code, one, permit); });
      }))
    return false;
  if (!rule.data.empty() &&
      !any(rule.data, [&](const ConsentData& one) { return dataIs(one, permit, datum); }))
    return false;
  if (!rule.custodians.empty() && !any(rule.custodians, [&](const std::string& one) {
        return refers(one, resource.custodian, permit);
      }))
    return false;
  if (!rule.data_period) return true;
  if (!resource.date) return !permit;
  const TimeZone& zone = question.jurisdiction.zone;
  return permit ? liesIn(*resource.date, *rule.data_period, zone)
                : overlaps(*resource.date, *rule.data_period, zone);
}

}  // namespace pontis
