#include "engine/flow/outbox.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/audit/scribe.h"
#include "engine/flow/channel.h"
#include "tests/support/line_format.h"
#include "tests/support/scratch_directory.h"

namespace pontis {
namespace {

using std::chrono::milliseconds;

// Writes down what it is sent; answers as told: "busy" in a text fails until calm() is called,
// "bad" is refused for good.
class ScriptedSink : public Sink {
 public:
  struct Script {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> sent;  // control ids, in order; failed attempts with a '!'
    bool calm = false;
    bool stopped = false;

    // Waits until `count` attempts were made, and returns them.
    std::string after(std::size_t count) {
      std::unique_lock lock(mutex);
      changed.wait_for(lock, std::chrono::seconds(10), [&] { return sent.size() >= count; });
      std::string all;
      for (const std::string& each : sent) all += each + " ";
      return all;
    }
    void becomeCalm() {
      const std::lock_guard lock(mutex);
      calm = true;
    }
  };

  explicit ScriptedSink(Script& script) : script_(script) {}

  std::vector<Result<Bytes>> send(std::span<const Outgoing> batch) override {
    const std::lock_guard lock(script_.mutex);
    std::vector<Result<Bytes>> results;
    for (const Outgoing& out : batch) {
      const std::string id = out.message->envelope.control_id;
      const std::string_view text = out.payload.view();
      if (text.ends_with("busy") && !script_.calm) {
        script_.sent.push_back(id + "!");
        results.emplace_back(Error{Code::kUnavailable, "busy", ""});
      } else if (text.ends_with("bad") && !script_.calm) {
        script_.sent.push_back(id + "!");
        results.emplace_back(Error{Code::kInvalid, "refused", ""});
      } else {
        script_.sent.push_back(id);
        results.emplace_back(Bytes());
      }
    }
    script_.changed.notify_all();
    return results;
  }
  void stop() override {
    const std::lock_guard lock(script_.mutex);
    script_.stopped = true;
  }

 private:
  Script& script_;
};

class OutboxTest : public testing::Test {
 protected:
  void SetUp() override {
    auto store = Store::open(folder_.path(), {nullptr, &scribe_});
    ASSERT_TRUE(store) << store.error().text;
    store_ = std::move(*store);
    consents_ = std::make_unique<ConsentRegister>(*store_);
    auditor_ = std::make_unique<Auditor>(*store_, "engine-1");
  }

  std::unique_ptr<Outbox> outbox(OutboxOptions options = {}) {
    options.first_retry = milliseconds(20);
    options.last_retry = milliseconds(40);
    return std::make_unique<Outbox>(
        "archive", std::make_unique<ScriptedSink>(script_),
        Delivery(format_, Gate(format_, *consents_, nullptr, GateOptions{}), *auditor_, nullptr,
                 nullptr, options.on_reject == "hold"),
        *store_, "engine-1", options);
  }

  void accept(const std::vector<std::string>& lines, Outbox* woken = nullptr) {
    ChannelPlan plan;
    plan.name = "ward";
    plan.format = &format_;
    plan.routes = {{"archive", {}}};
    Channel channel(std::move(plan), *store_, [woken] {
      if (woken) woken->wake();
    });
    std::vector<Message> messages(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) messages[i].payload = Bytes::clone(lines[i]);
    for (const Reply& reply : channel.accept(messages)) ASSERT_FALSE(reply.error);
  }

  // Waits until the account of the sink reads `wanted` ("delivered errored held queued").
  std::string ledgerBecomes(const std::string& wanted) {
    std::string seen;
    for (int i = 0; i < 500; ++i) {
      const auto lines = store_->ledger();
      if (lines && !lines->empty()) {
        const LedgerLine& line = lines->front();
        EXPECT_TRUE(line.balanced());
        seen = std::to_string(line.delivered) + " " + std::to_string(line.errored) + " " +
               std::to_string(line.held) + " " + std::to_string(line.queued);
        if (seen == wanted) return seen;
      }
      std::this_thread::sleep_for(milliseconds(10));
    }
    return seen;
  }

