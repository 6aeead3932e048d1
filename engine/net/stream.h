// Stream: the bytes of one non-blocking connection.
//
// PlainStream is TCP. TLS goes under the same face: its read() and write() shake hands on the way
// and say which direction they wait for, which need not be their own.
//
// Not thread safe: one Stream belongs to the thread that serves its connection.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace pontis {

class Stream {
 public:
  enum class State {
    kMoved,      // `count` bytes went through
    kWantRead,   // try again when the descriptor is readable
    kWantWrite,  // try again when it is writable
    kEnded,      // the peer sends no more
    kFailed,     // reset, or a broken session: close
  };
  struct Moved {
    State state = State::kFailed;
    std::size_t count = 0;
  };

  virtual ~Stream() = default;  // closes the connection
  virtual Moved read(std::span<char> into) = 0;
  virtual Moved write(std::string_view from) = 0;
  // Tells the peer that no more bytes come; what was written still arrives.
  virtual void endWriting() = 0;
  virtual int descriptor() const = 0;
  // Who is there: the certificate's subject, or the address without the port.
  virtual const std::string& peer() const = 0;
};

class PlainStream final : public Stream {
 public:
  // Takes over `descriptor`, which is non-blocking.
  PlainStream(int descriptor, std::string peer);
  ~PlainStream() override;
  PlainStream(const PlainStream&) = delete;
  PlainStream& operator=(const PlainStream&) = delete;

  Moved read(std::span<char> into) override;
  Moved write(std::string_view from) override;
  void endWriting() override;
  int descriptor() const override { return descriptor_; }
  const std::string& peer() const override { return peer_; }

 private:
  const int descriptor_;
  const std::string peer_;
};

}  // namespace pontis
