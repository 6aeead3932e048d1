#include "adapters/file/file_io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace pontis {

void Descriptor::reset() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Error systemError(std::string_view what) {
  const std::string why = std::generic_category().message(errno);
  return Error{Code::kUnavailable, "cannot " + std::string(what) + ": " + why, ""};
}

Result<Done> writeAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return systemError("write");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return Done{};
}

Result<std::string> readAll(int descriptor) {
  struct stat about {};
  if (::fstat(descriptor, &about) != 0) return systemError("read");
  std::string text(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t count =
        ::pread(descriptor, text.data() + done, text.size() - done, static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return systemError("read");
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  text.resize(done);
  return text;
}

Result<Descriptor> openDirectory(const std::string& path) {
  std::error_code failed;
  std::filesystem::create_directories(path, failed);
  Descriptor opened(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened) return systemError("open the directory " + path);
  return opened;
}

}  // namespace pontis
