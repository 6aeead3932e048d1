#include "engine/store/place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

namespace pontis {
namespace {

Error cannot(const std::string& what, const std::string& path) {
  return {Code::kUnavailable, "cannot " + what + " " + path + ": " + std::strerror(errno), ""};
}

}  // namespace

bool isPostgres(std::string_view location) {
  return location.starts_with("postgresql://") || location.starts_with("postgres://");
}

Result<Done> flushDirectory(const std::string& path) {
  const int directory = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return cannot("open", path);
  const int flushed = ::fsync(directory);
  ::close(directory);
  if (flushed != 0) return cannot("flush", path);
  return Done{};
}

Result<Done> makeDirectory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0) {
    if (errno == EEXIST) return Done{};
    return cannot("create", path);
  }
  const auto parent = std::filesystem::absolute(path + "/..").lexically_normal();
  return flushDirectory(parent.string());
}

}  // namespace pontis
