// What engine/store/store.h promises, held against both databases.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/support/store_fixture.h"

namespace pontis {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

using StoreContract = StoreFixture;
INSTANTIATE_TEST_SUITE_P(, StoreContract, testing::Values("sqlite", "postgres"),
                         [](const auto& one) { return std::string(one.param); });

TEST_P(StoreContract, KeepsAMessageWithItsDeliveries) {
  Message message = messageOf("42", std::string("MSH|a\0b\r\xFF", 9));
  message.envelope.person_keys = {"1^^^GH", "two\nlines", "back\\slash\\n", ""};
  Intake intake = intakeOf(message, {"archive", "fhir"});
  intake.outcomes = {{"validate", "pass"}, {"consent", "permit\nall"}};
  EXPECT_EQ(append({intake}), "kept");
  for (const std::string& id : {message.id, std::string("42")}) {
    const auto trace = store_->trace(id);
    ASSERT_TRUE(trace) << id;
    const Message& kept = trace->message;
    EXPECT_EQ(kept.id, message.id);
    EXPECT_EQ(kept.payload.view(), message.payload.view());
    EXPECT_EQ(fmt::format("{} {} {} {} {} {}", kept.channel, kept.format, kept.peer,
                          kept.envelope.type, kept.envelope.control_id, kept.envelope.sender),
              "admissions hl7v2 CN=peer ADT^A01 42 GOOD");
    EXPECT_EQ(toMilliseconds(kept.received), toMilliseconds(message.received));
    EXPECT_EQ(kept.envelope.person_keys, message.envelope.person_keys);
    EXPECT_EQ(tell(*trace),
              "archive queued 0 [], fhir queued 0 [] | validate: pass; consent: permit\nall");
  }
  EXPECT_EQ(store_->trace("nobody").error().code, Code::kNotFound);
  EXPECT_EQ(store_->trace("").error().code, Code::kNotFound);
}

TEST_P(StoreContract, ANewerTraceIsFoundByControlId) {
  const Message first = messageOf("7", "one"), second = messageOf("7", "two");
  EXPECT_EQ(append({intakeOf(first, {"a"}), intakeOf(second, {"a"})}), "kept kept");
  EXPECT_EQ(store_->trace("7")->message.id, second.id);
}

TEST_P(StoreContract, IsReopenedWithAllThatWasKept) {
  const Message message = messageOf("1", "payload");
  EXPECT_EQ(append({intakeOf(message, {"a"})}), "kept");
  const auto before = store_->pending("a", 0, 10);
  open();
  EXPECT_EQ(store_->trace(message.id)->message.payload.view(), "payload");
  EXPECT_EQ(store_->pending("a", 0, 10)->front().ticket, before->front().ticket);
}

TEST_P(StoreContract, FilesAFilteredMessageWithItsReason) {
  const Message message = messageOf("1", "x");
  Intake intake = intakeOf(message, {"a", "b"});
  intake.filtered = "consent denies";
  EXPECT_EQ(append({intake}), "kept");
  EXPECT_EQ(tell(*store_->trace("1")),
            "a filtered 0 [consent denies], b filtered 0 [consent denies] | a: consent denies; "
            "b: consent denies");
  EXPECT_TRUE(store_->pending("a", 0, 10)->empty());
  EXPECT_EQ(ledger(), "admissions/a 1: filtered 1\nadmissions/b 1: filtered 1\n");
}

TEST_P(StoreContract, KeepsAMessageThatNoSinkTakes) {
  EXPECT_EQ(append({intakeOf(messageOf("1", "x"), {})}), "kept");
  EXPECT_EQ(tell(*store_->trace("1")), " | ");
  EXPECT_EQ(ledger(), "");
}

TEST_P(StoreContract, RecognisesADuplicateWhereverItsOriginalIs) {
  const auto take = [&](const Message& message) {
    Intake intake = intakeOf(message, {"a"});
    intake.duplicate_window = hours(1);
    return intake;
  };
  const Message first = messageOf("1", "same");
  Message again = messageOf("1", "same"), third = messageOf("1", "same");
  EXPECT_EQ(append({take(first), take(again)}), "kept duplicate") << "in one span";
  EXPECT_EQ(append({take(third)}), "duplicate") << "in an earlier commit";
  EXPECT_EQ(tell(*store_->trace(third.id)),
            "a filtered 0 [duplicate] | duplicate: repeats message " + again.id + "; a: duplicate");
  EXPECT_EQ(ledger(), "admissions/a 3: filtered 2 queued 1\n");
}

TEST_P(StoreContract, TakesNothingElseForADuplicate) {
  const Message first = messageOf("1", "same");
  const auto now = first.received;
  EXPECT_EQ(append({intakeOf(first, {"a"})}), "kept");
  Message other_bytes = messageOf("1", "Same"), other_sender = messageOf("1", "same"),
          other_channel = messageOf("1", "same"), late = messageOf("1", "same"),
          unlooked = messageOf("1", "same"), nameless = messageOf("", "same"),
          nameless_again = messageOf("", "same");
  other_sender.envelope.sender = "ELSE";
  other_channel.channel = "results";
  late.received = now + hours(1) + milliseconds(1);
  std::vector<Intake> intakes;
  for (const Message* message :
       {&other_bytes, &other_sender, &other_channel, &late, &nameless, &nameless_again}) {
    intakes.push_back(intakeOf(*message, {"a"}));
    intakes.back().duplicate_window = hours(1);
  }
  EXPECT_EQ(append(intakes), "kept kept kept kept kept kept");
  EXPECT_EQ(append({intakeOf(unlooked, {"a"})}), "kept") << "its channel does not look";
  EXPECT_EQ(
      tell(*store_->trace(other_bytes.id)),
      "a queued 0 [] | duplicate: no: same control id as message " + first.id + ", other bytes");
}

TEST_P(StoreContract, ADuplicateIsOneWithinItsWindowToTheMillisecond) {
  const Message first = messageOf("1", "same");
  EXPECT_EQ(append({intakeOf(first, {"a"})}), "kept");
  Message edge = messageOf("1", "same");
  edge.received = first.received + hours(1);
  Intake intake = intakeOf(edge, {"a"});
  intake.duplicate_window = hours(1);
  EXPECT_EQ(append({intake}), "duplicate");
}

TEST_P(StoreContract, ListsWhatIsPendingOldestFirst) {
  std::vector<Message> messages;
  for (int i = 0; i < 10; ++i) messages.push_back(messageOf(std::to_string(i), "x"));
  for (Message& message : messages) message.envelope.person_keys = {message.envelope.control_id};
  for (const Message& message : messages) append({intakeOf(message, {"a", "b"})});
  std::string keys;
  std::int64_t after = 0;
  for (const std::size_t limit : {1u, 4u, 100u})
    for (const Pending& pending : value(store_->pending("a", after, limit))) {
      EXPECT_GT(pending.ticket, after);
      EXPECT_EQ(pending.attempts, 0);
      after = pending.ticket;
      keys += pending.keys.at(0) + " ";
    }
  EXPECT_EQ(keys, "0 1 2 3 4 5 6 7 8 9 ");
  EXPECT_TRUE(store_->pending("c", 0, 100)->empty());
}

TEST_P(StoreContract, FetchesInOrderAndOnlyWhatIsStillQueued) {
  for (int i = 0; i < 4; ++i)
    append({intakeOf(messageOf(std::to_string(i), "payload " + std::to_string(i)), {"a"})});
  std::vector<std::int64_t> tickets = ticketsOf("a");
  ASSERT_TRUE(settle(tickets[1], DeliveryState::kDelivered));
  std::swap(tickets[0], tickets[3]);
  tickets.push_back(999'999);
  std::string payloads;
  for (const Due& due : value(store_->fetch(tickets)))
    payloads += std::string(due.message.payload.view()) + ", ";
  EXPECT_EQ(payloads, "payload 3, payload 2, payload 0, ");
}

TEST_P(StoreContract, SettlesWithAttemptsAndOutcomes) {
  append({intakeOf(messageOf("1", "x"), {"a"})});
  const std::int64_t ticket = ticketsOf("a").at(0);
  const Time due = std::chrono::system_clock::now() + hours(1);
  ASSERT_TRUE(settle(ticket, DeliveryState::kQueued, "503", due));
  const Pending pending = store_->pending("a", 0, 1)->at(0);
  EXPECT_EQ(pending.attempts, 1);
  EXPECT_EQ(toMilliseconds(pending.due), toMilliseconds(due));
  ASSERT_TRUE(settle(ticket, DeliveryState::kQueued, ""));
  ASSERT_TRUE(settle(ticket, DeliveryState::kErrored, "400"));
  EXPECT_EQ(tell(*store_->trace("1")), "a errored 3 [400] | a: 503; a: 400");
  EXPECT_EQ(ledger(), "admissions/a 1: errored 1\n");
  ASSERT_TRUE(settle(ticket, DeliveryState::kDelivered, "201")) << "passed over: it is final";
  EXPECT_EQ(tell(*store_->trace("1")), "a errored 3 [400] | a: 503; a: 400");
}

TEST_P(StoreContract, KeepsWhatTheMappingLeftOut) {
  append({intakeOf(messageOf("1", "x"), {"a"})});
  Settlement settlement;
  settlement.ticket = ticketsOf("a").at(0);
  settlement.loss = R"([{"path":"PID-9","reason":"no place"}])";
  ASSERT_TRUE(store_->settle(std::span(&settlement, 1)));
  EXPECT_EQ(store_->trace("1")->deliveries.at(0).loss, settlement.loss);
  EXPECT_GT(toMilliseconds(store_->trace("1")->deliveries.at(0).settled), 0);
}

TEST_P(StoreContract, KeepsWhichRulesWroteSomething) {
  append({intakeOf(messageOf("1", "x"), {"a"})});
  Settlement settlement;
  settlement.ticket = ticketsOf("a").at(0);
  settlement.hits = "0123abcd:ABC";
  ASSERT_TRUE(store_->settle(std::span(&settlement, 1)));
  EXPECT_EQ(store_->trace("1")->deliveries.at(0).hits, settlement.hits);
  ASSERT_EQ(*store_->replay({}, "", ""), 1);
  EXPECT_EQ(store_->trace("1")->deliveries.at(0).hits, "") << "it will be mapped again";
  EXPECT_EQ(store_->rules("0123abcd").error().code, Code::kNotFound);
  ASSERT_TRUE(store_->keepRules("0123abcd", "first\n"));
  ASSERT_TRUE(store_->keepRules("0123abcd", "never another under one key\n"));
  open();
  EXPECT_EQ(*store_->rules("0123abcd"), "first\n");
}

TEST_P(StoreContract, CountsUnmappedCodesOfDeliveriesThatEnded) {
  for (const char* id : {"1", "2", "3"}) append({intakeOf(messageOf(id, "x"), {"a"})});
  const auto tickets = ticketsOf("a");
  std::vector<Settlement> settlements(3);
  for (std::size_t i = 0; i < 3; ++i) {
    settlements[i].ticket = tickets[i];
    settlements[i].unmapped = {{"Sex", "REG/GH", "Q"}};
  }
  settlements[1].unmapped.push_back({"Sex", "LAB/GH", "Q"});
  settlements[1].state = DeliveryState::kErrored;
  settlements[2].state = DeliveryState::kQueued;
  settlements[2].detail = "503";
  ASSERT_TRUE(store_->settle(settlements));
  const auto said = [&] {
    std::string text;
    for (const UnmappedLine& line : value(store_->unmapped())) {
      text += line.table + " " + line.code + " " + line.sender + " " + std::to_string(line.count) +
              (line.last > Time{} ? "\n" : " never\n");
    }
    return text;
  };
  EXPECT_EQ(said(), "Sex Q LAB/GH 1\nSex Q REG/GH 2\n") << "what is tried again is counted then";
  settlements.erase(settlements.begin(), settlements.begin() + 2);
  settlements[0].state = DeliveryState::kDelivered;
  ASSERT_TRUE(store_->settle(settlements));
  EXPECT_EQ(said(), "Sex Q LAB/GH 1\nSex Q REG/GH 3\n");
}

TEST_P(StoreContract, ResumesWhatIsHeldInItsOldPlace) {
  for (const char* id : {"1", "2", "3"}) append({intakeOf(messageOf(id, "x"), {"a", "b"})});
  const std::vector<std::int64_t> before = ticketsOf("a");
  EXPECT_FALSE(*store_->held("a"));
  ASSERT_TRUE(settle(before[0], DeliveryState::kHeld, "AR"));
  EXPECT_TRUE(*store_->held("a"));
  EXPECT_FALSE(*store_->held("b"));
  EXPECT_EQ(ticketsOf("a").size(), 2u);
  EXPECT_EQ(ledger(), "admissions/a 3: held 1 queued 2\nadmissions/b 3: queued 3\n");
  EXPECT_EQ(tell(*store_->trace("1")), "a held 1 [AR], b queued 0 [] | a: AR");
  EXPECT_EQ(*store_->resume("b"), 0);
  EXPECT_EQ(*store_->resume("a"), 1);
  EXPECT_EQ(ticketsOf("a"), before);
}

TEST_P(StoreContract, GivesUpWhatIsHeldWhenItIsSettled) {
  append({intakeOf(messageOf("1", "x"), {"a"})});
  const std::int64_t ticket = ticketsOf("a").at(0);
  ASSERT_TRUE(settle(ticket, DeliveryState::kHeld));
  ASSERT_TRUE(settle(ticket, DeliveryState::kErrored, "given up"));
  EXPECT_EQ(ledger(), "admissions/a 1: errored 1\n");
}

TEST_P(StoreContract, ReplaysFinalDeliveriesUnderNewTicketsInTheirOldOrder) {
  std::vector<Message> messages;
  for (const char* id : {"1", "2", "3", "4"}) messages.push_back(messageOf(id, "x"));
  for (const Message& message : messages) append({intakeOf(message, {"a", "b"})});
  const std::vector<std::int64_t> before = ticketsOf("a");
  ASSERT_TRUE(settle(before[2], DeliveryState::kDelivered, "201"));
  ASSERT_TRUE(settle(before[0], DeliveryState::kErrored, "400"));
  EXPECT_EQ(*store_->replay({}, "", ""), 2);
  const std::vector<std::int64_t> after = ticketsOf("a");
  ASSERT_EQ(after.size(), 4u);
  EXPECT_EQ(after[0], before[1]);
  EXPECT_GT(after[2], ticketsOf("b").back()) << "no ticket is used twice";
  std::string order;
  for (const Due& due : value(store_->fetch(after))) order += due.message.envelope.control_id;
  EXPECT_EQ(order, "2413");
  EXPECT_EQ(tell(*store_->trace("1")), "b queued 0 [], a queued 0 [] | a: 400; a: replayed");
  EXPECT_EQ(ledger(), "admissions/a 4: queued 4\nadmissions/b 4: queued 4\n");
  ASSERT_TRUE(settle(before[0], DeliveryState::kErrored)) << "an old ticket is passed over";
  EXPECT_EQ(ledger(), "admissions/a 4: queued 4\nadmissions/b 4: queued 4\n");
}

TEST_P(StoreContract, ReplaysOneMessageToOneSinkAndNothingThatWasFiltered) {
  const Message one = messageOf("1", "x"), two = messageOf("2", "x"), out = messageOf("3", "x");
  Intake filtered = intakeOf(out, {"a"});
  filtered.filtered = "consent denies";
  append({intakeOf(one, {"a", "b"}), intakeOf(two, {"a"}), filtered});
  for (const char* sink : {"a", "b"})
    for (const std::int64_t ticket : ticketsOf(sink))
      ASSERT_TRUE(settle(ticket, DeliveryState::kDelivered));
  EXPECT_EQ(*store_->replay({}, one.id, "b"), 1);
  EXPECT_EQ(*store_->replay({}, one.id, "b"), 0) << "it is queued already";
  EXPECT_EQ(*store_->replay({}, "", "a"), 2);
  MessageFilter only;
  only.state = "filtered";
  EXPECT_EQ(*store_->replay(only, "", ""), 1);
  only.state = "queued";
  EXPECT_EQ(store_->replay(only, "", "").error().code, Code::kInvalid);
  EXPECT_EQ(ledger(), "admissions/a 3: queued 3\nadmissions/b 1: queued 1\n");
}

TEST_P(StoreContract, ReplaysARangeLargerThanOneCommit) {
  std::vector<Message> messages;
  for (int i = 0; i < 1200; ++i) messages.push_back(messageOf(std::to_string(i), "x"));
  std::vector<Intake> intakes;
  for (const Message& message : messages) intakes.push_back(intakeOf(message, {"a"}));
  append(intakes);
  std::vector<Settlement> settlements;
  for (const std::int64_t ticket : ticketsOf("a"))
    settlements.push_back({ticket, DeliveryState::kDelivered, {}, "", ""});
  ASSERT_TRUE(store_->settle(settlements));
  EXPECT_EQ(*store_->replay({}, "", ""), 1200);
  std::string expected, order;
  for (const Message& message : messages) expected += message.envelope.control_id + " ";
  for (const Due& due : value(store_->fetch(ticketsOf("a"))))
    order += due.message.envelope.control_id + " ";
  EXPECT_EQ(order, expected);
}

TEST_P(StoreContract, LeasesASinkToOneEngineAtATime) {
  EXPECT_TRUE(*store_->lease("a", "one", hours(1)));
  EXPECT_TRUE(*store_->lease("a", "one", hours(1))) << "renewed";
  EXPECT_FALSE(*store_->lease("a", "two", hours(1)));
  EXPECT_TRUE(*store_->lease("b", "two", milliseconds(1)));
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_TRUE(*store_->lease("b", "one", hours(1))) << "it had run out";
  ASSERT_TRUE(store_->release("one"));
  EXPECT_TRUE(*store_->lease("a", "two", hours(1)));
}

TEST_P(StoreContract, SearchesByEverythingAFilterNames) {
  const Time start = *parseTime("2026-01-05");
  for (int i = 0; i < 6; ++i) {
    Message message = messageOf("c" + std::to_string(i), "x");
    message.received = start + hours(i);
    if (i % 2 == 1) message.channel = "results", message.envelope.type = "ORU^R01";
    append({intakeOf(message, {"a"})});
  }
  const std::vector<std::int64_t> tickets = ticketsOf("a");
  settle(tickets[0], DeliveryState::kDelivered), settle(tickets[1], DeliveryState::kErrored);
  settle(tickets[2], DeliveryState::kHeld), settle(tickets[3], DeliveryState::kFiltered);
  const auto found = [&](MessageFilter filter) {
    std::string ids;
    for (const Trace& trace : value(store_->search(filter))) {
      ids += trace.message.envelope.control_id + " ";
      EXPECT_EQ(trace.deliveries.size(), 1u);
      EXPECT_TRUE(trace.message.payload.empty());
    }
    return ids;
  };
  EXPECT_EQ(found({}), "c5 c4 c3 c2 c1 c0 ");
  EXPECT_EQ(found({.limit = 2}), "c5 c4 ");
  EXPECT_EQ(found({.channel = "results"}), "c5 c3 c1 ");
  EXPECT_EQ(found({.type = "ADT^A01"}), "c4 c2 c0 ");
  EXPECT_EQ(found({.type = "OR*"}), "c5 c3 c1 ");
  EXPECT_EQ(found({.type = "%*"}), "");
  EXPECT_EQ(found({.type = "*"}), found({}));
  EXPECT_EQ(found({.control_id = "c3"}), "c3 ");
  EXPECT_EQ(found({.since = start + hours(2), .until = start + hours(4)}), "c3 c2 ");
  EXPECT_EQ(found({.state = "queued"}), "c5 c4 ");
  EXPECT_EQ(found({.state = "delivered"}), "c0 ");
  EXPECT_EQ(found({.state = "errored"}), "c1 ");
  EXPECT_EQ(found({.state = "held"}), "c2 ");
  EXPECT_EQ(found({.state = "filtered"}), "c3 ");
  EXPECT_EQ(store_->search({.state = "lost"}).error().code, Code::kInvalid);
}

TEST_P(StoreContract, KeepsRefusedBytesWithTheReason) {
  const std::string large(3 << 20, '\xFE');
  const Time now = std::chrono::system_clock::now();
  ASSERT_TRUE(
      store_->quarantine("admissions", "10.0.0.1", now, std::string("\0\x0B|", 3), "no frame"));
  ASSERT_TRUE(store_->quarantine("admissions", "10.0.0.1", now, large, "over the limit"));
  open();
  const auto lines = store_->quarantined(10);
  ASSERT_EQ(lines->size(), 2u);
  EXPECT_EQ(store_->quarantinedBytes(lines->at(0).number)->view(), large) << "newest first";
  EXPECT_EQ(store_->quarantinedBytes(lines->at(1).number)->view(), std::string_view("\0\x0B|", 3));
  EXPECT_EQ(lines->at(1).reason + " " + lines->at(1).peer, "no frame 10.0.0.1");
  EXPECT_EQ(toMilliseconds(lines->at(1).received), toMilliseconds(now));
  EXPECT_FALSE(store_->quarantinedBytes(-1));
}

TEST_P(StoreContract, KeepsWhatNoDatabaseWouldTakeForText) {
  const std::string nasty("a\0\xFF\xC3", 4);
  Message message = messageOf(nasty, nasty);
  message.envelope.sender = message.peer = message.envelope.type = nasty;
  Intake intake = intakeOf(message, {"a"});
  intake.outcomes = {{"validate", nasty}};
  intake.duplicate_window = hours(1);
  EXPECT_EQ(append({intake}), "kept");
  EXPECT_EQ(append({intake}), "duplicate");
  EXPECT_EQ(store_->trace(nasty)->message.payload.view(), nasty);
}

}  // namespace
}  // namespace pontis
