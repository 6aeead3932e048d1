// Person commands: what an operator asks of the shared patient index, and does to it.
//
// As with store commands, the same code runs in the command line's own process (--data DIR: the
// index is made from the store's log) and in the engine. What is known of a person is shown only
// when asked for: it is patient data.
#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "engine/app/console/engine_parts.h"
#include "engine/flow/person_stage.h"

namespace CLI {
class App;
}

namespace pontis {

class PersonCommands {
 public:
  PersonCommands();
  ~PersonCommands();

  // Adds find, explain, review, merge, unmerge, join, part, undo and load to the command `index`,
  // which must not outlive this.
  void addTo(CLI::App& index);

  // After parsing: whether one of them was chosen, and the --data it was given.
  bool chosen() const;
  const std::optional<std::string>& data() const;
  // The --config whose assigning authorities are meant; empty: those of the log, by OID, URI or
  // name.
  const std::string& config() const;

  // Runs the chosen one; returns the exit status.
  // REQUIRES: there is an index
  int run(const EngineParts& parts, std::ostream& out, std::ostream& err) const;

 private:
  struct Options;
  std::unique_ptr<Options> options_;
};

}  // namespace pontis
