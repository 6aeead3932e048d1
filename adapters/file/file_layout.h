// FileLayout: how a batch of deliveries is laid down in a directory.
//
// Not thread safe: a layout belongs to its sink's send().
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "adapters/file/file_io.h"
#include "engine/core/adapter.h"

namespace pontis {

class FileLayout {
 public:
  virtual ~FileLayout() = default;
  // Each outcome that is a value is durable: it survives a power cut. Ends at the first failure:
  // what comes after it is not written and has no outcome.
  virtual std::vector<Result<Bytes>> write(std::span<const Outgoing> batch) = 0;
};

// One file for each message. It appears under its name whole or not at all; a second delivery of
// the same message overwrites the first, because the ticket is part of the name.
class FilesLayout final : public FileLayout {
 public:
  FilesLayout(Descriptor directory, std::string pattern, std::string extension);
  std::vector<Result<Bytes>> write(std::span<const Outgoing> batch) override;

 private:
  struct Pending;
  Result<Done> prepare(Pending& pending, const Outgoing& outgoing) const;

  const Descriptor directory_;
  const std::string pattern_, extension_;
};

// One line for each message, in files that roll at a size: "messages-TICKET.ndjson", named after
// their first ticket. Beside each stands ".messages-TICKET.tickets", which says for every delivery
// where its line ends: a batch counts once that is on disk. At start-up what stands behind the last
// such end (a torn line, a batch that was never reported) is cut off, and a delivery whose ticket
// is known is not written again.
class LinesLayout final : public FileLayout {
 public:
  LinesLayout(Descriptor directory, std::size_t roll_bytes);
  std::vector<Result<Bytes>> write(std::span<const Outgoing> batch) override;

 private:
  struct Mark {
    std::int64_t ticket;
    std::int64_t end;  // offset behind the line
  };

  Result<Done> open(std::int64_t first_ticket);
  Result<Done> resume();
  Result<Done> use(const std::string& stem);
  Result<Done> append(const std::string& lines, const std::vector<Mark>& marks);
  void remember(std::int64_t ticket);

  const Descriptor directory_;
  const std::size_t roll_bytes_;
  Descriptor lines_, marks_;  // the current pair; none before the first delivery
  std::int64_t end_ = 0;      // of what counts
  bool resumed_ = false;
  std::unordered_set<std::int64_t> known_;
  std::deque<std::int64_t> order_;  // of known_, oldest first
};

}  // namespace pontis
