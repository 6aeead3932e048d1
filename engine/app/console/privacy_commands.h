// Privacy commands: what the law wants to see of a configuration. They need no engine.
#pragma once

#include <optional>
#include <string>

namespace pontis {

struct RegisterOptions {
  std::string config;
  std::optional<std::string> data;
  bool json = false;
};

// Prints the record of processing activities (GDPR 30). Returns the exit status: 2 if the
// configuration has a mistake.
int printRegister(const RegisterOptions& options);

struct AssessmentOptions {
  std::string config;
  std::optional<std::string> data;
};

// Prints the skeleton of an impact assessment (GDPR 35(7)). Exit status as above.
int printAssessment(const AssessmentOptions& options);

}  // namespace pontis
