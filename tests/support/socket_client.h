// SocketClient: a blocking TCP client for tests, with a deadline of five seconds on every read.
// SocketServer: accepts such clients one by one.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace pontis {

class SocketClient {
 public:
  explicit SocketClient(std::uint16_t port)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  static SocketClient of(int fd) { return SocketClient(fd, true); }
  SocketClient(SocketClient&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), connected_(other.connected_) {}
  ~SocketClient() { close(); }

  bool connected() const { return connected_; }

  // Writes all of it; false if the peer is gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  // Reads until `count` bytes are there, the peer has closed or the time is over.
  std::string read(std::size_t count, int milliseconds = 5000) {
    std::string got;
    char chunk[65536];
    while (got.size() < count && readable(milliseconds)) {
      const ssize_t n = ::recv(fd_, chunk, std::min(sizeof chunk, count - got.size()), 0);
      if (n <= 0) break;
      got.append(chunk, static_cast<std::size_t>(n));
    }
    return got;
  }
  // Reads to the end of the stream.
  std::string readAll() { return read(1u << 30); }
  // True if the peer has closed (within five seconds).
  bool ended() {
    char byte;
    return readable(5000) && ::recv(fd_, &byte, 1, 0) <= 0;
  }
  void endWriting() { ::shutdown(fd_, SHUT_WR); }
  void reset() {  // the peer sees ECONNRESET
    const linger now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  int fd() const { return fd_; }

 private:
  SocketClient(int fd, bool connected) : fd_(fd), connected_(connected) {}
  bool readable(int milliseconds) const {
    pollfd one{fd_, POLLIN, 0};
    return ::poll(&one, 1, milliseconds) == 1;
  }
  int fd_;
  bool connected_ = false;
};

class SocketServer {
 public:
  SocketServer() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    ::bind(fd_, reinterpret_cast<const sockaddr*>(&at), size);
    ::listen(fd_, 16);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
  }
  ~SocketServer() { ::close(fd_); }
  SocketServer(const SocketServer&) = delete;
  SocketServer& operator=(const SocketServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  // True if a client comes within the time.
  bool waiting(int milliseconds = 5000) const {
    pollfd one{fd_, POLLIN, 0};
    return ::poll(&one, 1, milliseconds) == 1;
  }
  SocketClient accept() {
    return SocketClient::of(waiting() ? ::accept(fd_, nullptr, nullptr) : -1);
  }

 private:
  int fd_;
  std::uint16_t port_ = 0;
};

}  // namespace pontis
