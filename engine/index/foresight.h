// Foresight: the search for whom a description is like, done before its act has the index alone.
//
// The search is most of the work of a registration, and it changes nothing: many threads may do it
// at once. What changed until the act's turn came is known by number (Changed): only those records
// are compared anew.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/core/person.h"
#include "engine/index/matcher.h"

namespace pontis {

// The last records that were put or erased.
//
// Not thread safe; any number of threads may call the const members at once.
class Changed {
 public:
  // More changes than this cost as much as a new search.
  static constexpr std::size_t kMost = 64;

  void add(std::uint32_t record) { last_[count_++ % kMost] = record; }
  // How many there were, ever.
  std::uint64_t count() const { return count_; }
  // Those after the first `known`; nothing if they are too many.
  std::optional<std::vector<std::uint32_t>> since(std::uint64_t known) const;

 private:
  std::array<std::uint32_t, kMost> last_{};
  std::uint64_t count_ = 0;
};

struct Foresight {
  Demographics person;  // as it would be described
  std::vector<Candidate> alike;
  std::uint64_t changes = 0;  // Changed::count() at that time

  // Whom the person is like now; nothing if it must be searched anew.
  std::optional<std::vector<Candidate>> now(const Demographics& described, const Changed& changed,
                                            const Matcher& matcher) const;
};

}  // namespace pontis
