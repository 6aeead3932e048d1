// Snapshots (engine/flow/snapshots.h) over each database.
#include "engine/flow/snapshots.h"

#include <sys/stat.h>

#include <fstream>

#include "engine/flow/person_stage.h"
#include "tests/support/index_acts.h"
#include "tests/support/store_fixture.h"

namespace pontis {
namespace {

class SnapshotsContract : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    path_ = directory_.path() + "/index.snapshot";
  }

  static PersonAct person(int number) {
    return registering({std::to_string(number) + "@A"},
                       "DOE" + std::to_string(number) + "^ANN|1970-03-04|F");
  }
  // An engine's life: starts from what there is, registers persons, stops. Returns what it knew.
  std::uint64_t live(int first, int last, std::int64_t every = 10) {
    Index index{IndexOptions{}};
    Snapshots snapshots(index, *store_, path_, every);
    EXPECT_TRUE(snapshots.restore());
    snapshots.start();
    for (int i = first; i <= last; ++i) {
      const PersonAct act = person(i);
      const auto observe = [&](Index& on) { return on.observe({&act, 1}, from("HARNESS")); };
      EXPECT_TRUE(PersonStage(index, *store_).perform(observe));
    }
    snapshots.stop();
    return index.digest();
  }
  std::uint64_t fromTheLogAlone() {
    Index index{IndexOptions{}};
    EXPECT_TRUE(PersonStage(index, *store_).catchUp(0));
    return index.digest();
  }
  // A file that is written anew is another one.
  ino_t file() const {
    struct stat found {};
    return ::stat(path_.c_str(), &found) == 0 ? found.st_ino : 0;
  }

  std::string path_;
};

TEST_P(SnapshotsContract, AreWrittenAtTheStopAndReadAtTheStart) {
  const std::uint64_t before = live(1, 20);
  const ino_t written = file();
  ASSERT_NE(written, 0u);
  EXPECT_EQ(live(1, 0), before);
  EXPECT_EQ(file(), written) << "the log was read instead";
  const std::uint64_t after = live(21, 40);
  EXPECT_NE(file(), written);
  EXPECT_EQ(fromTheLogAlone(), after);
  EXPECT_EQ(live(1, 0), after);
}

TEST_P(SnapshotsContract, AreFollowedByWhatTheLogSaysSince) {
  live(1, 20);
  const std::uint64_t after = live(21, 40, 1'000'000);
  const ino_t written = file();
  EXPECT_EQ(live(1, 0, 1'000'000), after);
  EXPECT_EQ(file(), written);
}

TEST_P(SnapshotsContract, AreWrittenWhileTheEngineWorks) {
  Index index{IndexOptions{}};
  Snapshots snapshots(index, *store_, path_, 1, std::chrono::seconds(0));
  ASSERT_TRUE(snapshots.restore());
  snapshots.start();
  const PersonAct act = person(1);
  ASSERT_TRUE(PersonStage(index, *store_).perform([&](Index& on) {
    return on.observe({&act, 1}, from("HARNESS"));
  }));
  for (int i = 0; i < 1000 && file() == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_NE(file(), 0u);
}

TEST_P(SnapshotsContract, OfAnotherLogAreNotUsed) {
  live(1, 20);
  Index other{IndexOptions{}};
  for (int i = 101; i <= 120; ++i) {
    const PersonAct act = person(i);
    other.kept(*other.observe({&act, 1}, from("HARNESS")));
  }
  ASSERT_TRUE(other.save(path_));
  EXPECT_EQ(live(1, 0), fromTheLogAlone());
  // Nor one that knows more than the log: the store is an older one, brought back.
  for (int i = 121; i <= 140; ++i) {
    const PersonAct act = person(i);
    other.kept(*other.observe({&act, 1}, from("HARNESS")));
  }
  ASSERT_TRUE(other.save(path_));
  EXPECT_EQ(live(1, 0), fromTheLogAlone());
}

// What was under way when it was taken is in it, and was durable when it was published: but the
// store may be brought back from a moment in between.
TEST_P(SnapshotsContract, ThatKnowMoreThanTheLogAreNotUsed) {
  live(1, 20);
  Index ahead{IndexOptions{}};
  ASSERT_TRUE(PersonStage(ahead, *store_).catchUp(0));
  const PersonAct act = person(21);
  const auto seen = ahead.observe({&act, 1}, from("HARNESS"));
  std::thread taker([&] { EXPECT_TRUE(ahead.save(path_)); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  ahead.kept(*seen);
  taker.join();
  EXPECT_EQ(live(1, 0), fromTheLogAlone());
}

TEST_P(SnapshotsContract, ThatAreDamagedCostTimeAndNothingElse) {
  const std::uint64_t before = live(1, 20);
  std::fstream(path_, std::ios::in | std::ios::out | std::ios::binary)
      .seekp(4000)
      .put('x')
      .put('y');
  const ino_t damaged = file();
  EXPECT_EQ(live(1, 0), before);
  EXPECT_NE(file(), damaged);
}

INSTANTIATE_TEST_SUITE_P(Databases, SnapshotsContract, testing::Values("sqlite", "postgres"));

}  // namespace
}  // namespace pontis
