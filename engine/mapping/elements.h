// Elements: what FHIR R4 allows where, as the compiler of maps needs it: names, types,
// cardinalities and the codes of required bindings.
//
// The data is generated from HL7's public definitions (mappings/tools/elements.mjs) and compiled
// in, so that the program needs no file beside the maps. Immutable; any thread may read it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pontis {

struct ElementDef {
  std::string name;                  // "value[x]" for a choice
  std::vector<std::string> types;    // "#" already replaced by the backbone's path
  std::vector<std::string> targets;  // resources that a Reference may point at
  bool required = false;
  bool many = false;
  bool choice = false;
  int binding = -1;  // number of the required value set, or -1
  int order = 0;     // its place in the definition, and so in our JSON
};

struct TypeDef {
  std::string name;  // "Patient", "Patient.contact", "HumanName"
  std::vector<ElementDef> elements;
};

class Elements {
 public:
  static const Elements& r4();

  // Null if R4, or our part of it, has no such type.
  const TypeDef* type(std::string_view name) const;

  // An element as a map names it: "valueQuantity" is the Quantity of "value[x]".
  struct Found {
    const ElementDef* def;
    std::string type;
  };
  std::optional<Found> find(const TypeDef& type, std::string_view name) const;

  // The codes of a required binding.
  const std::set<std::string, std::less<>>& codes(int binding) const { return codes_.at(binding); }

  // True for string, code, dateTime, ...: the types whose JSON is one value.
  static bool primitive(std::string_view type);

 private:
  Elements();
  void line(std::string_view text, TypeDef*& current);
  void element(std::string_view text, TypeDef& type);

  std::map<std::string, TypeDef, std::less<>> types_;
  std::map<int, std::set<std::string, std::less<>>> codes_;
};

// The generated text (r4_elements.cpp), in chunks; the last is null.
extern const char* const kR4Elements[];

}  // namespace pontis
