#include "adapters/pix/pix_cursor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace pontis {
namespace {

namespace fs = std::filesystem;

Error failed(const char* what) {
  return Error{Code::kUnavailable,
               std::string("cannot ") + what +
                   " the state of a subscription: " + std::generic_category().message(errno),
               ""};
}

// Opens, does `act` with the descriptor, flushes and closes.
template <class F>
bool flushed(const fs::path& path, int flags, const F& act) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC, 0640);
  if (file < 0) return false;
  const bool good = act(file) && ::fsync(file) == 0;
  const int why = errno;
  ::close(file);
  errno = why;
  return good;
}

}  // namespace

Result<std::optional<std::int64_t>> PixCursor::read() const {
  std::error_code missing;
  if (!fs::exists(path_, missing)) {
    if (!missing) return std::optional<std::int64_t>();
    errno = missing.value();
    return failed("find");
  }
  std::ifstream in(path_, std::ios::binary);
  std::string text;
  if (!in || !std::getline(in, text)) return failed("read");
  std::int64_t number = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (wrong != std::errc() || end != text.data() + text.size() || number < 0)
    return Error{Code::kMalformed, "the state of a subscription is no number: " + path_, ""};
  return std::optional(number);
}

Result<Done> PixCursor::write(std::int64_t number) const {
  const fs::path path(path_), beside(path_ + ".tmp");
  const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::error_code ignored;
  fs::create_directories(directory, ignored);
  const std::string text = std::to_string(number) + "\n";
  const bool written = flushed(beside, O_WRONLY | O_CREAT | O_TRUNC, [&](int file) {
    return ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  });
  if (!written || std::rename(beside.c_str(), path.c_str()) != 0) return failed("write");
  if (!flushed(directory, O_RDONLY | O_DIRECTORY, [](int) { return true; })) return failed("flush");
  return Done{};
}

}  // namespace pontis
