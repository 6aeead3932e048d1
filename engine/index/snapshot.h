// Snapshot: the whole state of an index in one file, so that a restart need not replay the log from
// its beginning.
//
// A file is: magic with the version of the format, a digest of the program, then what the parts
// write, then a checksum of it all. Numbers and columns are as the program has them in memory, and
// mean what its tables mean: a snapshot is for the program that wrote it, and refused by another.
// It is written beside its name and renamed when it is safe on disk, so there is the old one or the
// new one, never half of one. Only its owner may read it: it holds patient data.
//
// Not thread safe; one object belongs to one thread.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
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

class SnapshotOut {
 public:
  // kUnavailable if the file cannot be made.
  static Result<std::unique_ptr<SnapshotOut>> create(const std::string& path);
  ~SnapshotOut();

  void number(std::uint64_t value);
  void text(std::string_view value);
  void raw(const void* bytes, std::size_t size);
  template <class T>
  void column(const std::vector<T>& values) {
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
  void write(const char* bytes, std::size_t size);

  std::string path_;
  int file_;
  std::unique_ptr<char[]> buffer_;
  std::size_t buffered_ = 0;
  Checksum checksum_;
  bool failed_ = false;
};

// Reads what SnapshotOut wrote. After damage every further read gives nothing, and finish() says
// so.
class SnapshotIn {
 public:
  // kNotFound, kUnsupported (not a snapshot of this program)
  static Result<std::unique_ptr<SnapshotIn>> open(const std::string& path);
  ~SnapshotIn();

  std::uint64_t number();
  // A number of things of `size` bytes each: never more than the file holds.
  std::size_t count(std::size_t size);
  std::string text();
  void raw(void* bytes, std::size_t size);
  template <class T>
  void column(std::vector<T>& values) {
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
  // kMalformed if the file is not what was written.
  Result<Done> finish();

 private:
  explicit SnapshotIn(std::FILE* file, std::uint64_t left) : file_(file), left_(left) {}

  std::FILE* file_;
  std::uint64_t left_;  // bytes before the checksum
  Checksum checksum_;
  bool damaged_ = false;
};

}  // namespace pontis
