// Narrative: the text of a resource made anew, of what is left in it (FHIR R4 section 2.4).
#pragma once

#include <string>
#include <vector>

#include "engine/tree/json.h"

namespace pontis {

// What a resource is about in few words: the text of its code, else its kind.
std::string headline(const Json& resource);

// A Narrative of status generated with one paragraph a line, as JSON. REQUIRES: a line that is not
// blank
std::string narrative(const std::vector<std::string>& lines);

// The words by which a resource could be recognised in another's narrative: names and displays of
// its codes and values, in lower case.
std::vector<std::string> phrasesOf(const Json& resource);

// Whether the narrative has one of them.
bool mentions(const Json& narrative, const std::vector<std::string>& phrases);

}  // namespace pontis
