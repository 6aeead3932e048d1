// The corpora: third-party data that tests read where it is. It is not part of the repository.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace pontis {

// PONTIS_CORPORA says where they are, else they are looked for beside the repository. They may be
// absent: a test then skips and says so.
inline std::filesystem::path corpora() {
  if (const char* set = std::getenv("PONTIS_CORPORA")) return set;
  return std::filesystem::path(PONTIS_ROOT).parent_path() / "shared" / "corpora";
}

// The bytes of a file; none if it cannot be read.
inline std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace pontis
