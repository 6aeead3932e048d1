// PersonStage: finds or makes the persons that a message is about, in the shared
// patient index, so that what the message did to the index is kept in the message's own commit.
//
// Not a Stage like others: what it does is applied at once, so that the next message sees it, and
// must be taken back if the message could not be kept.
//
// Thread safety: any number of threads may use one PersonStage.
#pragma once

#include <functional>
#include <vector>

#include "engine/core/format.h"
#include "engine/index/index.h"
#include "engine/store/store.h"

namespace pontis {

class PersonStage {
 public:
  // Both outlive this.
  PersonStage(Index& index, Store& store) : index_(index), store_(store) {}

  // Does what `acts`, of Format::persons(), want. Adds to `message` the index's keys of its
  // persons, beside the sender's, and to `intake` the events and remarks. Returns what was done,
  // for takeBack().
  //   kNotFound, kDenied, kInvalid  as Index::observe(), for a message that feeds the index. One
  //   that only mentions a person passes with a remark: a lost result is worse.
  Result<Observed> identify(std::span<const PersonAct> acts, Message& message,
                            Intake& intake) const;

  // Exactly one of these follows identify().
  void takeBack(const Observed& observed) const { index_.revert(observed); }
  void kept(const Observed& observed) const { index_.kept(observed); }

  // Does and keeps what an operator wants, and the record of it, durable on return. Errors as
  // `act`'s and the Store's.
  using Act = std::function<Result<Observed>(Index&)>;
  Result<Observed> perform(const Act& act, std::span<const AuditDraft> drafts = {}) const;

  // Applies what was kept after event `after` and is not known yet: at the start all that there is,
  // later what other engines did. Errors as the Store's.
  Result<Done> catchUp(std::int64_t after) const;
  Result<Done> catchUp() const { return catchUp(index_.lastNumber()); }
  // After takeBack(): another engine had the numbers of these events.
  Result<Done> catchUp(const Observed& collided) const {
    return catchUp(collided.events.empty() ? index_.lastNumber()
                                           : collided.events.front().number - 1);
  }

 private:
  Index& index_;
  Store& store_;
};

// The number that the index has for the person with this identifier, as an identifier in the
// index's own domain; nothing if it knows none.
std::optional<Identifier> indexNumber(const Index& index, const Identifier& identifier);

}  // namespace pontis
