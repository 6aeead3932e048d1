// Index: which person is this message about.
//
// A *record* is what one assigning authority's identifier stands for, as its sender last described
// it. A *person* is a set of records that are one human being. What happens is a log of identity
// events; records, persons, golden records and the review queue are projections of it, so that any
// act can be undone in any order while later updates stay. Every event says by itself what it
// changes: replaying the log decides nothing anew.
//
// The caller keeps the log: observe() and the operator's acts return the events, already applied,
// to be written in the commit that makes the message durable: then it says kept(); if that fails,
// revert() takes them back. Numbers of events ascend in the order in which they were applied, so
// two engines that act on one log collide on a number, and the second catches up by replay() and
// tries again.
//
// Thread safety: every member may be called by any thread. Readers share; an act excludes them for
// microseconds.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/core/person.h"
#include "engine/index/domains.h"
#include "engine/index/matcher.h"

namespace pontis {

struct IndexOptions {
  Domain own{"PONTIS", "", "", "", {}, true};
  std::vector<Domain> domains;
  // Whether a domain that is not listed is learnt from its first identifier, or refused.
  bool learn_domains = true;
  std::shared_ptr<const Weights> weights{};  // a site's own; null: the shipped ones
};

// Who says it.
struct Origin {
  std::string application, facility;  // MSH-3, MSH-4
  std::string message;                // id; empty for an operator
  Time at{};
};

// What an act did. `persons` has an entry for each act: the person its subject is now.
struct Observed {
  std::vector<std::string> persons;
  std::vector<std::string> touched;   // every person whose records changed, those retired too
  std::vector<IdentityEvent> events;  // to be kept
  std::vector<std::string> remarks;   // for the trace: "linked: probable, 14.2 bits"
};

struct PersonErasure {
  std::vector<Identifier> identifiers;  // as Index::namesOf()
  IdentityEvent event;
};

struct RecordView {
  Identifier key;
  Demographics person;  // as last described
  std::string source;   // application|facility
  Time updated{};
  bool retired = false;  // merged into another record
  Identifier survivor;   // … this one
};

struct PersonView {
  std::string id;  // the index's own number, in the domain options.own
  Demographics golden;
  std::vector<RecordView> records;
};

// A person who may be the one asked for.
struct PersonMatch {
  std::string id;
  double score = 0;
  Grade grade = Grade::kNot;
};

// What a query states; empty fields ask nothing. A trailing '*' stands for anything; case, accents
// and blanks do not count. A birth date may be shorter ("1984") than what it finds.
struct PersonQuery {
  Demographics like;                  // identifiers, first name, address, phone …
  std::vector<std::string> returned;  // domains whose identifiers are wanted; empty: all
  bool sounds_alike = false;          // names by sound (soundex)
  bool aliases = false;               // nicknames count as the name
};

struct ReviewLine {
  std::int64_t number = 0;  // of the event that asked for it
  // "possible": a and b may be one person. "conflict": their numbers say one thing, their
  // descriptions another. "swap": an update of a described somebody else (b is a).
  std::string kind;
  Identifier a, b;
  double score = 0;
  Time since{};
};

// For subscribers: what became of identities, in order.
struct IdentityChange {
  enum class Kind : std::uint8_t { kUpdated, kMerged, kLinked, kUnlinked };
  std::int64_t number = 0;  // of the event
  Kind kind = Kind::kUpdated;
  Identifier subject, other;  // other: retired, joined or parted
  std::string person, former;
};

// An event that was kept, so that a log can be recognised.
struct LogMark {
  std::int64_t number = 0;
  std::uint64_t digest = 0;

  bool operator==(const LogMark&) const = default;
};
LogMark markOf(const IdentityEvent& event);

class Index {
 public:
  explicit Index(IndexOptions options);
  ~Index();

  // ---- the log
  // Applies an event that was kept. In order; what was applied already is passed over, and of what
  // was erased (no body) the number alone is taken.
  //   kMalformed, kUnsupported  its body cannot be read; nothing changed
  Result<Done> replay(const IdentityEvent& event);
  std::int64_t lastNumber() const;
  // One number for all that the events have made: equal states have equal digests.
  std::uint64_t digest() const;

