// FileSource: picks up files from a directory, one after the other, oldest first.
//
// A file is taken once it has not changed for `settle`; names that begin with a dot or end in .tmp,
// .part or .filepart are left alone. Its units (Format::split) are accepted in order and answered
// each by itself; the replies stand in NAME.ack. Then the file moves to `done`, or to `failed` if
// any unit was refused: the engine has kept that one, the others went on. While the engine cannot
// take a unit now, the file stays and is tried again from there.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/file/file_claim.h"
#include "engine/core/adapter.h"
#include "engine/core/spec.h"

namespace pontis {

struct FileSourceOptions {
  std::string directory = "";
  std::string done = "";
  std::string failed = "";
  std::chrono::milliseconds poll = std::chrono::seconds(1);
  std::chrono::milliseconds settle = std::chrono::seconds(2);
  std::size_t batch = 256;
};

class FileSource final : public Source {
 public:
  static const Spec<FileSourceOptions>& spec();

  explicit FileSource(FileSourceOptions options);
  ~FileSource() override;

  // kUnavailable if a directory cannot be made or opened.
  Result<Done> start(Inlet& inlet) override;
  void stop() override;

 private:
  struct Seen {
    std::int64_t size = 0, changed_nanoseconds = 0;
    std::chrono::steady_clock::time_point since{};
  };

  void run(Inlet& inlet);
  // The names that may be taken now, oldest first.
  std::vector<std::string> ready();
  bool settled(const std::string& name, std::int64_t size, std::int64_t changed_nanoseconds);
  // Returns false if the file has to wait (it stays claimed by its name).
  Result<Done> process(Inlet& inlet, FileClaim& claim);
  Result<Done> accept(Inlet& inlet, FileClaim& claim, std::span<const Bytes> units);
  // Waits, but not past a stop; returns whether to go on.
  bool pause(std::chrono::milliseconds time);

  const FileSourceOptions options_;
  Descriptor directory_, done_, failed_;
  std::map<std::string, Seen> seen_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // guarded by mutex_
};

}  // namespace pontis
