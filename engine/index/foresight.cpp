#include "engine/index/foresight.h"

#include <algorithm>

namespace pontis {

std::optional<std::vector<std::uint32_t>> Changed::since(std::uint64_t known) const {
  if (count_ - known > kMost) return std::nullopt;
  std::vector<std::uint32_t> out;
  for (std::uint64_t at = known; at < count_; ++at) out.push_back(last_[at % kMost]);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::optional<std::vector<Candidate>> Foresight::now(const Demographics& described,
                                                     const Changed& changed,
                                                     const Matcher& matcher) const {
  if (described != person) return std::nullopt;
  const auto records = changed.since(changes);
  if (!records) return std::nullopt;
  std::vector<Candidate> out = alike;
  if (records->empty()) return out;
  std::erase_if(out, [&](const Candidate& one) {
    return std::binary_search(records->begin(), records->end(), one.record);
  });
  const std::vector<Candidate> anew = matcher.among(described, *records);
  out.insert(out.end(), anew.begin(), anew.end());
  return out;
}

}  // namespace pontis
