#include "engine/consent/provision_tree.h"

#include "engine/consent/criteria.h"

namespace pontis {
namespace {

using Type = Provision::Type;

Ruling decidedBy(Type type, std::string rule, const RuleContext& context) {
  return {type, std::move(rule), false, context.purposes != nullptr, context.actors != nullptr};
}

class Tree {
 public:
  Tree(const Question& question, const Datum& datum) : question_(question), datum_(datum) {}

  // (d)
  Ruling siblings(const std::vector<Provision>& rules, const RuleContext& above,
                  const std::string& parent) const {
    Ruling found;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      Ruling ruling = exception(rules[i], above, parent, i);
      if (ruling.type == Type::kDeny) return ruling;
      if (found.type == Type::kNone) found = std::move(ruling);
    }
    return found;
  }

  bool matches(const Provision& rule, const RuleContext& context) const {
    const bool permit = rule.type == Type::kPermit;
    // (e)
    return contextMatches(permit ? context : contextOf(rule), permit, question_) &&
           dataMatches(rule, permit, question_, datum_);
  }

 private:
  Ruling exception(const Provision& rule, const RuleContext& above, const std::string& parent,
                   std::size_t number) const {
    const RuleContext context = inherited(rule, above);
    if (!matches(rule, context)) return {};
    std::string name = parent;
    if (!name.empty()) name += '.';
    name += std::to_string(number);
    Ruling deeper = siblings(rule.provisions, context, name);
    if (deeper.type != Type::kNone) return deeper;
    return decidedBy(rule.type, std::move(name), context);
  }

  const Question& question_;
  const Datum& datum_;
};

}  // namespace

Ruling ruleOn(const Provision& root, const Question& question, const Datum& datum) {
  // A Consent that is not in force says nothing, its exceptions neither.
  if (root.period && !isIn(*root.period, question.request.time, question.jurisdiction.zone))
    return {};
  const Tree tree(question, datum);
  const RuleContext context = contextOf(root);
  Ruling exception = tree.siblings(root.provisions, context, "");  // (c)
  if (exception.type != Type::kNone) return exception;
  const bool permit = root.type == Type::kPermit;
  if (root.type == Type::kNone || !contextMatches(context, permit, question)) return {};
  const bool data = dataMatches(root, permit, question, datum);
  if (data) return decidedBy(root.type, "", context);
  if (!permit) return {};
  return {Type::kDeny, "", true};  // (b)
}

const Provision& findRule(const Provision& root, std::string_view rule) {
  const Provision* at = &root;
  while (!rule.empty()) {
    std::size_t number = 0;
    while (!rule.empty() && rule[0] != '.') {
      number = number * 10 + static_cast<std::size_t>(rule[0] - '0');
      rule.remove_prefix(1);
    }
    if (!rule.empty()) rule.remove_prefix(1);
    if (number >= at->provisions.size()) return root;
    at = &at->provisions[number];
  }
  return *at;
}

}  // namespace pontis
