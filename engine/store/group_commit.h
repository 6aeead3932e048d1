// GroupCommit: the one writing connection, and whose turn it is.
//
// A thread that brings work while nobody writes becomes the leader: it takes the work of all who
// wait into one transaction, commits, and wakes them. A flush to disk is thereby shared, and a
// blocking call has the throughput of an asynchronous one.
//
// Thread safety: any thread may call any member.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/store/audit_writer.h"
#include "engine/store/database.h"
#include "engine/store/sealing.h"
#include "engine/store/store.h"
#include "engine/store/writer.h"

namespace pontis {

class GroupCommit {
 public:
  using Action = std::function<Result<Done>(Database&)>;

  // `sealing` and `scribe`, which may be null, outlive this.
  GroupCommit(std::unique_ptr<Database> database, Sealing& sealing, AuditScribe* scribe)
      : database_(std::move(database)),
        sealing_(sealing),
        writer_(*database_, sealing),
        audit_(*database_, scribe) {}

  // As in Store. Work fails together only for what is nobody's fault (kUnavailable); anything else
  // is tried again one by one, so that each fails alone.
  std::vector<Result<Taken>> append(std::span<const Prepared> intakes);
  Result<Done> settle(std::span<const Settlement> settlements);
  // Anything else that writes, and records of it; may be called more than once until it is
  // committed.
  Result<Done> perform(const Action& action, std::span<const AuditDraft> drafts = {});
  // Records, or a head, alone.
  Result<Done> record(std::span<const AuditDraft> drafts, Head head);

  // Runs `quiet` while nobody writes: between two commits.
  void pause(const std::function<void()>& quiet);

  // Called by the leader after each commit, with the bytes in the database's log.
  void onCommit(std::function<void(std::size_t)> callback) { on_commit_ = std::move(callback); }

 private:
  // Where a thread waits. It outlives the thread's Work, so a leader may wake a thread that has
  // already seen the signal and gone.
  struct Seat {
    enum Signal { kWait, kLead, kFinished };
    std::atomic<int> signal{kWait};

    void wake(Signal with) {
      signal.store(with);
      signal.notify_one();
    }
    Signal wait() {
      signal.wait(kWait);
      return static_cast<Signal>(signal.load());
    }
  };
  struct Work {
    std::span<const Prepared> intakes;
    std::span<const Settlement> settlements;
    const Action* action = nullptr;
    std::span<const AuditDraft> drafts;
    Head head = Head::kNotAsked;

    std::vector<Result<Taken>> taken;  // for the intakes
    Result<Done> result = Done{};      // for the rest
    Seat* seat = nullptr;
  };
  using Group = std::vector<Work*>;

  void submit(Work& work);
  Seat* takeSeat();
  void passTurn();
  Group nextGroup();
  void lead(const Group& group);
  void leadOneByOne(const Group& group);
  Result<Done> attempt(const Group& group);
  Result<Done> writeAll(const Group& group);
  Result<Done> writeAudit(const Group& group);
  static void fail(const Group& group, const Error& why);

  const std::unique_ptr<Database> database_;
  Sealing& sealing_;
  Writer writer_;
  AuditWriter audit_;
  std::function<void(std::size_t)> on_commit_;

  std::mutex mutex_;
  std::deque<Seat> seats_;  // never shrinks: one for each thread that ever waited at a time
  std::vector<Seat*> free_;
  std::deque<Work*> waiting_;
  bool writing_ = false;        // somebody leads, or pauses the others
  std::vector<Seat*> pausing_;  // who wants the next turn to pause() the others
};

}  // namespace pontis
