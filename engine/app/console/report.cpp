#include "engine/app/console/report.h"

#include <fmt/format.h>

#include "engine/app/console/rows.h"
#include "engine/base/log.h"

namespace pontis {
namespace {

void join(std::string& list, const std::string& item) {
  if (!list.empty()) list += ",\n";
  list += item;
}

std::string leavesJson(const LeafCount& count) {
  return fmt::format(R"("leaves":{},"read":{},"kept":{},"lost":{})", count.leaves, count.read,
                     count.kept, count.lost);
}

std::string reasonsJson(const std::map<std::string, std::size_t>& reasons) {
  std::string list;
  for (const auto& [reason, count] : reasons)
    list += fmt::format(R"({}{{"reason":{},"count":{}}})", list.empty() ? "" : ",",
                        jsonString(reason), count);
  return "[" + list + "]";
}

std::string ruleJson(const Rule& rule, std::uint64_t count) {
  return fmt::format(R"({{"place":{},"source":{},"target":{},"origin":{},"count":{}}})",
                     jsonString(rule.place), jsonString(rule.source), jsonString(rule.target),
                     jsonString(rule.origin), count);
}

}  // namespace

void Report::add(const std::string& type, const Mapped& mapped) {
  coverage_.add(mapped.hits);
  Type& line = types_[type];
  ++line.messages;
  line.leaves += mapped.leaves;
  for (const Loss& loss : mapped.lost) ++line.reasons[loss.reason];
  for (const UnmappedCode& one : mapped.unmapped) ++unmapped_[{one.table, one.code, mapped.sender}];
}

Report::Type Report::all() const {
  Type all;
  for (const auto& [name, type] : types_) {
    all.messages += type.messages;
    all.leaves += type.leaves;
    for (const auto& [reason, count] : type.reasons) all.reasons[reason] += count;
  }
  return all;
}

std::string Report::json() const {
  std::string types, unmapped, rules;
  for (const auto& [name, type] : types_)
    join(types, fmt::format(R"({{"type":{},"messages":{},{},"reasons":{}}})", jsonString(name),
                            type.messages, leavesJson(type.leaves), reasonsJson(type.reasons)));
  for (const auto& [code, count] : unmapped_)
    join(unmapped, fmt::format(R"({{"table":{},"code":{},"sender":{},"messages":{}}})",
                               jsonString(code.table), jsonString(code.code),
                               jsonString(code.sender), count));
  for (std::size_t i = 0; i < rules_.size(); ++i)
    join(rules, ruleJson(rules_[i], coverage_.counts()[i]));
  const Type total = all();
  return fmt::format(
      "{{\"messages\":{},\"refused\":{},{},\n\"reasons\":{},\n\"types\":[\n{}],\n"
      "\"unmapped\":[\n{}],\n\"rules\":[\n{}]}}\n",
      total.messages, refused_, leavesJson(total.leaves), reasonsJson(total.reasons), types,
      unmapped, rules);
}

void Report::print(std::ostream& out) const {
  const Type total = all();
  Rows types({"type", "messages", "values", "read", "kept apart", "lost"});
  const auto line = [&](const std::string& name, const Type& type) {
    const LeafCount& count = type.leaves;
    types.add({name, std::to_string(type.messages), std::to_string(count.leaves),
               percent(count.read, count.leaves), percent(count.kept, count.leaves),
               percent(count.lost, count.leaves)});
  };
  for (const auto& [name, type] : types_) line(name, type);
  if (types_.size() != 1) line("all", total);
  types.print(out, false);
  if (!total.reasons.empty()) {
    Rows reasons({"why", "values"});
    for (const auto& [reason, count] : total.reasons) reasons.add({reason, std::to_string(count)});
    out << "\n";
    reasons.print(out, false);
  }
  if (!unmapped_.empty()) {
    Rows codes({"not in table", "code", "sender", "messages"});
    for (const auto& [code, count] : unmapped_)
      codes.add({code.table, code.code, code.sender, std::to_string(count)});
    out << "\n";
    codes.print(out, false);
  }
  const Coverage::Line rules = coverage_.total();
  out << fmt::format("\n{} of {} rules wrote something\n", rules.hit, rules.rules);
}

std::string hitsJson(const std::vector<Rule>& rules, const std::vector<RuleHit>& hits) {
  std::string list;
  for (const RuleHit& hit : hits) join(list, ruleJson(rules[hit.rule], hit.count));
  return "[" + list + "]";
}

}  // namespace pontis
