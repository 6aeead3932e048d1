#include "engine/app/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "engine/base/clock.h"

namespace pontis {
namespace {

constexpr std::size_t kIdSize = 36;

Error failure(const std::string& path) {
  return {Code::kUnavailable, path + ": " + std::strerror(errno), ""};
}

// The id in the open file, or a new one that is then written there.
Result<std::string> readOrWriteId(int file, const std::string& path) {
  std::string id(kIdSize, '\0');
  if (::pread(file, id.data(), kIdSize, 0) == static_cast<ssize_t>(kIdSize)) return id;
  id = newId();
  const std::string line = id + "\n";
  if (::pwrite(file, line.data(), line.size(), 0) != static_cast<ssize_t>(line.size()) ||
      ::fsync(file) != 0)
    return failure(path);
  return id;
}

}  // namespace

Result<std::unique_ptr<DataDirectory>> DataDirectory::open(const std::string& path) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(path, error);
  if (error) return Error{Code::kUnavailable, path + ": " + error.message(), ""};
  if (made) std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
  const std::string name = path + "/engine.id";
  const int file = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return failure(name);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    ::close(file);
    return Error{Code::kBusy, "another engine runs on " + path + ": stop it, or use another --data",
                 ""};
  }
  auto id = readOrWriteId(file, name);
  if (!id) {
    ::close(file);
    return id.error();
  }
  return std::unique_ptr<DataDirectory>(new DataDirectory(file, std::move(*id)));
}

DataDirectory::~DataDirectory() { ::close(lock_); }

}  // namespace pontis
