// SecurityMeasures: which technical and organisational measures an engine really has, for the
// register (GDPR 30(1)(g)) and the impact assessment (35(7)(d)). What is not there is said too.
#pragma once

#include <string>
#include <vector>

#include "engine/app/config.h"

namespace pontis {

struct SecurityMeasure {
  std::string name;
  bool on = false;
  std::string how;  // what does it, or what is missing
};

std::vector<SecurityMeasure> securityMeasures(const EngineConfig& config);

}  // namespace pontis
