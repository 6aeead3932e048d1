// Labelling: gives data without security labels theirs, before the decision.
//
// The security labelling service of IHE PCF 1.1.0 Vol 1 appendix P.5. What a code means is said by
// a table that a site loads, for the codes of LOINC, SNOMED CT or CPT are others' property:
//
//   # comment
//   system http://loinc.org
//   74013-4        ETHUD          a code, then its labels
//   F32*           PSY V          all codes that begin so; the longest such line counts
//   system-label http://example.org/notes   N    what every code of a system has at least
//
// Labels are codes of v3 Confidentiality and of v3 ActCode's sensitivities (label.h). Data of no
// code that stands in the table are N, data of a sensitivity R or above (section 53.4.2.7). Labels
// that stand are never taken away.
//
// Thread safety: immutable after loading.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/core/consent.h"

namespace pontis {

class LabelTable {
 public:
  // kInvalid: a line that cannot be read; `where` is its number.
  static Result<LabelTable> parse(std::string_view text);
  // kNotFound, or as parse().
  static Result<LabelTable> load(const std::filesystem::path& file);
  // The table that comes with the program: kinds of place of v3 RoleCode, and codes of its own to
  // learn with. It knows no clinical code.
  static const LabelTable& shipped();

  // The labels of data with these codes.
  std::vector<Coding> labels(const ConsentResource& resource) const;

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::vector<Coding> labels;
    bool prefix = false;
  };
  const Entry* find(const Coding& code) const;

  std::map<std::pair<std::string, std::string>, Entry> entries_;  // by system and code or prefix
};

}  // namespace pontis
