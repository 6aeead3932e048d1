// mllp_load: how fast does an MLLP receiver acknowledge, and how long does each message wait?
//
//   mllp_load load PORT CONNECTIONS SECONDS WARMUP   closed loop: each connection sends its next
//                                                    1 KB ADT^A01 when the last is acknowledged
//   mllp_load feed PORT CONNECTIONS FIRST < LINES    the same with the messages of standard input,
//   one
//                                                    a line, each once; counts those after FIRST
//   mllp_load idle PORT CONNECTIONS SECONDS          opens connections and lets them be
//   mllp_load first PORT SECONDS                     asks until one message is acknowledged
//
// One thread, one epoll. Prints one JSON object. Every control id is unique over all runs.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Latencies in microseconds, counted in steps of 1/64 of their size: exact enough for p99, and a
// run of any length takes the same memory.
class Latencies {
 public:
  void add(std::uint64_t us) {
    ++counts_[slot(us)];
    ++total_;
  }
  std::uint64_t total() const { return total_; }
  // The latency that `share` of all stay below, in milliseconds.
  double percentile(double share) const {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(total_));
    std::uint64_t passed = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      passed += counts_[i];
      if (passed > wanted) return static_cast<double>(value(i)) / 1000;
    }
    return 0;
  }

 private:
  static constexpr unsigned kSteps = 64;
  static std::size_t slot(std::uint64_t us) {
    if (us < kSteps) return us;
    const unsigned octave = 63 - static_cast<unsigned>(__builtin_clzll(us)) - 6;
    return std::min<std::size_t>(kSteps * (octave + 1) + ((us >> octave) - kSteps), 64 * 40 - 1);
  }
  static std::uint64_t value(std::size_t at) {
    if (at < kSteps) return at;
    return static_cast<std::uint64_t>(at % kSteps + kSteps) << (at / kSteps - 1);
  }
  std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(64 * 40);
  std::uint64_t total_ = 0;
};

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

// A connection to 127.0.0.1, or -1.
int connectTo(int port) {
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) fail("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    close(made);
    return -1;
  }
  const int on = 1;
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(made, F_SETFL, O_NONBLOCK);
  return made;
}

// Where frames come from; an empty one is the end.
class Frames {
 public:
  virtual ~Frames() = default;
  virtual std::string next() = 0;
};

// Frames of 1 KB whose control id and patient differ from one to the next.
class Messages : public Frames {
 public:
  Messages() {
    before_ = "\x0bMSH|^~\\&|LOAD|GH|HIE|GH|20260105091500+0000||ADT^A01^ADT_A01|";
    after_ =
        "|P|2.5.1\rEVN|A01|20260105091500+0000\r"
        "PID|1||@^^^GH^MR||Sample^Robin^Q^^^^L||19700131|O|||1 Test Street^^Testville^^00001^^H||"
        "^PRN^PH^^^555^0100\rPV1|1|I|W1^101^A^GH||||0001^Attending^Ada|||MED|||||||||V0001\r"
        "NTE|1||";
    prefix_ = std::to_string(std::chrono::system_clock::now().time_since_epoch().count() / 1000);
  }
  std::string next() override {
    const std::string number = std::to_string(++count_);
    std::string made = before_ + prefix_ + "-" + number + after_;
    made.replace(made.find('@'), 1, "P" + std::to_string(count_ * 2654435761u % 50000));
    if (made.size() < kSize) made.append(kSize - made.size(), 'x');
    return made + "\r\x1c\r";
  }

 private:
  static constexpr std::size_t kSize = 1021;
  std::string before_, after_, prefix_;
  std::uint64_t count_ = 0;
};

// The messages of standard input, read at once.
class Lines : public Frames {
 public:
  Lines() {
    for (std::string line; std::getline(std::cin, line);) lines_.push_back(std::move(line));
  }
  std::string next() override {
    if (at_ == lines_.size()) return "";
    std::string line;
    line.swap(lines_[at_++]);
    return "\x0b" + line + "\x1c\r";
  }

 private:
  std::vector<std::string> lines_;
  std::size_t at_ = 0;
};

struct Peer {
  int socket = -1;
  std::string out, in;
  std::size_t written = 0;
  Clock::time_point sent;
  bool blocked = false;  // waits until the kernel takes more
};

class Load {
 public:
  // Counts what is sent after `warmup` seconds and after `first` messages; ends after `seconds`
  // more, or when there are no more frames.
  Load(int port, int connections, double seconds, double warmup, std::unique_ptr<Frames> frames,
       std::uint64_t first = 0)
      : port_(port),
        seconds_(seconds),
        warmup_(warmup),
        first_(first),
        epoll_(epoll_create1(EPOLL_CLOEXEC)),
        frames_(std::move(frames)) {
    for (int i = 0; i < connections; ++i) peers_.emplace_back();
    for (std::size_t i = 0; i < peers_.size(); ++i) open(i);
  }

