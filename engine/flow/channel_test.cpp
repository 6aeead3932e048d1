#include "engine/flow/channel.h"

#include <gtest/gtest.h>

#include "tests/support/line_format.h"
#include "tests/support/scratch_directory.h"

namespace pontis {
namespace {

// Drops what says "drop", refuses what says "refuse".
class WordStage : public Stage {
 public:
  std::string_view name() const override { return "word"; }
  Result<Verdict> apply(Message& message) const override {
    const std::string_view text = message.payload.view();
    if (text.ends_with("drop")) return Verdict{false, "the word"};
    if (text.ends_with("refuse")) return Error{Code::kInvalid, "the word", "line"};
    return Verdict{};
  }
};

class ChannelTest : public testing::Test {
 protected:
  void SetUp() override {
    auto store = Store::open(folder_.path());
    ASSERT_TRUE(store) << store.error().text;
    store_ = std::move(*store);
  }

  // A ward whose messages all go to the archive, and some to the laboratory.
  Channel channel() { return channelWith({{"archive", {}}, {"lab", {"ORU^*", "ACK"}}}, false); }

  Channel channelWith(std::vector<Route> routes, bool keep_unrouted) {
    ChannelPlan plan;
    plan.name = "ward";
    plan.format_name = "line";
    plan.format = &format_;
    plan.stages.push_back(std::make_unique<WordStage>());
    plan.routes = std::move(routes);
    plan.duplicate_window = std::chrono::hours(1);
    plan.keep_unrouted = keep_unrouted;
    return Channel(std::move(plan), *store_, [this] { ++woken_; });
  }

  // The replies to `lines`, in one line.
  static std::string accept(Channel& channel, const std::vector<std::string>& lines) {
    std::vector<Message> messages(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      messages[i].payload = Bytes::clone(lines[i]);
      messages[i].peer = "peer";
      messages[i].received = std::chrono::system_clock::now();
    }
    std::string all;
    for (const Reply& reply : channel.accept(messages))
      all += "[" + std::string(reply.body.view()) + (reply.error ? "!" : "") + "]";
    return all;
  }

  // The account, in one line.
  std::string ledger() {
    const auto lines = store_->ledger();
    if (!lines) return lines.error().text;
    std::string all;
    for (const LedgerLine& line : *lines)
      all += line.sink + " " + std::to_string(line.received) + "=" + std::to_string(line.queued) +
             "q+" + std::to_string(line.filtered) + "f" + (line.balanced() ? " " : " WRONG ");
    return all;
  }

  ScratchDirectory folder_;
  LineFormat format_;
  std::unique_ptr<Store> store_;
  int woken_ = 0;
};

TEST_F(ChannelTest, KeepsAMessageOnceForEachSinkThatTakesItsType) {
  Channel ward = channel();
  EXPECT_EQ(accept(ward, {"ADT^A01|1|ann|x", "ORU^R01|2|bob|x"}), "[AA 1][AA 2]");
  EXPECT_EQ(ledger(), "archive 2=2q+0f lab 1=1q+0f ");
  EXPECT_EQ(woken_, 1);
}

TEST_F(ChannelTest, OneBadMessageOfManyIsRefusedAndKeptWhileTheOthersGoOn) {
  Channel ward = channel();
  EXPECT_EQ(accept(ward, {"ADT^A01|1|ann|x", "junk", "ADT^A01|3|ann|refuse", "ADT^A01|4|ann|x"}),
            "[AA 1][E0 !][E1 3!][AA 4]");
  const auto kept = store_->quarantined(10);
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->size(), 2u);
  EXPECT_EQ(ledger(), "archive 2=2q+0f ");
}

TEST_F(ChannelTest, ADroppedMessageIsAnsweredAndFiledAsFiltered) {
  Channel ward = channel();
  EXPECT_EQ(accept(ward, {"ADT^A01|1|ann|drop"}), "[AA 1]");
  EXPECT_EQ(ledger(), "archive 1=0q+1f ");
  const auto trace = store_->trace("1");
  ASSERT_TRUE(trace);
  ASSERT_FALSE(trace->outcomes.empty());
  EXPECT_EQ(trace->outcomes[0].stage, "word");
}

TEST_F(ChannelTest, ADuplicateIsAnsweredPositivelyAndDeliveredOnce) {
  Channel ward = channel();
  EXPECT_EQ(accept(ward, {"ADT^A01|1|ann|x"}), "[AA 1]");
  EXPECT_EQ(accept(ward, {"ADT^A01|1|ann|x"}), "[AA 1]");
  EXPECT_EQ(ledger(), "archive 2=1q+1f ");
  EXPECT_EQ(woken_, 1);
}

TEST_F(ChannelTest, WhatNoSinkTakesIsRefusedOrKeptAsConfigured) {
  Channel strict = channelWith({{"lab", {"ORU^*"}}}, false);
  EXPECT_EQ(accept(strict, {"ADT^A01|1|ann|x"}), "[E2 1!]");  // kUnsupported
  EXPECT_FALSE(store_->trace("1"));
  EXPECT_EQ(store_->quarantined(10)->size(), 1u);
  Channel lenient = channelWith({{"lab", {"ORU^*"}}}, true);
  EXPECT_EQ(accept(lenient, {"ADT^A01|1|ann|x"}), "[AA 1]");
  EXPECT_TRUE(store_->trace("1"));
  EXPECT_EQ(ledger(), "");
}

TEST(Route, PatternsEndInAStarOrNameAType) {
  const Route route{"lab", {"ORU^*", "ADT^A01"}};
  EXPECT_TRUE(route.takes("ORU^R01"));
  EXPECT_TRUE(route.takes("ADT^A01"));
  EXPECT_FALSE(route.takes("ADT^A012"));
  EXPECT_FALSE(route.takes("ADT^A02"));
  EXPECT_TRUE((Route{"all", {}}.takes("ANY")));
  EXPECT_TRUE((Route{"all", {"*"}}.takes("ANY")));
}

}  // namespace
}  // namespace pontis
