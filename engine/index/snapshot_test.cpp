#include "engine/index/snapshot.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "engine/index/index.h"
#include "tests/support/index_acts.h"
#include "tests/support/scratch_directory.h"

namespace pontis {
namespace {

std::string fileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void writeFile(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

std::string matches(const Index& index, const Demographics& probe) {
  std::string out;
  for (const PersonMatch& one : index.match(probe, 9))
    out += one.id + " " + std::to_string(one.score) + " " + toString(one.grade) + "\n";
  return out;
}

class SnapshotTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::vector<PersonAct> acts{
        registering({"1@A", "N-482915@NID"},
                    "JONES^JENNIFER|1984-01-25|F|12 Main St^NEWARK|4095550133"),
        registering({"1@B"}, "JONES^JENNIFER|1984-01-25|F|12 Main St^NEWARK|4095550133"),
        registering({"2@A"}, "JOHNSTON^ROBERT|1983-02-05|M"),
        registering({"3@A"}, "SMITH^SAM|1989-02-25|F"),
        relating(PersonAct::Kind::kMerge, "2@A", "3@A"),
        registering({"2@A"}, "BRANDT^ERIKA|1961-11-02|F")};
    const auto seen = index_.observe(acts, from("HARNESS"));
    const auto apart = index_.mustNotLink(identifier("1@A"), identifier("2@A"), from(""));
    ASSERT_TRUE(seen && apart);
    index_.kept(*seen);
    index_.kept(*apart);
    ASSERT_TRUE(index_.save(path_));
  }

