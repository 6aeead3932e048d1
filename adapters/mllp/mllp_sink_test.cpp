#include "adapters/mllp/mllp_sink.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "tests/support/fake_inlet.h"
#include "tests/support/socket_client.h"

namespace pontis {
namespace {

using namespace std::chrono_literals;

// Messages on their way out; the first part of each text is its control id.
class Batch {
 public:
  explicit Batch(std::vector<std::string> texts) {
    messages_.reserve(texts.size());
    for (std::string& text : texts) {
      Message message;
      message.envelope.control_id = FakeFormat::idOf(text);
      message.payload = Bytes::own(std::move(text));
      messages_.push_back(std::move(message));
      outgoing_.push_back({&messages_.back(), messages_.back().payload,
                           static_cast<std::int64_t>(messages_.size())});
    }
  }
  std::span<const Outgoing> all() const { return outgoing_; }

 private:
  std::vector<Message> messages_;
  std::vector<Outgoing> outgoing_;
};

// "[AA|1]" for what was delivered, "{why}" for what was not, without the address.
std::string show(const std::vector<Result<Bytes>>& outcomes) {
  std::string line;
  for (const auto& outcome : outcomes)
    line += outcome
                ? "[" + std::string(outcome->view()) + "]"
                : "{" + outcome.error().text.substr(0, outcome.error().text.find(" 127.")) + "}";
  return line;
}

// A receiver with a script, in a thread of its own.
struct Receiver {
  explicit Receiver(std::function<void(SocketServer&)> script)
      : thread([this, script = std::move(script)] { script(server); }) {}
  ~Receiver() { thread.join(); }
  SocketServer server;
  std::thread thread;
};

MllpSinkOptions to(const SocketServer& server) {
  return {.address = server.address(), .connect_timeout = 2s, .ack_timeout = 2s};
}

const FakeFormat kFormat;
const std::string kOne = mllpWrap("1"), kTwo = mllpWrap("2"), kThree = mllpWrap("3");

TEST(MllpSink, DeliversABatchOverOneConnection) {
  Receiver receiver([](SocketServer& server) {
    SocketClient peer = server.accept();
    EXPECT_EQ(peer.read(kOne.size()), kOne);
    peer.send(mllpWrap("AA|1"));
    EXPECT_EQ(peer.read(kTwo.size()), kTwo);
    peer.send(mllpWrap("AR|2"));
    peer.read(kThree.size());
    peer.send(mllpWrap("AE|3"));
    EXPECT_TRUE(peer.ended());
  });
  MllpSink sink(to(receiver.server), kFormat);
  const auto outcomes = sink.send(Batch({"1", "2", "3"}).all());
  EXPECT_EQ(show(outcomes), "[AA|1]{peer refuses}{peer refuses}");
  EXPECT_FALSE(outcomes[1].error().retryable());
  EXPECT_TRUE(outcomes[2].error().retryable());
}

TEST(MllpSink, DoesNotWaitForAnAnswerThatTheMessageDoesNotAskFor) {
  Receiver receiver([](SocketServer& server) {
    SocketClient peer = server.accept();
    const std::string quiet = mllpWrap("-1");
    EXPECT_EQ(peer.read(quiet.size()), quiet);
    EXPECT_EQ(peer.read(kTwo.size()), kTwo);
    peer.send(mllpWrap("AA|2"));
    EXPECT_TRUE(peer.ended());
  });
  MllpSink sink(to(receiver.server), kFormat);
  EXPECT_EQ(show(sink.send(Batch({"-1", "2"}).all())), "[][AA|2]");
}

TEST(MllpSink, WhatAMapMadeIsAnsweredByItsOwnControlId) {
  Receiver receiver([](SocketServer& server) {
    SocketClient peer = server.accept();
    EXPECT_EQ(peer.read(mllpWrap("new|text").size()), mllpWrap("new|text"));
    peer.send(mllpWrap("AA|old"));
    peer.send(mllpWrap("AA|new"));
    EXPECT_TRUE(peer.ended());
  });
  MllpSink sink(to(receiver.server), kFormat);
  Message received;
  received.envelope.control_id = "old";
  received.payload = Bytes::clone("old|other text");
  const Outgoing outgoing{&received, Bytes::clone("new|text"), 1};
  EXPECT_EQ(show(sink.send({&outgoing, 1})), "[AA|new]");
}

TEST(MllpSink, ALateAckIsNotTakenForTheNextMessage) {
  std::atomic<bool> timed_out = false;
  Receiver receiver([&timed_out](SocketServer& server) {
    {
      SocketClient peer = server.accept();
      peer.read(kOne.size());
      while (!timed_out) std::this_thread::sleep_for(1ms);
      peer.send(mllpWrap("AA|1"));
      EXPECT_TRUE(peer.ended()) << "the late ACK has nowhere to arrive";
    }
    SocketClient peer = server.accept();
    EXPECT_EQ(peer.read(kTwo.size()), kTwo);
    peer.send(mllpWrap("AA|1") + mllpWrap("AA|0") + mllpWrap("AR|2"));
    peer.ended();
  });
  MllpSinkOptions options = to(receiver.server);
  options.ack_timeout = 500ms;
  MllpSink sink(options, kFormat);
  EXPECT_EQ(show(sink.send(Batch({"1"}).all())), "{no acknowledgement in time from}");
  timed_out = true;
  EXPECT_EQ(show(sink.send(Batch({"2"}).all())), "{peer refuses}");
}

TEST(MllpSink, AnAckThatCameBeforeTheMessageWasSentDoesNotAnswerIt) {
  std::atomic<bool> sent = false;
  Receiver receiver([&sent](SocketServer& server) {
    SocketClient peer = server.accept();
    peer.read(kOne.size());
    peer.send(mllpWrap("AA|1"));
    peer.send(mllpWrap("AA|2"));  // of a number that was given out before
    sent = true;
    EXPECT_EQ(peer.read(kTwo.size()), kTwo);
    peer.send(mllpWrap("AR|2"));
    peer.ended();
  });
  MllpSink sink(to(receiver.server), kFormat);
  EXPECT_EQ(show(sink.send(Batch({"1"}).all())), "[AA|1]");
  while (!sent) std::this_thread::sleep_for(1ms);
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(show(sink.send(Batch({"2"}).all())), "{peer refuses}");
}

TEST(MllpSink, NoRetryGoesOnAfterStop) {
  std::atomic<bool> reached = false;
  SocketServer server;
  MllpSink sink(to(server), kFormat);
  std::thread stopper([&] {
    while (!reached) std::this_thread::sleep_for(1ms);
    sink.stop();
  });
  std::thread peer_side([&] {
    SocketClient peer = server.accept();
    peer.read(kOne.size());
    reached = true;
    EXPECT_TRUE(peer.ended());
    EXPECT_FALSE(server.waiting(300)) << "a new connection after stop";
  });
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(show(sink.send(Batch({"1", "2", "3"}).all())),
            "{the engine is stopping}{the engine is stopping}{the engine is stopping}");
  EXPECT_EQ(show(sink.send(Batch({"1"}).all())), "{the engine is stopping}");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 1s);
  stopper.join();
  peer_side.join();
}

TEST(MllpSink, AMessageOverTheSocketBufferIsNotCut) {
  const std::string large = "1|" + std::string(20u << 20, 'x');
  Receiver receiver([&large](SocketServer& server) {
    SocketClient peer = server.accept();
    std::this_thread::sleep_for(100ms);
    EXPECT_TRUE(peer.read(large.size() + 3) == mllpWrap(large));
    peer.send(mllpWrap("AA|1"));
    peer.ended();
  });
  MllpSink sink(to(receiver.server), kFormat);
  EXPECT_EQ(show(sink.send(Batch({large}).all())), "[AA|1]");
}

TEST(MllpSink, ReadsAnAckSplitAnywhere) {
  Receiver receiver([](SocketServer& server) {
    SocketClient peer = server.accept();
    for (const std::string id : {"1", "2", "3"}) {
      peer.read(kOne.size());
      for (const char c : mllpWrap("AA|" + id)) {
        peer.send(std::string(1, c));
        std::this_thread::sleep_for(1ms);
      }
    }
    peer.ended();
  });
  MllpSink sink(to(receiver.server), kFormat);
  EXPECT_EQ(show(sink.send(Batch({"1", "2", "3"}).all())), "[AA|1][AA|2][AA|3]");
}

TEST(MllpSink, ConnectsAgainIfThePeerHasClosedMeanwhile) {
  std::atomic<bool> closed = false;
  Receiver receiver([&closed](SocketServer& server) {
    for (int i = 0; i < 2; ++i) {
      SocketClient peer = server.accept();
      const std::string wire = peer.read(kOne.size());
      peer.send(mllpWrap("AA|" + wire.substr(1, 1)));
      peer.close();
      closed = true;
    }
  });
  MllpSink sink(to(receiver.server), kFormat);
  EXPECT_EQ(show(sink.send(Batch({"1"}).all())), "[AA|1]");
  while (!closed) std::this_thread::sleep_for(1ms);
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(show(sink.send(Batch({"2"}).all())), "[AA|2]");
}

TEST(MllpSink, UsesItsConnectionsAtOnce) {
  Receiver receiver([](SocketServer& server) {
    SocketClient first = server.accept(), second = server.accept();
    const std::string a = first.read(kOne.size()), b = second.read(kOne.size());
    second.send(mllpWrap("AA|" + b.substr(1, 1)));
    first.send(mllpWrap("AA|" + a.substr(1, 1)));
    first.ended();
    second.ended();
  });
  MllpSinkOptions options = to(receiver.server);
  options.connections = 2;
  MllpSink sink(options, kFormat);
  EXPECT_EQ(show(sink.send(Batch({"1", "2"}).all())), "[AA|1][AA|2]");
}

TEST(MllpSink, AnAbsentPeerFailsTheWholeBatchAtOnce) {
  std::string address;
  {
    SocketServer gone;
    address = gone.address();
  }
  MllpSink sink({.address = address}, kFormat);
  EXPECT_EQ(show(sink.send(Batch({"1", "2"}).all())), "{cannot connect to}{cannot connect to}");
}

TEST(MllpSink, RefusesAPayloadThatWouldEndItsFrame) {
  SocketServer server;
  MllpSink sink(to(server), kFormat);
  EXPECT_EQ(show(sink.send(Batch({"1\x1c\rx"}).all())),
            "{the payload holds the end of an MLLP frame (FS)}");
}

TEST(MllpSink, AnAckThatNobodyCanReadIsNoAck) {
  Receiver receiver([](SocketServer& server) {
    for (const std::string& junk : {mllpWrap("junk"), std::string("HTTP/1.1 400 Bad")}) {
      SocketClient peer = server.accept();
      peer.read(kOne.size());
      peer.send(junk);
      EXPECT_TRUE(peer.ended());
    }
  });
  MllpSink sink(to(receiver.server), kFormat);
  EXPECT_EQ(show(sink.send(Batch({"1"}).all())), "{an acknowledgement that cannot be read, from}");
  EXPECT_EQ(show(sink.send(Batch({"1"}).all())),
            "{no MLLP frame, or one over \"max_ack_bytes\", from}");
}

}  // namespace
}  // namespace pontis
