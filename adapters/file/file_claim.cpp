#include "adapters/file/file_claim.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace pontis {
namespace {

constexpr int kStateFlags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;

bool sameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

}  // namespace

FileClaim::FileClaim(const Descriptor& directory, std::string name, Descriptor file)
    : directory_(&directory), name_(std::move(name)), file_(std::move(file)) {}

std::optional<FileClaim> FileClaim::take(const Descriptor& directory, const std::string& name) {
  Descriptor file(
      ::openat(directory.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat about {
  }, found{};
  if (!file || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  if (::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
  const bool resumed = name.ends_with(kWorking);
  const std::string plain = resumed ? name.substr(0, name.size() - kWorking.size()) : name;
  const std::string working = plain + std::string(kWorking);
  if (!resumed && ::renameat2(directory.get(), name.c_str(), directory.get(), working.c_str(),
                              RENAME_NOREPLACE) != 0)
    return std::nullopt;
  // Between open and lock somebody else may have finished with it, and another may have its name.
  if (::fstatat(directory.get(), working.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0 ||
      !sameFile(about, found))
    return std::nullopt;
  FileClaim claim(directory, plain, std::move(file));
  if (!claim.open(about)) return std::nullopt;
  return claim;
}

Result<Done> FileClaim::open(const struct stat& about) {
  const auto open = [this](const std::string& name) {
    return Descriptor(::openat(directory_->get(), name.c_str(), kStateFlags, 0640));
  };
  replies_ = open("." + name_ + ".ack");
  state_ = open("." + name_ + ".progress");
  if (!replies_ || !state_) return systemError("open a file");
  const Progress fresh{
      about.st_ino, about.st_size, about.st_mtim.tv_sec, about.st_mtim.tv_nsec, 0, 0, 0};
  const auto text = readAll(state_.get());
  if (text && text->size() == sizeof(Progress))
    std::memcpy(&progress_, text->data(), sizeof(Progress));
  if (progress_.inode != fresh.inode || progress_.size != fresh.size ||
      progress_.seconds != fresh.seconds || progress_.nanoseconds != fresh.nanoseconds)
    progress_ = fresh;
  if (::ftruncate(replies_.get(), static_cast<off_t>(progress_.reply_bytes)) != 0)
    return systemError("cut a file");
  return Done{};
}

Result<Bytes> FileClaim::read() const {
  auto text = readAll(file_.get());
  if (!text) return text.error();
  return Bytes::own(std::move(*text));
}

Result<Done> FileClaim::advance(std::size_t accepted, std::size_t refused,
                                std::string_view replies) {
  ::lseek(replies_.get(), static_cast<off_t>(progress_.reply_bytes), SEEK_SET);
  if (auto written = writeAll(replies_.get(), replies); !written) return written;
  if (::fdatasync(replies_.get()) != 0) return systemError("flush");
  progress_.accepted += accepted;
  progress_.refused += refused;
  progress_.reply_bytes += replies.size();
  if (::pwrite(state_.get(), &progress_, sizeof progress_, 0) !=
          static_cast<ssize_t>(sizeof progress_) ||
      ::fdatasync(state_.get()) != 0)
    return systemError("flush");
  return Done{};
}

Result<Done> FileClaim::finish(const Descriptor& to) {
  const int from = directory_->get();
  const std::string working = name_ + std::string(kWorking);
  std::string target = name_;
  for (int n = 2;; ++n) {
    // The replies go first: a crash in between finds the file still claimed, and comes back here.
    const bool replied = progress_.reply_bytes > 0;
    const std::string ack = target + ".ack";
    if (!replied ||
        ::renameat2(from, ("." + name_ + ".ack").c_str(), to.get(), ack.c_str(),
                    RENAME_NOREPLACE) == 0 ||
        errno == ENOENT) {
      if (::renameat2(from, working.c_str(), to.get(), target.c_str(), RENAME_NOREPLACE) == 0)
        break;
      if (errno != EEXIST) return systemError("move a file");
      if (replied) ::renameat(to.get(), ack.c_str(), from, ("." + name_ + ".ack").c_str());
    } else if (errno != EEXIST) {
      return systemError("move a file");
    }
    target = name_ + "." + std::to_string(n);
  }
  ::unlinkat(from, ("." + name_ + ".ack").c_str(), 0);
  ::unlinkat(from, ("." + name_ + ".progress").c_str(), 0);
  if (::fsync(to.get()) != 0 || ::fsync(from) != 0) return systemError("flush the directory");
  return Done{};
}

}  // namespace pontis
