#include <algorithm>

#include "tests/support/index_fixture.h"

namespace pontis {
namespace {

class IndexErasure : public IndexTest {
 protected:
  // Erases the person of that record as the engine does; the log loses what only she was in.
  void erase(const std::string& record) {
    const auto person = index_.personOf(identifier(record));
    ASSERT_TRUE(person);
    auto erasure = index_.erasure(*person, from(""));
    ASSERT_TRUE(erasure);
    std::vector<std::string> keys;
    for (const Identifier& one : erasure->identifiers) keys.push_back(personKey(one));
    for (IdentityEvent& event : log_)
      for (const std::string& subject : event.subjects)
        if (std::find(keys.begin(), keys.end(), subject) != keys.end()) event.body.clear();
    log_.push_back(erasure->event);
    ASSERT_TRUE(index_.replay(erasure->event));
  }
};

TEST_F(IndexErasure, TakesAPersonOutAsIfNobodyHadSpokenOfThem) {
  ASSERT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  ASSERT_TRUE(tell(registering({"2@TEST"}, kRobert)));
  const std::size_t records = index_.size().records;
  erase("1@TEST");
  EXPECT_EQ(index_.size().records, records - 1);
  EXPECT_EQ(recordsOf(index_, "1@TEST"), "-");
  EXPECT_EQ(recordsOf(index_, "2@TEST"), "2@urn:oid:1.2.3.1");
  PersonQuery query;
  query.like = personOf({}, "JONES^JENNIFER");
  EXPECT_TRUE(index_.find(query, "", 10).empty());
  EXPECT_TRUE(index_.match(personOf({}, kJennifer), 10).empty());
  EXPECT_EQ(index_.digest(), replayed());
}

TEST_F(IndexErasure, LetsThemComeBackAsSomebodyNew) {
  ASSERT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  const auto before = index_.personOf(identifier("1@TEST"));
  erase("1@TEST");
  ASSERT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  const auto after = index_.personOf(identifier("1@TEST"));
  ASSERT_TRUE(after);
  EXPECT_NE(before, after);
  EXPECT_EQ(index_.digest(), replayed());
}

TEST_F(IndexErasure, TakesAllRecordsOfAPersonAndNothingOfTheOnesTheyWereKeptFrom) {
  ASSERT_TRUE(tell(registering({"1@TEST_A"}, kJennifer), "HARNESS_A"));
  ASSERT_TRUE(tell(registering({"1@TEST_B"}, kJennifer), "HARNESS_B"));
  ASSERT_TRUE(tell(registering({"9@TEST"}, kRobert)));
  ASSERT_EQ(recordsOf(index_, "1@TEST_A"), "1@urn:oid:1.2.3.2 1@urn:oid:1.2.3.3");
  keep(index_.mustNotLink(identifier("1@TEST_A"), identifier("9@TEST"), from("")));
  erase("1@TEST_A");
  EXPECT_EQ(recordsOf(index_, "1@TEST_B"), "-");
  EXPECT_EQ(recordsOf(index_, "9@TEST"), "9@urn:oid:1.2.3.1");
  EXPECT_EQ(index_.digest(), replayed());
}

// An automatic link that an operator took back must not return with the number after a restart.
TEST_F(IndexErasure, LeavesNoLinkThatWaitsForTheNumberToBeGivenAgain) {
  ASSERT_TRUE(tell(registering({"1@TEST_A"}, kJennifer), "HARNESS_A"));
  ASSERT_TRUE(tell(registering({"2@TEST_B"}, kJennifer), "HARNESS_B"));
  keep(index_.unlink(identifier("1@TEST_A"), identifier("2@TEST_B"), from("")));
  ASSERT_NE(index_.personOf(identifier("1@TEST_A")), index_.personOf(identifier("2@TEST_B")));
  erase("1@TEST_A");
  Index restarted(registered());
  for (const IdentityEvent& event : log_) ASSERT_TRUE(restarted.replay(event));
  EXPECT_EQ(restarted.digest(), index_.digest());
  const PersonAct again = registering({"1@TEST_A"}, kRobert);
  for (Index* index : {&restarted, &index_}) {
    ASSERT_TRUE(index->observe({&again, 1}, from("HARNESS_A")));
    EXPECT_EQ(recordsOf(*index, "1@TEST_A"), "1@urn:oid:1.2.3.2");
    EXPECT_EQ(recordsOf(*index, "2@TEST_B"), "2@urn:oid:1.2.3.3");
  }
}

TEST_F(IndexErasure, LeavesAGapIfItIsNeverKept) {
  ASSERT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  const auto person = index_.personOf(identifier("1@TEST"));
  const std::uint64_t before = index_.digest();
  ASSERT_TRUE(index_.erasure(*person, from("")));
  EXPECT_EQ(index_.digest(), before);
  EXPECT_TRUE(tell(registering({"2@TEST"}, kRobert)));
  EXPECT_EQ(index_.digest(), replayed());
}

}  // namespace
}  // namespace pontis
