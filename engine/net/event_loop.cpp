#include "engine/net/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "engine/base/log.h"

namespace pontis {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t kReadBytes = 64u << 10;
constexpr std::size_t kReadBytesPerTurn = 256u << 10;  // of one connection, so that all get theirs
constexpr std::size_t kMostPendingBytes = 256u << 10;  // replies not taken: above, reading rests
constexpr auto kQuiet = 250ms;
constexpr auto kSweepEvery = 1s;
constexpr auto kLinger = 2s;  // for a peer to read a last reply before its connection closes
constexpr auto kLastWrites = 1s;

}  // namespace

class EventLoop::Link final : public Connection {
 public:
  Link(EventLoop& loop, std::unique_ptr<Stream> stream) : loop_(loop), stream_(std::move(stream)) {}

  const std::string& peer() const override { return stream_->peer(); }
  void write(std::string_view bytes) override {
    out_ += bytes;
    loop_.touch(*this);
  }
  void finish() override {
    finishing_ = true;
    loop_.touch(*this);
  }
  void askQuiet() override {
    if (!std::exchange(asked_quiet_, true)) loop_.quiet_.push_back(this);
  }

  std::size_t pending() const { return out_.size() - written_; }
  bool crowded() const { return pending() > kMostPendingBytes; }

 private:
  friend class EventLoop;
  EventLoop& loop_;
  const std::unique_ptr<Stream> stream_;
  std::unique_ptr<Session> session_;
  std::string out_;
  std::size_t written_ = 0;
  std::size_t index_ = 0;  // its place in links_
  unsigned watched_ = 0;   // what epoll reports
  Clock::time_point last_{};
  bool asked_quiet_ = false;
  bool touched_ = false;
  bool more_ = false;              // the Session holds more than it took
  bool parked_ = false;            // and gets it when the peer has taken its replies
  bool ended_ = false;             // the peer sends no more
  bool end_told_ = false;          // and the Session knows
  bool finishing_ = false;         // write what is pending, then close
  bool lingering_ = false;         // nothing pending; waits for the peer to close
  bool broken_ = false;            // close now
  bool write_wants_read_ = false;  // TLS: a write waits for the peer's bytes
  bool read_wants_write_ = false;
};

EventLoop::EventLoop(std::string name, std::chrono::milliseconds idle_timeout,
                     std::unique_ptr<Protocol> protocol, std::function<void()> closed)
    : name_(std::move(name)),
      idle_timeout_(idle_timeout),
      protocol_(std::move(protocol)),
      closed_(std::move(closed)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      scratch_(kReadBytes) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event);
}

EventLoop::~EventLoop() {
  stop();
  ::close(wake_);
  ::close(epoll_);
}

void EventLoop::watch(int listening, OnReady ready) {
  listening_ = listening;
  ready_ = std::move(ready);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = this;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, listening_, &event);
}

void EventLoop::start() {
  thread_ = std::thread([this] { run(); });
}

void EventLoop::adopt(std::unique_ptr<Stream> stream) {
  size_.fetch_add(1, std::memory_order_relaxed);
  const std::lock_guard lock(mutex_);
  adopted_.push_back(std::move(stream));
  wake();
}

void EventLoop::stop() {
  stopping_ = true;
  wake();
  if (thread_.joinable()) thread_.join();
}

void EventLoop::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof one);
}

void EventLoop::run() {
  std::array<epoll_event, 512> events;
  while (!stopping_) {
    const int count = epoll_wait(epoll_, events.data(), events.size(), patience());
    now_ = Clock::now();
    for (int i = 0; i < count; ++i) {
      void* const who = events[i].data.ptr;
      if (who == nullptr) {
        takeAdopted();
      } else if (who == this) {
        takeListening();
      } else {
        handle(*static_cast<Link*>(who), events[i].events);
      }
    }
    carryOn();
    protocol_->turn();
    settle();
    if (paused_ && now_ >= listen_again_) {
      paused_ = false;
      watch(listening_, std::move(ready_));
    }
    if (now_ - swept_ >= (quiet_.empty() ? kSweepEvery : kQuiet)) sweep();
  }
  shutDown();
}

int EventLoop::patience() const {
  if (!more_.empty()) return 0;
  if (paused_) return 50;
  if (!quiet_.empty()) return static_cast<int>(kQuiet / 1ms);
  return static_cast<int>(kSweepEvery / 1ms);
}

