#include "engine/index/snapshot.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>

namespace pontis {
namespace {

// The last byte is the version of the format. As a number it also tells the order of bytes.
constexpr std::uint64_t kMagic = 0x504F4E5449445803;
constexpr std::size_t kBuffer = std::size_t{1} << 20;

// What this program is: another build may fold names otherwise, or count on other tables.
std::uint64_t programDigest() {
  static const std::uint64_t digest = [] {
    Checksum sum;
    std::vector<char> buffer(kBuffer);
    std::FILE* program = std::fopen("/proc/self/exe", "rb");
    if (program == nullptr) return sum.value();
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), program))
      sum.add(buffer.data(), got);
    std::fclose(program);
    return sum.value();
  }();
  return digest;
}

std::uint64_t checksumOf(const SnapshotTable& table) {
  Checksum sum;
  sum.add(reinterpret_cast<const char*>(&table), offsetof(SnapshotTable, checksum));
  return sum.value();
}

std::string draftOf(const std::string& path) { return path + ".draft"; }

}  // namespace

void Checksum::word(std::uint64_t value) {
  sum_ = (sum_ ^ value) * 0xD6E8FEB86659FD93;
  sum_ ^= sum_ >> 29;
}

void Checksum::add(const char* bytes, std::size_t size) {
  total_ += size;
  for (; filled_ != 0 && size > 0; ++bytes, --size) {
    part_ |= std::uint64_t{static_cast<unsigned char>(*bytes)} << (8 * filled_);
    if (++filled_ < 8) continue;
    word(part_);
    part_ = filled_ = 0;
  }
  for (; size >= 8; bytes += 8, size -= 8) {
    std::uint64_t value;
    std::memcpy(&value, bytes, 8);
    word(value);
  }
  for (; size > 0; ++bytes, --size)
    part_ |= std::uint64_t{static_cast<unsigned char>(*bytes)} << (8 * filled_++);
}

std::uint64_t Checksum::value() const {
  Checksum last = *this;
  last.word(part_);
  last.word(total_);
  return last.sum_;
}

