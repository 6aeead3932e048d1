#include "engine/flow/person_names.h"

#include <algorithm>

namespace pontis {
namespace {

void addOnce(std::vector<std::string>& list, std::string key) {
  if (std::find(list.begin(), list.end(), key) == list.end()) list.push_back(std::move(key));
}

}  // namespace

Identifier named(Identifier identifier, const std::string& sender, const Index* index) {
  if (identifier.system.empty()) {
    identifier.system = "@" + sender;
    return identifier;
  }
  return index == nullptr ? identifier : index->canonical(std::move(identifier));
}

PersonNames personNames(const std::vector<Identifier>& identifiers, const std::string& sender,
                        const Index* index) {
  PersonNames names;
  if (identifiers.empty()) return names;
  const Identifier first = named(identifiers.front(), sender, index);
  names.surely.push_back(personKey(first));
  std::vector<Identifier> known;
  if (index != nullptr) known = index->namesOf(first);
  for (std::size_t i = 1; known.empty() && index != nullptr && i < identifiers.size(); ++i)
    known = index->namesOf(named(identifiers[i], sender, index));
  for (const Identifier& name : known) addOnce(names.surely, personKey(name));
  for (const Identifier& identifier : identifiers) {
    std::string key = personKey(named(identifier, sender, index));
    if (std::find(names.surely.begin(), names.surely.end(), key) == names.surely.end())
      addOnce(names.maybe, std::move(key));
  }
  return names;
}

}  // namespace pontis
