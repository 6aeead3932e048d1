#include "adapters/pix/pix_source.h"

#include <gtest/gtest.h>

#include <regex>

#include "tests/support/scratch_directory.h"
#include "tests/support/segments_text.h"

namespace pontis {
namespace {

using namespace std::chrono_literals;

// An engine that keeps what it accepts; it takes nothing while `busy`, and only the first `takes`
// of a batch. What names the domain X is refused for good.
class Engine final : public Inlet {
 public:
  Engine()
      : index_({{"PONTIS", "1.2.99", "", "", {}, true},
                {{"A", "1.2.1", "", "", {}, false},
                 {"B", "1.2.2", "", "", {}, false},
                 {"X", "1.2.3", "", "", {}, false}},
                false}) {}

  std::vector<Reply> accept(std::span<Message> messages) override {
    const std::lock_guard lock(mutex_);
    std::vector<Reply> replies;
    for (const Message& message : messages) {
      const std::string text(message.payload.view());
      Reply reply;
      if (busy_ || replies.size() >= takes_) {
        reply.error = Error{Code::kBusy, "full", ""};
      } else if (text.find("^X&") != std::string::npos) {
        reply.error = Error{Code::kInvalid, "refused", ""};
      } else {
        taken_.push_back(text);
      }
      replies.push_back(std::move(reply));
    }
    ++calls_;
    changed_.notify_all();
    return replies;
  }
  void quarantine(std::string_view, Bytes, const Error&) override {}
  const Format& format() const override { std::abort(); }
  Index* index() const override { return has_index ? &index_ : nullptr; }

  void set(bool busy, std::size_t takes) {
    const std::lock_guard lock(mutex_);
    busy_ = busy;
    takes_ = takes;
  }
  // Waits until that many have been taken, or five seconds have passed; then all of them, one after
  // the other: trigger, MSH-10, the identifiers of PID and MRG.
  std::string taken(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 5s, [&] { return taken_.size() >= count; });
    std::string out;
    for (const std::string& text : taken_) {
      const SegmentsText message(text);
      out += "[" + std::string(piece(message.field(0, 9), '^', 2));
      for (std::size_t at = 0; at < message.size(); ++at) {
        if (message.name(at) == "PID") out += " " + std::string(message.field(at, 3));
        if (message.name(at) == "MRG") out += " <- " + std::string(message.field(at, 1));
      }
      out += "]";
    }
    static const std::regex kNumber("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    return std::regex_replace(out, kNumber, "#");
  }
  void awaitTaken(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 60s, [&] { return taken_.size() >= count; });
  }
  void awaitCall() {
    std::unique_lock lock(mutex_);
    const std::size_t before = calls_;
    changed_.wait_for(lock, 5s, [&] { return calls_ > before; });
  }
  std::vector<std::string> controlIds() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const std::string& text : taken_) out.emplace_back(SegmentsText(text).field(0, 10));
    return out;
  }
  std::string first() {
    const std::lock_guard lock(mutex_);
    return taken_.empty() ? "" : taken_[0];
  }

  void see(PersonAct::Kind kind, Identifier subject, std::vector<Identifier> others = {}) {
    PersonAct act{kind, {}, std::move(others), "PID"};
    act.subject.identifiers = {std::move(subject)};
    const auto observed = index_.observe({&act, 1}, {"REG", "GH", "m", Time{}});
    ASSERT_TRUE(observed) << observed.error().text;
    index_.kept(*observed);
  }

  bool has_index = true;

 private:
  mutable Index index_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> taken_;
  std::size_t calls_ = 0, takes_ = 1000;
  bool busy_ = false;
};

using Kind = PersonAct::Kind;
Identifier a(const std::string& value) { return {"A", value, ""}; }
Identifier b(const std::string& value) { return {"B", value, ""}; }

const std::string kOwn = "#^^^PONTIS&1.2.99&ISO^PI~";

struct Subscription {
  ScratchDirectory folder;
  PixSourceOptions options;

  Subscription() {
    options.state = folder / "deep/told";
    options.poll = 5ms;
  }
  std::int64_t told() const { return PixCursor(options.state).read()->value_or(-1); }
  bool awaitTold(std::int64_t number) const {
    for (int n = 0; n < 1000 && told() != number; ++n) std::this_thread::sleep_for(5ms);
    return told() == number;
  }
};

TEST(PixSource, TellsWhatBecomesOfIdentities) {
  Engine engine;
  Subscription to;
  engine.see(Kind::kRegister, a("0"));
  PixSource source(to.options);
  ASSERT_TRUE(source.start(engine));
  engine.see(Kind::kRegister, a("1"));
  engine.see(Kind::kRegister, b("2"));
  EXPECT_EQ(engine.taken(2), "[A31 " + kOwn + "1^^^A&1.2.1&ISO][A31 " + kOwn + "2^^^B&1.2.2&ISO]")
      << "what was before the subscription is not told";
  engine.see(Kind::kLink, a("1"), {b("2")});
  engine.see(Kind::kUnlink, a("1"), {b("2")});
  engine.see(Kind::kMerge, a("1"), {a("0")});
  ASSERT_TRUE(to.awaitTold(engine.index()->lastNumber()));
  source.stop();
  const std::string all = engine.taken(2);
  EXPECT_NE(all.find("[A24 2^^^B&1.2.2&ISO 1^^^A&1.2.1&ISO]"), std::string::npos) << all;
  EXPECT_NE(all.find("[A37 2^^^B&1.2.2&ISO 1^^^A&1.2.1&ISO]"), std::string::npos) << all;
  EXPECT_NE(all.find("[A40 1^^^A&1.2.1&ISO <- 0^^^A&1.2.1&ISO]"), std::string::npos) << all;
  EXPECT_LT(all.find("[A24"), all.find("[A37"));
  EXPECT_LT(all.find("[A37"), all.find("[A40"));
  const std::string one = engine.first();
  EXPECT_EQ(one.substr(0, 17), "MSH|^~\\&|PONTIS||") << one;
  EXPECT_NE(one.find("|ADT^A31^ADT_A05|2|P|2.5\rEVN||2"), std::string::npos) << one;
  EXPECT_NE(one.find("|| \rPV1||N\r"), std::string::npos) << one;
}

