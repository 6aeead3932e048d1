// What a message did to the patient index and the message itself are one: on both databases, with
// one engine or several.
#include "engine/flow/person_stage.h"

#include <fmt/format.h>

#include <thread>

#include "engine/core/adapter.h"
#include "engine/flow/channel.h"
#include "engine/store/database.h"
#include "tests/support/store_fixture.h"

namespace pontis {
namespace {

std::string registration(const std::string& control_id, const std::string& number,
                         const std::string& family = "Sample", const std::string& type = "ADT^A28",
                         const std::string& street = "1 Test Street") {
  return fmt::format(
      "MSH|^~\\&|REG|GH|HIE|GH|20260105091500+0000||{}|{}|P|2.5.1\r"
      "PID|1||{}||{}^Robin^^^^^L||19700131|M|||{}^^Testville^^00001^^H\r",
      type, control_id, number, family, street);
}

// An engine's part that matters here: an index, and a channel that feeds it.
struct Ward {
  explicit Ward(Store& store) : index(options()), stage(index, store) {
    ChannelPlan plan;
    plan.name = "ward";
    plan.format_name = "hl7v2";
    plan.format = findAdapter("hl7v2")->format;
    plan.index = &index;
    plan.routes = {{"archive", {}}};
    plan.duplicate_window = std::chrono::hours(1);
    channel = std::make_unique<Channel>(std::move(plan), store, [] {});
  }
  static IndexOptions options() {
    IndexOptions made;
    made.domains.push_back({"GH", "", "", "", {}, false});
    made.learn_domains = false;
    return made;
  }

  // MSA-1 of each, in one line.
  std::string accept(const std::vector<std::string>& texts) {
    std::vector<Message> messages(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      messages[i].payload = Bytes::clone(texts[i]);
      messages[i].received = std::chrono::system_clock::now();
    }
    std::string all;
    for (const Reply& reply : channel->accept(messages)) {
      const std::string_view body = reply.body.view();
      all += std::string(body.substr(body.find("MSA|") + 4, 2)) + " ";
    }
    return all;
  }
  std::string personOf(const std::string& number) const {
    return index.personOf({"GH", number, ""}).value_or("nobody");
  }
  std::string streetOf(const std::string& number) const {
    const auto person = index.person(personOf(number));
    return person ? person->golden.addresses.at(0).line : person.error().text;
  }

