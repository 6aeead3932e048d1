#include "adapters/file/file_source.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/log.h"

namespace pontis {
namespace {

bool ignored(std::string_view name) {
  return name.starts_with('.') || name.ends_with(".tmp") || name.ends_with(".part") ||
         name.ends_with(".filepart");
}

// Replies stand one behind the other; HL7 v2 ends its own lines.
void addReply(std::string& replies, const Reply& reply) {
  const std::string_view body = reply.body.view();
  replies += body;
  if (!body.empty() && body.back() != '\r' && body.back() != '\n') replies += '\n';
}

}  // namespace

const Spec<FileSourceOptions>& FileSource::spec() {
  using Options = FileSourceOptions;
  static const std::function<std::string(const std::size_t&)> positive = [](const std::size_t& n) {
    return std::string(n > 0 ? "" : "expected 1 or more");
  };
  static const Spec<Options> kSpec =
      Spec<Options>()
          .field("directory", &Options::directory, "Where files arrive; made if it is not there.")
          .field("done", &Options::done,
                 "Where they go afterwards, on the same file system; empty: \"done\" in it.")
          .field("failed", &Options::failed,
                 "Where they go if any unit was refused; empty: \"failed\" in it.")
          .field("poll", &Options::poll, "How often to look.")
          .field("settle", &Options::settle, "Take a file that has not changed for this long.")
          .field("batch", &Options::batch, "Units accepted with one commit.", positive);
  return kSpec;
}

FileSource::FileSource(FileSourceOptions options) : options_(std::move(options)) {}

FileSource::~FileSource() { stop(); }

Result<Done> FileSource::start(Inlet& inlet) {
  const auto open = [](Descriptor& into, const std::string& path) -> Result<Done> {
    auto opened = openDirectory(path);
    if (!opened) return opened.error();
    into = std::move(*opened);
    return Done{};
  };
  const std::string& base = options_.directory;
  if (auto done = open(directory_, base); !done) return done;
  if (auto done = open(done_, options_.done.empty() ? base + "/done" : options_.done); !done)
    return done;
  if (auto done = open(failed_, options_.failed.empty() ? base + "/failed" : options_.failed);
      !done)
    return done;
  thread_ = std::thread([this, &inlet] { run(inlet); });
  return Done{};
}

void FileSource::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool FileSource::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [this] { return stopping_; });
  return !stopping_;
}

void FileSource::run(Inlet& inlet) {
  while (pause(options_.poll)) {
    for (const std::string& name : ready()) {
      if (!pause(std::chrono::milliseconds(0))) return;
      auto claim = FileClaim::take(directory_, name);
      if (!claim) continue;
      seen_.erase(name);
      if (const auto processed = process(inlet, *claim); !processed)
        log(Level::kWarn, "file", processed.error().text, {{"directory", options_.directory}});
    }
  }
}

std::vector<std::string> FileSource::ready() {
  std::vector<std::pair<std::int64_t, std::string>> found;
  const int listing = ::openat(directory_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const directory = listing < 0 ? nullptr : ::fdopendir(listing);
  if (directory == nullptr) {
    log(Level::kWarn, "file", systemError("list the directory").text,
        {{"directory", options_.directory}});
    return {};
  }
  std::map<std::string, Seen> still;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string name = entry->d_name;
    struct stat about {};
    if (ignored(name) ||
        ::fstatat(directory_.get(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(about.st_mode))
      continue;
    const std::int64_t changed = about.st_mtim.tv_sec * 1'000'000'000 + about.st_mtim.tv_nsec;
    if (settled(name, about.st_size, changed)) found.emplace_back(changed, name);
    if (const auto seen = seen_.extract(name)) still.insert({seen.key(), seen.mapped()});
  }
  ::closedir(directory);
  seen_ = std::move(still);  // forgets what is gone
  std::sort(found.begin(), found.end());
  std::vector<std::string> names;
  for (auto& [changed, name] : found) names.push_back(std::move(name));
  return names;
}

bool FileSource::settled(const std::string& name, std::int64_t size, std::int64_t changed) {
  if (name.ends_with(kWorking)) return true;  // an engine that died took it when it had settled
  const auto now = std::chrono::steady_clock::now();
  Seen& seen = seen_[name];
  if (seen.since == Seen().since || seen.size != size || seen.changed_nanoseconds != changed)
    seen = {size, changed, now};
  return now - seen.since >= options_.settle;
}

Result<Done> FileSource::process(Inlet& inlet, FileClaim& claim) {
  auto content = claim.read();
  if (!content) return content.error();
  const std::vector<Bytes> units = inlet.format().split(std::move(*content));
  for (std::size_t at = claim.accepted(); at < units.size(); at = claim.accepted()) {
    const std::size_t count = std::min(options_.batch, units.size() - at);
    if (auto taken = accept(inlet, claim, std::span(units).subspan(at, count)); !taken)
      return taken;
  }
  const std::size_t refused = claim.refused();
  if (auto moved = claim.finish(refused == 0 ? done_ : failed_); !moved) return moved;
  log(refused == 0 ? Level::kInfo : Level::kWarn, "file", "a file was taken",
      {{"units", std::to_string(units.size())}, {"refused", std::to_string(refused)}});
  return Done{};
}

Result<Done> FileSource::accept(Inlet& inlet, FileClaim& claim, std::span<const Bytes> units) {
  std::vector<std::optional<Reply>> replies(units.size());
  for (std::vector<std::size_t> open;;) {
    open.clear();
    std::vector<Message> messages;
    for (std::size_t i = 0; i < units.size(); ++i) {
      if (replies[i]) continue;
      Message message;
      message.peer = options_.directory;
      message.received = std::chrono::system_clock::now();
      message.payload = units[i];
      messages.push_back(std::move(message));
      open.push_back(i);
    }
    if (messages.empty()) break;
    std::vector<Reply> got = inlet.accept(messages);
    for (std::size_t i = 0; i < open.size() && i < got.size(); ++i)
      if (!got[i].error || !got[i].error->retryable()) replies[open[i]] = std::move(got[i]);
    const bool all = std::all_of(replies.begin(), replies.end(), [](const auto& r) { return r; });
    if (!all && !pause(options_.poll))
      return Error{Code::kUnavailable, "stopped while the engine could take no more", ""};
  }
  std::string text;
  std::size_t refused = 0;
  for (const std::optional<Reply>& reply : replies) {
    addReply(text, *reply);
    refused += reply->error.has_value();
  }
  return claim.advance(units.size(), refused, text);
}

}  // namespace pontis
