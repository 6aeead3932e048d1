// What merges, links and their like do, and how they are undone.
#include "engine/index/index.h"
#include "tests/support/index_fixture.h"

namespace pontis {
namespace {

TEST_F(IndexTest, MergesAndUnmergesWhileLaterUpdatesStay) {
  EXPECT_TRUE(tell(registering({"RJ-439@TEST"}, kJennifer)));
  EXPECT_TRUE(tell(registering({"RJ-999@TEST"}, "JONES^JENN|1984-01|F")));
  const std::string id = *index_.personOf(identifier("RJ-439@TEST"));
  const std::string other = *index_.personOf(identifier("RJ-999@TEST"));
  EXPECT_NE(id, other);
  const auto merged = tell(relating(Kind::kMerge, "RJ-439@TEST", "RJ-999@TEST"));
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->touched.size(), 2u);
  EXPECT_EQ(recordsOf(index_, "RJ-999@TEST"),
            "RJ-439@urn:oid:1.2.3.1 RJ-999@urn:oid:1.2.3.1(retired)");
  EXPECT_EQ(references("RJ-439@TEST"), "");
  EXPECT_EQ(references("RJ-999@TEST"), "RJ-439@urn:oid:1.2.3.1");
  EXPECT_EQ(index_.person(other)->id, id);

