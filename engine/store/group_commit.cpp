#include "engine/store/group_commit.h"

#include <algorithm>

namespace pontis {
namespace {

// Bounds how long one commit takes, and so how long those who come next must wait.
constexpr std::size_t kMessagesAtOnce = 1024;
constexpr std::size_t kBytesAtOnce = 4 << 20;

Error unavailable(const Error& why) { return {Code::kUnavailable, why.text, why.where}; }

}  // namespace

std::vector<Result<Taken>> GroupCommit::append(std::span<const Prepared> intakes) {
  Work work;
  work.intakes = intakes;
  if (!intakes.empty()) submit(work);
  return std::move(work.taken);
}

Result<Done> GroupCommit::settle(std::span<const Settlement> settlements) {
  Work work;
  work.settlements = settlements;
  if (!settlements.empty()) submit(work);
  return std::move(work.result);
}

Result<Done> GroupCommit::perform(const Action& action, std::span<const AuditDraft> drafts) {
  Work work;
  work.action = &action;
  work.drafts = drafts;
  submit(work);
  return std::move(work.result);
}

Result<Done> GroupCommit::record(std::span<const AuditDraft> drafts, Head head) {
  Work work;
  work.drafts = drafts;
  work.head = head;
  submit(work);
  return std::move(work.result);
}

void GroupCommit::submit(Work& work) {
  std::unique_lock lock(mutex_);
  Seat* const seat = takeSeat();
  work.seat = seat;
  waiting_.push_back(&work);
  if (writing_) {
    lock.unlock();
    const Seat::Signal signal = seat->wait();
    lock.lock();
    if (signal == Seat::kFinished) {
      free_.push_back(seat);
      return;
    }
  }
  writing_ = true;
  const Group group = nextGroup();
  lock.unlock();
  lead(group);
  std::vector<Seat*> finished;
  for (const Work* one : group)
    if (one != &work) finished.push_back(one->seat);
  lock.lock();
  free_.push_back(seat);
  passTurn();
  lock.unlock();
  // The next leader is under way before the others crowd the processors.
  for (Seat* one : finished) one->wake(Seat::kFinished);
}

GroupCommit::Seat* GroupCommit::takeSeat() {
  if (free_.empty()) free_.push_back(&seats_.emplace_back());
  Seat* const seat = free_.back();
  free_.pop_back();
  seat->signal = Seat::kWait;
  return seat;
}

// REQUIRES: the lock, and the turn
void GroupCommit::passTurn() {
  if (!pausing_.empty()) {
    pausing_.back()->wake(Seat::kLead);
    pausing_.pop_back();
  } else if (!waiting_.empty()) {
    waiting_.front()->seat->wake(Seat::kLead);
  } else {
    writing_ = false;
  }
}

void GroupCommit::pause(const std::function<void()>& quiet) {
  std::unique_lock lock(mutex_);
  Seat* const seat = takeSeat();
  if (writing_) {
    pausing_.push_back(seat);
    lock.unlock();
    seat->wait();
    lock.lock();
  }
  writing_ = true;
  lock.unlock();
  quiet();
  lock.lock();
  free_.push_back(seat);
  passTurn();
}

GroupCommit::Group GroupCommit::nextGroup() {
  Group group;
  std::size_t messages = 0, bytes = 0;
  while (!waiting_.empty()) {
    const Work& next = *waiting_.front();
    messages += next.intakes.size() + next.settlements.size();
    for (const Prepared& each : next.intakes) bytes += each.intake->message->payload.size();
    if (!group.empty() && (messages > kMessagesAtOnce || bytes > kBytesAtOnce)) break;
    group.push_back(waiting_.front());
    waiting_.pop_front();
  }
  return group;
}

void GroupCommit::lead(const Group& group) {
  Result<Done> done = attempt(group);
  if (!done && done.error().code == Code::kBusy) done = attempt(group);
  if (!done && !done.error().retryable()) {
    leadOneByOne(group);
  } else if (!done) {
    fail(group, done.error());
  }
  if (on_commit_) on_commit_(database_->logBytes());
}

void GroupCommit::leadOneByOne(const Group& group) {
  for (Work* work : group) {
    if (work->intakes.empty()) {
      if (auto done = attempt({work}); !done) work->result = done.error();
      continue;
    }
    std::vector<Result<Taken>> taken;
    for (const Prepared& intake : work->intakes) {
      Work alone;
      alone.intakes = {&intake, 1};
      auto done = attempt({&alone});
      taken.push_back(done ? alone.taken.front() : Result<Taken>(done.error()));
    }
    work->taken = std::move(taken);
  }
}

Result<Done> GroupCommit::attempt(const Group& group) {
  if (auto begun = database_->begin(Database::Access::kWrite); !begun) return begun;
  Result<Done> done = writeAll(group);
  if (done) done = writeAudit(group);
  // Last: what was sealed anew may have made more of them.
  const auto assigned = sealing_.unwritten();
  if (done) done = writeSubjects(*database_, assigned);
  if (done) done = database_->commit();
  if (done)
    sealing_.written(assigned);
  else
    database_->rollback();
  return done;
}

Result<Done> GroupCommit::writeAll(const Group& group) {
  std::vector<const Prepared*> intakes;
  for (const Work* work : group)
    for (const Prepared& intake : work->intakes) intakes.push_back(&intake);
  if (!intakes.empty()) {
    auto taken = writer_.append(intakes);
    if (!taken) return taken.error();
    auto next = taken->begin();
    for (Work* work : group) {
      const auto end = next + static_cast<std::ptrdiff_t>(work->intakes.size());
      work->taken.assign(next, end);
      next = end;
    }
  }
  for (const Work* work : group)
    if (auto settled = writer_.settle(work->settlements); !settled) return settled;
  for (const Work* work : group)
    if (work->action)
      if (auto acted = (*work->action)(*database_); !acted) return acted;
  return Done{};
}

// The records of all, in the order in which the work came.
Result<Done> GroupCommit::writeAudit(const Group& group) {
  std::vector<const AuditDraft*> drafts;
  Head head = Head::kNotAsked;
  const auto add = [&](std::span<const AuditDraft> some) {
    for (const AuditDraft& draft : some) drafts.push_back(&draft);
  };
  for (const Work* work : group) {
    for (const Prepared& each : work->intakes) add(each.intake->audit);
    for (const Settlement& each : work->settlements) add(each.audit);
    add(work->drafts);
    head = std::max(head, work->head);
  }
  return audit_.write(drafts, head);
}

void GroupCommit::fail(const Group& group, const Error& why) {
  for (Work* work : group) {
    work->taken.assign(work->intakes.size(), Result<Taken>(unavailable(why)));
    work->result = unavailable(why);
  }
}

}  // namespace pontis
