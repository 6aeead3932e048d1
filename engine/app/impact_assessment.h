// The skeleton of a data protection impact assessment (GDPR article 35(7)), from the live
// configuration: what is processed, why that is needed, what could go wrong, what stands against
// it. What the configuration cannot know stands as an open question for the data protection
// officer.
#pragma once

#include <string>
#include <vector>

#include "engine/app/config.h"

namespace pontis {

// As Markdown; the data flows are a Mermaid diagram.
std::string impactAssessment(const EngineConfig& config);

// What the configuration leaves open, a sentence each.
std::vector<std::string> openQuestions(const EngineConfig& config);

}  // namespace pontis
