#include "engine/mapping/source_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "engine/mapping/parser.h"
#include "engine/mapping/v2_types.h"

namespace pontis {
namespace {

// The data types that a place in a message has in one version or another.
using Types = std::vector<std::string_view>;

struct Wrong {
  int column;
  std::string what;
};

// Data types that read alike. A conversion suits the types of its own family and of those it lists
// after the colon; ST, TX and FT suit all, for a text may hold anything.
constexpr std::array<std::string_view, 22> kFamilies{
    "CWE CE CNE CF IS ID: NM SI",
    "CX CK: IS ID NM SI",
    "EI: IS ID NM SI",
    "HD: IS ID",
    "XPN PN:",
    "XCN CN PPN CNN: IS ID NM",
    "XON: IS ID",
    "XAD AD SAD:",
    "XTN TN: SNM",
    "PL LA1 LA2: IS ID",
    "DLD: IS ID",
    "CQ: NM CP MO",
    "NM SI: CQ SN",
    "MO CP: NM",
    "DR: TS DTM DT",
    // What the built-in conversions read; those that are not here read anything.
    "date dateTime instant moment: TS DTM DT DR",
    "time: TM TS DTM DT",
    "decimal number comparator: NM SI CQ SN MO CP",
    "integer positiveInt unsignedInt: NM SI CQ SN",
    "boolean: ID IS CWE CE CNE NM",
    "phone: XTN TN SNM",
    "base64 hex encode media: ED RP",
};

bool listed(std::string_view list, std::string_view word) {
  for (std::size_t at = list.find(word); at != std::string_view::npos;
       at = list.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || list[at - 1] == ' ';
    if (begins && (end == list.size() || list[end] == ' ')) return true;
  }
  return false;
}

std::string_view base(std::string_view type) { return type.substr(0, type.find('.')); }

// Whether `name` is a type of the map's own for fields of one segment: "RXE.Give".
bool ownOfSegment(std::string_view name) {
  const std::string_view segment = base(name);
  return segment != name && V2Types::all().type(segment) == nullptr &&
         (segment.starts_with('Z') || V2Types::all().segment(segment) != nullptr);
}

// Whether the conversion `name` reads a value of the data type `type`.
bool suits(std::string_view name, std::string_view type) {
  if (name == type || type == "*" || type == "CM" || type == "ST" || type == "TX" || type == "FT")
    return true;
  for (const std::string_view family : kFamilies) {
    const std::size_t colon = family.find(':');
    if (!listed(family.substr(0, colon), name)) continue;
    return listed(family.substr(0, colon), type) || listed(family.substr(colon + 1), type);
  }
  return V2Types::primitive(name) || std::islower(static_cast<unsigned char>(name[0])) != 0;
}

std::string spelled(const Types& types) {
  std::string out;
  for (std::size_t i = 0; i < types.size(); ++i)
    out += fmt::format("{}{}", i == 0 ? "" : i + 1 == types.size() ? " or " : ", ", types[i]);
  return out;
}

void add(Types& types, V2Types::Part part) {
  for (const V2Types::Era& era : part)
    if (!era.type.empty() && std::find(types.begin(), types.end(), era.type) == types.end())
      types.push_back(era.type);
}

// What a later version defines, an older one's CM only did not say.
void dropUndefined(Types& types) {
  if (types.size() > 1) std::erase(types, "CM");
}

class SourceCheck {
 public:
  explicit SourceCheck(const Syntax& syntax) : syntax_(syntax) {}

  Result<Done> run();

 private:
  void block(const Block& block);
  void row(const MapRow& row);
  void read(const Value& value, const Conversion& conversion);
  void read(const SourcePath& path, const Conversion& conversion);
  void condition(const Condition& condition);
  void group(const Part& part, Place& place);

  Types typesOf(const SourcePath& path) const;
  Types fieldOf(const SourcePath& path, std::string& spelling) const;
  static void segment(const std::string& name, int column);

