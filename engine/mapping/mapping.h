// Mapping: a compiled set of maps. A parsed message in, one document of another standard out, and
// an account of what was left behind.
//
// The language is described in mappings/README.md. Maps are compiled once, at load; every mistake
// is an error with file, line and column.
//
// Thread safety: immutable after load(); any number of threads may apply() one Mapping.
#pragma once

#include <cstdint>
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

// A row of a map. All strings are as the map's author knows them.
struct Rule {
  std::string place;   // "hl7v2-fhir/adt.map:64"
  std::string block;   // "map PID -> Patient"
  std::string source;  // "PID-3[*]", "XPN.1.1", "'home'"
  std::string target;  // "Patient.identifier[]"
  std::string origin;  // the official row it came from ("Segment PID[Patient] PID-3"), or empty
  bool both = false;   // it holds backward as well
};

// How often a rule wrote a value.
struct RuleHit {
  std::uint32_t rule = 0;  // index of Mapping::rules()
  std::uint32_t count = 0;
};

// A code that a code table does not know: neither its own line nor more than the table's default.
struct UnmappedCode {
  std::string table;
  std::string code;  // "(text)" if it may be more than a code: it could name a person
};

// What became of the valued leaves of a message: leaves = read + kept + lost.
struct LeafCount {
  std::size_t leaves = 0;
  std::size_t read = 0;
  std::size_t kept = 0;  // in the remainder
  std::size_t lost = 0;

  LeafCount& operator+=(const LeafCount& other) {
    leaves += other.leaves, read += other.read, kept += other.kept, lost += other.lost;
    return *this;
  }
};

struct Mapped {
  Bytes output{};
  std::vector<Loss> lost{};
  LeafCount leaves{};
  std::vector<RuleHit> hits{};  // of rules that wrote something, by rule
  std::vector<UnmappedCode> unmapped{};
  std::string sender{};  // "MSH-3/MSH-4"; only with unmapped codes
};

// The part [begin, end) of an output, and the rule that wrote it.
struct Written {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::int32_t rule = -1;  // index of Mapping::rules(); -1: the remainder
  std::string source;      // where in this message ("PID-5[2].1"); empty for a constant
};

// An output with the origins of its parts; an origin may lie within another (a data type's row in
// a segment's), and then stands before it.
struct Explanation {
  Mapped mapped;
  std::vector<Written> origins;
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
  // or what the Bundle has (`message … from …`). A Loss names its place as
  // "Patient[0].name[1].use".
  //   kInvalid      the document is no resource
  //   kUnsupported  nothing says what type of message to make
  virtual Result<Mapped> reverse(const Nodes& document, std::string_view type) const = 0;
  // The same, remembering what made what; slower. Errors as apply().
  virtual Result<Explanation> explain(const Segments& message) const = 0;

  // Every row that can write something.
  virtual const std::vector<Rule>& rules() const = 0;
};

}  // namespace pontis
