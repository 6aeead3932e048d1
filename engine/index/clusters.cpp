#include "engine/index/clusters.h"

#include <algorithm>
#include <numeric>

namespace pontis {

std::vector<RecordPair> eachOnce(const std::vector<std::vector<RecordPair>>& found) {
  std::vector<RecordPair> out;
  for (const auto& list : found)
    for (RecordPair pair : list) {
      if (pair.a == pair.b) continue;
      if (pair.a > pair.b) std::swap(pair.a, pair.b);
      out.push_back(pair);
    }
  const auto key = [](const RecordPair& pair) { return std::uint64_t{pair.a} << 32 | pair.b; };
  std::sort(out.begin(), out.end(),
            [&](const RecordPair& x, const RecordPair& y) { return key(x) < key(y); });
  out.erase(std::unique(out.begin(), out.end(),
                        [&](const RecordPair& x, const RecordPair& y) { return key(x) == key(y); }),
            out.end());
  return out;
}

std::vector<std::uint32_t> clusters(std::size_t records, const std::vector<RecordPair>& pairs) {
  std::vector<std::uint32_t> person(records);
  std::iota(person.begin(), person.end(), 0);
  const auto find = [&](std::uint32_t r) {
    while (person[r] != r) r = person[r] = person[person[r]];
    return r;
  };
  for (const RecordPair& pair : pairs)
    if (pair.grade >= Grade::kProbable) {
      const auto a = find(pair.a), b = find(pair.b);
      person[std::max(a, b)] = std::min(a, b);
    }
  for (std::uint32_t r = 0; r < records; ++r) person[r] = find(r);
  return person;
}

}  // namespace pontis
