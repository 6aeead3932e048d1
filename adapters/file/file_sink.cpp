#include "adapters/file/file_sink.h"

#include "adapters/file/file_name.h"

namespace pontis {

const Spec<FileSinkOptions>& FileSink::spec() {
  using Options = FileSinkOptions;
  static const std::function<std::string(const std::string&)> layout = [](const std::string& l) {
    return std::string(l == "files" || l == "lines" ? "" : "expected files or lines");
  };
  static const std::function<std::string(const std::string&)> extension = [](const std::string& e) {
    const bool fits = e.empty() || (e.front() == '.' && sanitised(e.substr(1)) == e.substr(1));
    return std::string(fits ? "" : "expected an extension such as .hl7");
  };
  static const Spec<Options> kSpec =
      Spec<Options>()
          .field("directory", &Options::directory, "Where to write; made if it is not there.")
          .field("layout", &Options::layout,
                 "\"files\": one for each message; \"lines\": one line for each, in .ndjson files.",
                 layout)
          .field("file_name", &Options::file_name,
                 "Name of each file; {received} {type} {control_id} {id} {ticket} {extension}.",
                 {checkNamePattern})
          .field("extension", &Options::extension, "Empty: guessed from the payload.", extension)
          .field("roll_bytes", &Options::roll_bytes, "Begin a new .ndjson file at this size.");
  return kSpec;
}

Result<Done> FileSink::open() {
  if (layout_) return Done{};
  auto directory = openDirectory(options_.directory);
  if (!directory) return directory.error();
  if (options_.layout == "lines") {
    layout_ = std::make_unique<LinesLayout>(std::move(*directory), options_.roll_bytes);
  } else {
    layout_ = std::make_unique<FilesLayout>(std::move(*directory), options_.file_name,
                                            options_.extension);
  }
  return Done{};
}

std::vector<Result<Bytes>> FileSink::send(std::span<const Outgoing> batch) {
  if (const auto opened = open(); !opened)
    return std::vector<Result<Bytes>>(batch.size(), opened.error());
  return layout_->write(batch);
}

}  // namespace pontis
