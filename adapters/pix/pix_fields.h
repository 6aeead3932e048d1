// PixFields: the fields of a query, decoded, from the Segments view of its document.
//
// It borrows the document. Thread safety: immutable.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/core/person.h"
#include "engine/core/segments.h"

namespace pontis {

class PixFields {
 public:
  // REQUIRES: `segments` outlives this; its first segment is MSH
  explicit PixFields(const Segments& segments) : segments_(segments) {}

  const Delimiters& delimiters() const { return segments_.delimiters(); }

  // The first segment of that name.
  std::optional<std::size_t> find(std::string_view name) const;

  std::string_view raw(std::size_t segment, std::size_t field) const {
    return segments_.field(segment, field);
  }
  std::size_t repetitions(std::size_t segment, std::size_t field) const;
  // Decoded, without blanks at its ends; HL7 null is empty.
  std::string value(std::size_t segment, std::size_t field, std::size_t repetition = 1,
                    std::size_t component = 1, std::size_t subcomponent = 1) const;
  // The same of a text that is one component of a field.
  std::string decoded(std::string_view raw) const;
  // The whole segment as it stands, without what could end it or its frame.
  std::string echo(std::size_t segment) const;
  std::string echo(std::size_t segment, std::size_t field) const;

 private:
  const Segments& segments_;
};

// "1984", "198401", "19840125…" to ISO 8601; anything else as it is.
std::string dateFromHl7(std::string_view text);
// The way back; what is no ISO date as it is.
std::string dateToHl7(std::string_view text);
// Now, in UTC: 20260105093000+0000.
std::string hl7Now();

}  // namespace pontis
