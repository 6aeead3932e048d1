// The remainder: what the way there found no place for goes back to where it stood.
#include <algorithm>
#include <optional>

#include "engine/mapping/reverse_run.h"

namespace pontis {
namespace {

constexpr std::string_view kPrefix = "urn:pontis:v2:";

std::size_t takeNumber(std::string_view& text, std::string_view opener) {
  if (!text.starts_with(opener)) return 0;
  text.remove_prefix(opener.size());
  std::size_t value = 0;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9' && value < 100'000) {
    value = value * 10 + static_cast<std::size_t>(text[0] - '0');
    text.remove_prefix(1);
  }
  if (text.starts_with(']')) text.remove_prefix(1);
  return value;
}

// "PID" packed; 0 if that is no name of a segment.
std::uint32_t nameOf(std::string_view text) {
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto sign = [&](char c) { return upper(c) || (c >= '0' && c <= '9'); };
  const bool name = text.size() == 3 && upper(text[0]) && sign(text[1]) && sign(text[2]);
  return name ? packed(text) : 0;
}

// "MSH PID OBX*12" as packed names; none if the list is not as the way there writes it.
std::vector<std::uint32_t> namesOf(std::string_view list) {
  std::vector<std::uint32_t> out;
  constexpr std::size_t kMost = 20'000;
  while (!list.empty()) {
    const std::uint32_t name = nameOf(list.substr(0, 3));
    list.remove_prefix(std::min<std::size_t>(3, list.size()));
    const std::size_t times = std::max<std::size_t>(1, takeNumber(list, "*"));
    if (name == 0 || out.size() + times > kMost) return {};
    out.insert(out.end(), times, name);
    if (list.starts_with(' ')) list.remove_prefix(1);
  }
  return out;
}

// The longest common sequence: for each of `from` the index in `to` that it is, or -1. Nothing if
// the two differ over too long a stretch to tell.
std::optional<std::vector<int>> aligned(const std::vector<std::uint32_t>& from,
                                        const std::vector<std::uint32_t>& to) {
  std::vector<int> out(from.size(), -1);
  std::size_t begin = 0;
  std::size_t end = from.size();
  std::size_t last = to.size();
  for (; begin < std::min(end, last) && from[begin] == to[begin]; ++begin)
    out[begin] = static_cast<int>(begin);
  for (; end > begin && last > begin && from[end - 1] == to[last - 1]; --end)
    out[end - 1] = static_cast<int>(--last);
  const std::size_t width = last - begin + 1;
  constexpr std::size_t kMost = 16'000'000;
  if ((end - begin) * width > kMost) return std::nullopt;
  std::vector<std::uint32_t> table((end - begin + 1) * width, 0);
  const auto best = [&](std::size_t i, std::size_t j) -> std::uint32_t& {
    return table[(i - begin) * width + (j - begin)];
  };
  for (std::size_t i = end; i-- > begin;)
    for (std::size_t j = last; j-- > begin;)
      best(i, j) =
          from[i] == to[j] ? best(i + 1, j + 1) + 1 : std::max(best(i + 1, j), best(i, j + 1));
  for (std::size_t i = begin, j = begin; i < end && j < last;) {
    if (from[i] == to[j] && best(i, j) == best(i + 1, j + 1) + 1)
      out[i++] = static_cast<int>(j++);
    else if (best(i + 1, j) >= best(i, j + 1))
      ++i;
    else
      ++j;
  }
  return out;
}

}  // namespace

void ReverseRun::remainder() {
  for (const Resource& resource : resources_) {
    const std::uint32_t code = member(resource.node, "code");
    const std::uint32_t codings = code == kNone ? kNone : member(code, "coding");
    const std::uint32_t list = member(resource.node, "extension");
    if (resource.type != "Basic" || codings == kNone || list == kNone ||
        nodes_[codings].end == codings + 1 || memberText(codings + 1, "code") != "v2-remainder")
      continue;
    takeAll(code);
    for (std::uint32_t item = list + 1; item < nodes_[list].end; item = nodes_[item].end) {
      std::string_view path = memberText(item, "id");
      const std::string_view url = memberText(item, "url");
      if (!url.starts_with(kPrefix)) continue;
      if (url.substr(kPrefix.size()) == "segments") {
        align(memberText(item, "valueString"));
        takeAll(item);
        continue;
      }
      if (path.empty()) path = url.substr(kPrefix.size());
      if (putBack(path, memberText(item, "valueString"))) takeAll(item);
    }
  }
}

// Finds which of the segments that there were stand in this message: what belongs to one that
// does not must not get into another. If that cannot be told, nothing is put back.
void ReverseRun::align(std::string_view list) {
  stood_ = namesOf(list);
  const std::vector<std::uint32_t> now = out_->ordered();
  std::vector<std::uint32_t> names;
  for (const std::uint32_t segment : now) names.push_back(out_->segment(segment).name);
  const auto places = aligned(stood_, names);
  if (!places) stood_.clear();
  standing_.assign(stood_.size(), kNone);
  ordinals_.clear();
  for (std::size_t i = 0; i < stood_.size(); ++i) {
    ordinals_[stood_[i]].push_back(i);
    const int place = (*places)[i];
    if (place >= 0) standing_[i] = now[static_cast<std::size_t>(place)];
  }
}

// The segment that was the `which`th of its name; made if it is not there.
std::uint32_t ReverseRun::standing(std::uint32_t name, std::size_t which) {
  const auto found = ordinals_.find(name);
  if (found == ordinals_.end() || which > found->second.size()) return kNone;
  const std::size_t at = found->second[which - 1];
  if (standing_[at] != kNone) return standing_[at];
  std::uint32_t before = msh_;
  for (std::size_t i = at; i-- > 0 && before == msh_;)
    if (standing_[i] != kNone && stood_[i] != name) before = standing_[i];
  const std::uint32_t group = out_->segment(before).group;
  const std::uint32_t home = out_->home(name, group);
  const bool beside = home == group;
  standing_[at] = out_->addSegment(name, home == kNone ? group : home,
                                   beside ? out_->segment(before).element : kNone);
  return standing_[at];
}

// `path` is a Loss's: "OBX[3]-5[2].1". A number that no message has is refused: it would fill the
// line with separators.
bool ReverseRun::putBack(std::string_view path, std::string_view text) {
  if (text.empty()) return false;
  const std::uint32_t name = nameOf(path.substr(0, 3));
  path.remove_prefix(std::min<std::size_t>(3, path.size()));
  const auto next = [&](std::string_view opener) {
    return std::max<std::size_t>(1, takeNumber(path, opener));
  };
  const std::size_t which = next("[");
  const std::size_t field = takeNumber(path, "-");
  const std::size_t repetition = next("[");
  const std::size_t component = next(".");
  const std::size_t subcomponent = next(".");
  constexpr std::size_t kFields = 500;
  constexpr std::size_t kRepetitions = 1000;
  constexpr std::size_t kParts = 255;
  if (name == 0 || field == 0 || !path.empty() || field > kFields || repetition > kRepetitions ||
      component > kParts || subcomponent > kParts)
    return false;
  const Draft::Leaf to{static_cast<std::uint16_t>(field), static_cast<std::uint16_t>(repetition),
                       static_cast<std::uint8_t>(component),
                       static_cast<std::uint8_t>(subcomponent)};
  const std::uint32_t segment = name == packed("MSH") ? msh_ : standing(name, which);
  return segment != kNone && out_->set(segment, to, std::string(text));
}

}  // namespace pontis