  ScratchDirectory folder_;
  std::string path_ = folder_.path() + "/index.snapshot";
  Index index_{IndexOptions{}};
};

TEST_F(SnapshotTest, TheWholeStateComesBackAndGoesOn) {
  Index other{IndexOptions{}};
  ASSERT_TRUE(other.load(path_));
  EXPECT_EQ(other.digest(), index_.digest());
  EXPECT_EQ(other.lastNumber(), index_.lastNumber());
  EXPECT_EQ(other.size().persons, index_.size().persons);
  EXPECT_EQ(other.reviews(9).size(), index_.reviews(9).size());
  EXPECT_EQ(other.changes(0, 99).size(), index_.changes(0, 99).size());
  EXPECT_EQ(recordsOf(other, "1@A"), recordsOf(index_, "1@A"));
  const Demographics jennifer =
      personOf({}, "JONES^JENNIFER|1984-01-25|F|12 Main St^NEWARK|4095550133");
  EXPECT_EQ(matches(other, jennifer), matches(index_, jennifer));
  EXPECT_FALSE(matches(other, jennifer).empty());
  PersonQuery query;
  query.like = personOf({}, "jones|1984");
  EXPECT_EQ(other.find(query, "", 9).size(), 1u);
  // The tail of the log, then life as before: it matches, it undoes.
  const PersonAct act =
      registering({"1@C"}, "JONES^JENNIFER|1984-01-25|F|12 Main St^NEWARK|4095550133");
  const Result<Observed> tail = index_.observe({&act, 1}, from("HARNESS"));
  ASSERT_TRUE(other.replay(tail->events[0]));
  EXPECT_EQ(other.digest(), index_.digest());
  ASSERT_TRUE(other.unmerge(identifier("3@A"), from("")));
  const PersonAct more =
      registering({"1@D"}, "JONES^JENNIFER|1984-01-25|F|12 Main St^NEWARK|4095550133");
  ASSERT_TRUE(other.observe({&more, 1}, from("HARNESS")));
  EXPECT_EQ(other.personOf(identifier("1@D")), other.personOf(identifier("1@A")));
}

TEST_F(SnapshotTest, ADamagedFileIsRefusedWhereverTheDamageIs) {
  const std::string whole = fileText(path_);
  const auto before = Index(IndexOptions{}).digest();
  const auto refuses = [&](const std::string& text) {
    writeFile(path_, text);
    Index other{IndexOptions{}};
    const bool refused = !other.load(path_);
    EXPECT_EQ(other.lastNumber(), refused ? 0 : index_.lastNumber());
    EXPECT_EQ(other.digest(), refused ? before : index_.digest());
    return refused;
  };
  for (std::size_t at = 0; at < whole.size(); at += 1 + whole.size() / 200) {
    std::string bent = whole;
    bent[at] = static_cast<char>(bent[at] ^ 0x41);
    EXPECT_TRUE(refuses(bent)) << "at byte " << at;
    EXPECT_TRUE(refuses(whole.substr(0, at))) << "cut at byte " << at;
  }
  EXPECT_TRUE(refuses(whole + "x"));
  EXPECT_FALSE(refuses(whole));
}

TEST_F(SnapshotTest, HoldsNothingThatWasTakenBack) {
  const PersonAct act = registering({"9@A"}, "NOBODY^YET|1950-01-01|F");
  const auto seen = index_.observe({&act, 1}, from("HARNESS"));
  std::optional<Result<Done>> saved;
  std::thread writer([&] { saved = index_.save(path_); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  index_.revert(*seen);
  writer.join();
  EXPECT_EQ(saved->error().code, Code::kUnavailable);
  Index other{IndexOptions{}};
  ASSERT_TRUE(other.load(path_));  // the old one
  EXPECT_EQ(other.digest(), index_.digest());
}

TEST_F(SnapshotTest, IsWrittenWhileTheFeedGoesOn) {
  std::vector<IdentityEvent> log;
  std::atomic<int> acts = 0;
  std::atomic<bool> enough = false;
  std::thread feed([&] {
    for (; !enough; ++acts) {
      const PersonAct act = registering({std::to_string(acts % 500) + "@F"},
                                        "DOE" + std::to_string(acts) + "^ANN|1970-03-04|F");
      const auto seen = index_.observe({&act, 1}, from("HARNESS"));
      log.insert(log.end(), seen->events.begin(), seen->events.end());
      index_.kept(*seen);
    }
  });
  for (int i = 0; i < 5; ++i) {
    const int before = acts;
    while (acts < before + 50) std::this_thread::yield();
    EXPECT_TRUE(index_.save(path_));
  }
  enough = true;
  feed.join();
  Index other{IndexOptions{}};
  const auto loaded = other.load(path_);
  ASSERT_TRUE(loaded);
  EXPECT_LT(loaded->from, index_.lastNumber());
  bool recognised = false;
  for (const IdentityEvent& event : log) {
    recognised = recognised || markOf(event) == loaded->mark;
    if (event.number > loaded->from) {
      EXPECT_TRUE(other.replay(event));
    }
  }
  EXPECT_TRUE(recognised);
  EXPECT_EQ(other.digest(), index_.digest());
}

TEST_F(SnapshotTest, IsForItsOwnerOnly) {
  EXPECT_EQ(std::filesystem::status(path_).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(SnapshotTest, IsRefusedIfTheDomainsAreNumberedOtherwise) {
  IndexOptions options;
  options.domains = {{"B", "", "", "", {}, false}};
  Index other{options};
  const auto loaded = other.load(path_);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, Code::kUnsupported);
  EXPECT_EQ(other.size().records, 0u);
}

TEST_F(SnapshotTest, LeavesTheOldFileIfTheNewCannotBeWritten) {
  const std::string whole = fileText(path_);
  std::filesystem::create_directory(path_ + ".draft");
  EXPECT_FALSE(index_.save(path_));
  EXPECT_EQ(fileText(path_), whole);
  EXPECT_FALSE(index_.save(folder_.path() + "/no/such/folder"));
  Index other{IndexOptions{}};
  EXPECT_EQ(other.load(folder_.path() + "/nothing").error().code, Code::kNotFound);
}

}  // namespace
}  // namespace pontis
