// ScratchDirectory: an empty directory for one test, gone afterwards.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace pontis {

class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string made = (std::filesystem::temp_directory_path() / "pontis-XXXXXX").string();
    path_ = ::mkdtemp(made.data());
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(*this / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(*this / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // The names of all files below, sorted, in one line: "[a][done/b]".
  std::string list() const {
    std::vector<std::string> names;
    std::error_code gone;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_, gone))
      if (!entry.is_directory()) names.push_back(entry.path().string().substr(path_.size() + 1));
    std::sort(names.begin(), names.end());
    std::string line;
    for (const std::string& name : names) line += "[" + name + "]";
    return line;
  }

 private:
  std::string path_;
};

}  // namespace pontis
