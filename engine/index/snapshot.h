// Snapshot: the whole state of an index in one file, so that a restart need not replay the log from
// its beginning.
//
// A file is: magic with the version of the format, a digest of the program; then the parts; then a
// table that says where each part lies and its checksum, and a checksum of what is not in a part.
// Numbers and columns are as the program has them in memory, and mean what its tables mean: a
// snapshot is for the program that wrote it, and refused by another. It is written beside its name
// and renamed when it is safe on disk, so there is the old one or the new one, never half of one.
// Only its owner may read it: it holds patient data.
//
// Not thread safe; one object belongs to one thread. Parts may be read by threads of their own.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/base/result.h"
#include "engine/index/chunks.h"

namespace pontis {

// Mixes bytes in the order in which they come, whatever the pieces.
class Checksum {
 public:
  void add(const char* bytes, std::size_t size);
  std::uint64_t value() const;

 private:
  void word(std::uint64_t value);

  std::uint64_t sum_ = 0x9E3779B97F4A7C15;
  std::uint64_t part_ = 0;  // of a word that is not complete
  unsigned filled_ = 0;     // its bytes
  std::uint64_t total_ = 0;
};

enum class SnapshotPart : std::uint8_t { kHead, kIdentities, kSearch, kMatcher };
inline constexpr std::size_t kSnapshotParts = 4;

struct SnapshotTable {
  struct Part {
    std::uint64_t begin = 0, end = 0, checksum = 0;
  };
  std::uint64_t magic = 0, program = 0;
  std::array<Part, kSnapshotParts> parts{};
  std::uint64_t checksum = 0;  // of all above
};

class SnapshotOut {
 public:
  // kUnavailable if the file cannot be made.
  static Result<std::unique_ptr<SnapshotOut>> create(const std::string& path);
  ~SnapshotOut();

  // What follows belongs to that part. In order, each once.
  void begin(SnapshotPart part);
  void number(std::uint64_t value);
  void text(std::string_view value);
  void raw(const void* bytes, std::size_t size);
  template <class T, class Allocator>
  void column(const std::vector<T, Allocator>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    number(values.size());
    raw(values.data(), values.size() * sizeof(T));
  }
  template <class T, std::size_t kBytes>
  void chunks(const Chunks<T, kBytes>& values) {
    number(values.size() / values.kEach);
    values.eachChunk([&](const T* first) { raw(first, values.kEach * sizeof(T)); });
  }
  // Everything is on disk, not yet under its name. False if the disk refused anything. This, and
  // the members above, ask for no memory: they may run in a process forked from one with threads.
  bool flush();
  // Gives it its name. kUnavailable if the disk refused anything; the old file stays.
  Result<Done> publish();
  Result<Done> finish() { return flush(), publish(); }
  // Closes every other file of this process: what a forked one must not hold on to.
  void closeOthers();

 private:
  SnapshotOut(std::string path, int file);
  void end();  // of the part
  void write(const char* bytes, std::size_t size);

  std::string path_;
  int file_;
  std::unique_ptr<char[]> buffer_;
  std::size_t buffered_ = 0;
  std::uint64_t written_ = 0;  // or buffered
  SnapshotTable table_;
  std::optional<std::size_t> part_;
  Checksum checksum_;  // of the part
  bool failed_ = false;
};

// Reads one part of what SnapshotOut wrote. After damage every further read gives nothing, and
// finish() says so.
class SnapshotIn {
 public:
  // kNotFound, kUnsupported (not a snapshot of this program), kMalformed (it is cut, or its table
  // is damaged)
  static Result<std::unique_ptr<SnapshotIn>> open(const std::string& path, SnapshotPart part);
  ~SnapshotIn();

  std::uint64_t number();
  // A number of things of `size` bytes each: never more than the part holds.
  std::size_t count(std::size_t size);
  std::string text();
  void raw(void* bytes, std::size_t size);
  template <class T, class Allocator>
  void column(std::vector<T, Allocator>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    values.resize(count(sizeof(T)));
    raw(values.data(), values.size() * sizeof(T));
  }
  template <class T, std::size_t kBytes>
  void chunks(Chunks<T, kBytes>& values) {
    const std::size_t size = values.kEach * sizeof(T);
    values.reach(count(size) * values.kEach);
    values.eachChunk([&](T* first) { raw(first, size); });
  }
  bool damaged() const { return damaged_; }
  // kMalformed if the part is not what was written.
  Result<Done> finish();

 private:
  explicit SnapshotIn(int file);
  bool read(char* bytes, std::size_t size);
  bool fetch(char* bytes, std::size_t size);

  const int file_;
  std::uint64_t at_ = 0;    // where the next read of the file begins
  std::uint64_t left_ = 0;  // bytes of the part that were not given out
  std::uint64_t said_ = 0;  // its checksum
  std::unique_ptr<char[]> buffer_;
  std::size_t taken_ = 0, filled_ = 0;  // of the buffer
  Checksum checksum_;
  bool damaged_ = false;
};

}  // namespace pontis
