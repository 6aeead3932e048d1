#include "engine/store/group_commit.h"

#include <gtest/gtest.h>

#include <thread>

namespace pontis {
namespace {

// Keeps the ids of messages it was given between BEGIN and COMMIT; refuses some of them.
class FakeDatabase final : public Database {
 public:
  FakeDatabase(std::string& kept, int& commits) : kept_(kept), commits_(commits) {}

  Result<std::int64_t> run(const Statement& statement, std::span<const Value> values,
                           const Each&) override {
    if (!statement.sql().starts_with("INSERT INTO message")) return std::int64_t{0};
    for (std::size_t at = 1; at < values.size(); at += statement.parameters()) {
      const auto id = std::get<std::string_view>(values[at]);
      if (id == "bad") return Error{Code::kInternal, "bad", ""};
      if (id == "gone") return Error{Code::kUnavailable, "gone", ""};
      if (id == "met" && ++met_ == 1) return Error{Code::kBusy, "met", ""};
      open_ += std::string(id) + " ";
    }
    return std::int64_t{0};
  }
  Result<std::int64_t> once(const std::string&, std::span<const Value>, const Each&) override {
    return std::int64_t{0};
  }
  Result<Done> begin(Access) override { return Done{}; }
  Result<Done> commit() override {
    kept_ += open_;
    open_.clear();
    ++commits_;
    return Done{};
  }
  void rollback() override { open_.clear(); }
  const Dialect& dialect() const override { return dialect_; }

 private:
  std::string& kept_;
  int& commits_;
  std::string open_;
  int met_ = 0;
  Dialect dialect_{};
};

struct Commit {
  std::string kept;
  int commits = 0;
  Pool nobody{[]() -> Result<std::unique_ptr<Database>> {
                return Error{Code::kUnavailable, "nobody reads here", ""};
              },
              1};
  Sealing sealing{nullptr, nobody};
  GroupCommit group{std::make_unique<FakeDatabase>(kept, commits), sealing, nullptr};

  // The results of appending these ids in one call: "+" or the error's text.
  std::string append(const std::vector<std::string>& ids) {
    std::vector<Message> messages(ids.size());
    std::vector<Intake> intakes(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      messages[i].id = ids[i];
      intakes[i].message = &messages[i];
    }
    std::string text;
    std::vector<Prepared> prepared;
    for (const Intake& intake : intakes) prepared.push_back(*sealing.prepare(intake));
    for (const auto& taken : group.append(prepared))
      text += taken ? "+ " : taken.error().text + " ";
    return text;
  }
};

TEST(GroupCommit, CommitsOneCallAtOnce) {
  Commit commit;
  EXPECT_EQ(commit.append({"1", "2", "3"}), "+ + + ");
  EXPECT_EQ(commit.kept, "1 2 3 ");
  EXPECT_EQ(commit.commits, 1);
  EXPECT_EQ(commit.append({}), "");
}

TEST(GroupCommit, AMessageThatCannotBeKeptFailsAlone) {
  Commit commit;
  EXPECT_EQ(commit.append({"1", "bad", "3"}), "+ bad + ");
  EXPECT_EQ(commit.kept, "1 3 ");
}

TEST(GroupCommit, NothingIsKeptOfAGroupThatMetAnOutage) {
  Commit commit;
  EXPECT_EQ(commit.append({"1", "gone", "3"}), "gone gone gone ");
  EXPECT_EQ(commit.kept, "");
  EXPECT_EQ(commit.append({"4"}), "+ ");
}

TEST(GroupCommit, TriesOnceMoreWhenTwoTransactionsMet) {
  Commit commit;
  EXPECT_EQ(commit.append({"1", "met"}), "+ + ");
  EXPECT_EQ(commit.kept, "1 met ");
}

TEST(GroupCommit, OneCommitCarriesThoseWhoWaited) {
  Commit commit;
  std::vector<std::thread> threads;
  commit.group.pause([&] {
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { commit.append({"x"}); });
    // They can but wait; give them time to line up.
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    EXPECT_EQ(commit.commits, 0);
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(commit.kept, "x x x x x x x x ");
  EXPECT_LE(commit.commits, 3);
}

TEST(GroupCommit, PausesGetTheirTurnAmongManyWriters) {
  Commit commit;
  std::atomic<bool> running{true};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      while (running) commit.append({"x"});
    });
  for (int i = 0; i < 200; ++i)
    commit.group.pause([&] {
      const int before = commit.commits;
      std::this_thread::yield();
      EXPECT_EQ(commit.commits, before);
    });
  running = false;
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace pontis
