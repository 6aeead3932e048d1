// The plan: what a set of maps becomes at load, and all that a run needs.
//
// Each resource is a template: its elements in the order of FHIR's definition, each with the ways
// to fill it, in one flat vector. A run goes through it from the target's side and pulls values
// from the message, so that JSON is written once, from left to right.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/mapping/grammar.h"
#include "engine/mapping/mapping.h"
#include "engine/mapping/table.h"
#include "engine/mapping/values.h"

namespace pontis {

// Where a value comes from. A slot is a segment that a template reads.
struct PlanSource {
  enum class Kind : std::uint8_t {
    kNone,     // no source: a constant, or an object that others fill
    kField,    // a field of the slot's segment, or a part of it
    kPart,     // a component (or subcomponent) of the value at hand
    kSelf,     // the value at hand
    kEach,     // every segment of the slot, one after the other
    kRef,      // the resource `name` nearest to this one
    kRefs,     // every resource `name` below this one
    kMessage,  // what is unique to the message (in keys)
  };
  Kind kind = Kind::kNone;
  std::uint8_t slot = 0;
  std::uint8_t component = 0;
  std::uint8_t subcomponent = 0;
  std::uint16_t field = 0;
  std::int16_t repetition = 0;  // SourcePath's: 0 first valued, -1 all, -2 whole, else the nth
  std::int16_t name = -1;
};

struct Node {
  // An element holds variants (the ways to fill it); a variant that is an object holds elements.
  bool variant = false;
  std::uint32_t end = 0;  // one past the subtree

  // Of an element.
  bool array = false;
  std::uint8_t choice = 0;   // number of its choice ("value[x]") in the object, or 0
  std::uint8_t ordinal = 0;  // its bit in `needs`
  std::uint32_t parts = 0;   // bits of the components it reads; 0: it may read anything
  std::uint32_t key = 0;     // `"birthDate":` in the pool
  std::uint32_t key_size = 0;

  // Of a variant.
  bool object = false;
  std::uint32_t begin = 0;  // an object's elements, which may be those of another node as well
  std::uint32_t finish = 0;
  bool counts = true;        // whether a constant is content: not if it only accompanies a value
  bool accompanies = false;  // an object of constants only, kept if what it is part of has a value
  bool period = false;
  Convert convert = Convert::kString;
  std::int16_t table = -1;
  std::int16_t queue = -1;  // template of the resource that the reference's value becomes
  std::int32_t when = -1;
  std::uint32_t text = 0;  // a constant's JSON in the pool
  std::uint32_t text_size = 0;
  std::uint64_t needs = 0;  // elements without which the object is dropped
  std::int32_t rule = -1;   // index of Plan::rules
  bool aside = false;       // what it writes is no hit of its rule, but goes with one
  PlanSource source;
};

// One term of a condition; see Term.
struct PlanTerm {
  std::uint8_t op = 0;
  std::int32_t left = -1;
  std::int32_t right = -1;
  PlanSource path;
  PlanSource other;
  std::vector<std::string> texts;
  std::size_t number = 0;
};

struct Slot {
  std::uint32_t segment = 0;  // packed name
  bool own = false;           // only in the resource's own group, else in those above as well
};

// A way to say who a resource is.
struct Identity {
  bool identifier = false;
  std::uint32_t node = 0;  // the Identifier's variant
  std::vector<PlanSource> parts;
};

struct PlanMethod {
  bool update = false;
  std::int32_t when = -1;
};

struct Template {
  std::string resource;
  std::int16_t name = -1;
  std::uint32_t anchor = 0;  // packed segment name; 0: made from a value
  std::int32_t when = -1;
  std::uint32_t begin = 0;  // its elements
  std::uint32_t end = 0;
  std::uint64_t needs = 0;
  bool has_identifier = false;
  std::vector<Slot> slots;
  std::vector<Identity> keys;
  std::vector<PlanMethod> methods;
};

// A field that a map says it does not carry, or whose meaning is in the shape of the output.
struct Remark {
  std::uint32_t segment = 0;
  std::uint16_t field = 0;
  std::uint8_t component = 0;
  std::int32_t reason = -1;  // index of Plan::reasons; -1: used
};

struct Plan {
  std::vector<Node> nodes;
  std::string pool;
  std::vector<PlanTerm> terms;
  std::vector<Template> templates;
  std::vector<std::string> names;  // of resources, as references spell them
  std::vector<std::string> pools;  // of a name: the resource type
  std::vector<Table> tables;
  std::vector<std::string> table_names;
  std::vector<Rule> rules;
  std::vector<Remark> remarks;
  std::vector<std::string> reasons;
  std::vector<std::string> reported;  // segments that the remainder leaves out
  std::vector<Grammar> grammars;
  std::map<std::string, std::size_t, std::less<>> types;  // message type -> grammar
  std::string zone = "Z";
  bool remainder = false;

  std::string_view text(std::uint32_t at, std::uint32_t size) const {
    return std::string_view(pool).substr(at, size);
  }
};

}  // namespace pontis
