// Packed: Demographics as one short string, for memory and for the log.
//
// Identifiers come first, the key before all, so that a look-up by number reads no further; their
// domains are numbers. What is not stated takes no byte. Fields are known by their place in a mask
// that may grow: an older engine's strings are read by a newer one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/person.h"
#include "engine/index/domains.h"

namespace pontis {

// What names a record: a number in a domain.
struct RecordKey {
  std::uint32_t domain = Domains::kUnknown;
  std::string_view value;

  bool operator==(const RecordKey&) const = default;
};

// Domains that have no number yet get one.
std::string pack(const Demographics& person, Domains& domains);
Demographics unpack(std::string_view packed, const Domains& domains);

// The first identifier of packed demographics. It borrows from them.
RecordKey recordKeyOf(std::string_view packed);

struct PackedIdentifier {
  RecordKey key;
  std::string_view type;
};
std::vector<PackedIdentifier> identifiersOf(std::string_view packed);

// The same demographics with the domains numbered otherwise; empty if they cannot be read.
std::string renumbered(std::string_view packed,
                       const std::function<std::uint32_t(std::uint32_t)>& number);

}  // namespace pontis
