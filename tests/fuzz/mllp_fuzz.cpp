// MLLP framing against hostile bytes: whatever the split, the pieces are the same, no piece is
// longer than the limit, and every payload that fits in a frame comes back out of it.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "adapters/mllp/mllp_frame.h"

namespace {

constexpr std::size_t kLimit = 64;

void require(bool holds) {
  if (!holds) std::abort();
}

// The pieces of `wire`, fed in chunks of `step` bytes.
std::string cut(std::string_view wire, std::size_t step) {
  pontis::MllpFrame frame(kLimit);
  std::string seen;
  const auto note = [&seen](const pontis::MllpFrame::Piece& piece) {
    require(piece.error || piece.bytes.size() <= kLimit);
    // How much junk has arrived when it is noticed depends on the chunks, and only that.
    if (piece.error && piece.fatal) {
      seen += "!";
    } else {
      seen.append(piece.error ? "{" : "[").append(piece.bytes.view()).append("]");
    }
    return !piece.fatal;
  };
  for (std::size_t at = 0; at < wire.size(); at += step) {
    frame.feed(wire.substr(at, step));
    while (const auto piece = frame.next())
      if (!note(*piece)) return seen;
  }
  if (const auto piece = frame.rest()) note(*piece);
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view wire(reinterpret_cast<const char*>(data), size);
  const std::string whole = cut(wire, size + 1);
  require(whole == cut(wire, 1) && whole == cut(wire, 7));
  if (size <= kLimit && !pontis::mllpCannotCarry(wire))
    require(cut(pontis::mllpWrap(wire), 1) == "[" + std::string(wire) + "]");
  return 0;
}
