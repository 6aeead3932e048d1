#include "adapters/fhir/fhir_edit.h"

#include <vector>

#include "engine/base/log.h"

namespace pontis {
namespace {

// The values of an object or an array, in order.
std::vector<const Json*> partsOf(const Json& value) {
  std::vector<const Json*> out;
  for (const auto& [name, member] : value.members()) out.push_back(&member);
  for (const Json& item : value.items()) out.push_back(&item);
  return out;
}

}  // namespace

void FhirEdit::addMember(const Json& object, std::string_view name, std::string_view text) {
  changes_[&object].added.append(",").append(jsonString(name)).append(":").append(text);
}

bool FhirEdit::isGone(const Json& value) const {
  const auto found = changes_.find(&value);
  return found != changes_.end() && found->second.gone;
}

std::optional<std::string> FhirEdit::apply(const Json& root) const {
  std::string out;
  if (!write(root, out)) return std::nullopt;
  return out;
}

// Appends the value as it becomes; false if nothing of it is left.
bool FhirEdit::write(const Json& value, std::string& out) const {
  const auto found = changes_.find(&value);
  const Change* change = found == changes_.end() ? nullptr : &found->second;
  if (change != nullptr && change->gone) return false;
  if (change != nullptr && change->text) {
    out += *change->text;
    return true;
  }
  const std::string_view text = value.raw().view();
  const std::vector<const Json*> parts = partsOf(value);
  if (parts.empty() && (change == nullptr || change->added.empty())) {
    out += text;
    return true;
  }
  const std::size_t start = out.size();
  out += text[0];
  std::size_t at = 1;  // up to where the text has been dealt with
  bool any = false;
  for (const Json* part : parts) {
    const auto begin = static_cast<std::size_t>(part->raw().view().data() - text.data());
    const std::size_t end = begin + part->raw().size();
    std::string_view before = text.substr(at, begin - at);
    at = end;
    const std::size_t mark = out.size();
    // What comes first has no comma before it.
    if (!any && part != parts.front()) before.remove_prefix(before.find(',') + 1);
    out += before;
    if (write(*part, out))
      any = true;
    else
      out.resize(mark);
  }
  if (change != nullptr && !change->added.empty()) {
    out.append(change->added, any ? 0 : 1);
    any = true;
  }
  if (!any) {
    out.resize(start);
    return false;
  }
  out += text.substr(at);
  return true;
}

}  // namespace pontis