void EventLoop::takeAdopted() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(wake_, &count, sizeof count);
  std::vector<std::unique_ptr<Stream>> fresh;
  {
    const std::lock_guard lock(mutex_);
    fresh.swap(adopted_);
  }
  for (std::unique_ptr<Stream>& stream : fresh) {
    auto link = std::make_unique<Link>(*this, std::move(stream));
    link->index_ = links_.size();
    link->last_ = now_;
    link->session_ = protocol_->open(*link);
    link->watched_ = EPOLLIN;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = link.get();
    epoll_ctl(epoll_, EPOLL_CTL_ADD, link->stream_->descriptor(), &event);
    links_.push_back(std::move(link));
  }
}

void EventLoop::takeListening() {
  const auto rest = ready_();
  if (rest == 0ms) return;
  // Level-triggered epoll would report the waiting connection again at once, and spin.
  paused_ = true;
  listen_again_ = now_ + rest;
  epoll_ctl(epoll_, EPOLL_CTL_DEL, listening_, nullptr);
}

void EventLoop::touch(Link& link) {
  if (!std::exchange(link.touched_, true)) touched_.push_back(&link);
}

void EventLoop::handle(Link& link, unsigned events) {
  touch(link);
  if (link.lingering_) return discard(link);
  const bool gone = (events & (EPOLLHUP | EPOLLERR)) != 0;
  const bool readable = (events & EPOLLIN) != 0 || gone;
  const bool writable = (events & EPOLLOUT) != 0;
  if (readable || (writable && link.read_wants_write_)) readFrom(link);
  // Both directions are closed, and what could be read has been.
  if (gone && (link.ended_ || link.finishing_)) link.broken_ = true;
}

void EventLoop::readFrom(Link& link) {
  std::size_t taken = 0;
  while (!link.ended_ && !link.finishing_ && !link.more_ && !link.crowded() &&
         taken < kReadBytesPerTurn) {
    const Stream::Moved moved = link.stream_->read(scratch_);
    link.read_wants_write_ = moved.state == Stream::State::kWantWrite;
    if (moved.state == Stream::State::kMoved) {
      link.last_ = now_;
      taken += moved.count;
      giveTo(link, std::string_view(scratch_.data(), moved.count));
      if (moved.count < scratch_.size()) return;  // if there is more, epoll says so
    } else if (moved.state == Stream::State::kEnded) {
      endOf(link, End::kPeer);
    } else if (moved.state == Stream::State::kFailed) {
      endOf(link, End::kReset);
      link.broken_ = true;
    } else {
      return;
    }
  }
}

void EventLoop::giveTo(Link& link, std::string_view bytes) {
  const bool more = link.session_->receive(bytes);
  if (more && !link.finishing_ && !std::exchange(link.more_, true)) more_.push_back(&link);
}

void EventLoop::endOf(Link& link, End why) {
  link.ended_ = true;
  touch(link);
  if (link.more_ && why == End::kPeer) return;  // carryOn() tells it when all was taken
  if (!link.finishing_ && !std::exchange(link.end_told_, true)) link.session_->end(why);
}

void EventLoop::carryOn() {
  std::vector<Link*> now;
  now.swap(more_);
  for (Link* const link : now) {
    link->parked_ = link->crowded();
    if (link->parked_) continue;
    if (link->touched_) {  // had its share of this turn
      more_.push_back(link);
      continue;
    }
    link->more_ = false;
    touch(*link);
    giveTo(*link, {});
    if (link->ended_ && !link->more_) endOf(*link, End::kPeer);
  }
}

void EventLoop::settle() {
  std::vector<Link*> now;
  now.swap(touched_);
  for (Link* const link : now) {
    link->touched_ = false;
    settle(*link);
  }
  if (touched_.empty()) {
    now.clear();
    touched_.swap(now);  // keeps its memory
  }
}

void EventLoop::settle(Link& link) {
  if (!link.broken_ && link.pending() > 0) flush(link);
  const bool done = link.finishing_ || (link.ended_ && !link.more_);
  if (!link.broken_ && done && link.pending() == 0 && !link.lingering_) {
    // To close with bytes unread would reset the connection and take the last reply with it.
    if (link.ended_) {
      link.broken_ = true;
    } else {
      link.lingering_ = true;
      link.last_ = now_;
      link.stream_->endWriting();
    }
  }
  if (link.broken_) return close(link);
  if (link.parked_ && !link.crowded()) {
    link.parked_ = false;
    more_.push_back(&link);
  }
  interest(link);
}

