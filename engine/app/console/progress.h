// Progress: one line on a terminal that says how far long work has come; nothing elsewhere.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string_view>

namespace pontis {

class Progress {
 public:
  Progress(std::string_view what, std::size_t total)
      : what_(what), total_(total), shown_(::isatty(STDERR_FILENO) != 0) {}
  ~Progress() {
    if (printed_) std::fputs("\r\033[K", stderr);
  }

  void step(std::size_t done) {
    const auto now = std::chrono::steady_clock::now();
    if (!shown_ || now < next_) return;
    next_ = now + std::chrono::milliseconds(200);
    printed_ = true;
    std::fprintf(stderr, "\r%.*s %zu of %zu\033[K", static_cast<int>(what_.size()), what_.data(),
                 done, total_);
  }

 private:
  const std::string_view what_;
  const std::size_t total_;
  const bool shown_;
  bool printed_ = false;
  std::chrono::steady_clock::time_point next_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(1);
};

}  // namespace pontis
