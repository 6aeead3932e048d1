// What happens to a name's spelling on its way through clerks and systems: marks are lost, ä
// becomes ae, Greek and Cyrillic become Latin, fingers slip. For the synthetic people only: the
// index has its own idea of all this, and shall not be judged by itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pontis {

// Pseudorandom numbers that are a function of a key (splitmix64): the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t key) : state_(key) {}
  // A key of several numbers.
  static std::uint64_t key(std::uint64_t a, std::uint64_t b, std::uint64_t c = 0);

  std::uint64_t next();
  // 0 … n-1. REQUIRES: n > 0
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>((next() >> 32) * n >> 32);
  }
  int between(int least, int most) {
    return least + static_cast<int>(below(static_cast<std::uint32_t>(most - least + 1)));
  }
  bool perMille(int n) { return below(1000) < static_cast<std::uint32_t>(n); }
  bool perCent(int n) { return below(100) < static_cast<std::uint32_t>(n); }

 private:
  std::uint64_t state_;
};

enum class Marks {
  kKept,
  kLost,      // Müller -> Muller
  kNational,  // Müller -> Mueller, Ångström -> Aangstroem
};

std::u32string points(std::string_view utf8);
std::string utf8(std::u32string_view points);

// Latin letters without their marks.
std::string withMarks(std::string_view text, Marks marks);
// ELOT 743 for Greek (ου, ευ, μπ …), the Bulgarian Transliteration Act of 2009 for Cyrillic; other
// letters stay.
std::string romanized(std::string_view text);
std::string upperCase(std::string_view text);
std::string lowerCase(std::string_view text);

// One slip: a letter left out, doubled, put in, replaced by its neighbour on the keyboard or by one
// that sounds alike, or two swapped.
std::string mistyped(std::string_view text, Dice& dice);
// One digit replaced, or two swapped.
std::string miskeyed(std::string_view digits, Dice& dice);

}  // namespace pontis
