// What stands behind an Index: the identities, those who look for persons in them, and who waits.
//
// The members that change something are called with `mutex` held alone, the others with it shared.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <shared_mutex>

#include "engine/index/foresight.h"
#include "engine/index/identities.h"
#include "engine/index/index.h"
#include "engine/index/linker.h"
#include "engine/index/matcher.h"
#include "engine/index/person_search.h"

namespace pontis {

struct Index::State {
  explicit State(IndexOptions chosen);

  // ---- the log (index.cpp)
  // Gives the fact the next number, applies it and adds its event to `out`.
  void happen(const IdentityFact& fact, const Origin& origin, Observed& out);
  std::vector<std::string> subjectsOf(const IdentityFact& fact) const;
  Effect apply(std::int64_t number, Time at, const IdentityFact& fact, bool keeps);
  void revert(const IdentityEvent& event);
  void follow(const Effect& effect);  // tells the matcher and the search
  void learnDomains(const IdentityFact& fact);

  // ---- a snapshot (index_snapshot.cpp)
  LogMark lastMark() const;  // of event `last`
  void saveHead(SnapshotOut& out) const;
  void saveBody(SnapshotOut& out) const;  // asks for no memory
  // Whether the domains are numbered as they were.
  bool loadHead(SnapshotIn& in);
  Result<bool> load(const std::string& path);
  void durable(const IdentityEvent& event);

  // ---- acts of a message (feed.cpp)
  // What can be done of an act before it has the index alone; nothing where that is little.
  std::optional<Foresight> foresee(const PersonAct& act, const Origin& origin) const;
  Result<Done> act(const PersonAct& act, const Origin& origin, Observed& out);
  Result<Done> registerPerson(const PersonAct& act, const Origin& origin, Observed& out);
  Result<Done> rename(const PersonAct& act, const Origin& origin, Observed& out);
  Result<Done> relate(const PersonAct& act, const Origin& origin, Observed& out);
  // The identifier that names the subject, put first; the domains learnt or refused.
  Result<Demographics> subject(const PersonAct& act, const Origin& origin) const;
  void hold(const RecordName& name, std::uint32_t record, const std::string& packed, double score,
            const Origin& origin, Observed& out);
  void describe(const RecordName& name, std::uint32_t record, const Demographics& person,
                const Origin& origin, std::vector<std::int64_t> overrides, Observed& out);

  // ---- acts of one pair (acts.cpp)
  struct Pair {
    std::uint32_t a = kNoRecord, b = kNoRecord;
  };
  Result<std::uint32_t> record(const Identifier& identifier) const;
  Result<Pair> pair(const Identifier& a, const Identifier& b) const;
  Result<Done> merge(Pair pair, const Origin& by, Observed& out);
  Result<Done> link(Pair pair, const Origin& by, Observed& out,
                    std::vector<std::int64_t> overrides = {});
  Result<Done> unlink(Pair pair, const Origin& by, Observed& out);
  Result<Done> mustNotLink(Pair pair, const Origin& by, Observed& out,
                           std::vector<std::int64_t> overrides = {});
  Result<Done> undo(std::vector<std::int64_t> numbers, Pair pair, const Origin& by, Observed& out);
  Result<Done> decide(std::int64_t review, bool same, const Origin& by, Observed& out);
  IdentityFact factOf(IdentityFact::Kind kind, Pair pair) const;

  // ---- questions (questions.cpp)
  std::string idOf(std::uint32_t record) const {
    return toText(identities.born(identities.personOf(record)));
  }
  Identifier identifierOf(std::uint32_t record) const;
  Demographics described(std::uint32_t record) const {
    return unpack(identities.packed(record), domains);
  }
  bool retired(std::uint32_t record) const { return identities.survivor(record) != record; }
  RecordView view(std::uint32_t record) const;
  // Whether the records of a review are there: their own events may have been taken back.
  bool waits(const Identities::Act& review) const {
    return identities.visible(review.a) && (review.b == kNoRecord || identities.visible(review.b));
  }
  std::vector<Identifier> namesOf(std::uint32_t record) const;  // as Index::namesOf()
  // Everybody who carries the identifier if they are one person; kNoRecord if not.
  std::uint32_t carrier(const RecordKey& key) const;
  bool fits(const PersonQuery& query, std::uint32_t person) const;
  // The persons that may fit, by their oldest records, in any order, some more than once.
  std::vector<std::uint32_t> persons(const PersonQuery& query) const;

  struct Change {
    std::int64_t number = 0;
    IdentityChange::Kind kind = IdentityChange::Kind::kUpdated;
    std::uint32_t subject = kNoRecord, other = kNoRecord;
    std::uint32_t person = kNoRecord, former = kNoRecord;  // their oldest records
  };
  void remember(std::int64_t number, const IdentityFact& fact, const Effect& effect);

  mutable std::shared_mutex mutex;
  IndexOptions options;
  Domains domains;
  Identities identities{domains};
  Matcher matcher;
  PersonSearch search;
  Changed changed;                      // of what the matcher has
  const Foresight* foreseen = nullptr;  // of the act that is done now
  std::int64_t last = 0;
  std::map<std::int64_t, LogMark> underway;  // events that are applied, and may be taken back
  std::set<std::int64_t> holes;              // numbers below `last` that were taken back
  std::uint64_t taken_back = 0;              // how many events were, ever
  LogMark mark;                              // of the youngest durable event
  std::deque<Change> changes;
  std::int64_t forgotten = 0;
};

}  // namespace pontis
