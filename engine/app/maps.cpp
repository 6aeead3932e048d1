#include "engine/app/maps.h"

#include <cstdlib>
#include <filesystem>

#include "engine/core/adapter.h"

namespace pontis {

namespace fs = std::filesystem;

Result<std::string> shippedMaps(std::string_view name) {
  std::vector<fs::path> places;
  if (const char* named = std::getenv("PONTIS_MAPPINGS")) places.emplace_back(named);
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  places.push_back(program / "../share/pontis/mappings");
  for (fs::path up = program; up.has_relative_path(); up = up.parent_path())
    places.push_back(up / "mappings");
  places.emplace_back("mappings");
  for (const fs::path& place : places)
    if (fs::is_directory(place / name, error)) return fs::weakly_canonical(place / name).string();
  return Error{Code::kNotFound,
               "the maps " + std::string(name) +
                   " were not found: set PONTIS_MAPPINGS to the folder mappings/, or use --map",
               ""};
}

Result<std::vector<std::string>> mapFolders(const std::vector<std::string>& named) {
  if (!named.empty()) return named;
  const auto shipped = shippedMaps("hl7v2-fhir");
  if (!shipped) return shipped.error();
  return std::vector<std::string>{*shipped};
}

const Format* mappedFormat(std::string_view format) {
  const bool forward = format == "hl7v2", back = format == "fhir";
  const Adapter* made = forward || back ? findAdapter(forward ? "fhir" : "hl7v2") : nullptr;
  return made != nullptr ? made->format : nullptr;
}

}  // namespace pontis
