// Report: what became of many messages together: which rules wrote something, what was lost and
// why, which codes no table knows. It holds places, reasons and codes, and no patient data.
//
// Not thread safe.
#pragma once

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "engine/mapping/coverage.h"
#include "engine/mapping/mapping.h"

namespace pontis {

class Report {
 public:
  // `rules` is Mapping::rules(), and outlives this.
  explicit Report(const std::vector<Rule>& rules) : rules_(rules), coverage_(rules) {}

  void add(const std::string& type, const Mapped& mapped);
  void refused() { ++refused_; }

  // {"messages":…,"refused":…,"types":[…],"reasons":[…],"unmapped":[…],"rules":[…]}
  std::string json() const;
  // The same as tables, the rules as totals.
  void print(std::ostream& out) const;

 private:
  struct Type {
    std::size_t messages = 0;
    LeafCount leaves;
    std::map<std::string, std::size_t> reasons;
  };
  struct Code {
    std::string table, code, sender;
    auto operator<=>(const Code&) const = default;
  };
  Type all() const;

  const std::vector<Rule>& rules_;
  Coverage coverage_;
  std::map<std::string, Type> types_;
  std::map<Code, std::size_t> unmapped_;  // messages
  std::size_t refused_ = 0;
};

// The hits of one message: a JSON array of {"place","source","target","origin","count"}.
std::string hitsJson(const std::vector<Rule>& rules, const std::vector<RuleHit>& hits);

}  // namespace pontis
