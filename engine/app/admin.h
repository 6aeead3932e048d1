// Admin: the running engine answers the command line.
//
// A command that reads the store can be sent to the engine that owns it, over a Unix socket that
// only its own user can reach (a folder of mode 0700 under $XDG_RUNTIME_DIR or /tmp).
// Protocol: the arguments, each ended by NUL, then end of stream; the answer is one byte of exit
// status, four bytes (big endian) of length, that much standard output, and standard error.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/result.h"

namespace pontis {

struct CommandResult {
  int status = 0;
  std::string out, err;
};

class AdminServer {
 public:
  // Runs one command; called by the server's thread, one at a time.
  using Run = std::function<CommandResult(const std::vector<std::string>&)>;

  // Listens for the engine whose data directory is `data`. kUnavailable.
  static Result<std::unique_ptr<AdminServer>> start(const std::string& data, Run run);
  ~AdminServer();  // stops; a command under way is finished

 private:
  AdminServer(int listener, int wake, std::string path, Run run);
  void serve();

  const int listener_, wake_;  // wake_ becomes readable when it is time to stop
  const std::string path_;
  const Run run_;
  std::thread thread_;
};

// Sends a command to the one engine of this user that runs.
//   kNotFound  none runs, or several do: the text says what to do
Result<CommandResult> askEngine(const std::vector<std::string>& arguments);

}  // namespace pontis
