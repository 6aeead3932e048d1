#include "engine/core/adapter.h"

#include "adapters/file/file_sink.h"
#include "adapters/file/file_source.h"

namespace pontis {

extern const Adapter kFileAdapter;
const Adapter kFileAdapter = {
    .name = "file",
    .summary = "files in a directory",
    .maturity = Maturity::kStable,
    .posture = Posture::kTrustedPeersOnly,
    .source = [](const Settings& settings) -> Result<std::unique_ptr<Source>> {
      auto options = FileSource::spec().read(settings);
      if (!options) return options.error();
      if (options->directory.empty()) return settings.error("\"directory\" is required");
      return std::make_unique<FileSource>(*options);
    },
    .sink = [](const Settings& settings, const Format&) -> Result<std::unique_ptr<Sink>> {
      auto options = FileSink::spec().read(settings);
      if (!options) return options.error();
      if (options->directory.empty()) return settings.error("\"directory\" is required");
      return std::make_unique<FileSink>(*options);
    },
    .source_options = [] { return FileSource::spec().options(); },
    .sink_options = [] { return FileSink::spec().options(); },
};

}  // namespace pontis
