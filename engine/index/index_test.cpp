// What the index promises: its acts, its errors, its questions.
#include "engine/index/index.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/index_acts.h"

namespace pontis {
namespace {

using Kind = PersonAct::Kind;

constexpr char kJennifer[] =
    "JONES^JENNIFER|1984-01-25|F|123 Main Street West^NEWARK^30293|4095550133";
constexpr char kRobert[] =
    "JOHNSTON^ROBERT|1983-02-05|M|1220 Centennial Farm Road^ELLIOTT^51532|7125550167";

IndexOptions registered() {
  IndexOptions options;
  options.learn_domains = false;
  options.domains = {{"TEST", "1.2.3.1", "", "", {}, false},
                     {"TEST_A", "1.2.3.2", "", "", {"HARNESS_A"}, false},
                     {"TEST_B", "1.2.3.3", "http://b.example/id", "", {"HARNESS_B"}, false},
                     {"NID", "", "", "", {"NID_AUTH"}, true}};
  return options;
}

class IndexTest : public ::testing::Test {
 protected:
  Result<Observed> tell(const PersonAct& act, const std::string& application = "HARNESS") {
    const Result<Observed> done = index_.observe({&act, 1}, from(application, minute_++));
    if (done) log_.insert(log_.end(), done->events.begin(), done->events.end());
    return done;
  }
  void keep(const Result<Observed>& done) {
    ASSERT_TRUE(done) << outcome(done);
    log_.insert(log_.end(), done->events.begin(), done->events.end());
  }
  // What a restart would make of the log.
  std::uint64_t replayed() const {
    Index other(registered());
    for (const IdentityEvent& event : log_) EXPECT_TRUE(other.replay(event));
    return other.digest();
  }
  std::string references(const std::string& record, std::vector<std::string> domains = {}) const {
    const auto found = index_.crossReferences(identifier(record), domains);
    if (!found) return found.error().where;
    std::string out;
    for (const Identifier& one : *found)
      out += (out.empty() ? "" : " ") + one.value + "@" + one.system;
    return out;
  }

