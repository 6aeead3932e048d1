// Identities: the state machine of the index. Records, what links and parts them, and the persons
// that follow.
//
// The state is a function of the events that were applied, whatever their order: of a record the
// youngest description counts; an act is in force unless an act in force overrides it. Persons are
// what the links in force join:
//   1. merges always join;
//   2. then what an operator or a sender linked, oldest first;
//   3. then what the matcher linked, strongest first;
//   2 and 3 never bring together two records that an unlink or a must-not-link keeps apart.
// A person bears the number of its oldest record, so it keeps its number while others come and go.
//
// A record that acts speak of but that nobody has described (its own event may have failed) is
// kept, and invisible until it is.
//
// Not thread safe; any number of threads may call the const members at once.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/clock.h"
#include "engine/index/arena.h"
#include "engine/index/domains.h"
#include "engine/index/hash_index.h"
#include "engine/index/identity_event.h"
#include "engine/index/large_pages.h"

namespace pontis {

inline constexpr std::uint32_t kNoRecord = 0xFFFFFFFF;

// The packed demographics of a record of which no more is known than its name.
std::string nameAlone(const RecordName& name);

// What an event, or taking one back, changed.
struct Effect {
  struct Description {
    std::uint32_t record = 0;
    std::string before;  // packed; empty if the record was not there
  };
  struct Move {
    std::uint32_t record = 0;
    std::uint32_t from = kNoRecord, to = kNoRecord;  // the oldest record of the person
  };
  std::vector<Description> described;
  std::vector<Move> moved;
};

class Identities {
 public:
  explicit Identities(const Domains& domains) : domains_(&domains) {}

  // `keeps` says whether revert() may follow.
  Effect apply(std::int64_t number, Time at, const IdentityFact& fact, bool keeps);
  // As if the event had never been, even if others came after it.
  Effect revert(std::int64_t number, const IdentityFact& fact);

  // ---- records; REQUIRES: a record's number came from here
  std::size_t slots() const { return records_.size(); }
  std::size_t count() const { return visible_; }
  bool visible(std::uint32_t record) const { return records_[record].version != 0; }
  // The record of that name; kNoRecord if there is none.
  std::uint32_t find(const RecordKey& key) const;
  // The records that carry the identifier, that named by it first; at most `limit`.
  std::vector<std::uint32_t> carriers(const RecordKey& key, std::size_t limit) const;
  std::string_view packed(std::uint32_t record) const { return arena_.at(records_[record].data); }
  RecordName name(std::uint32_t record) const;
  const PersonId& born(std::uint32_t record) const { return records_[record].born; }
  const std::string& source(std::uint32_t record) const;
  Time updated(std::uint32_t record) const { return fromMilliseconds(records_[record].updated); }
  // The record into which this one was merged, at the end of the chain; itself if it was not.
  std::uint32_t survivor(std::uint32_t record) const;

  // ---- persons, each known by its oldest record
  std::size_t persons() const { return persons_; }
  std::uint32_t personOf(std::uint32_t record) const { return records_[record].lead; }
  std::vector<std::uint32_t> members(std::uint32_t record) const;
  // The record that a person's number was made for.
  std::uint32_t find(const PersonId& id) const;

  // ---- acts
  struct Act {
    IdentityFact::Kind kind = IdentityFact::Kind::kUndone;
    std::uint32_t a = kNoRecord, b = kNoRecord;
    float score = 0;
    Time at{};
    std::vector<std::int64_t> overrides;
    std::string held;  // of kHeld: the encoded fact
    bool in_force = false;
  };
  const Act* act(std::int64_t number) const;
  const std::set<std::int64_t>& reviews() const { return reviews_; }  // in force
  // The acts of that kind between the two, in force or not.
  std::vector<std::int64_t> acts(IdentityFact::Kind kind, std::uint32_t a, std::uint32_t b,
                                 bool in_force = true) const;
  // The merges in force that retire this record.
  std::vector<std::int64_t> mergesOf(std::uint32_t record) const;
  // Whether something in force keeps a record of one person from a record of the other.
  bool apart(std::uint32_t a, std::uint32_t b) const;
  // Whether merges alone make them one.
  bool merged(std::uint32_t a, std::uint32_t b) const;
  // The records that the matcher linked to this one.
  std::vector<std::uint32_t> automatic(std::uint32_t record) const;

