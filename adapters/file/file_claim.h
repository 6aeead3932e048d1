// FileClaim: one file that this engine has picked up, and how far it has got with it.
//
// A file is claimed by a lock on it and the name NAME.working, both of which one process gets at
// most. The lock ends with the process; another then finds NAME.working and goes on with it.
// Beside it stand .NAME.ack (the replies so far) and .NAME.progress, which is written and flushed
// after each accepted batch. After a crash at most one batch is given to the engine twice, which
// its duplicate window recognises.
//
// Not thread safe.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>

#include "adapters/file/file_io.h"
#include "engine/base/bytes.h"

namespace pontis {

inline constexpr std::string_view kWorking = ".working";

class FileClaim {
 public:
  // Claims `name` in `directory`, which outlives the claim; `name` may be NAME.working, left by an
  // engine that died. Nothing if somebody else has it, or it is gone.
  static std::optional<FileClaim> take(const Descriptor& directory, const std::string& name);

  FileClaim(FileClaim&&) = default;

  Result<Bytes> read() const;

  std::size_t accepted() const { return progress_.accepted; }
  std::size_t refused() const { return progress_.refused; }

  // Records that `accepted` more units were taken or refused (`refused` of them), with their
  // replies.
  Result<Done> advance(std::size_t accepted, std::size_t refused, std::string_view replies);

  // Moves the file and its replies into `to`, under a name that is free there, and forgets it.
  Result<Done> finish(const Descriptor& to);

 private:
  // What .NAME.progress holds. It counts only for the file it was written for: another of the same
  // name may come later.
  struct Progress {
    std::uint64_t inode = 0;
    std::int64_t size = 0, seconds = 0, nanoseconds = 0;  // of the file; its last change
    std::uint64_t accepted = 0, refused = 0, reply_bytes = 0;
  };

  FileClaim(const Descriptor& directory, std::string name, Descriptor file);
  Result<Done> open(const struct stat& about);

  const Descriptor* directory_;
  std::string name_;  // without ".working"
  Descriptor file_, replies_, state_;
  Progress progress_;
};

}  // namespace pontis
