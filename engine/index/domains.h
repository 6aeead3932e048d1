// Domains: the assigning authorities that the index knows, and what may be expected of each.
//
// A record is named by an identifier of one domain, and only that domain's assigners may assign or
// merge there (IHE ITI TF-2 3.8.4.1.3: a Patient Identity Source feeds its own domain).
//
// Thread safety: every member may be called by any thread; a domain, once there, neither moves nor
// changes.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <shared_mutex>
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

// How a Domain is spelled in an Identifier: "urn:oid:…" if it has an OID, else its URI, else its
// name.
std::string systemOf(const Domain& domain);

// Whether this application may assign numbers of the domain, and merge them.
bool mayAssign(const Domain& domain, std::string_view application);

class Domains {
 public:
  static constexpr std::uint32_t kUnknown = 0xFFFFFFFF;

  // `own` is the authority under which the index itself gives out numbers.
  Domains(Domain own, std::vector<Domain> known);

  // By name, OID (bare or urn:oid:) or URI; kUnknown if there is none.
  std::uint32_t find(std::string_view system) const;
  const Domain& at(std::uint32_t domain) const;
  std::size_t size() const;
  const Domain& own() const { return at(0); }

  // The number of any authority, for those who store identifiers. One that is not known gets a
  // number, but find() goes on saying kUnknown until it is learnt.
  std::uint32_t numberOf(std::string_view system);
  // From now on find() knows it. REQUIRES: `system` is not empty
  std::uint32_t learn(std::string_view system);
  // As numberOf(), but gives no number; kUnknown if it has none.
  std::uint32_t stored(std::string_view system) const;

 private:
  struct Entry {
    std::uint32_t domain = 0;
    bool known = false;
  };
  void add(Domain domain, bool known);
  const Entry* entry(std::string_view system) const;

  mutable std::shared_mutex mutex_;
  std::deque<Domain> all_;  // the own one first
  std::map<std::string, Entry, std::less<>> by_system_;
};

}  // namespace pontis
