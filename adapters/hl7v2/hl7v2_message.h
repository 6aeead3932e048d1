// Hl7v2Message: one parsed HL7 v2 message, of any version from 2.1 to 2.9 (chapter 2).
//
// It borrows the received bytes when they are ASCII or UTF-8, and owns the decoded text otherwise;
// payload() is always what was received.
//
// Lines. A segment begins a line (after CR, LF or CRLF, mixed as they come) with a name of three
// letters or digits. Blank lines are skipped. Names in lower case are taken as capitals; MSH itself
// must be in capitals. If MSH is indented, the indentation of the other segments is skipped too.
// Any other line is a raw line break inside a text: it continues the last segment, whose field then
// contains the break. After MSH, and for a name of fewer than three characters that a separator
// follows, it stands as a segment of its own with that name, or none. In a message whose segments
// end with CR, LF alone always continues unless a proper name follows. All of these leave a remark.
//
// Thread safety: immutable; any number of threads may read one Hl7v2Message.
#pragma once

#include <memory>

#include "adapters/hl7v2/hl7v2_path.h"
#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/base/text.h"
#include "engine/core/segments.h"
#include "engine/tree/delimited.h"

namespace pontis {

struct Hl7v2Text;

class Hl7v2Message final : public Segments {
 public:
  // Reads one message. Errors name the place ("MSH-9"):
  //   kMalformed    see readHeader(); MSH ends before MSH-9; segments separated by the text "<cr>"
  //   kInvalid      MSH-9 is empty or longer than any type; a second MSH; 4 GiB or more
  //   kUnsupported  see readHeader()
  static Result<std::shared_ptr<const Document>> parse(Bytes payload);

  // Only parse() makes one.
  struct Key {
   private:
    friend Hl7v2Message;
    Key() = default;
  };
  Hl7v2Message(Key, Bytes payload, Hl7v2Text text);
  Hl7v2Message(const Hl7v2Message&) = delete;  // it holds views of itself
  Hl7v2Message& operator=(const Hl7v2Message&) = delete;

  std::string_view type() const override { return type_; }
  // A path without component means the first component, without subcomponent the first of those;
  // MSH-1 and MSH-2 are one piece. Empty places are left out; "" (null) has no value.
  std::vector<std::optional<std::string>> find(std::string_view path) const override;
  std::string_view charset() const override { return charset_->name; }
  std::vector<std::string> remarks() const override;

  const Delimiters& delimiters() const override { return delimiters_; }
  std::size_t size() const override { return index_.size(); }
  std::string_view name(std::size_t segment) const override { return index_.name(segment); }
  // Where a segment stands in text(): its name's first character, and one past its last.
  std::size_t begin(std::size_t segment) const { return index_.begin(segment); }
  std::size_t end(std::size_t segment) const { return index_.end(segment); }
  std::size_t fields(std::size_t segment) const override {
    return index_.separators(segment) + (declares(segment) ? 1 : 0);
  }
  std::string_view field(std::size_t segment, std::size_t number) const override;
  void decode(std::string_view raw, std::string& out) const override;

  // The raw piece of a field; absent pieces are empty.
  std::string_view raw(std::size_t segment, std::size_t field, std::size_t repetition = 1,
                       std::size_t component = 1, std::size_t subcomponent = 1) const;
  // The same, decoded; HL7 null is empty.
  std::string value(std::size_t segment, std::size_t field, std::size_t repetition = 1,
                    std::size_t component = 1, std::size_t subcomponent = 1) const;

  const Bytes& payload() const { return payload_; }
  // The text that all views point into: the payload itself, or what was decoded from it.
  std::string_view text() const { return text_; }
  const Charset& charsetUsed() const { return *charset_; }

  // Writes the message again from the parsed positions: equal to the text it was parsed from, byte
  // for byte.
  std::string write() const;

 private:
  Result<Done> read();
  Result<Done> check();
  void readType();
  // MSH, FHS and BHS: their first field is the separator itself.
  bool declares(std::size_t segment) const;

  Bytes payload_;
  std::string decoded_;    // empty if text_ borrows from payload_
  std::string_view text_;  // valid UTF-8
  const Charset* charset_;
  std::uint32_t remarks_;
  std::uint32_t body_end_ = 0;  // before any MLLP end bytes
  Delimiters delimiters_;
  Delimited index_;
  std::string type_;
};

}  // namespace pontis
