#include "engine/index/snapshot.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

namespace pontis {
namespace {

// The last byte is the version of the format. As a number it also tells the order of bytes.
constexpr std::uint64_t kMagic = 0x504F4E5449445801;
constexpr std::size_t kBuffer = std::size_t{1} << 20;

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
  std::FILE* file = std::fopen(draftOf(path).c_str(), "wb");
  if (!file) return Error{Code::kUnavailable, "the snapshot cannot be written", path};
  std::setvbuf(file, nullptr, _IOFBF, kBuffer);
  std::unique_ptr<SnapshotOut> out(new SnapshotOut(path, file));
  out->number(kMagic);
  return out;
}

SnapshotOut::~SnapshotOut() {
  if (!file_) return;
  std::fclose(file_);
  std::remove(draftOf(path_).c_str());
}

void SnapshotOut::raw(const void* bytes, std::size_t size) {
  if (size == 0) return;  // an empty column has no address
  checksum_.add(static_cast<const char*>(bytes), size);
  failed_ = failed_ || std::fwrite(bytes, 1, size, file_) != size;
}

void SnapshotOut::number(std::uint64_t value) { raw(&value, sizeof value); }

void SnapshotOut::text(std::string_view value) {
  number(value.size());
  raw(value.data(), value.size());
}

Result<Done> SnapshotOut::finish() {
  number(checksum_.value());
  failed_ = failed_ || std::fflush(file_) != 0 || fsync(fileno(file_)) != 0;
  failed_ = std::fclose(file_) != 0 || failed_;
  file_ = nullptr;
  failed_ = failed_ || std::rename(draftOf(path_).c_str(), path_.c_str()) != 0;
  if (!failed_) return Done{};
  std::remove(draftOf(path_).c_str());
  return Error{Code::kUnavailable, "the snapshot cannot be written", path_};
}

Result<std::unique_ptr<SnapshotIn>> SnapshotIn::open(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return Error{Code::kNotFound, "there is no snapshot", path};
  std::setvbuf(file, nullptr, _IOFBF, kBuffer);
  struct stat found {};
  const bool sized = fstat(fileno(file), &found) == 0 && found.st_size >= 16;
  const std::uint64_t size = sized ? static_cast<std::uint64_t>(found.st_size) : 8;
  std::unique_ptr<SnapshotIn> in(new SnapshotIn(file, size - 8));
  if (in->number() != kMagic)
    return Error{Code::kUnsupported, "not a snapshot of this version", path};
  return in;
}

SnapshotIn::~SnapshotIn() { std::fclose(file_); }

void SnapshotIn::raw(void* bytes, std::size_t size) {
  if (size == 0) return;
  if (!damaged_ && size <= left_ && std::fread(bytes, 1, size, file_) == size) {
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
  std::uint64_t said = 0;
  const std::uint64_t sum = checksum_.value();
  if (!damaged_ && left_ == 0 && std::fread(&said, 1, sizeof said, file_) == sizeof said &&
      said == sum)
    return Done{};
  return Error{Code::kMalformed, "the snapshot is damaged", ""};
}

}  // namespace pontis
