// The few system calls behind the file adapter, with their errors as a Result. Errors name no file:
// a file's name may be a person's.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "engine/base/result.h"

namespace pontis {

// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    reset();
    number_ = std::exchange(other.number_, -1);
    return *this;
  }
  explicit operator bool() const { return number_ >= 0; }
  int get() const { return number_; }
  void reset();

 private:
  int number_;
};

// What the last system call failed with: "cannot WHAT: no space left on device". kUnavailable, for
// a disk may be repaired or emptied.
Error systemError(std::string_view what);

Result<Done> writeAll(int descriptor, std::string_view bytes);
// Reads a whole file from its beginning.
Result<std::string> readAll(int descriptor);
// Makes the directory with its parents if it is not there, and opens it.
Result<Descriptor> openDirectory(const std::string& path);

}  // namespace pontis