  Index index;
  PersonStage stage;
  std::unique_ptr<Channel> channel;
};

class PersonStageTest : public StoreFixture {};
INSTANTIATE_TEST_SUITE_P(, PersonStageTest, testing::Values("sqlite", "postgres"),
                         [](const auto& one) { return std::string(one.param); });

TEST_P(PersonStageTest, TheLogMakesTheSameIndexAgain) {
  Ward ward(*store_);
  EXPECT_EQ(ward.accept({registration("1", "A1^^^GH"), registration("2", "B2^^^GH", "Else"),
                         registration("3", "A1^^^GH", "Sample", "ORU^R01")}),
            "AA AA AA ");
  EXPECT_NE(ward.personOf("A1"), ward.personOf("B2"));
  open();
  Ward again(*store_);
  ASSERT_TRUE(again.stage.catchUp());
  EXPECT_EQ(again.index.digest(), ward.index.digest());
  EXPECT_EQ(again.personOf("A1"), ward.personOf("A1"));
}

TEST_P(PersonStageTest, AMessageThatIsNotKeptLeavesNoTrace) {
  Ward ward(*store_);
  EXPECT_EQ(ward.accept({registration("1", "A1^^^GH")}), "AA ");
  const std::uint64_t before = ward.index.digest();
  auto other = GetParam() == std::string("sqlite") ? openSqlite(location_ + "/pontis.db", 1 << 20)
                                                   : openPostgres(location_);
  ASSERT_TRUE(other);
  ASSERT_TRUE((*other)->begin(Database::Access::kWrite));
  ASSERT_TRUE((*other)->once("UPDATE counter SET ticket = ticket"));
  EXPECT_EQ(ward.accept({registration("2", "B2^^^GH", "Else"),
                         registration("3", "A1^^^GH", "Sample", "ADT^A31", "9 Other Street")}),
            "AR AR ");
  (*other)->rollback();
  EXPECT_EQ(ward.index.digest(), before);
  EXPECT_EQ(ward.personOf("B2"), "nobody");
  EXPECT_EQ(ward.accept({registration("2", "B2^^^GH", "Else")}), "AA ");
}

TEST_P(PersonStageTest, ARepetitionDoesNotUndoWhatCameLater) {
  Ward ward(*store_);
  const std::string first = registration("1", "A1^^^GH");
  EXPECT_EQ(ward.accept({first}), "AA ");
  EXPECT_EQ(ward.accept({registration("2", "A1^^^GH", "Sample", "ADT^A31", "9 Other Street")}),
            "AA ");
  EXPECT_EQ(ward.accept({first}), "AA ");
  EXPECT_EQ(ward.streetOf("A1"), "9 Other Street");
  Ward again(*store_);
  ASSERT_TRUE(again.stage.catchUp());
  EXPECT_EQ(again.streetOf("A1"), "9 Other Street");
}

TEST_P(PersonStageTest, AnUnknownAuthorityRefusesARegistrationAndNoResult) {
  Ward ward(*store_);
  EXPECT_EQ(ward.accept(
                {registration("1", "A1^^^XX"), registration("2", "A1^^^XX", "Sample", "ORU^R01")}),
            "AE AA ");
  EXPECT_EQ(ward.index.size().records, 0U);
  EXPECT_NE(tell(value(store_->trace("2"))).find("person: not identified"), std::string::npos);
  EXPECT_EQ(value(store_->quarantined(10)).size(), 1U);
}

TEST_P(PersonStageTest, SixtyFourClientsRegisterOnePersonOnce) {
  Ward ward(*store_);
  std::vector<std::thread> clients;
  for (int i = 0; i < 64; ++i)
    clients.emplace_back(
        [&ward, i] { ward.accept({registration("C" + std::to_string(i), "A1^^^GH")}); });
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(ward.index.size().records, 1U);
  EXPECT_EQ(ward.index.size().persons, 1U);
  Ward again(*store_);
  ASSERT_TRUE(again.stage.catchUp());
  EXPECT_EQ(again.index.digest(), ward.index.digest());
}

TEST_P(PersonStageTest, TwoEnginesOnOneStoreAgree) {
  auto second = Store::open(location_);
  ASSERT_TRUE(second);
  Ward one(*store_), two(**second);
  const auto feed = [](Ward& ward, const std::string& name) {
    for (int i = 0; i < 50; ++i)
      EXPECT_EQ(ward.accept(
                    {registration(fmt::format("{}{}", name, i), fmt::format("P{}^^^GH", i % 20))}),
                "AA ");
  };
  std::thread other([&] { feed(two, "two"); });
  feed(one, "one");
  other.join();
  ASSERT_TRUE(one.stage.catchUp(0));
  ASSERT_TRUE(two.stage.catchUp(0));
  EXPECT_EQ(one.index.size().records, 20U);
  EXPECT_EQ(one.index.digest(), two.index.digest());
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(one.personOf(fmt::format("P{}", i)), two.personOf(fmt::format("P{}", i)));
}

TEST_P(PersonStageTest, AnOperatorsActIsKeptToo) {
  Ward ward(*store_);
  ward.accept({registration("1", "A1^^^GH"), registration("2", "B2^^^GH", "Else")});
  const Origin by{"", "", "", std::chrono::system_clock::now()};
  ASSERT_TRUE(ward.stage.perform([&](Index& index) {
    return index.merge({"GH", "A1", ""}, {"GH", "B2", ""}, by);
  }));
  Ward again(*store_);
  ASSERT_TRUE(again.stage.catchUp());
  EXPECT_EQ(again.personOf("B2"), again.personOf("A1"));
  EXPECT_EQ(again.index.digest(), ward.index.digest());
}

}  // namespace
}  // namespace pontis
