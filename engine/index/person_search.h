// PersonSearch: finds persons by what a query states (IHE PDQ, FHIR search), never by guessing.
//
// Of what the query states, that is looked up which fewest records have; the rest is compared.
// Name, birth date, postal code and mother's name are kept in order, for beginnings ("Jo*",
// "1984"); telephone and e-mail by hash.
//
// Not thread safe; any number of threads may call the const members at once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/core/person.h"
#include "engine/index/hash_index.h"
#include "engine/index/index.h"

namespace pontis {

class PersonSearch {
 public:
  void put(std::uint32_t record, const Demographics& person);
  // REQUIRES: `person` is what was put
  void erase(std::uint32_t record, const Demographics& person);

  // The records that may fit; nothing if the query states nothing that narrows them down.
  // Identifiers are not looked at.
  std::optional<std::vector<std::uint32_t>> candidates(const PersonQuery& query) const;

  void save(SnapshotOut& out) const;
  void load(SnapshotIn& in);
  std::size_t bytes() const;

 private:
  using Records = std::vector<std::uint32_t>;  // ascending
  // In order, for beginnings; and by hash, for the feed.
  struct Words {
    std::map<std::string, Records, std::less<>> in_order;
    std::unordered_map<std::string_view, Records*> by_hash;  // borrows from in_order

    void add(const std::string& text, std::uint32_t record);
    void remove(const std::string& text, std::uint32_t record);
    Records& at(const std::string& text);
  };
  struct Hits {
    std::vector<const Records*> lists;
    std::size_t count = 0;
  };

  void change(std::uint32_t record, const Demographics& person, bool add);
  static Hits beginning(const Words& words, const std::string& text);
  static Hits exactly(const Words& words, const std::vector<std::string>& texts);
  static Hits sounding(const Words& words, std::string_view text);
  Hits named(const Words& words, const std::string& text, bool given,
             const PersonQuery& query) const;
  std::optional<Hits> shortest(const PersonQuery& query) const;

  Words family_, given_, birth_date_, postal_code_, mother_;
  HashIndex contact_;
};

// Whether the records of one person, taken together, have all that the query states. Identifiers
// are not looked at.
bool fits(const PersonQuery& query, const std::vector<Demographics>& records);

}  // namespace pontis