  int run() {
    start_ = Clock::now();
    std::vector<epoll_event> events(256);
    double passed = 0;
    while ((passed = secondsSince(start_)) < warmup_ + seconds_ && under_way_ > 0) {
      const int ready = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 100);
      for (int i = 0; i < ready; ++i) serve(events[static_cast<std::size_t>(i)]);
    }
    const double counted = passed - counted_since_;
    std::printf(
        "{\"connections\": %zu, \"seconds\": %.2f, \"messages\": %llu, \"per_second\": %.0f, "
        "\"p50_ms\": %.2f, \"p95_ms\": %.2f, \"p99_ms\": %.2f, \"p999_ms\": %.2f, "
        "\"refused\": %llu, \"lost_connections\": %llu}\n",
        peers_.size(), counted, static_cast<unsigned long long>(latencies_.total()),
        static_cast<double>(latencies_.total()) / counted, latencies_.percentile(0.50),
        latencies_.percentile(0.95), latencies_.percentile(0.99), latencies_.percentile(0.999),
        static_cast<unsigned long long>(refused_), static_cast<unsigned long long>(lost_));
    return latencies_.total() > 0 && refused_ == 0 && lost_ == 0 ? 0 : 1;
  }

 private:
  void open(std::size_t at) {
    Peer& peer = peers_[at];
    peer = Peer{};
    peer.socket = connectTo(port_);
    if (peer.socket < 0) fail("connect");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = at;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, peer.socket, &event);
    send(at);
  }

  void send(std::size_t at) {
    Peer& peer = peers_[at];
    peer.out = frames_->next();
    if (peer.out.empty()) return;
    ++under_way_;
    ++sent_;
    peer.written = 0;
    peer.sent = Clock::now();
    write(at);
  }

  void write(std::size_t at) {
    Peer& peer = peers_[at];
    const ssize_t count = ::send(peer.socket, peer.out.data() + peer.written,
                                 peer.out.size() - peer.written, MSG_NOSIGNAL);
    if (count > 0) peer.written += static_cast<std::size_t>(count);
    const bool blocked = peer.written < peer.out.size();
    if (blocked == peer.blocked) return;  // a frame of 1 KB goes out in one write, nearly always
    peer.blocked = blocked;
    epoll_event event{};
    event.events = EPOLLIN | (blocked ? EPOLLOUT : 0u);
    event.data.u64 = at;
    epoll_ctl(epoll_, EPOLL_CTL_MOD, peer.socket, &event);
  }

  void serve(const epoll_event& event) {
    const auto at = static_cast<std::size_t>(event.data.u64);
    Peer& peer = peers_[at];
    if ((event.events & EPOLLOUT) != 0) write(at);
    if ((event.events & ~static_cast<unsigned>(EPOLLOUT)) == 0) return;
    char buffer[16384];
    const ssize_t count = recv(peer.socket, buffer, sizeof buffer, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
      ++lost_;
      --under_way_;
      close(peer.socket);
      open(at);
      return;
    }
    peer.in.append(buffer, static_cast<std::size_t>(count));
    if (peer.in.find("\x1c\r") == std::string::npos) return;
    const bool taken = peer.in.find("MSA|AA|") != std::string::npos;
    peer.in.clear();
    --under_way_;
    if (!counting_ && secondsSince(start_) >= warmup_ && sent_ >= first_ + peers_.size()) {
      counting_ = true;
      counted_since_ = secondsSince(start_);
    }
    if (counting_) {
      const auto waited = std::chrono::duration_cast<microseconds>(Clock::now() - peer.sent);
      if (taken) latencies_.add(static_cast<std::uint64_t>(waited.count()));
      refused_ += !taken;
    }
    send(at);
  }

  const int port_;
  const double seconds_, warmup_;
  const std::uint64_t first_;
  const int epoll_;
  std::vector<Peer> peers_;
  const std::unique_ptr<Frames> frames_;
  std::uint64_t sent_ = 0, under_way_ = 0;
  bool counting_ = false;
  double counted_since_ = 0;
  Latencies latencies_;
  Clock::time_point start_ = Clock::now();
  std::uint64_t refused_ = 0, lost_ = 0;
};

int idle(int port, int connections, double seconds) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  const auto start = Clock::now();
  int opened = 0;
  while (opened < connections && connectTo(port) >= 0) ++opened;
  std::printf("{\"opened\": %d, \"seconds\": %.2f}\n", opened, secondsSince(start));
  std::fflush(stdout);
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  return opened == connections ? 0 : 1;
}

// Blocks until the peer has answered one message with AA.
bool acknowledgedOnce(int port) {
  const int peer = connectTo(port);
  if (peer < 0) return false;
  fcntl(peer, F_SETFL, 0);
  const std::string frame = Messages().next();
  std::string answer;
  char buffer[4096];
  ssize_t count = ::send(peer, frame.data(), frame.size(), MSG_NOSIGNAL);
  while (count > 0 && answer.find("\x1c\r") == std::string::npos) {
    count = recv(peer, buffer, sizeof buffer, 0);
    if (count > 0) answer.append(buffer, static_cast<std::size_t>(count));
  }
  close(peer);
  return answer.find("MSA|AA|") != std::string::npos;
}

int first(int port, double seconds) {
  const auto start = Clock::now();
  while (!acknowledgedOnce(port)) {
    if (secondsSince(start) > seconds) return 1;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  std::printf("{\"seconds\": %.3f}\n", secondsSince(start));
  return 0;
}

int run(const std::vector<std::string>& words) {
  if (words.size() == 5 && words[0] == "load")
    return Load(std::stoi(words[1]), std::stoi(words[2]), std::stod(words[3]), std::stod(words[4]),
                std::make_unique<Messages>())
        .run();
  if (words.size() == 4 && words[0] == "feed") {
    constexpr double kForever = 1e9;
    return Load(std::stoi(words[1]), std::stoi(words[2]), kForever, 0, std::make_unique<Lines>(),
                std::stoull(words[3]))
        .run();
  }
  if (words.size() == 4 && words[0] == "idle")
    return idle(std::stoi(words[1]), std::stoi(words[2]), std::stod(words[3]));
  if (words.size() == 3 && words[0] == "first")
    return first(std::stoi(words[1]), std::stod(words[2]));
  std::fprintf(
      stderr,
      "usage: mllp_load load PORT CONNECTIONS SECONDS WARMUP | feed PORT CONNECTIONS FIRST | "
      "idle PORT CONNECTIONS SECONDS | first PORT SECONDS\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "mllp_load: %s\n", error.what());
    return 1;
  }
}
