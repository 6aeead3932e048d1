// Retention, on both databases: what is old goes with all that hangs on it, what still has to be
// delivered stays, and the account is of what is left.
#include <filesystem>

#include "tests/support/store_fixture.h"

namespace pontis {
namespace {

class StoreRetire : public StoreFixture {
 protected:
  // A message of that age in minutes; settled if `over`.
  void keep(const std::string& control_id, int minutes, bool over, std::size_t bytes = 10) {
    Message message = messageOf(control_id, std::string(bytes, 'x'));
    message.received = now_ - std::chrono::minutes(minutes);
    Intake intake = intakeOf(message, {"a", "b"});
    intake.outcomes = {{"validate", "pass"}};
    ASSERT_TRUE(store_->append({&intake, 1})[0]);
    if (!over) return;
    for (const char* sink : {"a", "b"}) {
      const auto tickets = ticketsOf(sink);
      ASSERT_TRUE(settle(tickets.back(), DeliveryState::kDelivered, "201"));
    }
  }
  std::string left() {
    std::string text;
    for (const Trace& trace : value(store_->search(MessageFilter{})))
      text = trace.message.envelope.control_id + " " + text;
    return text;
  }
  std::int64_t retire(int minutes, std::uint64_t bytes = 0) {
    std::int64_t total = 0;
    for (std::int64_t gone = 1; gone > 0; total += gone)
      gone = value(store_->retire(
          "admissions", minutes == 0 ? Time{} : now_ - std::chrono::minutes(minutes), bytes));
    return total;
  }

  const Time now_ = std::chrono::system_clock::now();
};

INSTANTIATE_TEST_SUITE_P(, StoreRetire, testing::Values("sqlite", "postgres"),
                         [](const auto& one) { return std::string(one.param); });

TEST_P(StoreRetire, TakesWhatIsTooOldAndLeavesWhatStillHasToBeDelivered) {
  keep("old", 60, true);
  keep("waiting", 50, false);
  keep("young", 1, true);
  ASSERT_TRUE(store_->quarantine("admissions", "p", now_ - std::chrono::hours(1), "bytes", "why"));
  ASSERT_TRUE(store_->quarantine("other", "p", now_ - std::chrono::hours(1), "bytes", "why"));
  EXPECT_EQ(retire(30), 2) << "a message and a quarantined item";
  EXPECT_EQ(left(), "waiting young ");
  EXPECT_EQ(value(store_->quarantined(10)).size(), 1u);
  EXPECT_EQ(ledger(),
            "admissions/a 2: delivered 1 queued 1\nadmissions/b 2: delivered 1 queued 1\n");
  EXPECT_EQ(retire(30), 0);
}

TEST_P(StoreRetire, TakesTheOldestOfWhatIsTooMuch) {
  for (int i = 1; i <= 5; ++i) keep(std::to_string(i), 10 - i, true, 100);
  EXPECT_EQ(retire(0, 250), 3);
  EXPECT_EQ(left(), "4 5 ");
  keep("6", 0, true, 100);
  EXPECT_EQ(retire(0, 250), 1);
  EXPECT_EQ(left(), "5 6 ");
}

TEST_P(StoreRetire, GivesTheDiskBack) {
  for (int i = 0; i < 600; ++i) keep(std::to_string(i), 60, true, 10'000);
  EXPECT_EQ(retire(30), 600);
  while (value(store_->shrink()) > 0) {
  }
  if (GetParam() == std::string("postgres")) return;
  store_.reset();
  open();
  store_.reset();  // the last who closes moves the log over
  const auto size = std::filesystem::file_size(location_ + "/pontis.db");
  EXPECT_LT(size, 1'000'000u) << "of six million bytes of payload";
}

}  // namespace
}  // namespace pontis
