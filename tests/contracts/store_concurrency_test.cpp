// What engine/store/store.h promises to many threads, and to several engines, at once.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/support/store_fixture.h"

namespace pontis {
namespace {

using std::chrono::hours;

using StoreConcurrency = StoreFixture;
INSTANTIATE_TEST_SUITE_P(, StoreConcurrency, testing::Values("sqlite", "postgres"),
                         [](const auto& one) { return std::string(one.param); });

TEST_P(StoreConcurrency, TicketsBecomeVisibleInOrder) {
  // Two engines on one database; a reader follows the tail as an outbox does.
  auto second = Store::open(location_);
  ASSERT_TRUE(second);
  std::atomic<bool> running{true};
  std::vector<std::thread> writers;
  std::atomic<int> kept{0};
  for (int thread = 0; thread < 6; ++thread)
    writers.emplace_back([&, thread] {
      Store& store = thread % 2 == 0 ? *store_ : **second;
      for (int i = 0; i < 60; ++i) {
        const Message one = messageOf("", "x"), two = messageOf("", "y");
        const Intake intakes[] = {intakeOf(one, {"a", "b"}), intakeOf(two, {"a"})};
        for (const auto& taken : store.append(intakes)) kept += taken ? 1 : 0;
      }
    });
  std::vector<std::int64_t> followed;
  std::thread reader([&] {
    for (bool last = false; !last;) {
      last = !running;
      const auto pending = store_->pending("a", followed.empty() ? 0 : followed.back(), 100'000);
      for (const Pending& one : *pending) followed.push_back(one.ticket);
    }
  });
  for (std::thread& writer : writers) writer.join();
  running = false;
  reader.join();
  EXPECT_EQ(kept, 6 * 60 * 2);
  EXPECT_EQ(followed, ticketsOf("a")) << "a ticket appeared behind the reader";
}

TEST_P(StoreConcurrency, TheAccountIsRightAtEveryMoment) {
  std::atomic<bool> running{true};
  std::thread writer([&] {
    while (running) {
      const Message one = messageOf("", "x"), two = messageOf("", "y");
      const Intake intakes[] = {intakeOf(one, {"a", "b"}), intakeOf(two, {"a"})};
      (void)store_->append(intakes);
    }
  });
  std::thread outbox([&] {
    for (int i = 0; running; ++i)
      for (const Pending& pending : value(store_->pending("a", 0, 3)))
        settle(pending.ticket, static_cast<DeliveryState>(i % 5));
  });
  std::thread operator_([&] {
    while (running) (void)store_->replay({}, "", "a"), (void)store_->resume("a");
  });
  while (ledger().empty()) std::this_thread::yield();
  for (int i = 0; i < 60; ++i)
    for (const LedgerLine& line : value(store_->ledger())) EXPECT_TRUE(line.balanced()) << ledger();
  running = false;
  writer.join(), outbox.join(), operator_.join();
}

TEST_P(StoreConcurrency, SeveralEnginesLookingAtOneSenderFindEachOthersDuplicates) {
  auto second = Store::open(location_);
  ASSERT_TRUE(second);
  std::atomic<int> duplicates{0};
  std::vector<std::thread> threads;
  for (Store* store : {store_.get(), second->get()})
    threads.emplace_back([&, store] {
      for (int i = 0; i < 100; ++i) {
        const Message message = messageOf(std::to_string(i), "same");
        Intake intake = intakeOf(message, {"a"});
        intake.duplicate_window = hours(1);
        for (const auto& taken : store->append({&intake, 1}))
          duplicates += taken && taken->duplicate ? 1 : 0;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(duplicates, 100);
}

}  // namespace
}  // namespace pontis
