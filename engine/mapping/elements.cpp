#include "engine/mapping/elements.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "engine/mapping/json.h"

namespace pontis {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (!text.empty()) out.emplace_back(take(text, separator));
  return out;
}

int number(std::string_view text) {
  int out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

}  // namespace

const Elements& Elements::r4() {
  static const Elements kElements;
  return kElements;
}

Elements::Elements() {
  TypeDef* current = nullptr;
  for (const char* const* chunk = kR4Elements; *chunk != nullptr; ++chunk) {
    for (std::string_view text = *chunk; !text.empty();) line(take(text, '\n'), current);
  }
}

void Elements::line(std::string_view text, TypeDef*& current) {
  if (text.empty()) return;
  if (text[0] == '=') {
    const std::string name(text.substr(2));
    current = &types_[name];
    current->name = name;
  } else if (text[0] == '!') {
    text.remove_prefix(2);
    auto& codes = codes_[number(take(text, ' '))];
    while (!text.empty()) codes.emplace(take(text, ' '));
  } else {
    element(text, *current);
  }
}

void Elements::element(std::string_view text, TypeDef& type) {
  ElementDef def;
  def.name = take(text, ' ');
  std::string types(take(text, ' '));
  def.choice = def.name.ends_with("[x]");
  def.required = take(text, ' ') != "0";
  def.many = take(text, ' ') != "1";
  def.order = static_cast<int>(type.elements.size());
  if (!text.empty()) def.binding = number(text.substr(1));
  if (types.starts_with("Reference(")) {
    def.targets = split(std::string_view(types).substr(10, types.size() - 11), ',');
    types = "Reference";
  }
  if (types == "#") types = type.name + "." + def.name;
  if (types[0] == '@') types.erase(0, 1);
  def.types = split(types, '|');
  type.elements.push_back(std::move(def));
}

const TypeDef* Elements::type(std::string_view name) const {
  const auto found = types_.find(name);
  return found == types_.end() ? nullptr : &found->second;
}

std::optional<Elements::Found> Elements::find(const TypeDef& type, std::string_view name) const {
  for (const ElementDef& def : type.elements) {
    if (!def.choice) {
      if (def.name == name) return Found{&def, def.types.front()};
      continue;
    }
    const std::string_view stem = std::string_view(def.name).substr(0, def.name.size() - 3);
    if (!name.starts_with(stem)) continue;
    for (const std::string& candidate : def.types) {
      std::string spelled = candidate;
      spelled[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(spelled[0])));
      if (name.substr(stem.size()) == spelled) return Found{&def, candidate};
    }
  }
  return std::nullopt;
}

bool Elements::primitive(std::string_view type) {
  return !type.empty() && std::islower(static_cast<unsigned char>(type[0])) != 0;
}

}  // namespace pontis
