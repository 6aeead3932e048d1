// V2Types: what HL7 v2 has in each of its versions, as the check of maps needs it: segments and
// their fields, data types and their components.
//
// Covered are versions 2.1 to 2.9. The facts are put together from public dictionaries, compared
// with each other and with HL7's v2-to-FHIR tables (mappings/tools/v2_fields.mjs says which wins),
// and compiled in. Usage, lengths and prose are left out: senders do as they like, and a map reads
// what they send. Immutable; any thread may read it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace pontis {

class V2Types {
 public:
  static constexpr std::array<std::string_view, 14> kVersions{
      "2.1", "2.2", "2.3",   "2.3.1", "2.4",   "2.5",   "2.5.1",
      "2.6", "2.7", "2.7.1", "2.8",   "2.8.1", "2.8.2", "2.9"};

  // What a field or a component is, from the version `since` until the next era.
  struct Era {
    std::uint8_t since;     // index of kVersions
    std::string_view type;  // "CWE"; "CM" is a composite that the version does not define, "*" any
                            // type; empty while the standard does not have the field, or no more
    bool repeats;
    std::uint16_t table;  // 203 for table 0203; 0 if it has none, or none is known
  };
  using Part = std::span<const Era>;

  // A segment with its fields, or a data type with its components.
  struct Composite {
    std::string_view name;
    std::uint8_t first;  // indexes of kVersions
    std::uint8_t last;
    std::vector<Part> parts;

    // The field or component `number`, from 1; empty if no version has it.
    Part part(int number) const;
  };

  static const V2Types& all();

  // Null if no version has such a segment.
  const Composite* segment(std::string_view name) const;

  // Null if no version has such a data type, or it has no components (ST, DTM, …).
  const Composite* type(std::string_view name) const;

  const std::map<std::string_view, Composite>& segments() const { return segments_; }
  const std::map<std::string_view, Composite>& types() const { return types_; }

  // Whether `name` is a data type without components.
  static bool primitive(std::string_view name);

 private:
  V2Types();
  void eras(std::string_view line, std::uint8_t first);

  std::map<std::string_view, Composite> segments_;
  std::map<std::string_view, Composite> types_;
  std::vector<Era> eras_;
};

// The generated text (v2_fields.cpp), in chunks; the last is null. "= PID 2.1 2.9" opens a segment
// with the versions that have it, ": CX …" a data type. A line below is its next field: "ST" its
// type, "*" that it repeats, "#203" its table; "2.3:CX* 2.7:-" that it is a CX from 2.3 on and gone
// since 2.7.
extern const char* const kV2Fields[];

}  // namespace pontis
