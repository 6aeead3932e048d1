// Ten thousand random histories: whatever happens, is undone or fails, the log tells it all.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engine/index/index.h"
#include "tests/support/index_acts.h"

namespace pontis {
namespace {

constexpr int kHistories = 10000;

// Some are alike, so that the matcher links and asks.
constexpr const char* kPeople[] = {
    "JONES^JENNIFER|1984-01-25|F|123 Main Street West^NEWARK^30293|4095550133",
    "JONES^JENNY|1984-01-25|F|123 Main Street West^NEWARK^30293|4095550133",
    "JONES^JENN|1984-01|F",
    "JONES^PETER|1984-01-25|M|123 Main Street West^NEWARK^30293|4095550133",
    "JOHNSTON^ROBERT|1983-02-05|M|1220 Centennial Farm Road^ELLIOTT^51532|7125550167",
    "JOHNSTON^BOB|1983-02-05|M|1220 Centennial Farm Road^ELLIOTT^51532|7125550167"};
constexpr const char* kRecords[] = {"1@A", "2@A", "3@A", "1@B", "2@B", "3@B", "1@C", "2@C"};
constexpr const char* kNumbers[] = {"N-482915@NID", "N-730264@NID"};

IndexOptions withNationalNumbers() {
  IndexOptions options;
  options.domains = {{"NID", "", "", "", {}, true}};
  return options;
}

// Everything that can be seen of the records, a line each.
std::string world(const Index& index) {
  std::string out;
  for (const char* record : kRecords) {
    const auto id = index.personOf(identifier(record));
    if (!id) continue;
    const PersonView person = *index.person(*id);
    for (const RecordView& view : person.records) {
      if (view.key.value + "@" + view.key.system != record) continue;
      const PersonName name = view.person.names.empty() ? PersonName{} : view.person.names[0];
      out += std::string(record) + " " + *id + " " + name.family + " " + name.given + " " +
             view.person.birth_date + " " + view.source + " " + toText(view.updated) +
             (view.retired ? " retired into " + view.survivor.value : "") + "\n";
    }
  }
  return out;
}

class History {
 public:
  explicit History(unsigned seed) : random_(seed) {}

  void happen(int steps) {
    for (int step = 0; step < steps; ++step) {
      take(act(step));
      if (pick(4) == 0) settle();
    }
    while (!pending_.empty()) settle();
  }

  // In the order in which they were applied.
  std::vector<IdentityEvent> log() const {
    std::vector<IdentityEvent> out = log_;
    std::sort(out.begin(), out.end(),
              [](const IdentityEvent& a, const IdentityEvent& b) { return a.number < b.number; });
    return out;
  }

  // Undoes one act after the other, in any order, until none is left.
  void undoAll() {
    for (bool undone = true; undone;) {
      undone = false;
      std::vector<IdentityEvent> events = log_;
      std::shuffle(events.begin(), events.end(), random_);
      for (const IdentityEvent& event : events) {
        const Result<Observed> done = index_.undo(event.number, from("OPERATOR"));
        if (!done) continue;
        undone = true;
        log_.insert(log_.end(), done->events.begin(), done->events.end());
      }
    }
  }

  const Index& index() const { return index_; }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  Identifier someRecord() { return identifier(kRecords[pick(std::size(kRecords))]); }

  Result<Observed> act(int step) {
    const Origin by = from("SENDER" + std::to_string(pick(2)), step);
    const Identifier a = someRecord(), b = someRecord();
    switch (pick(12)) {
      case 0:
        return index_.merge(a, b, by);
      case 1:
        return index_.unmerge(a, by);
      case 2:
        return index_.link(a, b, by);
      case 3:
        return index_.unlink(a, b, by);
      case 4:
        return index_.mustNotLink(a, b, by);
      case 5:
        return index_.mayLink(a, b, by);
      case 6:
        return index_.undo(static_cast<std::int64_t>(pick(40)), by);
      case 7: {
        const std::vector<ReviewLine> reviews = index_.reviews(100);
        if (reviews.empty()) return Observed{};
        return index_.decide(reviews[pick(reviews.size())].number, pick(2) == 0, by);
      }
      default: {
        PersonAct act = registering({a.value + "@" + a.system}, kPeople[pick(std::size(kPeople))]);
        if (pick(3) == 0) act.subject.identifiers.push_back(identifier(kNumbers[pick(2)]));
        if (pick(6) == 0) act.kind = PersonAct::Kind::kMention;
        return index_.observe({&act, 1}, by);
      }
    }
  }

  void take(const Result<Observed>& done) {
    if (done && !done->events.empty()) pending_.push_back(*done);
  }

  // One of the commits that are under way succeeds, or fails.
  void settle() {
    if (pending_.empty()) return;
    const auto at = pending_.begin() + static_cast<std::ptrdiff_t>(pick(pending_.size()));
    const Observed one = std::move(*at);
    pending_.erase(at);
    if (pick(4) == 0)
      index_.revert(one);
    else
      log_.insert(log_.end(), one.events.begin(), one.events.end());
  }

  std::mt19937 random_;
  Index index_{withNationalNumbers()};
  std::vector<Observed> pending_;
  std::vector<IdentityEvent> log_;
};

TEST(IdentityHistory, ReplayingTheLogGivesTheSameStateWhateverHappenedOrFailed) {
  for (unsigned seed = 0; seed < kHistories; ++seed) {
    History history(seed);
    history.happen(30);
    Index other(withNationalNumbers());
    for (const IdentityEvent& event : history.log()) ASSERT_TRUE(other.replay(event));
    ASSERT_EQ(world(other), world(history.index())) << "history " << seed;
    ASSERT_EQ(other.digest(), history.index().digest()) << "history " << seed;
    ASSERT_EQ(other.size().persons, history.index().size().persons) << "history " << seed;
    ASSERT_EQ(other.size().records, history.index().size().records) << "history " << seed;
  }
}

TEST(IdentityHistory, UndoingAllGivesTheStartWhileUpdatesStay) {
  constexpr char kSeen = 1;
  for (unsigned seed = 0; seed < kHistories; ++seed) {
    History history(seed + 1'000'000);
    history.happen(30);
    history.undoAll();
    Index start(withNationalNumbers());
    for (const IdentityEvent& event : history.log())
      if (event.body[1] == kSeen) {
        ASSERT_TRUE(start.replay(event));
      }
    ASSERT_EQ(world(start), world(history.index())) << "history " << seed;
    ASSERT_EQ(start.size().persons, history.index().size().persons) << "history " << seed;
  }
}

}  // namespace
}  // namespace pontis