  // The records that links and acts bring together with this one, or keep from it.
  std::vector<std::uint32_t> partners(std::uint32_t record) const;

  // One number for the whole state: equal for equal states.
  std::uint64_t digest() const;
  void save(SnapshotOut& out) const;
  void load(SnapshotIn& in);
  std::size_t bytes() const;

 private:
  friend class Partition;

  struct Record {
    PersonId born{};
    std::int64_t version = 0;  // the event that described it; 0: none did
    std::int64_t updated = 0;  // milliseconds
    Arena::Place data = 0;     // packed demographics; of an invisible one its name alone
    std::uint32_t lead = kNoRecord, next = kNoRecord;  // the person's oldest record; a ring
    std::uint32_t edges = kNoRecord;                   // first of the automatic links
    std::uint32_t survivor = kNoRecord;
    std::uint32_t source = 0;
  };
  struct Edge {
    std::uint32_t a = kNoRecord, b = kNoRecord;
    std::uint32_t next_a = kNoRecord, next_b = kNoRecord;
    std::int64_t number = 0;
    float score = 0;
    std::uint8_t grade = 0;
  };
  // What a description replaced, for revert().
  struct Before {
    std::int64_t number = 0;
    std::uint32_t record = 0;
    Record was;                       // version 0: it was not there
    std::string data;                 // packed
    std::vector<std::uint32_t> ends;  // of the links that the event made or parted
    std::vector<Edge> parted;         // what it took away

    bool decided(const Edge& edge) const;  // on that pair
  };

  std::uint32_t slot(const RecordName& name);
  std::uint32_t sourceNumber(const std::string& source);
  void describe(std::uint32_t record, const Record& now, std::string_view packed, Effect& effect);
  void hide(std::uint32_t record, Effect& effect);
  void erase(const IdentityFact& fact, Effect& effect, std::vector<std::uint32_t>& seeds);
  void eraseRecord(std::uint32_t record, Effect& effect, std::vector<std::uint32_t>& seeds);
  void carry(std::uint32_t record, std::string_view packed, bool add);
  void seen(std::int64_t number, Time at, const IdentityFact& fact, bool keeps, Effect& effect,
            std::vector<std::uint32_t>& seeds);
  void unsee(std::int64_t number, const IdentityFact& fact, Effect& effect,
             std::vector<std::uint32_t>& seeds);
  void cut(std::uint32_t other, Before& before);
  void restore(const Edge& edge, std::int64_t number);
  void link(const Edge& edge);
  std::optional<Edge> unlink(std::uint32_t a, std::uint32_t b, std::int64_t number);
  std::uint32_t* linkOf(Edge& edge, std::uint32_t record) {
    return edge.a == record ? &edge.next_a : &edge.next_b;
  }
  std::uint32_t nextEdge(const Edge& edge, std::uint32_t record) const {
    return edge.a == record ? edge.next_a : edge.next_b;
  }
  void refresh(std::int64_t number, std::vector<std::uint32_t>& seeds);
  void toggled(std::int64_t number, const Act& act, std::vector<std::uint32_t>& seeds);
  void enter(std::int64_t number, Time at, const IdentityFact& fact,
             std::vector<std::uint32_t>& seeds);
  void enlist(std::int64_t number, const Act& act);
  void leave(std::int64_t number, const IdentityFact& fact, std::vector<std::uint32_t>& seeds);

  const Domains* domains_;
  Arena arena_;
  Column<Record> records_;
  std::size_t visible_ = 0;
  std::size_t persons_ = 0;
  HashIndex by_identifier_;
  HashIndex by_person_;
  Column<Edge> edges_;
  std::uint32_t free_edge_ = kNoRecord;
  std::vector<std::string> sources_;
  std::unordered_map<std::string, std::uint32_t> source_numbers_;
  std::map<std::int64_t, Act> acts_;
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> overriders_;
  std::unordered_map<std::uint32_t, std::vector<std::int64_t>> acts_of_;  // by record
  std::set<std::int64_t> reviews_;
  std::deque<Before> before_;
};

}  // namespace pontis
