#include "engine/index/persons.h"

#include <algorithm>
#include <numeric>

namespace pontis {

Persons::Persons(std::size_t records) : parent_(records), apart_(records) {
  std::iota(parent_.begin(), parent_.end(), 0);
}

std::uint32_t Persons::find(std::uint32_t record) {
  while (parent_[record] != record) record = parent_[record] = parent_[parent_[record]];
  return record;
}

void Persons::keepApart(std::uint32_t a, std::uint32_t b) {
  apart_[find(a)].push_back(b);
  apart_[find(b)].push_back(a);
}

bool Persons::join(std::uint32_t a, std::uint32_t b) {
  a = find(a), b = find(b);
  if (a == b) return true;
  if (a > b) std::swap(a, b);
  auto &ours = apart_[a], &theirs = apart_[b];
  const bool fewer = ours.size() < theirs.size();
  for (const std::uint32_t other : fewer ? ours : theirs)
    if (find(other) == (fewer ? b : a)) return false;
  parent_[b] = a;
  ours.insert(ours.end(), theirs.begin(), theirs.end());
  theirs = {};
  return true;
}

std::vector<std::uint32_t> Persons::all() {
  std::vector<std::uint32_t> out(parent_.size());
  for (std::uint32_t r = 0; r < out.size(); ++r) out[r] = find(r);
  return out;
}

}  // namespace pontis
