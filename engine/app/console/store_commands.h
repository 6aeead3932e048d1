// Store commands: what an operator asks of the engine's memory.
//
// The same code runs in the command line's own process (--data DIR, the engine may be stopped) and
// in the engine (admin.h). Payloads are shown only when asked for: they are patient data.
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

class StoreCommands {
 public:
  StoreCommands();
  ~StoreCommands();

  // Adds messages, trace, quarantine, replay, release, reconcile, audit export and map unmapped to
  // `app`, which must not outlive this.
  void addTo(CLI::App& app);

  // After parsing: whether one of them was chosen, and the --data it was given.
  bool chosen() const;
  const std::optional<std::string>& data() const;
  // The --config that has the keys; empty: what is sealed stays so.
  const std::string& config() const;

  // Runs the chosen one; returns the exit status.
  int run(const EngineParts& parts, std::ostream& out, std::ostream& err) const;

 private:
  struct Options;
  std::unique_ptr<Options> options_;
};

}  // namespace pontis
