// Maps for one test: a folder for each set, and the mapping that they make together.
#pragma once

#include <stdexcept>

#include "engine/mapping/mapping.h"
#include "tests/support/scratch_directory.h"

namespace pontis {

// What every set of maps needs before its own rows: six lines.
inline constexpr char kMapHead[] =
    "message ANY for *\n  MSH {PID}\n"
    "map MSH -> MessageHeader\n  'urn:e' -> eventUri\n  'urn:s' -> source.endpoint\n"
    "  3 -> used\n";

class MapFolder {
 public:
  // `maps` as a.map in the folder "base"; tables by add().
  explicit MapFolder(const std::string& maps) : folders_{scratch_ / "base"} {
    std::filesystem::create_directory(folders_[0]);
    scratch_.write("base/a.map", kMapHead + maps);
  }
  void add(const std::string& file, const std::string& text) {
    scratch_.write("base/" + file, text);
  }

  const std::vector<std::string>& folders() const { return folders_; }
  std::shared_ptr<const Mapping> load() const {
    auto loaded = Mapping::load(folders_);
    if (!loaded) throw std::runtime_error(loaded.error().text);
    return *loaded;
  }

 private:
  ScratchDirectory scratch_;
  std::vector<std::string> folders_;
};

}  // namespace pontis
