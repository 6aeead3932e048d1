// The part of the compiler that decides how a value is converted, and where it is read.
#include <fmt/format.h>

#include <algorithm>

#include "engine/mapping/compiler.h"
#include "engine/mapping/conversions.h"
#include "engine/mapping/json.h"

namespace pontis {
namespace {

bool isNumber(const std::string& type) {
  return type == "boolean" || type == "integer" || type == "decimal" || type == "positiveInt" ||
         type == "unsignedInt";
}

}  // namespace

TreeVariant Compiler::value(const std::string& type, const ElementDef* def, const Reading& reading,
                            const Scope& scope, const Place& place) {
  const Value::Kind kind = reading.value->kind;
  TreeVariant made;
  if (kind == Value::Kind::kText || kind == Value::Kind::kLiteral)
    made = constant(type, def, reading.value->text, place);
  else if (kind == Value::Kind::kRef || kind == Value::Kind::kRefs)
    made = reference(def, reading, place);
  else if (kind == Value::Kind::kMessage)
    throw Mistake{place, "'message' is for keys"};
  else if (Elements::primitive(type))
    made = primitive(type, def, reading, place);
  else
    made = call(type, def, reading, scope, place);
  return made;
}

TreeVariant Compiler::constant(const std::string& type, const ElementDef* def,
                               const std::string& text, const Place& place) const {
  if (!Elements::primitive(type))
    throw Mistake{place, fmt::format("a constant cannot be a {}", type)};
  if (def->binding >= 0 && type == "code" && elements_.codes(def->binding).count(text) == 0)
    throw Mistake{place, fmt::format("'{}' is not a code of {}, which is bound", text, def->name)};
  TreeVariant made;
  made.convert = Convert::kConstant;
  if (isNumber(type))
    made.constant = text;
  else
    appendString(made.constant, text);
  return made;
}

TreeVariant Compiler::reference(const ElementDef* def, const Reading& reading, const Place& place) {
  const std::int16_t name = nameOf(reading.value->text, place);
  const std::string& resource = plan_.pools[static_cast<std::size_t>(name)];
  const bool allowed =
      def->targets.empty() || def->targets[0] == "Resource" ||
      std::find(def->targets.begin(), def->targets.end(), resource) != def->targets.end();
  if (!allowed) throw Mistake{place, fmt::format("{} may not refer to a {}", def->name, resource)};
  if (std::find(def->types.begin(), def->types.end(), "Reference") == def->types.end())
    throw Mistake{place, fmt::format("{} is not a reference", def->name)};
  TreeVariant made;
  made.convert = Convert::kReference;
  made.source = reading.source;
  return made;
}

TreeVariant Compiler::primitive(const std::string& type, const ElementDef* def,
                                const Reading& reading, const Place& place) {
  const Conversion& conversion = *reading.conversion;
  TreeVariant made;
  made.source = reading.source;
  if (!conversion.table.empty()) {
    if (isNumber(type)) throw Mistake{place, fmt::format("a table gives codes, not a {}", type)};
    made.convert = Convert::kTable;
    made.table = table(conversion.table, place);
    if (def->binding < 0 || type != "code") return made;
    for (const auto& [code, entry] : plan_.tables[static_cast<std::size_t>(made.table)].entries())
      if (elements_.codes(def->binding).count(entry.code) == 0)
        throw Mistake{place, fmt::format("table {} gives '{}' for {}, which is not among its codes",
                                         conversion.table, entry.code, def->name)};
    return made;
  }
  const Builtin* how = conversion.name.empty() ? builtinFor(type) : builtin(conversion.name);
  if (how == nullptr)
    throw Mistake{place, fmt::format("no conversion '{}' to {}", conversion.name, type)};
  const bool fits = conversion.name.empty() ||
                    std::string_view(how->types).find(" " + type + " ") != std::string_view::npos;
  if (!fits) throw Mistake{place, fmt::format("'{}' does not make a {}", conversion.name, type)};
  made.convert = how->convert;
  if (def->binding >= 0 && type == "code" && how->convert != Convert::kComparator)
    throw Mistake{place,
                  fmt::format("{} is bound to a list of codes: use a table (via …)", def->name)};
  if (how->convert == Convert::kSystem) made.table = table("CodingSystem", place);
  if (how->convert == Convert::kAuthority || how->convert == Convert::kIssuer)
    made.table = table("AssigningAuthority", place);
  if (how->convert == Convert::kLines) made.source.repetition = SourcePath::kWhole;
  return made;
}

// A value that a type block converts, in place.
TreeVariant Compiler::call(const std::string& type, const ElementDef* def, const Reading& reading,
                           const Scope& scope, const Place& place) {
  const Conversion& conversion = *reading.conversion;
  TreeVariant made;
  made.source = reading.source;
  if (type == "Coding" && !conversion.table.empty() && conversion.name.empty()) {
    made.convert = Convert::kCoding;
    made.table = table(conversion.table, place);
    return made;
  }
  if (conversion.name.empty())
    throw Mistake{place, fmt::format("say how to make a {}: ': …'", type)};
  const Block* block = typeBlock(syntax_, conversion, type, def);
  if (block == nullptr)
    throw Mistake{place, fmt::format("no 'type {} -> {}'", conversion.name, type)};
  if (scope.depth > 12) throw Mistake{place, conversion.name + " contains itself"};
  if (type == "Reference") {
    made.convert = Convert::kReference;
    made.queue = queued(*block, place);
    return made;
  }
  made.object = true;
  // The elements of `with` go into the object, which is then like no other.
  const MapRow* row = reading.row;
  if (row != nullptr && (row->with.empty() || reading.value != &row->value))
    made.called = called(*block, type, conversion, scope, place);
  else
    made.body = converted(*block, type, conversion, scope, place);
  return made;
}

std::shared_ptr<Called> Compiler::called(const Block& block, const std::string& type,
                                         const Conversion& conversion, const Scope& scope,
                                         const Place& place) {
  for (const std::vector<Slot>* slots : {scope.slots, static_cast<std::vector<Slot>*>(nullptr)})
    if (const auto known = calls_.find({&block, conversion.table, slots}); known != calls_.end())
      return known->second;
  const std::size_t reads = slot_reads_;
  auto made = std::make_shared<Called>();
  made->body = converted(block, type, conversion, scope, place);
  const bool anywhere = slot_reads_ == reads;
  calls_[{&block, conversion.table, anywhere ? nullptr : scope.slots}] = made;
  return made;
}

Body Compiler::converted(const Block& block, const std::string& type, const Conversion& conversion,
                         const Scope& scope, const Place& place) {
  Body made;
  made.type = elements_.type(type);
  const Scope inner{&block, scope.slots, scope.depth + 1};
  if (!conversion.table.empty()) {
    TreeVariant coding;
    coding.convert = Convert::kCoding;
    coding.counts = false;  // the sender's own code stands beside it
    coding.table = table(conversion.table, place);
    coding.source.kind = PlanSource::Kind::kPart;
    coding.source.component = 1;
    PathStep step;
    step.name = "coding";
    element(made, step, place).variants.push_back(std::move(coding));
  }
  for (const MapRow& one : block.rows) row(one, made, inner);
  made.needs = block.needs;
  return made;
}

std::int16_t Compiler::table(const std::string& name, const Place& place) {
  for (std::size_t i = 0; i < plan_.table_names.size(); ++i)
    if (plan_.table_names[i] == name) return static_cast<std::int16_t>(i);
  const auto found = all_tables_.find(name);
  if (found == all_tables_.end()) throw Mistake{place, "no table " + name + ".csv"};
  plan_.table_names.push_back(name);
  plan_.tables.push_back(found->second);
  return static_cast<std::int16_t>(plan_.tables.size()) - 1;
}

std::int16_t Compiler::nameOf(const std::string& name, const Place& place) const {
  const auto found = std::find(plan_.names.begin(), plan_.names.end(), name);
  if (found == plan_.names.end()) throw Mistake{place, "no map makes a " + name};
  return static_cast<std::int16_t>(found - plan_.names.begin());
}

std::uint8_t Compiler::slot(std::uint32_t segment, bool own, const Scope& scope) {
  auto& slots = *scope.slots;
  ++slot_reads_;
  for (std::size_t i = 0; i < slots.size(); ++i)
    if (slots[i].segment == segment && slots[i].own == own) return static_cast<std::uint8_t>(i);
  slots.push_back({segment, own});
  return static_cast<std::uint8_t>(slots.size() - 1);
}

PlanSource Compiler::source(const SourcePath& path, const Scope& scope) {
  PlanSource out;
  out.component = static_cast<std::uint8_t>(path.component);
  out.subcomponent = static_cast<std::uint8_t>(path.subcomponent);
  if (scope.block->type && path.segment.empty()) {
    out.kind = path.component == 0 ? PlanSource::Kind::kSelf : PlanSource::Kind::kPart;
    return out;
  }
  out.kind = PlanSource::Kind::kField;
  out.field = static_cast<std::uint16_t>(path.field);
  out.repetition = static_cast<std::int16_t>(path.repetition);
  const bool bare = path.segment.empty() || path.segment == scope.block->source;
  out.slot = slot(packed(bare ? scope.block->source : path.segment), bare, scope);
  return out;
}

PlanSource Compiler::source(const Value& value, const Scope& scope, const Place& place) {
  PlanSource out;
  switch (value.kind) {
    case Value::Kind::kSource:
      return source(value.path, scope);
    case Value::Kind::kRef:
    case Value::Kind::kRefs:
      out.kind = value.kind == Value::Kind::kRef ? PlanSource::Kind::kRef : PlanSource::Kind::kRefs;
      out.name = nameOf(value.text, place);
      return out;
    case Value::Kind::kMessage:
      out.kind = PlanSource::Kind::kMessage;
      return out;
    default:
      return out;
  }
}

std::int32_t Compiler::condition(const Condition& condition, const Scope& scope) {
  if (condition.terms.empty()) return -1;
  const auto base = static_cast<std::int32_t>(plan_.terms.size());
  for (const Term& term : condition.terms) {
    PlanTerm made;
    made.op = static_cast<std::uint8_t>(term.op);
    made.left = term.left < 0 ? -1 : base + term.left;
    made.right = term.right < 0 ? -1 : base + term.right;
    made.texts = term.texts;
    made.number = term.number;
    const bool reads =
        term.op != Term::Op::kAnd && term.op != Term::Op::kOr && term.op != Term::Op::kNot;
    if (reads) made.path = source(term.path, scope);
    if (term.op == Term::Op::kSame) made.other = source(term.other, scope);
    plan_.terms.push_back(std::move(made));
  }
  return static_cast<std::int32_t>(plan_.terms.size()) - 1;
}

}  // namespace pontis
