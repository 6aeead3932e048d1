// What a snapshot holds of an index, part by part.
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/index/snapshot.h"
#include "engine/index/state.h"

namespace pontis {

void Arena::save(SnapshotOut& out) const {
  out.number(chunks_.size());
  out.number(used_);
  for (std::size_t i = 0; i < chunks_.size(); ++i)
    out.raw(chunks_[i].data(), (i + 1 < chunks_.size() ? kChunkUnits : used_) * kUnit);
  out.number(free_.size());
  for (const auto& [units, places] : free_) {
    out.number(units);
    out.column(places);
  }
}

void Arena::load(SnapshotIn& in) {
  const std::size_t chunks = in.count(1);
  used_ = std::min<std::size_t>(in.number(), kChunkUnits);
  for (std::size_t i = 0; i < chunks && !in.damaged(); ++i) {
    chunks_.emplace_back(kChunkUnits);
    in.raw(chunks_[i].data(), (i + 1 < chunks ? kChunkUnits : used_) * kUnit);
  }
  for (std::size_t count = in.count(16); count > 0; --count) {
    const std::size_t units = in.number();
    in.column(free_[units]);
  }
}

void HashIndex::save(SnapshotOut& out) const {
  out.column(slots_);
  out.number(used_);
  out.column(postings_);
  out.number(free_);
}

void HashIndex::load(SnapshotIn& in) {
  in.column(slots_);
  used_ = in.number();
  in.column(postings_);
  free_ = static_cast<std::uint32_t>(in.number());
}

void PersonSearch::save(SnapshotOut& out) const {
  for (const Words* words : {&family_, &given_, &birth_date_, &postal_code_, &mother_}) {
    out.number(words->in_order.size());
    for (const auto& [text, records] : words->in_order) {
      out.text(text);
      out.column(records);
    }
  }
  contact_.save(out);
}

void PersonSearch::load(SnapshotIn& in) {
  for (Words* words : {&family_, &given_, &birth_date_, &postal_code_, &mother_}) {
    for (std::size_t count = in.count(16); count > 0; --count) {
      auto& words_in_order = words->in_order;
      const auto at = words_in_order.emplace_hint(words_in_order.end(), in.text(), Records());
      in.column(at->second);
      words->by_hash[at->first] = &at->second;
    }
  }
  contact_.load(in);
}

void Identities::save(SnapshotOut& out) const {
  arena_.save(out);
  out.column(records_);
  out.number(visible_);
  out.number(persons_);
  by_identifier_.save(out);
  by_person_.save(out);
  out.column(edges_);
  out.number(free_edge_);
  out.number(sources_.size());
  for (const std::string& source : sources_) out.text(source);
  out.number(acts_.size());
  for (const auto& [number, act] : acts_) {
    out.number(static_cast<std::uint64_t>(number));
    out.number(static_cast<std::uint64_t>(act.kind) << 1 | act.in_force);
    out.number(std::uint64_t{act.a} << 32 | act.b);
    out.raw(&act.score, sizeof act.score);
    out.number(static_cast<std::uint64_t>(toMilliseconds(act.at)));
    out.column(act.overrides);
    out.text(act.held);
  }
}

void Identities::load(SnapshotIn& in) {
  arena_.load(in);
  in.column(records_);
  visible_ = in.number();
  persons_ = in.number();
  by_identifier_.load(in);
  by_person_.load(in);
  in.column(edges_);
  free_edge_ = static_cast<std::uint32_t>(in.number());
  for (std::size_t count = in.count(8); count > 0; --count) sourceNumber(in.text());
  for (std::size_t count = in.count(40); count > 0; --count) {
    const auto number = static_cast<std::int64_t>(in.number());
    Act act;
    const std::uint64_t kind = in.number(), pair = in.number();
    act.kind = static_cast<IdentityFact::Kind>(kind >> 1);
    act.in_force = kind & 1;
    act.a = static_cast<std::uint32_t>(pair >> 32);
    act.b = static_cast<std::uint32_t>(pair);
    in.raw(&act.score, sizeof act.score);
    act.at = fromMilliseconds(static_cast<std::int64_t>(in.number()));
    in.column(act.overrides);
    act.held = in.text();
    enlist(number, act);
    acts_.emplace_hint(acts_.end(), number, std::move(act));
  }
}

LogMark Index::State::lastMark() const {
  const auto found = underway.find(last);
  return found != underway.end() ? found->second : mark;
}

void Index::State::saveHead(SnapshotOut& out) const {
  out.begin(SnapshotPart::kHead);
  out.number(static_cast<std::uint64_t>(last));
  out.number(lastMark().digest);
  out.number(domains.size());
  for (std::uint32_t domain = 0; domain < domains.size(); ++domain) {
    const std::string system = systemOf(domains.at(domain));
    out.text(system);
    out.number(domains.find(system) == domain);
  }
}

void Index::State::saveBody(SnapshotOut& out) const {
  out.number(holes.size());
  for (const std::int64_t hole : holes) out.number(static_cast<std::uint64_t>(hole));
  out.number(changes.size());
  for (const Change& change : changes) out.raw(&change, sizeof change);
  out.number(static_cast<std::uint64_t>(forgotten));
  out.begin(SnapshotPart::kIdentities);
  identities.save(out);
  out.begin(SnapshotPart::kSearch);
  search.save(out);
  out.begin(SnapshotPart::kMatcher);
  matcher.save(out);
}

// Packed demographics name domains by number: a configuration that numbers them otherwise starts
// from the log.
bool Index::State::loadHead(SnapshotIn& in) {
  last = static_cast<std::int64_t>(in.number());
  mark = {last, in.number()};
  bool same = true;
  const std::size_t count = in.count(16);
  for (std::uint32_t domain = 0; domain < count; ++domain) {
    const std::string system = in.text();
    same = domains.numberOf(system) == domain && same;
    if (in.number() != 0 && !system.empty()) domains.learn(system);
  }
  std::vector<std::int64_t> missing;
  in.column(missing);
  holes.insert(missing.begin(), missing.end());
  std::vector<Change> told;
  in.column(told);
  changes.assign(told.begin(), told.end());
  forgotten = static_cast<std::int64_t>(in.number());
  return same;
}

// The parts are independent of each other, and each takes seconds with millions of persons.
Result<bool> Index::State::load(const std::string& path) {
  bool same = false;
  const auto read = [&path](SnapshotPart part, const auto& take) -> Result<Done> {
    auto in = SnapshotIn::open(path, part);
    if (!in) return in.error();
    take(**in);
    return (*in)->finish();
  };
  const auto head = read(SnapshotPart::kHead, [&](SnapshotIn& in) { same = loadHead(in); });
  if (!head) return head.error();
  const auto aside = [&](SnapshotPart part, auto& what) {
    return std::async(std::launch::async, [&read, &what, part] {
      return read(part, [&what](SnapshotIn& in) { what.load(in); });
    });
  };
  auto identified = aside(SnapshotPart::kIdentities, identities);
  auto searched = aside(SnapshotPart::kSearch, search);
  auto matched = aside(SnapshotPart::kMatcher, matcher);
  for (auto* part : {&identified, &searched, &matched})
    if (const Result<Done> whole = part->get(); !whole) return whole.error();
  return same;
}

namespace {

using std::chrono_literals::operator""ms;

// Ends a child that is no longer wanted, and never leaves one behind.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() {
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  // Whether it ended well; nothing if it is still at work.
  std::optional<bool> ended() {
    int status = 0;
    const pid_t found = ::waitpid(pid_, &status, WNOHANG);
    if (found == 0) return std::nullopt;
    pid_ = -1;
    return found > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  pid_t pid_;
};

constexpr auto kGlance = 5ms, kPatience = 10'000ms;

}  // namespace

Result<Done> Index::save(const std::string& path, const std::stop_token& stop) const {
  Result<std::unique_ptr<SnapshotOut>> out = SnapshotOut::create(path);
  if (!out) return out.error();
  std::unique_lock lock(state_->mutex);
  state_->saveHead(**out);
  const std::int64_t last = state_->last;
  const std::uint64_t taken_back = state_->taken_back;
  const pid_t pid = ::fork();
  if (pid == 0) {
    // Only what a signal handler may do: other threads may have held any lock when they vanished.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    (*out)->closeOthers();
    state_->saveBody(**out);
    ::_exit((*out)->flush() ? 0 : 1);
  }
  lock.unlock();
  if (pid < 0) return Error{Code::kUnavailable, "no process can be made for the snapshot", path};
  Child child(pid);
  std::optional<bool> written;
  while (!(written = child.ended())) {
    if (stop.stop_requested()) return Error{Code::kBusy, "the snapshot was given up", path};
    std::this_thread::sleep_for(kGlance);
  }
  if (!*written) return Error{Code::kUnavailable, "the snapshot cannot be written", path};
  // It may hold what was on its way to the disk.
  const auto until = std::chrono::steady_clock::now() + kPatience;
  for (;; std::this_thread::sleep_for(kGlance)) {
    const std::shared_lock again(state_->mutex);
    if (state_->taken_back != taken_back)
      return Error{Code::kUnavailable, "what the snapshot holds was taken back", path};
    if (state_->underway.empty() || state_->underway.begin()->first > last)
      return (*out)->publish();
    if (stop.stop_requested() || std::chrono::steady_clock::now() > until)
      return Error{Code::kBusy, "the snapshot was given up", path};
  }
}

Result<Index::Loaded> Index::load(const std::string& path) {
  auto loaded = std::make_unique<State>(state_->options);
  const Result<bool> same = loaded->load(path);
  if (!same) return same.error();
  if (!*same) return Error{Code::kUnsupported, "the domains were configured otherwise", ""};
  state_ = std::move(loaded);
  const std::int64_t first_hole = state_->holes.empty() ? state_->last : *state_->holes.begin() - 1;
  return Loaded{state_->mark, std::min(state_->last, first_hole)};
}

void Index::forget() { state_ = std::make_unique<State>(state_->options); }

LogMark markOf(const IdentityEvent& event) {
  Checksum sum;
  const std::int64_t at = toMilliseconds(event.at);
  sum.add(reinterpret_cast<const char*>(&event.number), sizeof event.number);
  sum.add(reinterpret_cast<const char*>(&at), sizeof at);
  sum.add(event.message.data(), event.message.size());
  sum.add(event.body.data(), event.body.size());
  return {event.number, sum.value()};
}

}  // namespace pontis
