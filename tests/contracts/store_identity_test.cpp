// The log of the patient index, on both databases.
#include "tests/support/store_fixture.h"

namespace pontis {
namespace {

class StoreIdentity : public StoreFixture {};
INSTANTIATE_TEST_SUITE_P(, StoreIdentity, testing::Values("sqlite", "postgres"),
                         [](const auto& one) { return std::string(one.param); });

TEST_P(StoreIdentity, KeepsIdentityEventsWithTheirMessage) {
  const Message message = messageOf("1", "x");
  Intake intake = intakeOf(message, {"a"});
  intake.identity = {{3, fromMilliseconds(5), message.id, std::string("b\0\xFF", 3)},
                     {4, fromMilliseconds(6), message.id, "c"}};
  EXPECT_EQ(append({intake}), "kept");
  const IdentityEvent act{7, fromMilliseconds(8), "", "d"};
  ASSERT_TRUE(store_->keepIdentity({&act, 1}));
  open();
  const auto after = [&](std::int64_t number) {
    std::string text;
    const auto read = store_->identity(number, [&](const IdentityEvent& event) {
      text += std::to_string(event.number) + " " + std::to_string(toMilliseconds(event.at)) + " " +
              (event.message == message.id ? "message " : event.message) +
              std::to_string(event.body.size()) + "\n";
    });
    return read ? text : read.error().text;
  };
  EXPECT_EQ(after(0), "3 5 message 3\n4 6 message 1\n7 8 1\n");
  EXPECT_EQ(after(4), "7 8 1\n");
  Message again = messageOf("1", "x");
  Intake repeated = intakeOf(again, {"a"});
  repeated.duplicate_window = std::chrono::hours(1);
  repeated.identity = {{9, fromMilliseconds(9), again.id, "e"}};
  EXPECT_EQ(append({repeated}), "duplicate");
  EXPECT_EQ(after(4), "7 8 1\n") << "a repetition is no news";
}

TEST_P(StoreIdentity, KeepsNothingOfAMessageWhoseIdentityNumberIsTaken) {
  const Message first = messageOf("1", "x"), second = messageOf("2", "y");
  Intake one = intakeOf(first, {"a"}), two = intakeOf(second, {"a"});
  one.identity = {{1, Time{}, first.id, "b"}};
  two.identity = {{1, Time{}, second.id, "c"}};
  const Message third = messageOf("3", "z");
  EXPECT_EQ(append({one, two, intakeOf(third, {"a"})}),
            "kept another engine acted on the patient index meanwhile kept");
  EXPECT_EQ(ledger(), "admissions/a 2: queued 2\n");
  const IdentityEvent act{1, Time{}, "", "d"};
  const auto kept = store_->keepIdentity({&act, 1});
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, Code::kDuplicate);
}

}  // namespace
}  // namespace pontis
