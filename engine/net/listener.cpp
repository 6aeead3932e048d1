#include "engine/net/listener.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "engine/base/log.h"
#include "engine/net/address.h"
#include "engine/net/event_loop.h"

namespace pontis {

using namespace std::chrono_literals;

namespace {

constexpr int kBacklog = 1024;
constexpr int kAcceptsPerTurn = 64;

void setUp(int descriptor) {
  const int on = 1, keep_after_seconds = 60;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  // Finds peers that vanished without a word (a firewall that forgot them).
  setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &keep_after_seconds, sizeof keep_after_seconds);
}

}  // namespace

struct Listener::Door {
  Poco::Net::ServerSocket socket;
  std::chrono::steady_clock::time_point said{};  // when the log last heard of a trouble

  void say(const std::string& name, std::string_view text) {
    const auto now = std::chrono::steady_clock::now();
    if (now - said < 10s) return;
    said = now;
    log(Level::kWarn, name, text);
  }
};

Listener::Listener(std::string name, ListenerOptions options, MakeProtocol protocol,
                   MakeStream stream)
    : name_(std::move(name)),
      options_(std::move(options)),
      protocol_(std::move(protocol)),
      stream_(std::move(stream)) {}

Listener::~Listener() { stop(); }

Result<Done> Listener::start() {
  raiseFileLimit();
  const auto address = resolve(options_.listen);
  if (!address) return address.error();
  auto door = std::make_unique<Door>();
  try {
    door->socket.bind(*address, true, false);  // with SO_REUSEPORT two engines would share it
    door->socket.listen(kBacklog);
    door->socket.setBlocking(false);
    port_ = door->socket.address().port();
  } catch (const Poco::Exception& e) {
    return bindError(options_.listen, e.code());
  }
  door_ = std::move(door);
  for (std::size_t i = 0; i < std::max<std::size_t>(1, options_.threads); ++i)
    loops_.push_back(std::make_unique<EventLoop>(name_, options_.idle_timeout, protocol_(),
                                                 [this] { --open_; }));
  loops_.front()->watch(door_->socket.impl()->sockfd(), [this] { return admit(); });
  for (const auto& loop : loops_) loop->start();
  log(Level::kInfo, name_, "listening", {{"address", door_->socket.address().toString()}});
  return Done{};
}

void Listener::stop() {
  if (!door_) return;
  // The first loop admits connections, so it goes first: no other then gets new ones.
  for (const auto& loop : loops_) loop->stop();
  loops_.clear();
  door_.reset();
}

std::chrono::milliseconds Listener::admit() {
  for (int i = 0; i < kAcceptsPerTurn; ++i) {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    const int descriptor =
        ::accept4(door_->socket.impl()->sockfd(), reinterpret_cast<sockaddr*>(&from), &size,
                  SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        door_->say(name_, "too many open files: new connections wait; raise the limit (ulimit -n)");
        return 100ms;
      }
      if (errno == EAGAIN || errno == EWOULDBLOCK) return 0ms;
      continue;  // that one connection failed before it was taken: accept(2)
    }
    if (open_ >= options_.max_connections) {
      door_->say(name_, "connection refused: \"max_connections\" are open");
      ::close(descriptor);
      continue;
    }
    ++open_;
    setUp(descriptor);
    const Poco::Net::SocketAddress address(reinterpret_cast<const sockaddr*>(&from), size);
    std::string peer = address.host().toString();
    lightest().adopt(stream_ ? stream_(descriptor, std::move(peer))
                             : std::make_unique<PlainStream>(descriptor, std::move(peer)));
  }
  return 0ms;
}

EventLoop& Listener::lightest() {
  return **std::min_element(loops_.begin(), loops_.end(),
                            [](const auto& a, const auto& b) { return a->size() < b->size(); });
}

}  // namespace pontis
