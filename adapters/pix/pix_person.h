// What PIX, PDQ and their notifications say of a person: identifiers and the PID segment.
//
// Field positions and types are HL7 v2.5 (chapters 2A and 3), the version of ITI-9, ITI-10, ITI-21.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/segments.h"
#include "engine/index/index.h"

namespace pontis {

// A segment that is being written: fields hold encoded text.
class PixSegment {
 public:
  explicit PixSegment(std::string_view name) : fields_{std::string(name)} {}
  std::string& operator[](std::size_t field);
  // With its end (CR), without empty fields at the end.
  std::string text(char separator) const;

 private:
  std::vector<std::string> fields_;
};

// Domains that somebody is interested in, by number; empty: all.
using DomainSet = std::set<std::uint32_t>;

// The identifiers of a person within `wanted`: the index's own number, then those of the records,
// each once, those of one domain together (ITI TF-2: 3.9.4.2.2.6 case 6). None of a domain that the
// index does not know, though a record may carry it. A record that was merged
// into another adds the number it had.
std::vector<Identifier> identifiersOf(const PersonView& person, const Domains& domains,
                                      const DomainSet& wanted);

// CX with all of the assigning authority that the index knows (ITI TF-2: 3.9.4.2.2.5).
std::string toCx(const Identifier& identifier, const Domains& domains, const Delimiters& d);

// Several values as repetitions of one field.
std::string toCxList(const std::vector<Identifier>& identifiers, const Domains& domains,
                     const Delimiters& d);

// PID with every field that the index has a value for (ITI TF-2: 3.21.4.2.2.5).
PixSegment toPid(const Demographics& person, const std::vector<Identifier>& identifiers,
                 const Domains& domains, const Delimiters& d);

}  // namespace pontis
