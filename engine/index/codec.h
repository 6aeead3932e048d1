// Codec: numbers and texts as few bytes, for identity events and the records in memory.
//
// A number is written seven bits a byte, the lowest first, the top bit saying that more follow; a
// text is its length and its bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace pontis {

class ByteWriter {
 public:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_ += static_cast<char>(value | 0x80);
    out_ += static_cast<char>(value);
  }
  void text(std::string_view value) {
    number(value.size());
    out_ += value;
  }
  void raw(std::string_view bytes) { out_ += bytes; }
  const std::string& bytes() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

// After a read beyond the end every further read gives nothing, and bad() says so.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return value;
    }
    fail();
    return 0;
  }
  std::string_view text() { return raw(number()); }
  std::string_view raw(std::uint64_t size) {
    if (size > rest_.size()) {
      fail();
      return {};
    }
    const std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }
  // A count of things that take at least a byte each.
  std::uint64_t count() {
    const std::uint64_t value = number();
    if (value <= rest_.size()) return value;
    fail();
    return 0;
  }
  std::string_view rest() const { return rest_; }
  bool bad() const { return bad_; }

 private:
  void fail() {
    bad_ = true;
    rest_ = {};
  }

  std::string_view rest_;
  bool bad_ = false;
};

}  // namespace pontis
