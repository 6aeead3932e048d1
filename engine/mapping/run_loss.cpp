// What no rule carried over: kept in the remainder, or lost and reported.
#include <fmt/format.h>

#include <algorithm>

#include "engine/mapping/json.h"
#include "engine/mapping/run.h"

namespace pontis {
namespace {

// Calls `use(piece, number)` for every piece of `text`.
template <class Use>
void split(std::string_view text, char separator, Use&& use) {
  for (std::uint32_t number = 1;; ++number) {
    const std::size_t end = separator == '\0' ? std::string_view::npos : text.find(separator);
    use(text.substr(0, end), number);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

void Run::account(std::vector<Loss>& lost) {
  // A value that stands twice is read as far as it was read the first time.
  for (const auto& [again, first] : twins_)
    for (std::size_t i = 0; i < again.size(); ++i)
      if (view_.state(first.substr(i)) == Reason::kRead) view_.mark(again.substr(i), Reason::kRead);
  if (no_grammar_)
    lost.push_back({"MSH-9", "no grammar for this type of message: converted by its segments"});
  ordinals_.assign(view_.size(), 1);
  seen_.clear();
  for (std::uint32_t segment = 0; segment < view_.size(); ++segment) {
    const std::uint32_t name = view_.names()[segment];
    auto count = std::find_if(seen_.begin(), seen_.end(),
                              [&](const auto& known) { return known.first == name; });
    if (count == seen_.end()) count = seen_.insert(seen_.end(), {name, 0});
    ordinals_[segment] = ++count->second;
    for (std::uint32_t n = segment == 0 ? 3 : 1; n <= view_.fields(segment); ++n)
      accountField(segment, n, lost);
  }
  closeRemainder();
}

void Run::accountField(std::uint32_t segment, std::uint32_t number, std::vector<Loss>& lost) {
  const std::string_view field = view_.field(segment, number);
  if (!valued(field)) return;
  const Delimiters& delimiters = view_.delimiters();
  const bool several = field.find(delimiters.component) != std::string_view::npos;
  split(field, delimiters.repetition, [&](std::string_view repetition, std::uint32_t r) {
    split(repetition, delimiters.component, [&](std::string_view component, std::uint32_t c) {
      const bool parts = delimiters.subcomponent != '\0' &&
                         component.find(delimiters.subcomponent) != std::string_view::npos;
      split(component, delimiters.subcomponent, [&](std::string_view leaf, std::uint32_t s) {
        const Reason state = view_.state(leaf);
        if (state != Reason::kRead && !valued(leaf)) return;
        ++leaves_.leaves;
        const Remark* said = state == Reason::kRead ? nullptr : remark(segment, number, c);
        if (state == Reason::kRead || (said != nullptr && said->reason < 0)) {
          ++leaves_.read;
          return;
        }
        std::string path = nameOf(segment) + fmt::format("-{}", number);
        if (r > 1) path += fmt::format("[{}]", r);
        if (several || parts) path += fmt::format(".{}", c);
        if (parts) path += fmt::format(".{}", s);
        accountLeaf(leaf, path, segment, number, c, lost);
      });
    });
  });
}

// "OBX[2]"
std::string Run::nameOf(std::uint32_t segment) const {
  std::string name = unpacked(view_.names()[segment]);
  if (ordinals_[segment] > 1) name += fmt::format("[{}]", ordinals_[segment]);
  return name;
}

void Run::accountLeaf(std::string_view leaf, const std::string& path, std::uint32_t segment,
                      std::uint32_t number, std::uint32_t component, std::vector<Loss>& lost) {
  const Reason state = view_.state(leaf);
  const Remark* said = remark(segment, number, component);
  if (said != nullptr) {
    lost.push_back({path, plan_->reasons[static_cast<std::size_t>(said->reason)]});
    ++leaves_.lost;
    return;
  }
  if (state != Reason::kUnread) lost.push_back({path, reasonText(state)});
  if (state == Reason::kTimeCut) {
    ++leaves_.read;
    return;
  }
  const bool keep = plan_->remainder && kept(view_.names()[segment]);
  if (!keep && state == Reason::kUnread) lost.push_back({path, reasonText(Reason::kUnread)});
  ++(keep && remainder(leaf, path) ? leaves_.kept : leaves_.lost);
}

const Remark* Run::remark(std::uint32_t segment, std::uint32_t field,
                          std::uint32_t component) const {
  for (const Remark& one : plan_->remarks)
    if (one.segment == view_.names()[segment] && one.field == field &&
        (one.component == 0 || one.component == component))
      return &one;
  return nullptr;
}

// False for the segments that `remainder … -> report` names.
bool Run::kept(std::uint32_t name) const {
  const std::string spelled = unpacked(name);
  return std::none_of(plan_->reported.begin(), plan_->reported.end(), [&](const std::string& p) {
    return p.ends_with('*') ? spelled.starts_with(std::string_view(p).substr(0, p.size() - 1))
                            : spelled == p;
  });
}

// The remainder is one Basic resource with an extension for every leaf that no rule read.
bool Run::remainder(std::string_view leaf, const std::string& path) {
  const std::string_view text = trimmed(decoded(leaf));
  std::string json;
  appendString(json, text);
  if (json == "\"\"") return false;
  if (!remainder_open_) {
    remainder_open_ = true;
    if (out_.back() != '[') out_ += ',';
    name_ = "Basic|remainder|";
    addSender();
    bool valued = false;
    PlanSource message;
    message.kind = PlanSource::Kind::kMessage;
    addPart(message, {}, valued);
    out_ += R"({"fullUrl":"urn:uuid:)";
    appendUuid(out_, uuidOf(name_));
    out_ += R"(","resource":{"resourceType":"Basic","extension":[)";
    // Which segments there were, so that on the way back each value finds its own.
    out_.append(R"({"url":"urn:pontis:v2:segments","valueString":")").append(segmentList()) +=
        "\"}";
  }
  if (out_.back() != '[') out_ += ',';
  const std::size_t start = out_.size();
  out_ += '{';
  // Where it stood, for the way back.
  if (path.find('[') != std::string::npos) out_.append(R"("id":")").append(path) += "\",";
  out_ += R"("url":"urn:pontis:v2:)";
  // The definition of a field does not depend on where it repeats.
  bool inside = false;
  for (const char c : path) {
    inside = inside || c == '[';
    if (!inside) out_ += c;
    inside = inside && c != ']';
  }
  out_.append(R"(","valueString":)").append(json) += '}';
  wrote(Node{}, start, {leaf, 2});
  return true;
}

// "MSH PID OBR OBX*12"
std::string Run::segmentList() const {
  std::string out;
  const auto& names = view_.names();
  for (std::uint32_t i = 0; i < view_.size();) {
    std::uint32_t end = i + 1;
    while (end < view_.size() && names[end] == names[i]) ++end;
    out.append(out.empty() ? "" : " ").append(unpacked(names[i]));
    if (end > i + 1) out += fmt::format("*{}", end - i);
    i = end;
  }
  return out;
}

void Run::closeRemainder() {
  if (!remainder_open_) return;
  const Uuid uuid = uuidOf(name_);
  out_ += R"(],"identifier":[{"system":"urn:ietf:rfc3986","value":"urn:uuid:)";
  appendUuid(out_, uuid);
  out_ += R"("}],"code":{"coding":[{"system":"urn:pontis:code","code":"v2-remainder"}],)"
          R"("text":"HL7 v2 fields without a place in FHIR"})";
  for (std::size_t i = 0; i < anchored_; ++i) {
    const auto made_by = static_cast<std::size_t>(instances_[i].made_by);
    if (plan_->templates[made_by].resource != "Patient" || instances_[i].dropped) continue;
    out_ += R"(,"subject":{"reference":"urn:uuid:)";
    appendUuid(out_, instances_[i].uuid);
    out_ += "\"}";
    break;
  }
  out_ += R"(},"request":{"method":"POST","url":"Basic","ifNoneExist":")"
          R"(identifier=urn%3Aietf%3Arfc3986%7Curn%3Auuid%3A)";
  appendUuid(out_, uuid);
  out_ += "\"}}";
}

}  // namespace pontis
