// Persons: records that grow together, except those that must stay apart.
#pragma once

#include <cstdint>
#include <vector>

namespace pontis {

class Persons {
 public:
  explicit Persons(std::size_t records);

  // What is called before join() holds for all that join.
  void keepApart(std::uint32_t a, std::uint32_t b);
  // False if some of them must stay apart.
  bool join(std::uint32_t a, std::uint32_t b);

  // The person of each record: the number of its first record.
  std::vector<std::uint32_t> all();

 private:
  std::uint32_t find(std::uint32_t record);

  std::vector<std::uint32_t> parent_;
  std::vector<std::vector<std::uint32_t>> apart_;  // by the record that stands for the person
};

}  // namespace pontis
