#include "engine/net/client_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "engine/net/address.h"

namespace pontis {

Signal::Signal() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

Signal::~Signal() { ::close(descriptor_); }

void Signal::set() {
  set_ = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(descriptor_, &one, sizeof one);
}

void Signal::wait(std::span<const pollfd> ready, std::chrono::milliseconds most) const {
  std::vector<pollfd> all(ready.begin(), ready.end());
  all.push_back({descriptor_, POLLIN, 0});
  // The caller looks at its own sockets again, so which was ready does not matter here.
  ::poll(all.data(), all.size(), static_cast<int>(std::max<std::int64_t>(0, most.count())));
}

Result<std::unique_ptr<Stream>> beginConnection(const std::string& address) {
  const auto to = resolve(address);
  if (!to) return to.error();
  const int descriptor =
      ::socket(to->af(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  if (descriptor < 0)
    return Error{Code::kUnavailable, "too many open files: cannot connect to " + address, ""};
  auto stream = std::make_unique<PlainStream>(descriptor, to->host().toString());
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  if (::connect(descriptor, to->addr(), to->length()) != 0 && errno != EINPROGRESS)
    return Error{Code::kUnavailable, "cannot connect to " + address, ""};
  return std::unique_ptr<Stream>(std::move(stream));
}

}  // namespace pontis
