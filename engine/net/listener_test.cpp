#include "engine/net/listener.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/times.h>

#include <fstream>
#include <thread>

#include "engine/net/address.h"
#include "tests/support/socket_client.h"

namespace pontis {
namespace {

using namespace std::chrono_literals;

// Sends every byte back when the turn is over.
class Echo final : public Protocol {
  class EchoSession final : public Session {
   public:
    explicit EchoSession(Connection& connection) : connection_(connection) {}
    bool receive(std::string_view bytes) override {
      connection_.write(bytes);
      return false;
    }
    void end(End) override {}

   private:
    Connection& connection_;
  };

 public:
  std::unique_ptr<Session> open(Connection& connection) override {
    return std::make_unique<EchoSession>(connection);
  }
  void turn() override {}
};

std::unique_ptr<Protocol> echo() { return std::make_unique<Echo>(); }

// Bytes of memory that this process really uses.
std::size_t resident() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  file >> pages >> pages;
  return pages * 4096;
}

TEST(Address, SaysWhatIsWrongWithItsForm) {
  EXPECT_EQ(checkAddress("127.0.0.1:2575"), "");
  EXPECT_EQ(checkAddress("[::1]:0"), "");
  EXPECT_EQ(checkAddress("localhost"), "expected host:port, such as 127.0.0.1:2575");
  EXPECT_EQ(checkAddress("::1:2575"), "write an IPv6 address in brackets, such as [::1]:2575");
  EXPECT_EQ(checkAddress("a:70000"), "the port is a number from 0 to 65535");
  EXPECT_EQ(resolve("no.such.host.invalid:1").error().code, Code::kUnavailable);
}

TEST(Listener, ServesConnectionsOfEveryThread) {
  Listener listener("test", {.threads = 3}, echo);
  ASSERT_TRUE(listener.start());
  std::vector<SocketClient> clients;
  for (int i = 0; i < 9; ++i) clients.emplace_back(listener.port());
  for (int i = 0; i < 9; ++i) clients[i].send("hello " + std::to_string(i));
  for (int i = 0; i < 9; ++i) EXPECT_EQ(clients[i].read(7), "hello " + std::to_string(i));
}

TEST(Listener, ThousandsOfIdleConnectionsCostLittle) {
  raiseFileLimit();
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const std::size_t count = std::min<std::size_t>(2000, limit.rlim_cur / 2 - 100);
  Listener listener("test", {}, echo);
  ASSERT_TRUE(listener.start());
  const std::size_t before = resident();
  std::vector<SocketClient> clients;
  for (std::size_t i = 0; i < count; ++i) {
    clients.emplace_back(listener.port());
    clients.back().send("x");
    ASSERT_EQ(clients.back().read(1), "x");
  }
  EXPECT_LT((resident() - std::min(before, resident())) / count, 10'000u);
}

TEST(Listener, WaitsWithoutSpinningWhenDescriptorsRunOut) {
  Listener listener("test", {}, echo);
  ASSERT_TRUE(listener.start());
  SocketClient first(listener.port());
  first.send("a");
  EXPECT_EQ(first.read(1), "a");
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  SocketClient waiting = [&] {
    // One descriptor is left, for the client; none for the listener's side of it.
    const int probe = ::dup(0);
    ::close(probe);
    rlimit tight = before;
    tight.rlim_cur = static_cast<rlim_t>(probe) + 1;
    setrlimit(RLIMIT_NOFILE, &tight);
    return SocketClient(listener.port());
  }();
  const std::clock_t used = std::clock();
  std::this_thread::sleep_for(500ms);
  EXPECT_LT(static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC, 0.2);
  first.send("b");
  EXPECT_EQ(first.read(1), "b") << "the others are served meanwhile";
  setrlimit(RLIMIT_NOFILE, &before);
  waiting.send("c");
  EXPECT_EQ(waiting.read(1), "c");
}

TEST(Listener, StopsTwiceAndWhenNeverStarted) {
  Listener listener("test", {}, echo);
  listener.stop();
  ASSERT_TRUE(listener.start());
  SocketClient client(listener.port());
  listener.stop();
  listener.stop();
  EXPECT_TRUE(client.ended());
}

}  // namespace
}  // namespace pontis