TEST(PixSource, GoesOnAfterARestartWhereItWas) {
  Engine engine;
  Subscription to;
  for (int restart = 0; restart < 3; ++restart) {
    PixSource source(to.options);
    ASSERT_TRUE(source.start(engine));
    engine.see(Kind::kRegister, a("on" + std::to_string(restart)));
    ASSERT_TRUE(to.awaitTold(engine.index()->lastNumber()));
    source.stop();
    engine.see(Kind::kRegister, a("off" + std::to_string(restart)));
  }
  EXPECT_EQ(engine.controlIds(), (std::vector<std::string>{"1", "2", "3", "4", "5"}));
}

TEST(PixSource, TellsEachChangeAtLeastOnceAndInOrderWhateverTheEngineTakes) {
  Engine engine;
  Subscription to;
  to.options.from_start = true;
  to.options.batch = 7;
  for (int n = 0; n < 40; ++n) engine.see(Kind::kRegister, a(std::to_string(n)));
  engine.set(true, 0);
  PixSource source(to.options);
  ASSERT_TRUE(source.start(engine));
  engine.awaitCall();
  engine.set(false, 3);
  ASSERT_TRUE(to.awaitTold(40));
  source.stop();
  std::vector<std::string> expected;
  for (int n = 1; n <= 40; ++n) expected.push_back(std::to_string(n));
  EXPECT_EQ(engine.controlIds(), expected);
}

TEST(PixSource, TellsOnlyOfTheDomainsOfInterest) {
  Engine engine;
  Subscription to;
  to.options.from_start = true;
  to.options.domains = {"1.2.1"};
  engine.see(Kind::kRegister, a("1"));
  engine.see(Kind::kRegister, b("2"));
  engine.see(Kind::kLink, a("1"), {b("2")});
  PixSource source(to.options);
  ASSERT_TRUE(source.start(engine));
  ASSERT_TRUE(to.awaitTold(engine.index()->lastNumber()));
  source.stop();
  const std::string all = engine.taken(1);
  EXPECT_EQ(all.find("1.2.2"), std::string::npos) << all;
  EXPECT_EQ(all.find("A24"), std::string::npos) << all;
  EXPECT_EQ(all.substr(0, 23), "[A31 1^^^A&1.2.1&ISO][A") << all;
}

TEST(PixSource, TellsEverythingAsAnUpdateToThoseWhoKnowNothingElse) {
  Engine engine;
  Subscription to;
  to.options.updates_only = true;
  to.options.domains = {"A", "B"};
  engine.see(Kind::kRegister, a("1"));
  engine.see(Kind::kRegister, b("2"));
  PixSource source(to.options);
  ASSERT_TRUE(source.start(engine));
  engine.see(Kind::kLink, a("1"), {b("2")});
  EXPECT_EQ(engine.taken(1), "[A31 1^^^A&1.2.1&ISO~2^^^B&1.2.2&ISO]");
  ASSERT_TRUE(to.awaitTold(engine.index()->lastNumber()));
  engine.see(Kind::kUnlink, a("1"), {b("2")});
  EXPECT_EQ(engine.taken(3),
            "[A31 1^^^A&1.2.1&ISO~2^^^B&1.2.2&ISO]"
            "[A31 2^^^B&1.2.2&ISO][A31 1^^^A&1.2.1&ISO]");
}

TEST(PixSource, TellsOfEverybodyAnewWhenTheChangesAreForgotten) {
  Engine engine;
  Subscription to;
  to.options.from_start = true;
  std::size_t persons = 0;
  while (engine.index()->forgotten() == 0)
    engine.see(Kind::kRegister, a(std::to_string(++persons)));
  PixSource source(to.options);
  ASSERT_TRUE(source.start(engine));
  engine.awaitTaken(persons);
  ASSERT_TRUE(to.awaitTold(engine.index()->lastNumber()));
  source.stop();
  const std::vector<std::string> ids = engine.controlIds();
  EXPECT_EQ(ids.size(), persons);
  EXPECT_EQ(ids.at(0), std::to_string(persons) + "-1");
}

TEST(PixSource, SkipsWhatTheEngineRefusesForGood) {
  Engine engine;
  Subscription to;
  PixSource source(to.options);
  ASSERT_TRUE(source.start(engine));
  engine.see(Kind::kRegister, {"X", "1", ""});
  engine.see(Kind::kRegister, a("2"));
  EXPECT_EQ(engine.taken(1), "[A31 " + kOwn + "2^^^A&1.2.1&ISO]");
}

TEST(PixSource, DoesNotStartWithoutWhatItNeeds) {
  Engine engine;
  Subscription to;
  to.options.domains = {"nowhere"};
  EXPECT_EQ(PixSource(to.options).start(engine).error().code, Code::kInvalid);
  to.options.domains.clear();
  to.folder.write("bad", "many\n");
  to.options.state = to.folder / "bad";
  EXPECT_EQ(PixSource(to.options).start(engine).error().code, Code::kMalformed);
  to.options.state = to.folder / "bad/below";
  EXPECT_EQ(PixSource(to.options).start(engine).error().code, Code::kUnavailable);
  engine.has_index = false;
  EXPECT_EQ(PixSource(to.options).start(engine).error().code, Code::kInvalid);
}

}  // namespace
}  // namespace pontis
