#include "engine/index/snapshot.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

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

TEST_F(SnapshotTest, IsRefusedIfTheDomainsAreNumberedOtherwise) {
  IndexOptions options;
  options.domains = {{"B", "", "", "", {}, false}};
  Index other{options};
  const Result<Done> loaded = other.load(path_);
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
