#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "adapters/file/file_layout.h"
#include "engine/base/log.h"

namespace pontis {
namespace {

constexpr std::string_view kHead = "messages-", kLines = ".ndjson";
constexpr std::size_t kMostKnown = 65536;  // a second delivery comes soon after the first or never

std::string marksOf(const std::string& stem) { return "." + stem + ".tickets"; }

// The payload as one line, or why it cannot be one.
Result<Done> addLine(std::string& lines, std::string_view payload) {
  if (payload.find('\n') == std::string_view::npos) {
    lines += payload;
  } else if (payload.starts_with('{') || payload.starts_with('[')) {
    const std::size_t from = lines.size();
    lines += payload;
    // A line break in JSON stands between tokens only: in a string it is escaped.
    std::replace(lines.begin() + static_cast<std::ptrdiff_t>(from), lines.end(), '\n', ' ');
  } else {
    return Error{Code::kUnsupported,
                 "the payload has line breaks and is not JSON: use layout \"files\"", ""};
  }
  lines += '\n';
  return Done{};
}

}  // namespace

LinesLayout::LinesLayout(Descriptor directory, std::size_t roll_bytes)
    : directory_(std::move(directory)), roll_bytes_(roll_bytes) {}

void LinesLayout::remember(std::int64_t ticket) {
  if (!known_.insert(ticket).second) return;
  order_.push_back(ticket);
  if (order_.size() <= kMostKnown) return;
  known_.erase(order_.front());
  order_.pop_front();
}

// Finds the pair that was written last and cuts off what does not count.
Result<Done> LinesLayout::resume() {
  std::vector<std::string> stems;
  // A descriptor of its own: reading a directory moves it.
  const int listing = ::openat(directory_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const directory = listing < 0 ? nullptr : ::fdopendir(listing);
  if (directory == nullptr) return systemError("list the directory");
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name.starts_with(kHead) && name.ends_with(kLines))
      stems.emplace_back(name.substr(0, name.size() - kLines.size()));
  }
  ::closedir(directory);
  std::sort(stems.begin(), stems.end());
  // Tickets of the last two: a batch may have been the last of the one before.
  for (std::size_t i = stems.size() > 2 ? stems.size() - 2 : 0; i < stems.size(); ++i)
    if (auto used = use(stems[i]); !used) return used;
  resumed_ = true;
  return Done{};
}

Result<Done> LinesLayout::use(const std::string& stem) {
  constexpr int kFlags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
  lines_ =
      Descriptor(::openat(directory_.get(), (stem + std::string(kLines)).c_str(), kFlags, 0640));
  marks_ = Descriptor(::openat(directory_.get(), marksOf(stem).c_str(), kFlags, 0640));
  if (!lines_ || !marks_) return systemError("open a file");
  const auto text = readAll(marks_.get());
  if (!text) return text.error();
  end_ = 0;
  const std::size_t count = text->size() / sizeof(Mark);
  for (std::size_t i = 0; i < count; ++i) {
    Mark mark{};
    std::memcpy(&mark, text->data() + i * sizeof(Mark), sizeof(Mark));
    remember(mark.ticket);
    end_ = mark.end;
  }
  struct stat about {};
  if (::fstat(lines_.get(), &about) != 0) return systemError("read a file");
  if (about.st_size != end_)
    log(Level::kWarn, "file", "the end of the last file was never reported as written: cut off",
        {{"bytes", std::to_string(about.st_size - end_)}});
  if ((about.st_size > end_ && ::ftruncate(lines_.get(), end_) != 0) ||
      ::ftruncate(marks_.get(), static_cast<off_t>(count * sizeof(Mark))) != 0)
    return systemError("cut a file");
  end_ = std::min<std::int64_t>(end_, about.st_size);
  return Done{};
}

Result<Done> LinesLayout::open(std::int64_t first_ticket) {
  if (!resumed_)
    if (auto resumed = resume(); !resumed) return resumed;
  if (lines_ && end_ < static_cast<std::int64_t>(roll_bytes_)) return Done{};
  if (auto used = use(fmt::format("{}{:020}", kHead, first_ticket)); !used) return used;
  if (::fsync(directory_.get()) != 0) return systemError("flush the directory");
  return Done{};
}

Result<Done> LinesLayout::append(const std::string& lines, const std::vector<Mark>& marks) {
  const off_t counted = ::lseek(marks_.get(), 0, SEEK_END);
  ::lseek(lines_.get(), end_, SEEK_SET);
  auto done = writeAll(lines_.get(), lines);
  if (done && ::fdatasync(lines_.get()) != 0) done = systemError("flush");
  if (done)
    done = writeAll(marks_.get(),
                    {reinterpret_cast<const char*>(marks.data()), marks.size() * sizeof(Mark)});
  if (done && ::fdatasync(marks_.get()) != 0) done = systemError("flush");
  if (done) {
    end_ = marks.back().end;
    return done;
  }
  // Half a batch must not stay, or the next would be written behind it.
  if (::ftruncate(marks_.get(), counted) != 0 || ::ftruncate(lines_.get(), end_) != 0)
    lines_.reset(), marks_.reset(), resumed_ = false;
  return done;
}

std::vector<Result<Bytes>> LinesLayout::write(std::span<const Outgoing> batch) {
  std::vector<Result<Bytes>> outcomes;
  if (batch.empty()) return outcomes;
  if (const auto opened = open(batch.front().ticket); !opened) return {opened.error()};
  std::string lines;
  std::vector<Mark> marks;
  std::size_t before = 0;  // deliveries before the first that is new
  for (const Outgoing& outgoing : batch) {
    const bool again = known_.contains(outgoing.ticket);  // delivered before a crash
    const auto added = again ? Result<Done>(Done{}) : addLine(lines, outgoing.payload.view());
    if (!added) {
      outcomes.emplace_back(added.error());
      break;
    }
    outcomes.emplace_back(Bytes());
    if (again) {
      before += marks.empty();
      continue;
    }
    marks.push_back({outgoing.ticket, end_ + static_cast<std::int64_t>(lines.size())});
  }
  if (marks.empty()) return outcomes;
  if (const auto appended = append(lines, marks); !appended) {
    outcomes.resize(before, Result<Bytes>(Bytes()));
    outcomes.emplace_back(appended.error());
    return outcomes;
  }
  for (const Mark& mark : marks) remember(mark.ticket);
  return outcomes;
}

}  // namespace pontis
