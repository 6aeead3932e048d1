// ConsentRegister: the consents of all persons, and whose processing is restricted, ready to be
// decided by.
//
// The store keeps each version that came; this is its projection in memory. What is added counts
// from the next decision on. It follows other engines on the same store by catchUp().
//
// Thread safety: any thread may call any member.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/core/format.h"
#include "engine/flow/person_names.h"
#include "engine/store/store.h"

namespace pontis {

class ConsentRegister {
 public:
  // `store` outlives this.
  explicit ConsentRegister(Store& store) : store_(store) {}

  // Reads what the store has and this does not know. Errors as the Store's.
  Result<Done> catchUp();

  // Adds a row for each consent that the message brings and each name of its patient, as `index`,
  // which may be null, spells it. Returns what somebody must look at, for the trace.
  static std::vector<std::string> collect(const Format& format, const Index* index,
                                          const Message& message, std::vector<ConsentRow>& rows);

  // What the person of these names has said, each Directive with kSubject as its patient; and what
  // somebody who shares one of the names may have said for themselves alone, which can deny but
  // never permit: kPerhaps is "Patient/1" of some server (engine/consent). A restriction counts
  // under either.
  struct Found {
    std::vector<Directive> directives;
    bool restricted = false;
  };
  Found of(const PersonNames& names) const;
  bool restricted(std::span<const std::string> persons) const;
  static constexpr std::string_view kSubject = "Patient/subject",
                                    kPerhaps = "urn:perhaps/Patient/subject";
  // What the person's consents look like: the texts as they came.
  std::vector<ConsentRow> rows(std::span<const std::string> persons) const;
  bool empty() const { return known_count_.load(std::memory_order_relaxed) == 0; }
  // After an erasure.
  void forget(std::span<const std::string> persons);

  // The format of a row that restricts the person's processing, or lifts that: "on", "off".
  static constexpr std::string_view kRestriction = "restriction";

 private:
  struct Kept {
    ConsentRow row;
    std::vector<Directive> directives;
  };
  struct Person {
    std::vector<std::shared_ptr<const Kept>> kept;
    bool restricted = false;
  };
  using Texts = std::vector<std::shared_ptr<const Kept>>;
  // Those of these keys that are not among `others`. REQUIRES: the lock
  Texts keptOf(std::span<const std::string> persons, const Texts& others) const;
  void add(const ConsentRow& row);  // REQUIRES: the lock, alone

  Store& store_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, Person> known_;
  std::atomic<std::size_t> known_count_{0};
  std::mutex reading_;
  std::int64_t last_ = 0;  // under reading_
};

}  // namespace pontis
