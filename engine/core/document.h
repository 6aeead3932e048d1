// Document: the parsed view of one payload, whatever its standard.
//
// A Document borrows from the Bytes it was parsed from, which it keeps alive. Routing, consent and
// the person stage address every standard through the same find(): "PID-5.1", "Patient.birthDate",
// "ClinicalDocument/recordTarget", "2010BA.NM1-03".
//
// Thread safety: immutable after parsing; any number of threads may read one Document.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pontis {

class Document {
 public:
  virtual ~Document() = default;

  // Kind of message, as routes spell it: "ADT^A01", "Bundle", "837P".
  virtual std::string_view type() const = 0;

  // Every decoded (unescaped, UTF-8) value at `path`, in document order; empty if there is none.
  // An entry without value is a place that is explicitly null (HL7 v2 "").
  virtual std::vector<std::optional<std::string>> find(std::string_view path) const = 0;

  // The character set the payload was decoded from, by its usual name: "UTF-8", "ISO-8859-1".
  virtual std::string_view charset() const { return "UTF-8"; }

  // What was tolerated in reading it ("MSH-18 declares UTF-8, the bytes are ISO-8859-1"), for the
  // trace. No patient data.
  virtual std::vector<std::string> remarks() const { return {}; }
};

}  // namespace pontis