  // Writes the whole state to a file, beside its name first: there is the old one or the new one.
  // A child process has the memory as it was and writes it, so that nobody waits. Then the caller
  // waits until all of it is known to be durable.
  //   kUnavailable  the disk refused it, or what it holds was taken back meanwhile: try later
  //   kBusy         `stop` was requested, or some of it is not durable after 10 s
  Result<Done> save(const std::string& path, const std::stop_token& stop = {}) const;
  // Takes up what save() wrote. REQUIRES: nobody else uses the index yet
  //   kNotFound     there is no such file
  //   kMalformed    it is damaged
  //   kUnsupported  another program wrote it, or the domains are configured otherwise
  // After an error the index is as it was. Else the log must hold event `mark`, the last that the
  // snapshot knows: if it does not it is another log, or an older state of this one, and forget()
  // is all that helps. What comes after `from` is to be replayed.
  struct Loaded {
    LogMark mark;
    std::int64_t from = 0;
  };
  Result<Loaded> load(const std::string& path);
  // As new: the log alone tells it all.
  void forget();

  // ---- the feed. All acts of a message succeed, or none changes anything.
  //   kNotFound  unknown assigning authority, or a merge, link or unlink of a record not known;
  //              `where` is act.place and the field: "PID-3.4"
  //   kDenied    this application may not assign in that domain
  //   kUnsupported  kRemove
  //   kInvalid   no identifier, a record merged with itself or merged already, an unlink of what is
  //              not linked, a link of what must not be
  Result<Observed> observe(std::span<const PersonAct> acts, const Origin& origin);
  void revert(const Observed& observed);
  // Says that the events are durable: only then are subscribers told of them, and of later ones.
  void kept(const Observed& observed);

  // ---- an operator's acts; errors as above
  Result<Observed> merge(const Identifier& survivor, const Identifier& retired, const Origin& by);
  Result<Observed> unmerge(const Identifier& retired, const Origin& by);
  Result<Observed> link(const Identifier& a, const Identifier& b, const Origin& by);
  Result<Observed> unlink(const Identifier& a, const Identifier& b, const Origin& by);
  Result<Observed> mustNotLink(const Identifier& a, const Identifier& b, const Origin& by);
  // Undoes it.
  Result<Observed> mayLink(const Identifier& a, const Identifier& b, const Origin& by);
  // Undoes the merge, link, unlink or must-not-link of that event, or the decision of a review;
  // what it had overridden is in force again, and what came later stays.
  //   kNotFound  there is no such act, or it is not in force
  Result<Observed> undo(std::int64_t event, const Origin& by);
  // What erases that person: all its names, and the event that takes it out, which names nobody.
  // Nothing changes before the event is durable and replay()ed; if it never is, its number stays a
  // gap.
  //   kInvalid, kNotFound
  Result<PersonErasure> erasure(std::string_view person, const Origin& by);
  std::vector<ReviewLine> reviews(std::size_t limit) const;
  // Takes a review off the queue: `same` links (or applies a held update), else they must not link
  // (or the held update is dropped). kNotFound if it is not on the queue.
  Result<Observed> decide(std::int64_t review, bool same, const Origin& by);

  // ---- questions
  const Domains& domains() const;
  // The identifier as this index spells its authority, if it knows it; else as it is.
  Identifier canonical(Identifier identifier) const;
  std::optional<std::string> personOf(const Identifier& record) const;
  // A number that is retired answers with the person that its record belongs to now: compare ids.
  // All that this identifier's person is called by: the index's own number first, then the names of
  // the records, retired ones too, and what they carry that nobody else does. Empty if the index
  // does not know, or not for certain, whom the identifier means.
  std::vector<Identifier> namesOf(const Identifier& identifier) const;
  Result<PersonView> person(std::string_view id) const;  // kNotFound
  // The other identifiers of that person in `domains` (empty: all), itself left out. An identifier
  // that no record is named by, but that records of one person carry, is registered, too; one that
  // was merged into another answers as that other does.
  //   kNotFound  where = "domain": its authority is unknown; "identifier": it is not registered;
  //              "returned[n]": that domain is unknown
  Result<std::vector<Identifier>> crossReferences(const Identifier& record,
                                                  std::span<const std::string> domains) const;
  // Who fits what is stated, ordered by id, at most `limit` after `after` (an id; empty: the
  // first).
  std::vector<std::string> find(const PersonQuery& query, std::string_view after,
                                std::size_t limit) const;
  // Who may be meant, best first (ITI-119 $match).
  std::vector<PersonMatch> match(const Demographics& probe, std::size_t limit) const;
  Result<Judgement> explain(const Identifier& a, const Identifier& b) const;
  // What changed after event `after` and is durable, at most `limit`. Some tens of thousands of
  // changes are kept: those up to event forgotten() are not, and whoever asks from before it must
  // read all anew.
  std::vector<IdentityChange> changes(std::int64_t after, std::size_t limit) const;
  std::int64_t forgotten() const;

  struct Size {
    std::size_t records = 0, persons = 0, matcher_bytes = 0, bytes = 0;
  };
  Size size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pontis