  const Syntax& syntax_;
  const Block* block_ = nullptr;
  const V2Types& v2_ = V2Types::all();
};

Result<Done> SourceCheck::run() {
  Place place;
  try {
    for (const Block& one : syntax_.blocks) {
      place = one.place;
      block_ = &one;
      block(one);
      for (const Key& key : one.keys) {
        place = key.place;
        for (const Value& part : key.parts) read(part, key.conversion);
      }
      for (const Method& method : one.methods) {
        place = method.place;
        condition(method.when);
      }
      for (const MapRow& each : one.rows) {
        place = each.place;
        row(each);
      }
    }
    for (const MessageBlock& message : syntax_.messages) {
      place = message.place;
      group(message.root, place);
    }
  } catch (const Wrong& wrong) {
    place.column = wrong.column;
    return mistake(place, wrong.what);
  }
  return Done{};
}

void SourceCheck::block(const Block& block) {
  const std::string_view type = base(block.source);
  if (!block.type) {
    segment(block.source, block.source_column);
  } else if (!V2Types::primitive(type) && v2_.type(type) == nullptr &&
             !ownOfSegment(block.source)) {
    throw Wrong{block.source_column,
                fmt::format("no version of HL7 v2 has a data type '{}': call one of your own after "
                            "what it reads, CWE.{} or OBX.{}, say",
                            type, type, type)};
  }
  if (!block.of.empty()) segment(block.of, block.of_column);
  condition(block.when);
}

void SourceCheck::row(const MapRow& row) {
  read(row.value, row.conversion);
  for (const Assign& assign : row.with) {
    read(assign.value, assign.conversion);
    condition(assign.when);
  }
  condition(row.when);
}

void SourceCheck::read(const Value& value, const Conversion& conversion) {
  if (value.kind == Value::Kind::kSource) read(value.path, conversion);
}

void SourceCheck::read(const SourcePath& path, const Conversion& conversion) {
  const Types types = typesOf(path);
  if (types.empty() || conversion.name.empty() || ownOfSegment(conversion.name)) return;
  const std::string_view name = base(conversion.name);
  const bool suited =
      std::any_of(types.begin(), types.end(), [&](auto type) { return suits(name, type); });
  if (!suited)
    throw Wrong{conversion.column,
                fmt::format("'{}' does not read a {}", conversion.name, spelled(types))};
}

void SourceCheck::condition(const Condition& condition) {
  for (const Term& term : condition.terms) {
    if (term.op == Term::Op::kAnd || term.op == Term::Op::kOr || term.op == Term::Op::kNot)
      continue;
    typesOf(term.path);
    if (term.op == Term::Op::kSame) typesOf(term.other);
  }
}

void SourceCheck::group(const Part& part, Place& place) {
  if (!part.segment.empty()) {
    place.line = part.line;
    segment(part.segment, part.column);
  }
  for (const Part& inner : part.parts) group(inner, place);
}

void SourceCheck::segment(const std::string& name, int column) {
  if (name.starts_with('Z') || V2Types::all().segment(name) != nullptr) return;
  throw Wrong{column, fmt::format("no version of HL7 v2 has a segment '{}': one of your own begins "
                                  "with Z",
                                  name)};
}

// The types of a path's field, or of the value at hand in a type block; none if anything may be
// there. Adds how the place is called to `spelling`.
Types SourceCheck::fieldOf(const SourcePath& path, std::string& spelling) const {
  Types types;
  if (block_->type && path.segment.empty()) {
    if (ownOfSegment(block_->source)) return types;
    spelling = base(block_->source);
    types.push_back(base(block_->source));
    return types;
  }
  const std::string& name = path.segment.empty() ? block_->source : path.segment;
  segment(name, path.column);
  if (name.starts_with('Z')) return types;
  const V2Types::Composite& known = *v2_.segment(name);
  spelling = fmt::format("{}-{}", name, path.field);
  // The parameters of a query go on, one a field, where the last field may be of any type.
  const V2Types::Part last = known.part(static_cast<int>(known.parts.size()));
  const bool open = !last.empty() && last.back().type == "*";
  add(types, open && known.part(path.field).empty() ? last : known.part(path.field));
  dropUndefined(types);
  if (types.empty())
    throw Wrong{path.column, fmt::format("{} has no field {}: its last is {}", name, path.field,
                                         known.parts.size())};
  return types;
}

Types SourceCheck::typesOf(const SourcePath& path) const {
  std::string spelling;
  Types types = fieldOf(path, spelling);
  for (const int number : {path.component, path.subcomponent}) {
    if (number == 0 || types.empty()) break;
    Types inner;
    std::size_t most = 1;
    std::string_view longest = types[0];
    for (const std::string_view type : types) {
      const V2Types::Composite* composite = v2_.type(type);
      if (composite == nullptr && !V2Types::primitive(type)) return {};  // CM, or any type
      if (composite != nullptr) {
        add(inner, composite->part(number));
        if (composite->parts.size() > most) most = composite->parts.size(), longest = type;
      } else if (number == 1) {
        inner.push_back(type);
      }
    }
    if (inner.empty())
      throw Wrong{path.column, fmt::format("{} has no component {}: the last of {} is {}", spelling,
                                           number, longest, most)};
    spelling += fmt::format(".{}", number);
    dropUndefined(inner);
    types = std::move(inner);
  }
  return types;
}

}  // namespace

Result<Done> checkSources(const Syntax& syntax) { return SourceCheck(syntax).run(); }

}  // namespace pontis
