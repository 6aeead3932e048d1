#include "engine/net/stream.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace pontis {

PlainStream::PlainStream(int descriptor, std::string peer)
    : descriptor_(descriptor), peer_(std::move(peer)) {}

PlainStream::~PlainStream() { ::close(descriptor_); }

Stream::Moved PlainStream::read(std::span<char> into) {
  for (;;) {
    const ssize_t count = ::recv(descriptor_, into.data(), into.size(), 0);
    if (count > 0) return {State::kMoved, static_cast<std::size_t>(count)};
    if (count == 0) return {State::kEnded};
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {State::kWantRead};
    if (errno != EINTR) return {State::kFailed};
  }
}

Stream::Moved PlainStream::write(std::string_view from) {
  for (;;) {
    const ssize_t count = ::send(descriptor_, from.data(), from.size(), MSG_NOSIGNAL);
    if (count >= 0) return {State::kMoved, static_cast<std::size_t>(count)};
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {State::kWantWrite};
    if (errno != EINTR) return {State::kFailed};
  }
}

void PlainStream::endWriting() { ::shutdown(descriptor_, SHUT_WR); }

}  // namespace pontis
