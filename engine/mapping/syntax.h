// The syntax tree of a map file: what the parser reads and the compiler understands.
//
// One struct a construct of mappings/README.md; nothing here is checked against FHIR.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pontis {

// Where something stands; mistakes are reported there.
struct Place {
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;
};

// A place in the message: "PID-3[*].4.1", "7", "." Relative to its block if `segment` is empty.
struct SourcePath {
  enum : int { kFirst = 0, kAll = -1, kWhole = -2 };  // else the number of a repetition
  std::string segment;
  int field = 0;  // in a type block: unused, the path starts with a component
  int repetition = kFirst;
  int component = 0;     // 0 is all of them
  int subcomponent = 0;  // 0 is all of them
  int column = 0;        // where it is written
};

// What a row reads.
struct Value {
  enum class Kind { kSource, kText, kLiteral, kRef, kRefs, kMessage };
  Kind kind = Kind::kSource;
  SourcePath path;
  std::string text;  // of a constant, or the name of the resource referred to
};

struct PathStep {
  std::string name;
  bool many = false;  // "[]": every value is an item of its own
  std::string slot;   // "[name]": all rows with this name fill one item
  std::string url;    // of ext(…)
};

struct Target {
  Place place;
  std::vector<PathStep> steps;
};

struct Conversion {
  std::string name;   // "" if the row has none
  std::string table;  // via …
  std::string as;     // as …: which block, where a type has several
  int column = 0;     // where the name is written
};

// A condition, as a tree in one vector; `left` and `right` index it.
struct Term {
  enum class Op { kAnd, kOr, kNot, kValued, kIn, kSame, kLonger, kMore };
  Op op = Op::kValued;
  int left = -1;
  int right = -1;
  SourcePath path;
  SourcePath other;
  std::vector<std::string> texts;
  std::size_t number = 0;
};

struct Condition {
  std::vector<Term> terms;  // the last is the root; none: always true
};

struct Assign {
  Target target;
  Value value;
  Conversion conversion;
  Condition when;
};

struct MapRow {
  enum class Kind { kRule, kUsed, kReport, kOrdinal };
  Place place;
  Kind kind = Kind::kRule;
  bool forward = true;
  bool backward = false;
  std::string source;  // as written; two rows of one source are the same rule for a site
  std::string origin;  // row of the official table
  Value value;
  Target target;
  Conversion conversion;
  std::vector<Assign> with;
  Condition when;
  std::string reason;                    // of kReport
  std::optional<std::string> otherwise;  // else '…'
};

struct Key {
  Place place;
  bool identifier = false;  // a business identifier, else the parts of a name
  std::vector<Value> parts;
  Conversion conversion;
};

struct Method {
  Place place;
  bool update = false;
  Condition when;
};

// `map SEG -> Resource …` or `type XPN -> HumanName`.
struct Block {
  Place place;
  bool type = false;
  bool both = false;  // <->
  std::string source;
  int source_column = 0;
  Target target;     // resource or type, then perhaps an element of it
  std::string name;  // as …
  std::string of;    // of SEG
  int of_column = 0;
  std::string origin;
  Condition when;
  std::vector<MapRow> rows;
  std::vector<Key> keys;
  std::vector<Method> methods;
  std::vector<std::string> needs;
};

// A group or a segment of a message grammar.
struct Part {
  std::string segment;  // empty: a group
  int line = 0;         // where the segment is written
  int column = 0;
  bool optional = false;
  bool many = false;
  std::vector<Part> parts;
};

struct MessageBlock {
  Place place;
  std::string name;
  std::vector<std::string> types;  // "ADT^A01", "ORU", "*"
  std::vector<std::string> from;   // resources that a Bundle without a header is known by
  Part root;
};

struct TestBlock {
  Place place;
  std::string title;
  std::string input;  // segments, ended by CR; or a FHIR resource in JSON
  struct Expectation {
    enum class Kind { kOut, kLost, kBack };
    Place place;
    Kind kind = Kind::kOut;
    std::string text;
  };
  std::vector<Expectation> expected;
};

// All files of all folders, in order.
struct Syntax {
  std::vector<Block> blocks;
  std::vector<MessageBlock> messages;
  std::vector<TestBlock> tests;
  std::vector<std::string> reported;  // segment patterns that the remainder leaves out ("Z*")
  bool remainder = false;
  std::string zone = "Z";
};

}  // namespace pontis
