#include <filesystem>
#include <fstream>
#include <iostream>

#include "engine/app/console/map_commands.h"
#include "engine/app/maps.h"
#include "engine/mapping/concept_map.h"
#include "engine/mapping/mapping.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

int failed(const Error& error) {
  std::cerr << "pontis: " << error.text << "\n";
  return 2;
}

// On one line, as NDJSON wants it.
std::string oneLine(std::string json) {
  std::erase(json, '\n');
  return json;
}

}  // namespace

int exportConceptMaps(const ExportOptions& options) {
  const auto folders = mapFolders(options.map_folders);
  if (!folders) return failed(folders.error());
  // Only maps that load are worth sharing.
  if (const auto mapping = Mapping::load(*folders); !mapping) return failed(mapping.error());
  const auto files = readMapFiles(*folders);
  if (!files) return failed(files.error());
  const auto maps = conceptMaps(*files);
  if (options.out.empty()) {
    for (const ConceptMap& map : maps) std::cout << oneLine(map.json) << "\n";
    return 0;
  }
  std::error_code error;
  fs::create_directories(options.out, error);
  for (const ConceptMap& map : maps) {
    std::ofstream file(fs::path(options.out) / (map.id + ".json"),
                       std::ios::binary | std::ios::trunc);
    if (!(file << map.json << "\n" << std::flush))
      return failed({Code::kUnavailable, "cannot write into " + options.out, ""});
  }
  std::cout << "wrote " << maps.size() << " concept maps\n";
  return 0;
}

}  // namespace pontis
