// DataDirectory: the folder an engine calls its own while it runs.
//
// It is locked against a second engine, and it names the engine: after a crash the same engine
// comes back under the same name, and so takes up at once the queues it had leased.
//
// Not thread safe; it belongs to the thread that starts the engine.
#pragma once

#include <memory>
#include <string>

#include "engine/base/result.h"

namespace pontis {

class DataDirectory {
 public:
  // Creates the folder (mode 0700) if need be.
  //   kBusy         another engine runs on it
  //   kUnavailable  it cannot be made or written
  static Result<std::unique_ptr<DataDirectory>> open(const std::string& path);
  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  // A UUID made when the folder was first used.
  const std::string& engine() const { return engine_; }

 private:
  DataDirectory(int lock, std::string engine) : lock_(lock), engine_(std::move(engine)) {}

  const int lock_;
  const std::string engine_;
};

}  // namespace pontis