  ScratchDirectory folder_;
  LineFormat format_;
  Scribe scribe_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<ConsentRegister> consents_;
  std::unique_ptr<Auditor> auditor_;
  ScriptedSink::Script script_;
};

TEST_F(OutboxTest, DeliversWhatWasQueuedBeforeItsStartAndAfter) {
  accept({"ADT|1|ann|x", "ADT|2|bob|x"});
  const auto box = outbox();
  box->start();
  EXPECT_EQ(script_.after(2), "1 2 ");
  accept({"ADT|3|ann|x"}, box.get());
  EXPECT_EQ(script_.after(3), "1 2 3 ");
  EXPECT_EQ(ledgerBecomes("3 0 0 0"), "3 0 0 0");
}

TEST_F(OutboxTest, AFailingDeliveryIsTriedAgainAndHoldsBackOnlyItsPerson) {
  accept({"ADT|1|ann|busy", "ADT|2|ann|x", "ADT|3|bob|x"});
  const auto box = outbox();
  box->start();
  EXPECT_EQ(script_.after(4).substr(0, 11), "1! 3 1! 1! ");
  script_.becomeCalm();
  EXPECT_EQ(ledgerBecomes("3 0 0 0"), "3 0 0 0");
  const std::string all = script_.after(1);
  EXPECT_EQ(all.substr(all.size() - 4), "1 2 ");
}

TEST_F(OutboxTest, ARefusalIsADeadLetterAndThePersonGoesOn) {
  accept({"ADT|1|ann|bad", "ADT|2|ann|x"});
  const auto box = outbox();
  box->start();
  EXPECT_EQ(script_.after(2), "1! 2 ");
  EXPECT_EQ(ledgerBecomes("1 1 0 0"), "1 1 0 0");
}

TEST_F(OutboxTest, AttemptsAreLimitedIfTheConfigurationSaysSo) {
  accept({"ADT|1|ann|busy"});
  const auto box = outbox({.attempts = 3});
  box->start();
  EXPECT_EQ(ledgerBecomes("0 1 0 0"), "0 1 0 0");
  EXPECT_EQ(script_.after(3), "1! 1! 1! ");
}

TEST_F(OutboxTest, OnHoldStopsTheSinkUntilItIsReleasedAndKeepsTheOrder) {
  accept({"ADT|1|ann|bad", "ADT|2|ann|x"});
  const auto box = outbox({.on_reject = "hold"});
  box->start();
  EXPECT_EQ(ledgerBecomes("0 0 1 1"), "0 0 1 1");
  accept({"ADT|3|bob|x"}, box.get());
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_EQ(script_.after(1), "1! ");
  script_.becomeCalm();
  ASSERT_EQ(*store_->resume("archive"), 1);
  EXPECT_EQ(ledgerBecomes("3 0 0 0"), "3 0 0 0");
  EXPECT_EQ(script_.after(4), "1! 1 3 2 ");
}

TEST_F(OutboxTest, AReplayedDeliveryLeavesAgain) {
  accept({"ADT|1|ann|x"});
  const auto box = outbox();
  box->start();
  EXPECT_EQ(ledgerBecomes("1 0 0 0"), "1 0 0 0");
  ASSERT_EQ(*store_->replay({}, store_->trace("1")->message.id, ""), 1);
  box->wake();
  EXPECT_EQ(script_.after(2), "1 1 ");
  EXPECT_EQ(ledgerBecomes("1 0 0 0"), "1 0 0 0");
}

// A defect users report of other engines: retries that go on after stop.
TEST_F(OutboxTest, RetriesDoNotGoOnAfterStop) {
  accept({"ADT|1|ann|busy"});
  const auto box = outbox();
  box->start();
  script_.after(2);
  box->stop();
  EXPECT_TRUE(script_.stopped);
  const std::size_t made = script_.sent.size();
  std::this_thread::sleep_for(milliseconds(150));
  EXPECT_EQ(script_.sent.size(), made);
  EXPECT_EQ(ledgerBecomes("0 0 0 1"), "0 0 0 1");
}

TEST_F(OutboxTest, AnEngineThatDoesNotOwnTheSinkDeliversNothing) {
  ASSERT_TRUE(*store_->lease("archive", "another", std::chrono::minutes(1)));
  accept({"ADT|1|ann|x"});
  const auto box = outbox();
  box->start();
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_TRUE(script_.sent.empty());
  ASSERT_TRUE(store_->release("another"));
  EXPECT_EQ(ledgerBecomes("1 0 0 0"), "1 0 0 0");
}

TEST(BackOff, DoublesUpToItsLimitWithJitter) {
  const OutboxOptions options{.first_retry = milliseconds(1000), .last_retry = milliseconds(5000)};
  std::string all;
  for (int attempt = 1; attempt <= 5; ++attempt)
    all += std::to_string(backOff(options, attempt, 0.5).count()) + " ";
  EXPECT_EQ(all, "1000 2000 4000 5000 5000 ");
  EXPECT_EQ(backOff(options, 1, 0).count(), 800);
  EXPECT_EQ(backOff(options, 1, 1).count(), 1200);
  EXPECT_EQ(backOff(options, 1'000'000, 0.5).count(), 5000);
}

}  // namespace
}  // namespace pontis
