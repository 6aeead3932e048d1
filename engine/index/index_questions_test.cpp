// What the index tells: changes, searches, cross-references; and what it does among many threads.
#include <thread>

#include "engine/index/index.h"
#include "tests/support/index_fixture.h"

namespace pontis {
namespace {

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

TEST_F(IndexTest, TellsOnlyWhatIsDurable) {
  const auto numbers = [&] {
    std::string text;
    for (const IdentityChange& one : index_.changes(0, 100)) text += one.subject.value + " ";
    return text;
  };
  const PersonAct one = registering({"1@TEST"}, kJennifer), two = registering({"2@TEST"}, kRobert),
                  three = registering({"3@TEST"}, "SMITH^SAM|1989-02-25|F");
  const auto first = index_.observe({&one, 1}, from("HARNESS"));
  const auto second = index_.observe({&two, 1}, from("HARNESS"));
  EXPECT_EQ(numbers(), "");
  index_.kept(*second);
  EXPECT_EQ(numbers(), "") << "in order: the first may yet fail";
  index_.revert(*first);
  EXPECT_EQ(numbers(), "2 ");
  const auto third = index_.observe({&three, 1}, from("HARNESS"));
  EXPECT_EQ(numbers(), "2 ");
  index_.kept(*third);
  EXPECT_EQ(numbers(), "2 3 ");
}

TEST_F(IndexTest, TellsOfALateEventOfAnotherEngineInItsPlace) {
  const PersonAct one = registering({"1@TEST"}, kJennifer), two = registering({"2@TEST"}, kRobert);
  const auto first = index_.observe({&one, 1}, from("HARNESS"));
  const auto second = index_.observe({&two, 1}, from("HARNESS"));
  index_.kept(*second);
  index_.revert(*first);
  ASSERT_TRUE(index_.replay(first->events[0]));
  std::string told;
  for (const IdentityChange& change : index_.changes(0, 100)) told += change.subject.value + " ";
  EXPECT_EQ(told, "1 2 ");
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
  for (std::size_t size = 1; size < event.body.size(); ++size) {
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
