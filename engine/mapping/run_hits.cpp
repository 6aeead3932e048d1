// Which rules wrote what: counted for every message, remembered with places only for explain().
#include <algorithm>

#include "engine/mapping/run.h"

namespace pontis {
namespace {

// True for what can only be a code: anything longer or freer might be written by hand, and name
// somebody.
bool isCode(std::string_view text) {
  constexpr std::size_t kLongest = 20;
  return text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 ||
                  std::string_view("._^+-").find(static_cast<char>(c)) != std::string_view::npos;
         });
}

// The head of a name, for it becomes part of a key.
std::string_view brief(std::string_view name) {
  constexpr std::size_t kMost = 80;
  if (name.size() <= kMost) return name;
  std::size_t size = kMost;
  while (size > 0 && (static_cast<unsigned char>(name[size]) & 0xC0) == 0x80) --size;
  return name.substr(0, size);
}

// Conversions that read the first leaf of their value only.
bool readsALeaf(const Node& node) {
  return !node.object && (node.convert < Convert::kText || node.convert == Convert::kTable ||
                          node.convert == Convert::kCoding);
}

}  // namespace

Result<Explanation> Run::explain(const Plan& plan, const Segments& message) {
  std::vector<Step> steps;
  steps_ = &steps;
  auto mapped = apply(plan, message);
  steps_ = nullptr;
  if (!mapped) return mapped.error();
  Explanation explanation{std::move(*mapped), {}};
  for (const Step& step : steps)
    explanation.origins.push_back({step.begin, step.end, step.rule, pathOf(step.text)});
  return explanation;
}

void Run::remember(const Node& node, std::size_t start, const Frame& frame) {
  const auto end = static_cast<std::uint32_t>(out_.size());
  const bool none = node.source.kind == PlanSource::Kind::kNone && node.variant;
  const std::string_view text = none               ? std::string_view()
                                : readsALeaf(node) ? leafOf(frame)
                                                   : frame.text;
  steps_->push_back({static_cast<std::uint32_t>(start), end, node.rule, text});
}

// Cuts the output to `size`, and forgets what was written beyond.
void Run::takeBack(std::size_t size) {
  out_.resize(size);
  while (!hits_.empty() && hits_.back().end > size) hits_.pop_back();
  while (steps_ != nullptr && !steps_->empty() && steps_->back().end > size) steps_->pop_back();
}

void Run::countHits(Mapped& mapped) {
  counts_.resize(plan_->rules.size());
  for (const Hit& hit : hits_) ++counts_[static_cast<std::size_t>(hit.rule)];
  mapped.hits.reserve(std::min(hits_.size(), counts_.size()));
  for (std::uint32_t rule = 0; rule < counts_.size(); ++rule) {
    if (counts_[rule] == 0) continue;
    mapped.hits.push_back({rule, counts_[rule]});
    counts_[rule] = 0;
  }
  // Two tables may share the codes of one field, such as types and uses of addresses.
  for (const auto& [leaf, code] : unmapped_)
    if (std::find(found_.begin(), found_.end(), leaf) == found_.end())
      mapped.unmapped.push_back(code);
  if (mapped.unmapped.empty()) return;
  for (const std::uint32_t field : {3U, 4U})
    mapped.sender.append(field == 4 ? "/" : "")
        .append(brief(decoded(leafOf({view_.field(0, field), 0}))));
}

// Notes a code that the node's table does not know, once a message.
void Run::unmapped(const Node& node, std::string_view raw, std::string_view code) {
  if (!marking_) return;
  const std::string& table = plan_->table_names[static_cast<std::size_t>(node.table)];
  const std::string_view named = isCode(code) ? code : std::string_view("(text)");
  const bool known = std::any_of(unmapped_.begin(), unmapped_.end(), [&](const auto& one) {
    return one.second.table == table && one.second.code == named;
  });
  if (!known) unmapped_.push_back({raw.data(), {table, std::string(named)}});
}

// The place of `text` in the message, as deep as it takes to name it; empty if it stands elsewhere.
std::string Run::pathOf(std::string_view text) const {
  if (text.empty()) return "";
  for (std::uint32_t segment = 0; segment < view_.size(); ++segment) {
    for (std::uint32_t number = 1; number <= view_.fields(segment); ++number) {
      const std::string_view field = view_.field(segment, number);
      if (text.data() < field.data() || text.data() >= field.data() + field.size()) continue;
      std::string path = nameOf(segment) + "-" + std::to_string(number);
      std::string_view around = field;
      const auto narrow = [&](char separator, auto&& add) {
        const auto at = static_cast<std::size_t>(text.data() - around.data());
        const auto before = around.substr(0, at);
        const auto nth =
            separator == '\0' ? 0 : std::count(before.begin(), before.end(), separator);
        if (separator == '\0' || text.size() >= around.size()) return;
        const std::size_t begin = nth == 0 ? 0 : before.rfind(separator) + 1;
        const std::size_t end = around.find(separator, at);
        if (end != std::string_view::npos && at + text.size() > end) return;
        const bool several = around.find(separator) != std::string_view::npos;
        around = around.substr(begin, end == std::string_view::npos ? end : end - begin);
        if (several) add(nth + 1);
      };
      const Delimiters& delimiters = view_.delimiters();
      narrow(delimiters.repetition, [&](auto nth) {
        if (nth > 1) path += "[" + std::to_string(nth) + "]";
      });
      narrow(delimiters.component, [&](auto nth) { path += "." + std::to_string(nth); });
      narrow(delimiters.subcomponent, [&](auto nth) { path += "." + std::to_string(nth); });
      return path;
    }
  }
  return "";
}

}  // namespace pontis
