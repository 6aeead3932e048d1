#include "engine/app/admin.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

namespace pontis {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 64u << 10;  // of a command line

// A file descriptor that is closed at the end of its scope.
class Handle {
 public:
  explicit Handle(int fd) : fd_(fd) {}
  Handle(Handle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Error failure(std::string_view what) {
  return {Code::kUnavailable, fmt::format("{}: {}", what, std::strerror(errno)), ""};
}

std::string runtimeFolder() {
  const char* run = std::getenv("XDG_RUNTIME_DIR");
  if (run != nullptr && *run != '\0') return std::string(run) + "/pontis";
  return fmt::format("/tmp/pontis-{}", ::getuid());
}

// Makes the folder, and trusts it only if nobody else can enter it.
Result<std::string> ownFolder() {
  std::string folder = runtimeFolder();
  ::mkdir(folder.c_str(), 0700);
  struct stat status {};
  if (::lstat(folder.c_str(), &status) != 0) return failure(folder);
  if (!S_ISDIR(status.st_mode) || status.st_uid != ::getuid() || (status.st_mode & 077) != 0)
    return Error{Code::kDenied, folder + " is not a private folder of this user: remove it", ""};
  return folder;
}

std::optional<sockaddr_un> addressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

Handle unixSocket() { return Handle(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

bool join(const Handle& socket, const std::string& path) {
  const auto address = addressOf(path);
  return address && ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&*address),
                              sizeof *address) == 0;
}

std::string readAll(int fd, std::size_t most) {
  std::string all;
  char chunk[16384];
  while (all.size() < most) {
    const ssize_t count = ::read(fd, chunk, sizeof chunk);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    all.append(chunk, static_cast<std::size_t>(count));
  }
  return all;
}

bool writeAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// A peer that says nothing must not keep the others out.
void limitSilence(int fd) {
  const timeval limit{10, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

std::vector<std::string> argumentsOf(std::string_view text) {
  std::vector<std::string> arguments;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\0'), text.size());
    arguments.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return arguments;
}

}  // namespace

Result<std::unique_ptr<AdminServer>> AdminServer::start(const std::string& data, Run run) {
  const auto folder = ownFolder();
  if (!folder) return folder.error();
  const std::string path = fmt::format("{}/{:016x}.sock", *folder, std::hash<std::string>{}(data));
  const auto address = addressOf(path);
  if (!address) return Error{Code::kUnavailable, path + " is too long for a socket", ""};
  Handle listener = unixSocket();
  ::unlink(path.c_str());  // of an engine that was killed
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0 ||
      ::listen(listener.get(), 16) != 0)
    return failure(path);
  const int wake = ::eventfd(0, EFD_CLOEXEC);
  return std::unique_ptr<AdminServer>(
      new AdminServer(listener.release(), wake, path, std::move(run)));
}

AdminServer::AdminServer(int listener, int wake, std::string path, Run run)
    : listener_(listener), wake_(wake), path_(std::move(path)), run_(std::move(run)) {
  thread_ = std::thread([this] { serve(); });
}

AdminServer::~AdminServer() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof one);
  thread_.join();
  ::unlink(path_.c_str());
  ::close(listener_);
  ::close(wake_);
}

void AdminServer::serve() {
  while (true) {
    pollfd waits[] = {{listener_, POLLIN, 0}, {wake_, POLLIN, 0}};
    if (::poll(waits, 2, -1) < 0 && errno != EINTR) return;
    if (waits[1].revents != 0) return;
    if ((waits[0].revents & POLLIN) == 0) continue;
    const Handle peer(::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    if (peer.get() < 0) continue;
    limitSilence(peer.get());
    const CommandResult result = run_(argumentsOf(readAll(peer.get(), kMostBytes)));
    std::string head(1, static_cast<char>(result.status));
    for (int shift = 24; shift >= 0; shift -= 8)
      head += static_cast<char>(result.out.size() >> shift & 0xFF);
    // A peer that left does not want its answer.
    (void)(writeAll(peer.get(), head) && writeAll(peer.get(), result.out) &&
           writeAll(peer.get(), result.err));
  }
}

Result<CommandResult> askEngine(const std::vector<std::string>& arguments) {
  std::vector<Handle> live;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(runtimeFolder(), error)) {
    Handle socket = unixSocket();
    if (entry.path().extension() == ".sock" && join(socket, entry.path().string()))
      live.push_back(std::move(socket));
  }
  if (live.empty())
    return Error{Code::kNotFound,
                 "no engine of this user runs: name its data directory with --data DIR", ""};
  if (live.size() > 1)
    return Error{Code::kNotFound,
                 fmt::format("{} engines run: say which by --data DIR", live.size()), ""};
  std::string request;
  for (const std::string& argument : arguments) request.append(argument).push_back('\0');
  const int fd = live.front().get();
  if (!writeAll(fd, request)) return failure("asking the engine");
  ::shutdown(fd, SHUT_WR);
  const std::string answer = readAll(fd, std::string::npos);
  if (answer.size() < 5)
    return Error{Code::kUnavailable, "the engine did not answer: see its log", ""};
  std::size_t size = 0;
  for (int i = 1; i <= 4; ++i) size = size << 8 | static_cast<unsigned char>(answer[i]);
  size = std::min(size, answer.size() - 5);
  return CommandResult{answer[0], answer.substr(5, size), answer.substr(5 + size)};
}

}  // namespace pontis
