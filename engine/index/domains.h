// Domains: the assigning authorities that the index knows, and what may be expected of each.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/person.h"

namespace pontis {

struct Domain {
  std::string name;                    // namespace id: "TEST_A"
  std::string oid;                     // without prefix; may be empty
  std::string uri;                     // FHIR system if it is not urn:oid:; may be empty
  std::string scheme;                  // of a national identifier (identifier_scheme.h), or empty
  std::vector<std::string> assigners;  // applications (MSH-3) that alone may assign; empty: all
  bool unique = false;                 // one number, one person: national and insurance numbers

  bool operator==(const Domain&) const = default;
};

class Domains {
 public:
  static constexpr std::uint32_t kUnknown = 0xFFFFFFFF;

  // `own` is the authority under which the index itself gives out numbers.
  Domains(Domain own, std::vector<Domain> known);

  // By name, OID (bare or urn:oid:) or URI; kUnknown if there is none.
  std::uint32_t find(std::string_view system) const;
  const Domain& at(std::uint32_t domain) const { return all_[domain]; }
  std::size_t size() const { return all_.size(); }
  const Domain& own() const { return all_[0]; }

 private:
  std::vector<Domain> all_;  // the own one first
  std::map<std::string, std::uint32_t, std::less<>> by_system_;
};

}  // namespace pontis