Result<std::unique_ptr<SnapshotOut>> SnapshotOut::create(const std::string& path) {
  const int file = ::open(draftOf(path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return Error{Code::kUnavailable, "the snapshot cannot be written", path};
  std::unique_ptr<SnapshotOut> out(new SnapshotOut(path, file));
  out->table_.magic = kMagic;
  out->table_.program = programDigest();
  return out;
}

SnapshotOut::SnapshotOut(std::string path, int file)
    : path_(std::move(path)), file_(file), buffer_(new char[kBuffer]) {}

SnapshotOut::~SnapshotOut() {
  if (file_ < 0) return;
  ::close(file_);
  std::remove(draftOf(path_).c_str());
}

void SnapshotOut::write(const char* bytes, std::size_t size) {
  while (size > 0 && !failed_) {
    const ssize_t written = ::write(file_, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) failed_ = true;
    bytes += written;
    size -= static_cast<std::size_t>(std::max<ssize_t>(written, 0));
  }
}

void SnapshotOut::raw(const void* bytes, std::size_t size) {
  if (size == 0) return;  // an empty column has no address
  const char* from = static_cast<const char*>(bytes);
  checksum_.add(from, size);
  written_ += size;
  if (buffered_ + size > kBuffer) {
    write(buffer_.get(), buffered_);
    buffered_ = 0;
  }
  if (size > kBuffer) return write(from, size);
  std::memcpy(buffer_.get() + buffered_, from, size);
  buffered_ += size;
}

void SnapshotOut::number(std::uint64_t value) { raw(&value, sizeof value); }

void SnapshotOut::text(std::string_view value) {
  number(value.size());
  raw(value.data(), value.size());
}

void SnapshotOut::begin(SnapshotPart part) {
  end();
  part_ = static_cast<std::size_t>(part);
  table_.parts[*part_].begin = written_;
  checksum_ = Checksum();
}

void SnapshotOut::end() {
  if (!part_) return;
  table_.parts[*part_].end = written_;
  table_.parts[*part_].checksum = checksum_.value();
}

bool SnapshotOut::flush() {
  end();
  table_.checksum = checksumOf(table_);
  raw(&table_, sizeof table_);
  write(buffer_.get(), buffered_);
  buffered_ = 0;
  failed_ = failed_ || ::fsync(file_) != 0;
  return !failed_;
}

Result<Done> SnapshotOut::publish() {
  failed_ = ::close(file_) != 0 || failed_;
  file_ = -1;
  failed_ = failed_ || std::rename(draftOf(path_).c_str(), path_.c_str()) != 0;
  if (!failed_) return Done{};
  std::remove(draftOf(path_).c_str());
  return Error{Code::kUnavailable, "the snapshot cannot be written", path_};
}

void SnapshotOut::closeOthers() {
  constexpr int kKept = 3;
  if (file_ != kKept) ::dup2(file_, kKept);
  file_ = kKept;
  ::close_range(kKept + 1, ~0U, 0);
}

Result<std::unique_ptr<SnapshotIn>> SnapshotIn::open(const std::string& path, SnapshotPart part) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Error{Code::kNotFound, "there is no snapshot", path};
  std::unique_ptr<SnapshotIn> in(new SnapshotIn(file));
  struct stat found {};
  SnapshotTable table;
  if (::fstat(file, &found) != 0 || found.st_size < static_cast<off_t>(sizeof table))
    return Error{Code::kMalformed, "the snapshot is damaged", path};
  in->at_ = static_cast<std::uint64_t>(found.st_size) - sizeof table;
  const std::uint64_t end = in->at_;
  if (!in->read(reinterpret_cast<char*>(&table), sizeof table) ||
      table.checksum != checksumOf(table))
    return Error{Code::kMalformed, "the snapshot is damaged", path};
  if (table.magic != kMagic || table.program != programDigest())
    return Error{Code::kUnsupported, "not a snapshot of this program", path};
  const SnapshotTable::Part& wanted = table.parts[static_cast<std::size_t>(part)];
  if (table.parts.back().end != end || wanted.begin > wanted.end || wanted.end > end)
    return Error{Code::kMalformed, "the snapshot is damaged", path};
  in->at_ = wanted.begin;
  in->left_ = wanted.end - wanted.begin;
  in->said_ = wanted.checksum;
  return in;
}

SnapshotIn::SnapshotIn(int file) : file_(file), buffer_(new char[kBuffer]) {}

SnapshotIn::~SnapshotIn() { ::close(file_); }

bool SnapshotIn::read(char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::pread(file_, bytes, size, static_cast<off_t>(at_));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    bytes += got;
    size -= static_cast<std::size_t>(got);
    at_ += static_cast<std::uint64_t>(got);
  }
  return true;
}

// What is small comes through the buffer, what is large does not.
bool SnapshotIn::fetch(char* bytes, std::size_t size) {
  const std::size_t there = std::min(size, filled_ - taken_);
  std::memcpy(bytes, buffer_.get() + taken_, there);
  taken_ += there;
  bytes += there;
  size -= there;
  if (size >= kBuffer) return read(bytes, size);
  if (size == 0) return true;
  // `left_` was counted from before this call.
  const std::uint64_t more = left_ - there;
  filled_ = static_cast<std::size_t>(std::min<std::uint64_t>(kBuffer, more));
  taken_ = size;
  if (!read(buffer_.get(), filled_)) return false;
  std::memcpy(bytes, buffer_.get(), size);
  return true;
}

void SnapshotIn::raw(void* bytes, std::size_t size) {
  if (size == 0) return;
  if (!damaged_ && size <= left_ && fetch(static_cast<char*>(bytes), size)) {
    left_ -= size;
    checksum_.add(static_cast<const char*>(bytes), size);
    return;
  }
  damaged_ = true;
  std::memset(bytes, 0, size);
}

std::uint64_t SnapshotIn::number() {
  std::uint64_t value = 0;
  raw(&value, sizeof value);
  return value;
}

std::size_t SnapshotIn::count(std::size_t size) {
  const std::uint64_t value = number();
  if (value <= left_ / size) return value;
  damaged_ = true;
  return 0;
}

std::string SnapshotIn::text() {
  std::string out(count(1), '\0');
  raw(out.data(), out.size());
  return out;
}

Result<Done> SnapshotIn::finish() {
  if (!damaged_ && left_ == 0 && checksum_.value() == said_) return Done{};
  return Error{Code::kMalformed, "the snapshot is damaged", ""};
}

}  // namespace pontis