  EXPECT_TRUE(tell(registering({"RJ-999@TEST"}, "JONES^JENN|1984-01-25|F")));
  keep(index_.unmerge(identifier("RJ-999@TEST"), from("")));
  EXPECT_EQ(recordsOf(index_, "RJ-999@TEST"), "RJ-999@urn:oid:1.2.3.1");
  EXPECT_EQ(index_.person(other)->golden.birth_date, "1984-01-25");
  EXPECT_EQ(index_.digest(), replayed());
}

TEST_F(IndexTest, RefusesAMergeThatMakesNoSense) {
  EXPECT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  EXPECT_TRUE(tell(registering({"2@TEST"}, kRobert)));
  EXPECT_TRUE(tell(registering({"3@TEST_A"}, "SMITH^SAM|1989-02-25|F"), "HARNESS_A"));
  const auto before = index_.digest();
  EXPECT_EQ(outcome(tell(relating(Kind::kMerge, "1@TEST", "1@TEST"))), "kInvalid MRG-1.1");
  EXPECT_EQ(outcome(tell(relating(Kind::kMerge, "1@TEST", "9@TEST"))), "kNotFound MRG-1.1");
  EXPECT_EQ(outcome(tell(relating(Kind::kMerge, "9@TEST", "1@TEST"))), "kNotFound PID-3.1");
  EXPECT_EQ(outcome(tell(relating(Kind::kMerge, "1@TEST", "1@X"))), "kNotFound MRG-1.4");
  EXPECT_EQ(outcome(tell(relating(Kind::kMerge, "1@X", "1@TEST"))), "kNotFound PID-3.4");
  EXPECT_EQ(outcome(tell(relating(Kind::kMerge, "1@TEST", "3@TEST_A"))), "kDenied MRG-1.4");
  EXPECT_EQ(outcome(tell(relating(Kind::kMerge, "3@TEST_A", "1@TEST"))), "kDenied PID-3.4");
  EXPECT_EQ(outcome(index_.unmerge(identifier("1@TEST"), from(""))), "kInvalid ");
  EXPECT_EQ(outcome(index_.unmerge(identifier("1@X"), from(""))), "kNotFound domain");
  EXPECT_EQ(outcome(index_.merge(identifier("1@TEST"), identifier("9@TEST"), from(""))),
            "kNotFound identifier");
  EXPECT_EQ(index_.digest(), before);

  EXPECT_TRUE(tell(relating(Kind::kMerge, "1@TEST", "2@TEST")));
  EXPECT_EQ(outcome(tell(relating(Kind::kMerge, "1@TEST", "2@TEST"))), "kInvalid MRG-1.1");
  EXPECT_EQ(outcome(tell(relating(Kind::kMerge, "2@TEST", "1@TEST"))), "kInvalid MRG-1.1");
  EXPECT_EQ(outcome(index_.unlink(identifier("1@TEST"), identifier("2@TEST"), from(""))),
            "kInvalid ");
  EXPECT_EQ(outcome(index_.mustNotLink(identifier("1@TEST"), identifier("2@TEST"), from(""))),
            "kInvalid ");
}

TEST_F(IndexTest, LinksAndUnlinks) {
  EXPECT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  EXPECT_TRUE(tell(registering({"2@TEST"}, kRobert)));
  const auto start = index_.digest();
  EXPECT_EQ(outcome(tell(relating(Kind::kUnlink, "1@TEST", "2@TEST"))), "kInvalid PID[2]-3.1");
  EXPECT_EQ(outcome(tell(relating(Kind::kLink, "1@TEST", "1@TEST"))), "kInvalid PID[2]-3.1");
  EXPECT_EQ(outcome(tell(relating(Kind::kLink, "1@TEST", "1@X"))), "kNotFound PID[2]-3.4");
  EXPECT_EQ(index_.digest(), start);
  EXPECT_TRUE(tell(relating(Kind::kLink, "1@TEST", "2@TEST")));
  EXPECT_EQ(index_.size().persons, 1u);
  EXPECT_TRUE(tell(relating(Kind::kUnlink, "1@TEST", "2@TEST")));
  EXPECT_EQ(index_.size().persons, 2u);
  EXPECT_TRUE(tell(relating(Kind::kLink, "2@TEST", "1@TEST")));
  EXPECT_EQ(index_.size().persons, 1u);
  EXPECT_EQ(index_.digest(), replayed());
}

TEST_F(IndexTest, WhatMustNotBeLinkedIsPartedAndStaysSo) {
  EXPECT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  EXPECT_TRUE(tell(registering({"2@TEST_A"}, kJennifer), "HARNESS_A"));
  EXPECT_EQ(index_.size().persons, 1u);
  EXPECT_EQ(outcome(index_.mayLink(identifier("1@TEST"), identifier("2@TEST_A"), from(""))),
            "kInvalid ");
  keep(index_.mustNotLink(identifier("1@TEST"), identifier("2@TEST_A"), from("")));
  EXPECT_EQ(index_.size().persons, 2u);
  EXPECT_EQ(outcome(tell(relating(Kind::kLink, "1@TEST", "2@TEST_A"))), "kInvalid PID[2]-3.1");
  EXPECT_EQ(outcome(index_.merge(identifier("1@TEST"), identifier("2@TEST_A"), from(""))),
            "kInvalid ");
  EXPECT_TRUE(tell(registering({"1@TEST"}, std::string(kJennifer) + "0")));
  EXPECT_EQ(index_.size().persons, 2u);
  keep(index_.mayLink(identifier("1@TEST"), identifier("2@TEST_A"), from("")));
  EXPECT_EQ(index_.size().persons, 1u);
  EXPECT_EQ(index_.digest(), replayed());
}

TEST_F(IndexTest, ARenamedRecordIsUnderstoodByBothNames) {
  EXPECT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  EXPECT_TRUE(tell(registering({"2@TEST"}, kRobert)));
  const auto id = index_.personOf(identifier("1@TEST"));
  EXPECT_EQ(outcome(tell(relating(Kind::kRename, "2@TEST", "1@TEST"))), "kInvalid PID-3.1");
  EXPECT_EQ(outcome(tell(relating(Kind::kRename, "3@TEST", "9@TEST"))), "kNotFound MRG-1.1");
  EXPECT_TRUE(tell(relating(Kind::kRename, "3@TEST", "1@TEST")));
  EXPECT_EQ(index_.personOf(identifier("3@TEST")), id);
  EXPECT_EQ(references("1@TEST"), "3@urn:oid:1.2.3.1");
  EXPECT_EQ(references("3@TEST"), "");
  keep(index_.unmerge(identifier("1@TEST"), from("")));
  EXPECT_EQ(index_.personOf(identifier("1@TEST")), id);
  EXPECT_NE(index_.personOf(identifier("3@TEST")), id);
  EXPECT_EQ(index_.digest(), replayed());
}

TEST_F(IndexTest, AMessageHappensWhollyOrNotAtAll) {
  const std::vector<PersonAct> acts{registering({"1@TEST"}, kJennifer),
                                    registering({"2@TEST"}, kRobert),
                                    relating(Kind::kMerge, "1@TEST", "9@TEST")};
  EXPECT_EQ(outcome(index_.observe(acts, from("HARNESS"))), "kNotFound MRG-1.1");
  EXPECT_EQ(index_.size().records, 0u);
  EXPECT_EQ(index_.lastNumber(), 0);
  EXPECT_EQ(index_.digest(), Index(registered()).digest());
}

TEST_F(IndexTest, UndoesAnyActByTheNumberOfItsEvent) {
  EXPECT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  EXPECT_TRUE(tell(registering({"2@TEST"}, kRobert)));
  const auto link = tell(relating(Kind::kLink, "1@TEST", "2@TEST"))->events[0].number;
  const auto unlink = tell(relating(Kind::kUnlink, "1@TEST", "2@TEST"))->events[0].number;
  EXPECT_EQ(outcome(index_.undo(link, from(""))), "kNotFound event");
  EXPECT_EQ(outcome(index_.undo(1, from(""))), "kNotFound event");
  keep(index_.undo(unlink, from("")));
  EXPECT_EQ(index_.size().persons, 1u);
  keep(index_.undo(link, from("")));
  EXPECT_EQ(index_.size().persons, 2u);
  EXPECT_EQ(index_.digest(), replayed());
}

}  // namespace
}  // namespace pontis
