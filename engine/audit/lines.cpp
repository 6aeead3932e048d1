#include "engine/audit/lines.h"

namespace pontis {
namespace {

constexpr std::size_t kPiece = 1 << 16, kLongest = 16 << 20;

}  // namespace

Result<FileLines> FileLines::open(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{Code::kNotFound, "cannot open " + path, ""};
  return FileLines(std::move(in));
}

Result<std::optional<std::string>> FileLines::next() {
  std::size_t looked = at_;
  for (;;) {
    const std::size_t end = buffer_.find('\n', looked);
    if (end != std::string::npos || buffer_.size() - at_ >= kLongest) {
      const std::size_t size = (end == std::string::npos ? buffer_.size() : end + 1) - at_;
      at_ += size;
      return std::optional(buffer_.substr(at_ - size, size));
    }
    buffer_.erase(0, at_);
    at_ = 0;
    looked = buffer_.size();
    buffer_.resize(looked + kPiece);
    in_.read(buffer_.data() + looked, kPiece);
    buffer_.resize(looked + static_cast<std::size_t>(in_.gcount()));
    if (in_.bad()) return Error{Code::kUnavailable, "the file cannot be read", ""};
    if (buffer_.size() == looked) break;
  }
  if (buffer_.empty()) return std::optional<std::string>();
  return std::optional(std::exchange(buffer_, {}));
}

}  // namespace pontis