  Index index_{registered()};
  std::vector<IdentityEvent> log_;
  int minute_ = 0;
};

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

TEST_F(IndexTest, TellsWhatChanged) {
  EXPECT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  EXPECT_TRUE(tell(registering({"2@TEST_A"}, kJennifer), "HARNESS_A"));
  EXPECT_TRUE(tell(relating(Kind::kUnlink, "1@TEST", "2@TEST_A")));
  EXPECT_TRUE(tell(relating(Kind::kLink, "1@TEST", "2@TEST_A")));
  EXPECT_TRUE(tell(registering({"3@TEST"}, "JONES^JENN|1984-01|F")));
  EXPECT_TRUE(tell(relating(Kind::kMerge, "1@TEST", "3@TEST")));
  std::string told;
  for (const IdentityChange& one : index_.changes(0, 100)) {
    static const char* const kNames[] = {"updated", "merged", "linked", "unlinked"};
    told +=
        std::string(kNames[int(one.kind)]) + " " + one.subject.value + " " + one.other.value + "\n";
  }
  EXPECT_EQ(told,
            "updated 1 \nupdated 2 \nlinked 2 1\nunlinked 2 1\nlinked 2 1\nupdated 3 \n"
            "merged 1 3\n");
  EXPECT_EQ(index_.changes(index_.lastNumber(), 100).size(), 0u);
  EXPECT_EQ(index_.forgotten(), 0);
}

TEST_F(IndexTest, FindsByWhatAQueryStates) {
  EXPECT_TRUE(tell(registering({"RJ-439@TEST"}, kJennifer)));
  EXPECT_TRUE(tell(registering({"RJ-440@TEST"}, kRobert)));
  const std::string id = *index_.personOf(identifier("RJ-439@TEST"));
  const auto find = [&](Demographics like, bool sound = false, bool aliases = false) {
    PersonQuery query;
    query.like = std::move(like);
    query.sounds_alike = sound;
    query.aliases = aliases;
    return index_.find(query, "", 10);
  };
  const std::vector<std::string> her{id}, nobody;
  EXPECT_EQ(find(personOf({"RJ-439@TEST"})), her);
  EXPECT_EQ(find(personOf({"RJ-439"})), her);
  EXPECT_EQ(find(personOf({"RJ-9483@TEST"})), nobody);
  EXPECT_EQ(find(personOf({id + "@PONTIS"})), her);
  EXPECT_EQ(find(personOf({}, "jones^jennifer")), her);
  EXPECT_EQ(find(personOf({}, "JO*^JEN*")), her);
  EXPECT_EQ(find(personOf({}, "JO*")).size(), 2u);
  EXPECT_EQ(find(personOf({}, "JONES^JASON")), nobody);
  EXPECT_EQ(find(personOf({}, "JONEZ^JENIPHER")), nobody);
  EXPECT_EQ(find(personOf({}, "JONEZ^JENIPHER"), true), her);
  EXPECT_EQ(find(personOf({}, "JONES^JENNY")), nobody);
  EXPECT_EQ(find(personOf({}, "JONES^JENNY"), false, true), her);
  EXPECT_EQ(find(personOf({}, "Jónés")), her);
  EXPECT_EQ(find(personOf({}, "|1984")), her);
  EXPECT_EQ(find(personOf({}, "|1984-01|F")), her);
  EXPECT_EQ(find(personOf({}, "|1900")), nobody);
  EXPECT_EQ(find(personOf({}, "||F")), her);
  EXPECT_EQ(find(personOf({}, "|||^Newark")), her);
  EXPECT_EQ(find(personOf({}, "|||^^302*")), her);
  EXPECT_EQ(find(personOf({}, "||||(409) 555-0133")), her);
  EXPECT_EQ(find(personOf({}, "||M||(409) 555-0133")), nobody);
}

TEST_F(IndexTest, PagesThroughWhatItFindsInTheOrderOfIds) {
  for (int i = 0; i < 25; ++i)
    ASSERT_TRUE(tell(registering({std::to_string(i) + "@TEST"},
                                 "JONES^N" + std::to_string(i) + "|19" + std::to_string(50 + i))));
  PersonQuery query;
  query.like = personOf({}, "JONES");
  std::vector<std::string> all;
  for (std::string after;;) {
    const auto page = index_.find(query, after, 10);
    if (page.empty()) break;
    all.insert(all.end(), page.begin(), page.end());
    after = page.back();
  }
  EXPECT_EQ(all.size(), 25u);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
}

TEST_F(IndexTest, RefusesAnEventItCannotRead) {
  EXPECT_TRUE(tell(registering({"1@TEST"}, kJennifer)));
  Index other(registered());
  IdentityEvent event = log_[0];
  for (std::size_t size = 0; size < event.body.size(); ++size) {
    IdentityEvent broken = event;
    broken.body.resize(size);
    EXPECT_FALSE(other.replay(broken)) << size;
  }
  EXPECT_EQ(other.size().records, 0u);
  EXPECT_TRUE(other.replay(event));
  EXPECT_TRUE(other.replay(event));
  EXPECT_EQ(other.size().records, 1u);
}

TEST(Index, LearnsDomainsIfItMay) {
  Index index{IndexOptions{}};
  const PersonAct act = registering({"1@HOSPITAL", "2@urn:oid:1.2.3"}, kJennifer);
  EXPECT_EQ(outcome(index.observe({&act, 1}, from("HARNESS"))), "ok");
  EXPECT_NE(index.domains().find("HOSPITAL"), Domains::kUnknown);
  EXPECT_NE(index.domains().find("1.2.3"), Domains::kUnknown);
  EXPECT_EQ(recordsOf(index, "2@1.2.3"), "1@HOSPITAL");
}

TEST(Index, SixtyFourThreadsRegisteringOnePersonMakeOne) {
  Index index{IndexOptions{}};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 64; ++i)
    threads.emplace_back([&index, i] {
      const std::vector<PersonAct> acts{
          registering({"1@SHARED"}, kJennifer),
          registering({std::to_string(i) + "@H" + std::to_string(i)}, kJennifer)};
      EXPECT_TRUE(index.observe(acts, from("HARNESS")));
      EXPECT_TRUE(index.personOf(identifier("1@SHARED")));
    });
  threads.clear();
  EXPECT_EQ(index.size().records, 65u);
  EXPECT_EQ(index.size().persons, 1u);
}

}  // namespace
}  // namespace pontis
