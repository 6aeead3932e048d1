// The remainder: what the way there found no place for goes back to where it stood.
#include <algorithm>

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

// "MSH PID OBX*12" as packed names.
std::vector<std::uint32_t> namesOf(std::string_view list) {
  std::vector<std::uint32_t> out;
  constexpr std::size_t kMost = 100'000;
  while (list.size() >= 3) {
    const std::uint32_t name = packed(list.substr(0, 3));
    list.remove_prefix(3);
    const std::size_t times = std::max<std::size_t>(1, takeNumber(list, "*"));
    for (std::size_t i = 0; i < times && out.size() < kMost; ++i) out.push_back(name);
    if (list.starts_with(' ')) list.remove_prefix(1);
  }
  return out;
}

// For each of `from` the index in `to` that it is in the longest common sequence, or -1.
std::vector<int> aligned(const std::vector<std::uint32_t>& from,
                         const std::vector<std::uint32_t>& to) {
  std::vector<int> out(from.size(), -1);
  const std::size_t width = to.size() + 1;
  constexpr std::size_t kMost = 16'000'000;
  if (from.size() * width > kMost) return out;
  std::vector<std::uint32_t> best((from.size() + 1) * width, 0);
  for (std::size_t i = from.size(); i-- > 0;)
    for (std::size_t j = to.size(); j-- > 0;)
      best[i * width + j] = from[i] == to[j]
                                ? best[(i + 1) * width + j + 1] + 1
                                : std::max(best[(i + 1) * width + j], best[i * width + j + 1]);
  for (std::size_t i = 0, j = 0; i < from.size() && j < to.size();) {
    if (from[i] == to[j] && best[i * width + j] == best[(i + 1) * width + j + 1] + 1)
      out[i++] = static_cast<int>(j++);
    else if (best[(i + 1) * width + j] >= best[i * width + j + 1])
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
// does not must not get into another.
void ReverseRun::align(std::string_view list) {
  stood_ = namesOf(list);
  standing_.assign(stood_.size(), kNone);
  const std::vector<std::uint32_t> now = out_->ordered();
  std::vector<std::uint32_t> names;
  for (const std::uint32_t segment : now) names.push_back(out_->segment(segment).name);
  const std::vector<int> places = aligned(stood_, names);
  for (std::size_t i = 0; i < stood_.size(); ++i)
    if (places[i] >= 0) standing_[i] = now[static_cast<std::size_t>(places[i])];
}

// The segment that was the `which`th of its name; made if it is not there.
std::uint32_t ReverseRun::standing(std::uint32_t name, std::size_t which) {
  std::uint32_t before = msh_;
  for (std::size_t i = 0; i < stood_.size(); ++i) {
    if (standing_[i] != kNone && stood_[i] != name) before = standing_[i];
    if (stood_[i] != name || --which > 0) continue;
    if (standing_[i] != kNone) return standing_[i];
    const std::uint32_t group = out_->segment(before).group;
    const std::uint32_t home = out_->home(name, group);
    const bool beside = home == group;
    standing_[i] = out_->addSegment(name, home == kNone ? group : home,
                                    beside ? out_->segment(before).element : kNone);
    return standing_[i];
  }
  return kNone;
}

// `path` is a Loss's: "OBX[3]-5[2].1".
bool ReverseRun::putBack(std::string_view path, std::string_view text) {
  if (path.size() < 5 || text.empty()) return false;
  const std::uint32_t name = packed(path.substr(0, 3));
  path.remove_prefix(3);
  const std::size_t which = std::max<std::size_t>(1, takeNumber(path, "["));
  const auto next = [&](std::string_view opener) {
    return std::max<std::size_t>(1, takeNumber(path, opener));
  };
  Draft::Leaf to;
  to.field = static_cast<std::uint16_t>(takeNumber(path, "-"));
  to.repetition = static_cast<std::uint16_t>(next("["));
  to.component = static_cast<std::uint8_t>(next("."));
  to.subcomponent = static_cast<std::uint8_t>(next("."));
  if (to.field == 0 || !path.empty()) return false;
  const std::uint32_t segment = name == packed("MSH") ? msh_ : standing(name, which);
  return segment != kNone && out_->set(segment, to, std::string(text));
}

}  // namespace pontis
