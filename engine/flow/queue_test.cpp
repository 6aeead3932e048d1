#include "engine/flow/queue.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

Pending pending(std::int64_t ticket, std::vector<std::string> keys, Time due = {}) {
  return {ticket, std::move(keys), due, 0};
}

std::string take(Queue& queue, Time now = fromMilliseconds(1000), std::size_t limit = 100) {
  std::string all;
  for (const std::int64_t ticket : queue.take(now, limit)) all += std::to_string(ticket) + " ";
  return all;
}

TEST(Queue, KeepsTheOrderOfOnePersonWhileOthersGoOn) {
  Queue queue;
  queue.add(pending(1, {"ann"}));
  queue.add(pending(2, {"ann"}));
  queue.add(pending(3, {"bob"}));
  queue.add(pending(4, {}));
  EXPECT_EQ(take(queue), "1 3 4 ");
  EXPECT_EQ(take(queue), "");
  queue.done(3);
  EXPECT_EQ(take(queue), "");
  queue.done(1);
  EXPECT_EQ(take(queue), "2 ");
}

TEST(Queue, AFailedDeliveryHoldsBackItsPersonOnly) {
  Queue queue;
  queue.add(pending(1, {"ann"}));
  queue.add(pending(2, {"ann"}));
  queue.add(pending(3, {"bob"}));
  EXPECT_EQ(take(queue), "1 3 ");
  queue.again(1, fromMilliseconds(5000));
  queue.done(3);
  EXPECT_EQ(take(queue, fromMilliseconds(4999)), "");
  EXPECT_EQ(*queue.nextDue(), fromMilliseconds(5000));
  EXPECT_EQ(take(queue, fromMilliseconds(5000)), "1 ");
  EXPECT_EQ(queue.attempts(1), 2);
  queue.done(1);
  EXPECT_EQ(take(queue), "2 ");
}

TEST(Queue, AMergeWaitsForBothPersonsAndHoldsBackBoth) {
  Queue queue;
  queue.add(pending(1, {"ann"}));
  queue.add(pending(2, {"bob"}));
  queue.add(pending(3, {"ann", "bob"}));  // the merge
  queue.add(pending(4, {"ann"}));
  queue.add(pending(5, {"bob"}));
  EXPECT_EQ(take(queue), "1 2 ");
  queue.done(1);
  EXPECT_EQ(take(queue), "");
  queue.done(2);
  EXPECT_EQ(take(queue), "3 ");
  queue.done(3);
  EXPECT_EQ(take(queue), "4 5 ");
}

TEST(Queue, APersonNamedTwiceInOneMessageDoesNotWaitForItself) {
  Queue queue;
  queue.add(pending(1, {"ann", "ann"}));
  EXPECT_EQ(take(queue), "1 ");
  queue.done(1);
  EXPECT_EQ(queue.size(), 0u);
  EXPECT_FALSE(queue.nextDue());
}

TEST(Queue, GivesTheOldestFirstAndNoMoreThanAsked) {
  Queue queue;
  for (int i = 1; i <= 5; ++i) queue.add(pending(i, {}));
  EXPECT_EQ(take(queue, {}, 2), "1 2 ");
  EXPECT_EQ(take(queue, {}, 2), "3 4 ");
}

TEST(Queue, AChainedQueueGivesOnePersonsDeliveriesAtOnceInOrder) {
  Queue queue(true);
  for (int i = 1; i <= 4; ++i) queue.add(pending(i, {"ann"}));
  queue.add(pending(5, {"ann", "bob"}));
  queue.add(pending(6, {"bob"}));
  EXPECT_EQ(take(queue, fromMilliseconds(1000), 2), "1 2 ");
  EXPECT_EQ(take(queue), "3 4 5 6 ");
  for (int i = 1; i <= 6; ++i) queue.done(i);
  EXPECT_EQ(queue.size(), 0u);
}

TEST(Queue, AChainedQueueTakesBackWhatWasNotDelivered) {
  Queue queue(true);
  for (int i = 1; i <= 3; ++i) queue.add(pending(i, {"ann"}));
  queue.add(pending(4, {"bob"}));
  queue.add(pending(5, {"ann", "bob"}));
  EXPECT_EQ(take(queue), "1 2 3 4 5 ");
  queue.done(1);  // 2 failed; 3, 4 and 5 were not tried
  for (const int ticket : {5, 4, 3}) queue.untried(ticket);
  queue.again(2, fromMilliseconds(9000));
  EXPECT_EQ(take(queue), "4 ");  // ann waits for 2, the merge for ann
  queue.done(4);
  EXPECT_EQ(take(queue), "");
  EXPECT_EQ(take(queue, fromMilliseconds(9000)), "2 3 5 ");
  EXPECT_EQ(queue.attempts(2), 2);
  EXPECT_EQ(queue.attempts(3), 1);
}

TEST(Queue, ADueTimeSurvivesARestart) {
  Queue queue;
  queue.add(pending(1, {"ann"}, fromMilliseconds(9000)));
  queue.add(pending(2, {"ann"}));
  EXPECT_EQ(take(queue, fromMilliseconds(8000)), "");
  EXPECT_EQ(take(queue, fromMilliseconds(9000)), "1 ");
}

}  // namespace
}  // namespace pontis
