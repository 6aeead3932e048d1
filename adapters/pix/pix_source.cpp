#include "adapters/pix/pix_source.h"

#include <algorithm>

#include "engine/base/log.h"

namespace pontis {
namespace {

constexpr std::size_t kPersons = 10000;  // of a person by person telling, asked for at once

Message message(std::string text) {
  Message out;
  out.peer = "index";
  out.received = std::chrono::system_clock::now();
  out.payload = Bytes::own(std::move(text));
  return out;
}

}  // namespace

const Spec<PixSourceOptions>& PixSource::spec() {
  using Options = PixSourceOptions;
  static const std::function<std::string(const std::size_t&)> positive = [](const std::size_t& n) {
    return std::string(n > 0 ? "" : "expected 1 or more");
  };
  static const Spec<Options> kSpec =
      Spec<Options>()
          .field("state", &Options::state,
                 "File that holds how far the subscribers have been told; one for each channel.")
          .field("from_start", &Options::from_start,
                 "Where there is no state yet: tell what changed before, too.")
          .field("domains", &Options::domains,
                 "Assigning authorities of interest, by name or OID; empty: all.")
          .field("demographics", &Options::demographics,
                 "Tell name, birth date and so on; IHE tells identifiers alone.")
          .field(
              "updates_only", &Options::updates_only,
              "Tell everything as ADT^A31, as IHE does; else merges as A40, links as A24 and A37.")
          .field("application", &Options::application, "MSH-3.")
          .field("facility", &Options::facility, "MSH-4.")
          .field("receiving_application", &Options::receiving_application, "MSH-5.")
          .field("receiving_facility", &Options::receiving_facility, "MSH-6.")
          .field("poll", &Options::poll, "How often to look for changes.")
          .field("batch", &Options::batch, "Changes told with one commit.", positive);
  return kSpec;
}

Result<Done> PixSource::start(Inlet& inlet) {
  const Index* const index = inlet.index();
  if (index == nullptr)
    return Error{Code::kInvalid, "the pix source tells of an index, and there is none", ""};
  for (const std::string& name : options_.domains) {
    const std::uint32_t domain = index->domains().find(name);
    if (domain == Domains::kUnknown)
      return Error{Code::kInvalid, "no assigning authority \"" + name + "\" is known", ""};
    interest_.insert(domain);
  }
  auto told = cursor_.read();
  if (!told) return told.error();
  told_ = told->value_or(options_.from_start ? 0 : index->lastNumber());
  // From here on nothing is missed, even if nothing is told before the next start.
  if (!*told)
    if (auto written = cursor_.write(told_); !written) return written;
  thread_ = std::thread([this, &inlet] { run(inlet); });
  return Done{};
}

void PixSource::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool PixSource::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [this] { return stopping_; });
  return !stopping_;
}

void PixSource::run(Inlet& inlet) {
  const PixNotice notice(
      *inlet.index(),
      {options_.application, options_.facility, options_.receiving_application,
       options_.receiving_facility, interest_, options_.demographics, options_.updates_only});
  for (bool more = true; pause(more ? std::chrono::milliseconds(0) : options_.poll);)
    more = told_ < inlet.index()->forgotten() ? tellAll(inlet, notice) : tell(inlet, notice);
}

bool PixSource::tell(Inlet& inlet, const PixNotice& notice) {
  std::size_t limit = options_.batch;
  std::vector<IdentityChange> changes = inlet.index()->changes(told_, limit);
  if (changes.empty()) return false;
  // A number stands for all that one event changed, so the last of a full batch may not be whole.
  while (changes.size() == limit && changes.front().number == changes.back().number)
    changes = inlet.index()->changes(told_, limit *= 2);
  if (changes.size() == limit) {
    const std::int64_t cut = changes.back().number;
    std::erase_if(changes, [&](const IdentityChange& one) { return one.number == cut; });
  }
  std::vector<Message> messages;
  std::vector<std::int64_t> numbers;
  std::size_t of_number = 0;
  for (std::size_t at = 0; at < changes.size(); ++at) {
    const std::int64_t number = changes[at].number;
    if (at == 0 || changes[at - 1].number != number) of_number = 0;
    const auto id = [&] {
      const std::string text = std::to_string(number);
      return ++of_number == 1 ? text : text + "-" + std::to_string(of_number);
    };
    for (std::string& text : notice.compose(changes[at], id)) {
      messages.push_back(message(std::move(text)));
      numbers.push_back(number);
    }
  }
  const std::size_t taken = accept(inlet, std::move(messages));
  if (taken == numbers.size()) return remember(changes.back().number);
  // What the first message that waits tells of, and all after it, is told again.
  if (numbers[taken] > told_ + 1) remember(numbers[taken] - 1);
  return false;
}

bool PixSource::tellAll(Inlet& inlet, const PixNotice& notice) {
  const Index& index = *inlet.index();
  log(Level::kWarn, "pix", "the changes since the last notice are forgotten: telling all persons");
  // What changes while this runs is told after it once more.
  const std::int64_t now = index.lastNumber();
  std::size_t count = 0;
  for (std::string last;;) {
    const std::vector<std::string> ids = index.find({}, last, kPersons);
    std::vector<Message> messages;
    for (const std::string& id : ids) {
      IdentityChange change;
      change.person = last = id;
      const auto control_id = [&] { return std::to_string(now) + "-" + std::to_string(++count); };
      for (std::string& text : notice.compose(change, control_id))
        messages.push_back(message(std::move(text)));
      if (messages.size() < options_.batch && id != ids.back()) continue;
      const std::size_t all = messages.size();
      if (accept(inlet, std::move(messages)) < all) return false;
      messages.clear();
      if (!pause(std::chrono::milliseconds(0))) return false;
    }
    if (ids.size() < kPersons) return remember(now);
  }
}

std::size_t PixSource::accept(Inlet& inlet, std::vector<Message> messages) {
  if (messages.empty()) return 0;
  const std::vector<Reply> replies = inlet.accept(messages);
  for (std::size_t at = 0; at < messages.size(); ++at) {
    const Error* const error =
        at < replies.size() && replies[at].error ? &*replies[at].error : nullptr;
    if (at >= replies.size() || (error && error->retryable())) return at;
    if (error) log(Level::kWarn, "pix", "a notice was refused: " + error->text);
  }
  return messages.size();
}

bool PixSource::remember(std::int64_t number) {
  told_ = number;
  if (const auto written = cursor_.write(number); !written) {
    // The next one will be; after a restart the subscribers are told again.
    log(Level::kWarn, "pix", written.error().text);
    return false;
  }
  return true;
}

}  // namespace pontis
