#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

#include "engine/app/console/files.h"
#include "engine/app/console/report.h"
#include "engine/app/console/units.h"
#include "engine/app/maps.h"
#include "engine/base/log.h"
#include "engine/flow/delivery.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

class Converter {
 public:
  Converter(const ConvertOptions& options, const Mapping& mapping)
      : options_(options), out_(options.out), mapping_(mapping), report_(mapping.rules()) {}

  void take(const Unit& unit) {
    const auto done = convertOne(unit);
    ++(done ? converted_ : refused_);
    if (done) return;
    report_.refused();
    const Error& error = done.error();
    std::cerr << "refused " << unit.file << " message " << unit.number << ": "
              << (error.where.empty() ? "" : error.where + ": ") << error.text << "\n";
  }

  int report() const {
    if (options_.summary) report_.print(std::cout);
    std::ofstream file;
    if (!options_.report.empty()) file.open(options_.report, std::ios::binary | std::ios::trunc);
    if (!options_.report.empty() && !(file << report_.json() << std::flush))
      return std::cerr << "pontis: cannot write " << options_.report << "\n", 2;
    std::cout << "converted " << converted_ << " refused " << refused_ << "\n";
    return refused_ > 0 ? 1 : 0;
  }

 private:
  Result<Done> convertOne(const Unit& unit) {
    if (!unit.document) return unit.document.error();
    const auto mapped = map(**unit.document);
    if (!mapped) return mapped.error();
    std::string name = fs::path(unit.file).stem().string();
    if (unit.of > 1) name += "-" + std::to_string(unit.number);
    if (!written_.insert(name).second)
      return Error{Code::kDuplicate, "another file of this run is already written as " + name, ""};
    const std::string loss = toJson(mapped->lost);
    const char* extension = options_.to == "fhir" ? ".json" : ".hl7";
    if (auto kept = write(name + extension, mapped->output.view()); !kept) return kept;
    if (options_.hits)
      if (auto kept = write(name + ".hits.json", hitsJson(mapping_.rules(), mapped->hits)); !kept)
        return kept;
    if (auto kept = write(name + ".loss.json", loss.empty() ? "[]" : loss); !kept) return kept;
    report_.add(unit.format->envelope(**unit.document).type, *mapped);
    return Done{};
  }

  Result<Mapped> map(const Document& document) const {
    const auto* segments = dynamic_cast<const Segments*>(&document);
    if (segments != nullptr && options_.to == "fhir") return mapping_.apply(*segments);
    const auto* nodes = dynamic_cast<const Nodes*>(&document);
    if (nodes != nullptr && options_.to == "hl7v2") return mapping_.reverse(*nodes, options_.type);
    return Error{Code::kUnsupported, "the file is " + options_.to + " already", ""};
  }

  Result<Done> write(const std::string& name, std::string_view text) const {
    std::ofstream file(out_ / name, std::ios::binary | std::ios::trunc);
    file << text;
    if (!text.ends_with('\r')) file << "\n";
    file.close();
    if (!file) return Error{Code::kUnavailable, "cannot write " + (out_ / name).string(), ""};
    return Done{};
  }

  const ConvertOptions& options_;
  const fs::path out_;
  const Mapping& mapping_;
  Report report_;
  std::set<std::string> written_;
  std::size_t converted_ = 0, refused_ = 0;
};

int failed(const Error& error) {
  std::cerr << "pontis: " << error.text << "\n";
  return 2;
}

}  // namespace

int convert(const ConvertOptions& options) {
  if (options.to != "fhir" && options.to != "hl7v2")
    return failed({Code::kUnsupported, "--to is fhir or hl7v2, not " + options.to, ""});
  const auto folders = mapFolders(options.map_folders);
  if (!folders) return failed(folders.error());
  const auto mapping = Mapping::load(*folders);
  if (!mapping) return failed(mapping.error());
  std::error_code error;
  fs::create_directories(options.out, error);
  if (error)
    return failed({Code::kUnavailable, "cannot make " + options.out + ": " + error.message(), ""});
  Converter converter(options, **mapping);
  eachUnit(options.files, "converting file", [&](const Unit& unit) { converter.take(unit); });
  return converter.report();
}

}  // namespace pontis
