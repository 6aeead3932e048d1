// Edit: leaves segments out of a received HL7 v2 message and changes fields of others. All other
// bytes stay as they were received: character set, delimiters, line ends.
//
// Not thread safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/hl7v2/hl7v2_message.h"

namespace pontis {

class Hl7v2Edit {
 public:
  // The message must outlive it.
  explicit Hl7v2Edit(const Hl7v2Message& message) : message_(message) {}

  // With the line end after it.
  void leaveOut(std::size_t segment);
  void replaceSegment(std::size_t segment, std::string text);
  // Raw text, delimiters and all. Nothing if the segment ends before that field.
  // REQUIRES: a segment that is neither left out nor replaced; each field once
  void setField(std::size_t segment, std::size_t field, std::string text);

  bool empty() const { return changes_.empty(); }

  // kUnsupported  where something stands in the received bytes cannot be told, for they could not
  //               be decoded without loss; or the new text cannot be written in their character set
  Result<Bytes> apply();

 private:
  struct Change {
    std::size_t begin, end;  // in the message's text
    std::string text;
  };
  std::string changed(std::string_view text, const std::vector<Change>& changes) const;

  const Hl7v2Message& message_;
  std::vector<Change> changes_;
};

}  // namespace pontis
