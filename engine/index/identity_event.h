// Identity events: what is written in the log of the index, and what is read back from it.
//
// The state is a function of the events in force, whatever the order in which they came: the
// youngest kSeen of a record is what it says; an act is in force unless an act in force overrides
// it. So to undo is to override, and an act may be undone in any order. An event names its records
// by their identifiers and its domains by their systems: it needs nothing outside itself.
//
// A body is: format (1), kind, number of domains, their systems, then the kind's own fields with
// domains as places in that list. A reader that does not know the format refuses the event.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/index/domains.h"
#include "engine/index/packed.h"

namespace pontis {

using PersonId = std::array<unsigned char, 16>;  // a UUID
std::string toText(const PersonId& id);
// kInvalid if it is no UUID.
Result<PersonId> parsePersonId(std::string_view text);

// A record by its name.
struct RecordName {
  std::uint32_t domain = Domains::kUnknown;
  std::string value;

  RecordKey key() const { return {domain, value}; }
  bool operator==(const RecordName&) const = default;
};

// A link that the matcher decided.
struct AutomaticLink {
  RecordName to;
  float score = 0;  // bits
  std::uint8_t grade = 0;
};

struct IdentityFact {
  enum class Kind : std::uint8_t {
    kSeen = 1,     // `a` is described anew by `packed`; `links` come, `parted` go
    kHeld,         // … was described as somebody else: not applied, for review
    kMerged,       // `b` is retired into `a`
    kLinked,       // `a` and `b` are one person
    kUnlinked,     // … are not, whatever links them
    kMustNotLink,  // … must never be
    kPossible,     // … may be: for review
    kConflict,     // … carry one number but contradict each other: for review
    kUndone,       // only overrides
    kErased,       // `erased` are gone for good, by the numbers of the persons that they made
  };
  Kind kind = Kind::kUndone;
  RecordName a, b;
  std::vector<std::int64_t> overrides;  // numbers of the events that are no longer in force

  // kSeen, kHeld
  PersonId born{};  // the person that the record makes, as long as nothing links it to an older one
  std::string source;  // application|facility
  std::string packed;  // with the key first
  std::vector<AutomaticLink> links;
  std::vector<RecordName> parted;
  // kHeld, kPossible, kConflict
  float score = 0;
  // kErased: nothing here names anybody. `partners`: who was linked to, or kept from, an erased one
  std::vector<PersonId> erased, partners;
};

std::string encode(const IdentityFact& fact, const Domains& domains);
// Domains that are not known get a number. kMalformed, kUnsupported (a newer format).
Result<IdentityFact> decode(std::string_view body, Domains& domains);

}  // namespace pontis
