// What the index makes of who is registered and mentioned.
#include "engine/index/index.h"

#include "tests/support/index_fixture.h"

namespace pontis {
namespace {

TEST_F(IndexTest, FindsTheDomainByNameOidOrUri) {
  ASSERT_TRUE(tell(registering({"1@TEST_B"}, kJennifer), "HARNESS_B"));
  const auto id = index_.personOf(identifier("1@TEST_B"));
  ASSERT_TRUE(id);
  EXPECT_EQ(index_.personOf(identifier("1@1.2.3.3")), id);
  EXPECT_EQ(index_.personOf(identifier("1@urn:oid:1.2.3.3")), id);
  EXPECT_EQ(index_.personOf(identifier("1@http://b.example/id")), id);
  EXPECT_EQ(index_.personOf(identifier("1@TEST_A")), std::nullopt);
}

TEST_F(IndexTest, LinksWhoIsCertainlyTheSame) {
  EXPECT_TRUE(tell(registering({"RJ-439@TEST"}, kJennifer)));
  EXPECT_TRUE(tell(registering({"7@TEST_A"}, kJennifer), "HARNESS_A"));
  EXPECT_TRUE(tell(registering({"8@TEST_B"}, kRobert), "HARNESS_B"));
  EXPECT_EQ(recordsOf(index_, "7@TEST_A"), "RJ-439@urn:oid:1.2.3.1 7@urn:oid:1.2.3.2");
  EXPECT_EQ(references("RJ-439@TEST"), "7@urn:oid:1.2.3.2");
  EXPECT_EQ(references("RJ-439@TEST", {"TEST_B"}), "");
  EXPECT_EQ(references("RJ-439@TEST", {"NID", "ELSEWHERE"}), "returned[1]");
  EXPECT_EQ(references("RJ-440@TEST"), "identifier");
  EXPECT_EQ(references("RJ-440@ELSEWHERE"), "domain");
  EXPECT_EQ(index_.size().persons, 2u);
  EXPECT_EQ(index_.digest(), replayed());
}

TEST_F(IndexTest, AnswersOnlyToItsOwnAndTheAssignersOfADomain) {
  EXPECT_EQ(outcome(tell(registering({}, kJennifer))), "kInvalid PID-3.1");
  EXPECT_EQ(outcome(tell(registering({"RJ-438"}, kJennifer))), "kNotFound PID-3.4");
  EXPECT_EQ(outcome(tell(registering({"RJ-438@TEST_BLOCK"}, kJennifer))), "kNotFound PID-3.4");
  EXPECT_EQ(outcome(tell(registering({"3@TEST_A"}, kJennifer), "HARNESS_B")), "kDenied PID-3.4");
  EXPECT_EQ(index_.size().records, 0u);
  EXPECT_EQ(outcome(tell(registering({"3@TEST_A"}, kJennifer), "HARNESS_A")), "ok");
  // A laboratory names a patient of the hospital: it assigns nothing.
  EXPECT_EQ(outcome(tell(mentioning({"4@TEST_A"}, kRobert), "LAB")), "ok");
  EXPECT_EQ(index_.size().records, 2u);
}

TEST_F(IndexTest, TakesTheSendersOwnDomainForTheName) {
  EXPECT_TRUE(tell(registering({"N-54321@NID", "RJ-449@TEST_A"}, kJennifer), "HARNESS_A"));
  EXPECT_EQ(recordsOf(index_, "RJ-449@TEST_A"), "RJ-449@urn:oid:1.2.3.2");
  EXPECT_EQ(references("N-54321@NID"), "RJ-449@urn:oid:1.2.3.2");
}

TEST_F(IndexTest, LinksByANationalNumberWhoseHoldersDoNotContradictEachOther) {
  EXPECT_TRUE(tell(registering({"N-54321@NID"}, "SMITH^JOHN|1980|M"), "NID_AUTH"));
  EXPECT_TRUE(
      tell(registering({"RJ-449@TEST_A", "N-54321@NID"}, "SMITH^JON|1980-05|M"), "HARNESS_A"));
  EXPECT_EQ(references("N-54321@NID"), "RJ-449@urn:oid:1.2.3.2");
  EXPECT_EQ(index_.size().persons, 1u);
  // A shared number alone links nobody.
  EXPECT_TRUE(
      tell(registering({"9@TEST_B", "N-54321@NID"}, "BRANDT^ERIKA|1961-11-02|F"), "HARNESS_B"));
  EXPECT_EQ(index_.size().persons, 2u);
  ASSERT_EQ(index_.reviews(9).size(), 1u);
  EXPECT_EQ(index_.reviews(9)[0].kind, "conflict");
  EXPECT_EQ(index_.digest(), replayed());
}

TEST_F(IndexTest, ANumberThatContradictsItsBearerIsNoEvidence) {
  IndexOptions options = registered();
  options.domains[3].scheme = "PESEL";
  Index index(options);
  // 440514 01359: a man born on 14 May 1944.
  const auto persons = [&](const std::string& one, const std::string& other) {
    const std::vector<PersonAct> acts{
        registering({one.substr(0, 3) + "@TEST", "44051401359@NID"}, one),
        registering({other.substr(0, 3) + "X@TEST", "44051401359@NID"}, other)};
    const auto done = index.observe(acts, from("HARNESS"));
    return done && done->persons[0] == done->persons[1] ? "one" : "two";
  };
  EXPECT_STREQ(persons("NOWAK^JAN|1944-05-14|M", "NOWAK^JANEK|1944-05|M"), "one");
  EXPECT_STREQ(persons("LIS^JAN|1951-02-03|M", "LIS^JANEK|1951-02|M"), "two");
}

TEST_F(IndexTest, TwinsThatShareANumberAreNotLinked) {
  EXPECT_TRUE(tell(registering({"1@TEST", "N-77123@NID"}, "SMITH^ADAM|2015-03-04|M")));
  EXPECT_TRUE(tell(registering({"2@TEST", "N-77123@NID"}, "SMITH^PETER|2015-03-04|M")));
  EXPECT_EQ(index_.size().persons, 2u);
  EXPECT_EQ(index_.reviews(9).size(), 1u);
}

TEST_F(IndexTest, TwoNationalNumbersAreNotLinkedAutomatically) {
  EXPECT_TRUE(tell(registering({"1@TEST", "N-77123@NID"}, kJennifer)));
  EXPECT_TRUE(tell(registering({"2@TEST_A", "N-88456@NID"}, kJennifer), "HARNESS_A"));
  EXPECT_EQ(index_.size().persons, 2u);
  ASSERT_EQ(index_.reviews(9).size(), 1u);
  const std::int64_t review = index_.reviews(9)[0].number;
  const auto decided = index_.decide(review, true, from(""));
  keep(decided);
  EXPECT_EQ(index_.size().persons, 1u);
  EXPECT_TRUE(index_.reviews(9).empty());
  keep(index_.undo(decided->events[0].number, from("")));
  EXPECT_EQ(index_.size().persons, 2u);
  EXPECT_EQ(index_.reviews(9)[0].number, review);
  keep(index_.decide(review, false, from("")));
  EXPECT_EQ(outcome(index_.link(identifier("1@TEST"), identifier("2@TEST_A"), from(""))),
            "kInvalid ");
  EXPECT_EQ(index_.digest(), replayed());
}

TEST_F(IndexTest, MentionsOverwriteNothing) {
  EXPECT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  const Result<Observed> again = tell(mentioning({"1@TEST"}, "JONES^JENNY|1984-01-25|F"));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->events.empty());
  EXPECT_EQ(again->persons, std::vector{*index_.personOf(identifier("1@TEST"))});
  EXPECT_EQ(index_.person(again->persons[0])->golden.names[0].given, "JENNIFER");
}

TEST_F(IndexTest, AnUpdateThatSaysNothingNewIsNoEvent) {
  EXPECT_EQ(tell(registering({"1@TEST"}, kJennifer))->events.size(), 1u);
  EXPECT_EQ(tell(registering({"1@TEST"}, kJennifer))->events.size(), 0u);
  EXPECT_EQ(tell(registering({"1@TEST"}, "JONES^JENNIFER"))->events.size(), 0u);
  EXPECT_EQ(tell(registering({"1@TEST"}, "JONES^JENNIFER|1984-01-26"))->events.size(), 1u);
  const PersonView view = *index_.person(*index_.personOf(identifier("1@TEST")));
  EXPECT_EQ(view.golden.birth_date, "1984-01-26");
  EXPECT_EQ(view.golden.addresses[0].city, "NEWARK");
}

TEST_F(IndexTest, HoldsAnUpdateThatSwapsThePerson) {
  EXPECT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  EXPECT_EQ(outcome(tell(registering({"1@TEST"}, kRobert))),
            "ok; held for review: the update describes somebody else");
  EXPECT_EQ(index_.person(*index_.personOf(identifier("1@TEST")))->golden.gender, "F");
  ASSERT_EQ(index_.reviews(9).size(), 1u);
  EXPECT_EQ(index_.reviews(9)[0].kind, "swap");
  const auto number = index_.reviews(9)[0].number;
  // Not the same person after all: nothing is applied.
  keep(index_.decide(number, false, from("")));
  EXPECT_TRUE(index_.reviews(9).empty());
  EXPECT_EQ(outcome(index_.decide(number, true, from(""))), "kNotFound review");
  // The same, says the reviewer of the next one.
  EXPECT_TRUE(tell(registering({"1@TEST"}, kRobert)));
  keep(index_.decide(index_.reviews(9)[0].number, true, from("")));
  EXPECT_EQ(index_.person(*index_.personOf(identifier("1@TEST")))->golden.gender, "M");
  EXPECT_EQ(index_.digest(), replayed());
}

}  // namespace
}  // namespace pontis
