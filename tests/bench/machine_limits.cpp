// machine_limits FOLDER: what the machine can do at most, so that figures can be read against it.
//
// Prints one JSON object: how long fdatasync takes in FOLDER, how often 1 KB goes to and fro over
// the loopback.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

// The median of fdatasync after a write of 1 KB, in microseconds.
double fdatasyncMicroseconds(const std::string& folder) {
  const std::string path = folder + "/fdatasync.tmp";
  const int file = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) fail(path);
  const std::string block(1024, 'x');
  std::vector<double> each;
  for (int i = 0; i < 500; ++i) {
    const auto start = Clock::now();
    if (::write(file, block.data(), block.size()) < 0 || fdatasync(file) != 0) fail(path);
    each.push_back(secondsSince(start) * 1e6);
  }
  close(file);
  unlink(path.c_str());
  std::sort(each.begin(), each.end());
  return each[each.size() / 2];
}

// Round trips of 1 KB through the kernel's loopback, per second, over one connection.
double loopbackEchoes() {
  int ends[2];
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 1) != 0)
    fail("listen");
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  ends[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(ends[0], reinterpret_cast<sockaddr*>(&address), size) != 0) fail("connect");
  const int on = 1;
  setsockopt(ends[0], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ends[1] = accept(listener, nullptr, nullptr);
  std::thread echo([peer = ends[1]] {
    char buffer[2048];
    ssize_t count = 0;
    while ((count = recv(peer, buffer, sizeof buffer, 0)) > 0)
      if (::send(peer, buffer, static_cast<std::size_t>(count), MSG_NOSIGNAL) < 0) break;
  });
  char block[1024] = {};
  std::uint64_t trips = 0;
  const auto start = Clock::now();
  while (secondsSince(start) < 2) {
    if (::send(ends[0], block, sizeof block, MSG_NOSIGNAL) < 0) fail("send");
    for (std::size_t got = 0; got < sizeof block;) {
      const ssize_t count = recv(ends[0], block, sizeof block - got, 0);
      if (count <= 0) fail("recv");
      got += static_cast<std::size_t>(count);
    }
    ++trips;
  }
  const double rate = static_cast<double>(trips) / secondsSince(start);
  close(ends[0]);
  echo.join();
  close(ends[1]);
  close(listener);
  return rate;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: machine_limits FOLDER\n");
    return 2;
  }
  try {
    std::printf("{\"fdatasync_us\": %.0f, \"loopback_per_second\": %.0f}\n",
                fdatasyncMicroseconds(argv[1]), loopbackEchoes());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "machine_limits: %s\n", error.what());
    return 1;
  }
}
