// EngineCommands: the commands that the running engine answers, or, with --data, this process in
// its place.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "engine/app/console/person_commands.h"
#include "engine/app/console/store_commands.h"
#include "engine/app/console/subject_commands.h"

namespace pontis {

class EngineCommands {
 public:
  // Adds all of them to `app`, which must not outlive this.
  void addTo(CLI::App& app);

  // After parsing: whether one of them was chosen.
  bool chosen() const;
  bool needsIndex() const { return persons_.chosen(); }
  // Runs the chosen one; returns the exit status.
  int run(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  // The same, where it is to be run: `arguments` are those that were parsed.
  int runFor(const std::vector<std::string>& arguments) const;

 private:
  const std::optional<std::string>& data() const;
  const std::string& config() const;
  int runHere(const std::string& location) const;

  StoreCommands store_;
  PersonCommands persons_;
  SubjectCommands subjects_;
};

}  // namespace pontis
