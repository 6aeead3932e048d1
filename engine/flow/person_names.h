// PersonNames: which identifiers mean the person that a document speaks of, and which only may.
//
// Thread safety: any thread may call any function.
#pragma once

#include <string>
#include <vector>

#include "engine/core/person.h"
#include "engine/index/index.h"

namespace pontis {

// The identifier as the index, which may be null, spells its authority. One that names no authority
// means something to its sender alone, and is the sender's.
Identifier named(Identifier identifier, const std::string& sender, const Index* index);

// What a document's identifiers of one person stand for, each as named() says. `surely`: the first,
// which is the sender's own, and all that the index knows to be this person's and nobody else's.
// `maybe`: the others that the document has, such as the insurance number of a household.
struct PersonNames {
  std::vector<std::string> surely, maybe;  // personKey()
};
PersonNames personNames(const std::vector<Identifier>& identifiers, const std::string& sender,
                        const Index* index);

}  // namespace pontis
