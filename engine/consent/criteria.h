// Criteria: whether one rule's criteria match a request and data, by themselves.
//
// The rules for permit and deny differ where a fact is missing or a reference is not exact
// (provision_tree.h).
#pragma once

#include "engine/consent/question.h"

namespace pontis {

// The context criteria that hold for a rule: its own, or inherited.
struct RuleContext {
  const std::optional<Period>* period = nullptr;
  const std::vector<ConsentActor>* actors = nullptr;
  const std::vector<Coding>* actions = nullptr;
  const std::vector<Coding>* purposes = nullptr;
};

RuleContext contextOf(const Provision& rule);
// `rule`'s own, and where it states nothing, `above`.
RuleContext inherited(const Provision& rule, const RuleContext& above);

bool contextMatches(const RuleContext& context, bool permit, const Question& question);
bool dataMatches(const Provision& rule, bool permit, const Question& question, const Datum& datum);

}  // namespace pontis
