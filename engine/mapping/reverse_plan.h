// The reverse plan: the rows that hold backward, read from FHIR's end.
//
// It is made from the same syntax as the plan, which has checked every path against FHIR; here a
// row is a place to look in a resource, the inverse of its conversion, and a place in a segment.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/mapping/syntax.h"
#include "engine/mapping/table.h"
#include "engine/mapping/values.h"

namespace pontis {

struct ReverseStep {
  std::string name;  // of the member, as in JSON
  std::string url;   // of an extension
  bool array = false;
  bool each = false;  // every item, else the first, or the slot's
  int slots = -1;     // index of ReverseBlock::slots …
  int slot = -1;      // … and which of them
};
using ReversePath = std::vector<ReverseStep>;

struct ReverseConstant {
  ReversePath path;
  std::string text;
  bool certain = true;  // without a condition
  bool last = false;    // stands in for a missing value
};

// Items of one array that rows tell apart by letters (`coding[a]`); what each holds for certain
// tells which item of a resource it is.
struct ReverseSlots {
  std::string key;
  std::vector<std::string> names;
  std::vector<bool> used;                               // by a row that runs backward
  std::vector<std::vector<ReverseConstant>> constants;  // of a slot; paths begin in the item

  bool uses(int slot) const {
    return static_cast<std::size_t>(slot) < used.size() && used[static_cast<std::size_t>(slot)];
  }
};

// Where a row that holds forward only took its value.
struct ReverseSource {
  SourcePath path;
  bool phone = false;  // put together of the parts of an XTN
};

struct ReverseRow {
  SourcePath to;
  std::uint32_t segment = 0;  // packed; 0: the block's own, or the value at hand
  std::string origin;         // "PID-3": an item that says another origin is not for this row
  ReversePath from;
  std::string target;  // `from`, spelled: rows with the same one share a target
  Convert convert = Convert::kString;
  int table = -1;
  int block = -1;       // of a type
  bool only = false;    // it says <-: it takes what others leave
  bool follow = false;  // the block reads the resource referred to
  std::vector<ReverseConstant> with;
  std::vector<ReverseSource> explained;  // what stands there already is given no second time
  Condition when;
  std::int32_t rule = -1;  // index of Plan::rules; -1: the row holds backward only
  Place place;
};

// A reference of one resource to another, which says that they stand in one group.
struct ReverseLink {
  ReversePath path;
  std::string target;  // the path, without what tells items apart
  std::string name;    // of the other's map
  bool lists = false;  // refs: it names all that belong to it
};

// Another segment made of a part of the resource: `map NTE <-> Observation.note[] of OBX`.
struct ReversePart {
  int block = -1;
  ReversePath path;
};

struct ReverseBlock {
  std::string resource;  // or data type
  std::string name;      // as references call it
  std::uint32_t anchor = 0;
  Condition when;
  std::vector<ReverseRow> rows;  // in the order in which they run
  std::vector<ReverseConstant> constants;
  std::vector<ReverseConstant> marks;  // constants that whatever it made has for certain
  std::vector<ReverseLink> links;
  std::vector<ReversePart> parts;
  std::vector<ReverseSlots> slots;
  std::vector<std::pair<std::string, ReverseSource>> forward;  // by target
};

struct ReversePlan {
  std::vector<ReverseBlock> blocks;
  std::vector<int> maps;  // blocks that make a segment of a resource, as listed
  std::vector<Table> tables;
  struct Choice {
    std::string resource;
    std::string message;  // name of the structure
    std::string type;     // "ORU^R01"
  };
  std::vector<std::pair<std::uint32_t, std::uint16_t>> ordinals;  // segment, field
  std::vector<Choice> choices;  // what a Bundle without a header is, by what it has
};

}  // namespace pontis
