// Partition: makes persons anew of the records that a change may have touched.
//
// The rules are those of identities.h. It looks at everything that links in force reach from the
// seeds, which is as a rule a handful of records.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/index/identities.h"

namespace pontis {

class Partition {
 public:
  explicit Partition(Identities& identities) : all_(identities) {}

  void remake(const std::vector<std::uint32_t>& seeds, Effect& effect);

 private:
  struct Tie {
    int rank = 0;  // 0 merge, 1 link, 2 automatic
    std::uint8_t grade = 0;
    float score = 0;
    std::int64_t number = 0;
    std::uint32_t a = 0, b = 0;  // places in members_
  };

  void reach(const std::vector<std::uint32_t>& seeds);
  template <class Visit>
  void neighbours(std::uint32_t record, Visit&& visit) const;
  std::uint32_t place(std::uint32_t record) const;
  std::vector<Tie> ties() const;
  void join();
  std::uint32_t root(std::uint32_t place) const;
  void unite(std::uint32_t a, std::uint32_t b);
  bool keptApart(std::uint32_t a, std::uint32_t b) const;
  void ring(Effect& effect);

  Identities& all_;
  std::vector<std::uint32_t> members_;                          // sorted records
  std::vector<std::uint32_t> parent_;                           // of each member, a place
  std::vector<std::pair<std::uint32_t, std::uint32_t>> apart_;  // places
};

}  // namespace pontis
