#include "adapters/fhir/fhir_cut.h"

#include <algorithm>

#include "adapters/fhir/fhir_pieces.h"

namespace pontis {
namespace {

constexpr std::string_view kMasked =
    R"({"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason",)"
    R"("valueCode":"masked"}]})";

constexpr std::string_view kWithheld =
    R"({"coding":[{"system":"http://terminology.hl7.org/CodeSystem/list-empty-reason",)"
    R"("code":"withheld","display":"Information Withheld"}]})";

bool isArray(const Json& value) { return value.kind() == Json::Kind::kArray; }

bool isResource(const Json& value) { return !value["resourceType"].text().empty(); }

// What names the resource itself, or nothing.
bool isOwn(std::string_view name) {
  return name == "id" || name == "resourceType" || name == "fullUrl" || name == "reference" ||
         name == "system" || name == "code";
}

}  // namespace

bool FhirCut::apply(const Json& resource) {
  any_ = false;
  walk(resource, Elements::r4().type(resource["resourceType"].text()), true);
  return any_;
}

// Whether the value goes, by itself or because what it must have goes.
bool FhirCut::isOut(const Json& value, const TypeDef* type) {
  if (isReference(value) && is_cut_(value)) return any_ = true;
  return walk(value, type, false);
}

bool FhirCut::walk(const Json& value, const TypeDef* type, bool root) {
  bool out = false;
  const bool section =
      !root && value["entry"] && (value["title"] || value["code"] || value["text"]);
  for (const auto& [name, inner] : value.members()) {
    const bool before = any_;
    any_ = false;
    const bool goes = member(value, name, inner, type, root);
    // An extension is nothing without its value.
    out = out || goes || (any_ && value["url"] && name.starts_with("value"));
    if (any_ && section && (name == "entry" || name == "section") &&
        std::find(sections_.begin(), sections_.end(), &value) == sections_.end())
      sections_.push_back(&value);
    any_ = any_ || before;
  }
  return out;
}

// Walks through one member; true if its owner cannot do without it and it goes.
bool FhirCut::member(const Json& owner, const std::string& name, const Json& value,
                     const TypeDef* type, bool root) {
  if (isResource(value) || name == "contained") return false;
  const auto found = type != nullptr ? Elements::r4().find(*type, name) : std::nullopt;
  const bool known = found.has_value();
  const bool required = known && found->def->required;
  const TypeDef* inner = known ? Elements::r4().type(found->type) : nullptr;
  if (isArray(value)) {
    // A list of what there is may be empty, if it says why.
    const bool entries = name == "entry" && !value.items().empty();
    const bool left = !items(value, inner, required, known || entries, root);
    const bool emptied = entries && edit_.isGone(value) && !owner["emptyReason"];
    if (emptied) edit_.addMember(owner, "emptyReason", kWithheld);
    return !left;
  }
  const bool address = value.kind() == Json::Kind::kString && !isOwn(name) && is_cut_(value);
  if (address) any_ = true;
  if (!address && !(value.kind() == Json::Kind::kObject && isOut(value, inner))) return false;
  // List.entry.item (1..1), should R4's List not be at hand.
  if (!root && (required || (!known && name == "item"))) return true;
  if ((required || !known) && !address)
    edit_.replace(value, std::string(kMasked));
  else
    edit_.leaveOut(value);
  return false;
}

// True if the list is required, all of it goes, and it stands in a backbone element.
bool FhirCut::items(const Json& list, const TypeDef* type, bool required, bool known, bool root) {
  std::size_t gone = 0;
  for (const Json& item : list.items()) {
    if (isResource(item) || isResource(item["resource"])) continue;
    const bool text = item.kind() == Json::Kind::kString && is_cut_(item);
    if (text) any_ = true;
    if (!text && !(item.kind() == Json::Kind::kObject && isOut(item, type))) continue;
    edit_.leaveOut(item);
    ++gone;
  }
  if (gone == 0 || gone < list.items().size()) return false;
  if (required && !root) return true;
  if (required || !known)
    edit_.replace(list, "[" + std::string(kMasked) + "]");
  else
    edit_.leaveOut(list);
  return false;
}

}  // namespace pontis
