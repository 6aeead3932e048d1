// FileSink: lays messages down in a directory, each batch with one flush, durable before send()
// returns. See file_layout.h for what a second delivery after a crash does.
//
// Thread safety: as Sink. A write to a local disk cannot be interrupted, so stop() has no effect.
#pragma once

#include <memory>
#include <string>

#include "adapters/file/file_layout.h"
#include "engine/core/adapter.h"
#include "engine/core/spec.h"

namespace pontis {

struct FileSinkOptions {
  std::string directory = "";
  std::string layout = "files";
  std::string file_name = "{ticket}-{received}-{type}-{control_id}{extension}";
  std::string extension = "";
  std::size_t roll_bytes = 256u << 20;
};

class FileSink final : public Sink {
 public:
  static const Spec<FileSinkOptions>& spec();

  explicit FileSink(FileSinkOptions options) : options_(std::move(options)) {}

  bool takesChains() const override { return true; }
  std::vector<Result<Bytes>> send(std::span<const Outgoing> batch) override;

 private:
  // kUnavailable if the directory cannot be opened now: a share may be mounted later.
  Result<Done> open();

  const FileSinkOptions options_;
  std::unique_ptr<FileLayout> layout_;
};

}  // namespace pontis