void EventLoop::flush(Link& link) {
  while (link.pending() > 0) {
    const Stream::Moved moved =
        link.stream_->write(std::string_view(link.out_).substr(link.written_));
    link.write_wants_read_ = moved.state == Stream::State::kWantRead;
    if (moved.state == Stream::State::kMoved) {
      link.written_ += moved.count;
      link.last_ = now_;
    } else {
      if (moved.state == Stream::State::kFailed) link.broken_ = true;
      return;
    }
  }
  std::string().swap(link.out_);  // an idle connection owns no buffer
  link.written_ = 0;
}

void EventLoop::discard(Link& link) {
  for (int i = 0; i < 4; ++i) {
    const Stream::Moved moved = link.stream_->read(scratch_);
    if (moved.state == Stream::State::kMoved) continue;
    link.broken_ = moved.state == Stream::State::kEnded || moved.state == Stream::State::kFailed;
    return;
  }
}

void EventLoop::interest(Link& link) {
  const bool reading =
      link.lingering_ || (!link.ended_ && !link.finishing_ && !link.more_ && !link.crowded());
  unsigned wanted = 0;
  if (reading || link.write_wants_read_) wanted |= EPOLLIN;
  if ((link.pending() > 0 && !link.write_wants_read_) || link.read_wants_write_) wanted |= EPOLLOUT;
  if (wanted == link.watched_) return;
  epoll_event event{};
  event.events = wanted;
  event.data.ptr = &link;
  epoll_ctl(epoll_, EPOLL_CTL_MOD, link.stream_->descriptor(), &event);
  link.watched_ = wanted;
}

void EventLoop::close(Link& link) {
  if (!link.finishing_ && !std::exchange(link.end_told_, true)) link.session_->end(End::kReset);
  if (link.more_) std::erase(more_, &link);
  if (link.asked_quiet_) std::erase(quiet_, &link);
  if (link.touched_) std::erase(touched_, &link);
  const std::size_t index = link.index_;
  std::swap(links_[index], links_.back());
  links_[index]->index_ = index;
  links_.pop_back();  // closes the descriptor, which takes it out of epoll
  size_.fetch_sub(1, std::memory_order_relaxed);
  closed_();
}

void EventLoop::sweep() {
  swept_ = now_;
  std::vector<Link*> still;
  for (Link* const link : std::exchange(quiet_, {})) {
    if (now_ - link->last_ < kQuiet) {
      still.push_back(link);
      continue;
    }
    link->asked_quiet_ = false;
    touch(*link);
    if (!link->ended_ && !link->finishing_) link->session_->quiet();
  }
  quiet_.insert(quiet_.end(), still.begin(), still.end());
  for (const std::unique_ptr<Link>& link : links_) {
    const auto silent = now_ - link->last_;
    if (link->lingering_ ? silent < kLinger : (idle_timeout_ == 0ms || silent < idle_timeout_))
      continue;
    touch(*link);
    if (link->pending() > 0)
      log(Level::kWarn, name_, "a peer did not read its replies", {{"peer", link->peer()}});
    if (!link->ended_) endOf(*link, End::kIdle);
    link->broken_ = true;
  }
  protocol_->turn();
  settle();
}

void EventLoop::shutDown() {
  takeAdopted();
  for (bool first = true; first || !more_.empty(); first = false) {
    carryOn();
    protocol_->turn();
    settle();
  }
  for (const std::unique_ptr<Link>& link : links_) {
    link->more_ = false;  // what is parked was not answered, so its peer sends it again
    link->broken_ = link->lingering_;
    endOf(*link, End::kStopped);
  }
  protocol_->turn();
  settle();
  const auto until = Clock::now() + kLastWrites;
  const auto pending = [](const auto& link) { return link->pending() > 0; };
  while (std::any_of(links_.begin(), links_.end(), pending) && Clock::now() < until) {
    std::this_thread::sleep_for(5ms);
    for (std::size_t i = links_.size(); i-- > 0;)
      if (links_[i]->pending() > 0) settle(*links_[i]);
  }
  if (!links_.empty())
    log(Level::kWarn, name_, "stopped before these peers took their replies; they will send again",
        {{"connections", std::to_string(links_.size())}});
  while (!links_.empty()) close(*links_.back());
}

}  // namespace pontis
