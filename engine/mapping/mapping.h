// Mapping: a compiled set of maps. A parsed message in, one document of another standard out, and
// an account of what was left behind.
//
// The language is described in mappings/README.md. Maps are compiled once, at load; every mistake
// is an error with file, line and column.
//
// Thread safety: immutable after load(); any number of threads may apply() one Mapping.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/core/nodes.h"
#include "engine/core/segments.h"

namespace pontis {

// A valued source field that did not reach the target, and why ("no rule", "not a date", ...).
// `path` is the place only ("PID-3[2].4"), never the value.
struct Loss {
  std::string path;
  std::string reason;
};

struct Mapped {
  Bytes output;
  std::vector<Loss> lost;
};

class Mapping {
 public:
  // Compiles every *.map and *.csv table under `folders`, in order; a rule of a later folder wins
  // over the same rule of an earlier one (base, then site).
  //   kInvalid   a mistake in a map; the text begins with file:line:column
  //   kNotFound  no map in any of the folders
  static Result<std::shared_ptr<const Mapping>> load(std::span<const std::string> folders);

  virtual ~Mapping() = default;

  // Runs the map of `message`'s type.
  //   kUnsupported  no map for this type of message
  //   kInvalid      the message lacks what the target cannot be without
  virtual Result<Mapped> apply(const Segments& message) const = 0;

  // The way back: the rows that hold backward make an HL7 v2 message (UTF-8, segments ended by CR)
  // of a FHIR resource or Bundle. `type`, "ORU^R01", may be empty: then the MessageHeader says it,
  // or what the Bundle has (`message … from …`). A Loss names its place as "Patient[0].name[1].use".
  //   kInvalid      the document is no resource
  //   kUnsupported  nothing says what type of message to make
  virtual Result<Mapped> reverse(const Nodes& document, std::string_view type) const = 0;
};

}  // namespace pontis
