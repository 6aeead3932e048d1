// MLLP framing: <VT> payload <FS><CR>, the envelope HL7 v2 travels in over TCP (HL7 v2 "Minimal
// Lower Layer Protocol", release 1).
//
// What is tolerated of peers, and why:
//   - NUL, blank, tab, CR and LF between frames: written by line-minded senders.
//   - FS without CR, if a VT follows or the peer then falls silent: some omit the CR, and would
//     wait for their acknowledgement for ever. An FS followed by anything else is data: to end the
//     payload there would file half a message.
//   - A frame begun again before it ended (a sender that gave up and started over on the same
//     connection): a VT followed by the same first bytes as the payload's own. The first piece is
//     kept apart; read as one, two persons' data would mix.
// UTF-16 cannot travel in MLLP (its bytes collide with FS and CR); release 1 forbids it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace pontis {

// Cuts a byte stream into MLLP payloads. It owns no socket, so a test can feed it any split of
// bytes. The buffer that bytes are gathered in becomes the payload; between frames it owns nothing.
//
// Not thread safe: one MllpFrame belongs to the thread that reads one connection.
class MllpFrame {
 public:
  // What stands in the stream next: a payload, or bytes that never become one and why.
  struct Piece {
    Bytes bytes;
    std::optional<Error> error;
    bool fatal = false;  // the stream cannot be resynchronised: close the connection
  };

  // `limit` bounds one payload, in bytes.
  explicit MllpFrame(std::size_t limit) : limit_(limit) {}

  // Appends what the socket delivered.
  void feed(std::string_view chunk);

  // Returns the next piece, or nothing if more bytes are needed. With an error:
  //   kMalformed  junk before VT (fatal), or a frame that was begun again (go on)
  //   kInvalid    the payload is longer than the limit (fatal); its first `limit` bytes
  std::optional<Piece> next();

  // True if all that is missing is the CR, which some peers never send.
  bool lacksOnlyCr() const;

  // The stream has ended or fallen silent: the payload if only its CR is missing, else what there
  // is of a frame, as kMalformed. Nothing between frames.
  std::optional<Piece> rest();

 private:
  void gather();
  void skipBlanks();
  std::optional<Piece> payload(std::size_t end);
  Bytes take(std::size_t count);

  std::size_t limit_;
  std::string buffer_;       // gathered so far; empty while `run_` has bytes
  Bytes run_;                // a buffer that held a whole frame, and what followed it
  std::size_t scanned_ = 1;  // no trailer begins before this offset of the current bytes
};

// Returns `payload` in its envelope, ready to be written.
std::string mllpWrap(std::string_view payload);

// True if `payload` holds what the receiver would take for its end.
bool mllpCannotCarry(std::string_view payload);

}  // namespace pontis
