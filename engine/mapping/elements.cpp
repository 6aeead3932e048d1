#include "engine/mapping/elements.h"

#include <cctype>
#include <sstream>

namespace pontis {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string item; std::getline(in, item, separator);) out.push_back(item);
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
    std::istringstream in(*chunk);
    for (std::string text; std::getline(in, text);) line(text, current);
  }
}

void Elements::line(const std::string& text, TypeDef*& current) {
  if (text.empty()) return;
  if (text[0] == '=') {
    current = &types_[text.substr(2)];
    current->name = text.substr(2);
  } else if (text[0] == '!') {
    const auto words = split(text, ' ');
    auto& codes = codes_[std::stoi(words[1])];
    codes.insert(words.begin() + 2, words.end());
  } else {
    element(text, *current);
  }
}

void Elements::element(const std::string& text, TypeDef& type) {
  const auto words = split(text, ' ');
  ElementDef def;
  def.name = words[0];
  def.choice = def.name.ends_with("[x]");
  def.required = words[2] != "0";
  def.many = words[3] != "1";
  def.order = static_cast<int>(type.elements.size());
  if (words.size() > 4) def.binding = std::stoi(words[4].substr(1));
  std::string types = words[1];
  if (types.starts_with("Reference(")) {
    def.targets = split(types.substr(10, types.size() - 11), ',');
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
