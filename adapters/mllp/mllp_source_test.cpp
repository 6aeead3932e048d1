#include "adapters/mllp/mllp_source.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "adapters/mllp/mllp_frame.h"
#include "tests/support/fake_inlet.h"
#include "tests/support/socket_client.h"

namespace pontis {
namespace {

using namespace std::chrono_literals;

// A source on a free port with a fake engine behind it.
struct Served {
  explicit Served(MllpSourceOptions options = {})
      : source((options.listen = "127.0.0.1:0", options)) {
    EXPECT_TRUE(source.start(inlet));
  }
  ~Served() { source.stop(); }
  FakeInlet inlet;
  MllpSource source;
};

std::string acks(std::initializer_list<std::string> ids) {
  std::string all;
  for (const std::string& id : ids) all += mllpWrap(id);
  return all;
}

TEST(MllpSource, AnswersEachMessageInOrder) {
  Served served;
  SocketClient client(served.source.port());
  client.send(mllpWrap("1") + mllpWrap("!2") + mllpWrap("?3"));
  const std::string expected = acks({"AA|1", "AR|!2", "AE|?3"});
  EXPECT_EQ(client.read(expected.size()), expected);
  EXPECT_EQ(served.inlet.seen(), "[1][!2][?3]");
}

TEST(MllpSource, TakesAFrameByteByByte) {
  Served served;
  SocketClient client(served.source.port());
  for (const char c : mllpWrap("1|text")) {
    client.send(std::string(1, c));
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(client.read(7), acks({"AA|1"}));
}

TEST(MllpSource, AMessageOverTheSocketBufferIsNotCut) {
  Served served;
  SocketClient client(served.source.port());
  const std::string large = "1|" + std::string(12u << 20, 'x');
  client.send(mllpWrap(large));
  EXPECT_EQ(client.read(7), acks({"AA|1"}));
  EXPECT_EQ(served.inlet.seen().size(), large.size() + 2);
}

TEST(MllpSource, APeerThatEndsItsSideStillGetsItsReplies) {
  Served served;
  SocketClient client(served.source.port());
  std::string wire, expected;
  for (int i = 100; i < 500; ++i) {  // more than one turn takes
    wire += mllpWrap(std::to_string(i));
    expected += mllpWrap("AA|" + std::to_string(i));
  }
  client.send(wire);
  client.endWriting();
  EXPECT_EQ(client.readAll(), expected);
}

TEST(MllpSource, APeerThatNeverSendsTheLastCrIsAnswered) {
  Served served;
  SocketClient client(served.source.port());
  client.send(
      "\x0b"
      "1\x1c");
  EXPECT_EQ(client.read(7), acks({"AA|1"}));
}

TEST(MllpSource, KeepsJunkAndClosesTheConnection) {
  Served served;
  SocketClient client(served.source.port());
  client.send(mllpWrap("1") + "GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client.readAll(), acks({"AA|1"}));
  EXPECT_EQ(served.inlet.kept(),
            "[GET / HTTP/1.1\r\n\r\n: bytes before the start of an MLLP frame (VT)]");
}

TEST(MllpSource, RefusesAMessageOverTheLimitInTheFormatsWordsThenCloses) {
  Served served({.max_message_bytes = 10});
  SocketClient client(served.source.port());
  client.send(mllpWrap("1") +
              "\x0b"
              "2|345678901234567890");
  EXPECT_EQ(client.readAll(), acks({"AA|1", "AR|2"}));
  EXPECT_EQ(served.inlet.kept(), "[2|34567890: message longer than \"max_message_bytes\" (10)]");
}

TEST(MllpSource, KeepsTheBytesOfAConnectionThatBreaksInsideAFrame) {
  Served served;
  {
    SocketClient client(served.source.port());
    client.send("\x0bHALF");
    std::this_thread::sleep_for(50ms);
    client.reset();
  }
  EXPECT_TRUE(served.inlet.await(0, 1));
  {
    SocketClient client(served.source.port());
    client.send("\x0bMORE");
    client.endWriting();
    EXPECT_TRUE(client.ended());
  }
  EXPECT_EQ(served.inlet.kept(),
            "[\x0bHALF: the connection broke inside an MLLP frame]"
            "[\x0bMORE: the stream ended inside an MLLP frame]");
}

TEST(MllpSource, ClosesAPeerThatFallsSilentInsideAFrame) {
  Served served({.idle_timeout = 100ms});
  SocketClient client(served.source.port());
  client.send("\x0bHALF");
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(served.inlet.kept(), "[\x0bHALF: the peer fell silent inside an MLLP frame]");
}

TEST(MllpSource, OneAcceptCarriesManyConnections) {
  Served served({.threads = 1});
  std::atomic<bool> go = false;
  served.inlet.before = [&go] {
    while (!go) std::this_thread::sleep_for(1ms);
  };
  std::vector<SocketClient> clients;
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back(served.source.port());
    clients.back().send(mllpWrap(std::to_string(10 + i)));
  }
  std::this_thread::sleep_for(100ms);
  go = true;
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(clients[i].read(8), mllpWrap("AA|" + std::to_string(10 + i)));
  EXPECT_LE(served.inlet.calls(), 4u);
}

TEST(MllpSource, APeerThatDoesNotReadItsRepliesKeepsNobodyWaiting) {
  Served served({.threads = 1});
  SocketClient stuck(served.source.port());
  std::thread flood([&stuck] {
    const std::string id(1000, 'x');
    std::string wire;
    for (int i = 0; i < 1000; ++i) wire += mllpWrap(id);
    while (stuck.send(wire)) {
    }
  });
  std::this_thread::sleep_for(200ms);
  SocketClient other(served.source.port());
  for (int i = 10; i < 60; ++i) {
    other.send(mllpWrap(std::to_string(i)));
    EXPECT_EQ(other.read(8), mllpWrap("AA|" + std::to_string(i)));
  }
  // The system's own buffers fill first, which may take a while.
  std::size_t before = 0, after = 1;
  for (int i = 0; i < 50 && before != after; ++i) {
    before = served.inlet.seen().size();
    std::this_thread::sleep_for(300ms);
    after = served.inlet.seen().size();
  }
  EXPECT_EQ(before, after) << "reading from the stuck peer must rest";
  ::shutdown(stuck.fd(), SHUT_RDWR);
  flood.join();
}

TEST(MllpSource, AFloodWithoutReadingIsAnsweredInFullOnceItIsRead) {
  Served served({.threads = 1});
  SocketClient client(served.source.port());
  const std::string id(1000, 'x');
  constexpr std::size_t kCount = 20'000;
  std::thread flood([&] {
    for (std::size_t i = 0; i < kCount; ++i) client.send(mllpWrap(id));
    client.endWriting();
  });
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(client.readAll().size(), kCount * (id.size() + 6));
  flood.join();
}

TEST(MllpSource, ClosesConnectionsOverTheLimitAtOnce) {
  Served served({.max_connections = 2});
  SocketClient first(served.source.port()), second(served.source.port());
  first.send(mllpWrap("1"));
  EXPECT_EQ(first.read(7), acks({"AA|1"}));
  EXPECT_TRUE(SocketClient(served.source.port()).ended());
  first.close();
  std::string got;
  for (int i = 0; i < 100 && got.empty(); ++i) {  // the first is gone, so there is room again
    std::this_thread::sleep_for(5ms);
    SocketClient third(served.source.port());
    third.send(mllpWrap("3"));
    got = third.read(7);
  }
  EXPECT_EQ(got, acks({"AA|3"}));
}

TEST(MllpSource, StopWaitsForTheAcceptThatIsUnderWayAndWritesItsReply) {
  Served served;
  SocketClient client(served.source.port()), half(served.source.port());
  half.send(mllpWrap("0") + "\x0bHALF");
  EXPECT_EQ(half.read(acks({"AA|0"}).size()), acks({"AA|0"}));  // so the rest was read with it
  std::atomic<bool> begun = false;
  served.inlet.before = [&begun] {
    begun = true;
    std::this_thread::sleep_for(200ms);
  };
  client.send(mllpWrap("1"));
  while (!begun) std::this_thread::sleep_for(1ms);
  served.source.stop();
  EXPECT_EQ(served.inlet.seen(), "[0][1]");
  EXPECT_EQ(client.readAll(), acks({"AA|1"}));
  EXPECT_EQ(served.inlet.kept(), "[\x0bHALF: the engine stopped inside an MLLP frame]");
  EXPECT_FALSE(SocketClient(served.source.port()).connected());
}

TEST(MllpSource, SaysWhatToDoIfTheAddressIsTaken) {
  Served served;
  const std::string taken = "127.0.0.1:" + std::to_string(served.source.port());
  MllpSource second({.listen = taken});
  const auto started = second.start(served.inlet);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, Code::kUnavailable);
  EXPECT_EQ(started.error().text,
            "cannot listen at " + taken +
                ": address in use: stop the other program or change \"listen\"");
}

}  // namespace
}  // namespace pontis
