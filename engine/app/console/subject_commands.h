// Subject commands: what a person may ask of the engine (engine/flow/subjects.h), on the command
// line. What they print is patient data; each of them is written into the audit log.
#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "engine/app/console/engine_parts.h"

namespace CLI {
class App;
}

namespace pontis {

class SubjectCommands {
 public:
  SubjectCommands();
  ~SubjectCommands();

  // Adds export, accesses, rectify, restrict and erase to the command `subject`, which must not
  // outlive this.
  void addTo(CLI::App& subject);

  // After parsing: whether one of them was chosen, and the --data and --config it was given.
  bool chosen() const;
  const std::optional<std::string>& data() const;
  const std::string& config() const;

  // Runs the chosen one; returns the exit status.
  int run(const EngineParts& parts, std::ostream& out, std::ostream& err) const;

 private:
  struct Options;
  std::unique_ptr<Options> options_;
};

}  // namespace pontis
