#include "engine/mapping/reverse_compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "engine/mapping/conversions.h"
#include "engine/mapping/grammar.h"
#include "engine/mapping/parser.h"

namespace pontis {
namespace {

std::string key(const ReversePath& path) {
  std::string out;
  for (const ReverseStep& step : path) {
    out.append(step.name).append(step.url).append(step.each ? "*" : "");
    if (step.slot >= 0) out += fmt::format("[{}.{}]", step.slots, step.slot);
    out += '.';
  }
  return out;
}

bool carries(const Part& part, std::uint32_t segment) {
  return (!part.segment.empty() && packed(part.segment) == segment) ||
         std::any_of(part.parts.begin(), part.parts.end(),
                     [&](const Part& inner) { return carries(inner, segment); });
}

bool constantValue(const Value& value) {
  return value.kind == Value::Kind::kText || value.kind == Value::Kind::kLiteral;
}

bool linkValue(const Value& value) {
  return value.kind == Value::Kind::kRef || value.kind == Value::Kind::kRefs;
}

// Whether `path` is, or is in, or holds the place that `row` fills.
bool about(const SourcePath& path, const ReverseRow& row) {
  if ((path.segment.empty() ? 0 : packed(path.segment)) != row.segment) return false;
  if (path.field != row.to.field) return false;
  return path.component == 0 || row.to.component == 0 || path.component == row.to.component;
}

bool samePlace(const ReverseRow& a, const ReverseRow& b) {
  return a.segment == b.segment && a.to.field == b.to.field && a.to.component == b.to.component &&
         a.to.subcomponent == b.to.subcomponent;
}

// Whether `a` fills a part of what `b` fills.
bool finer(const ReverseRow& a, const ReverseRow& b) {
  if (a.segment != b.segment || a.to.field != b.to.field) return false;
  if (b.to.component == 0) return a.to.component != 0;
  return a.to.component == b.to.component && b.to.subcomponent == 0 && a.to.subcomponent != 0;
}

// Whether a term of `when` asks for the place that `row` fills.
bool mentions(const Condition& when, const ReverseRow& row) {
  const auto same = [&](const SourcePath& path) { return about(path, row); };
  return std::any_of(when.terms.begin(), when.terms.end(), [&](const Term& term) {
    const bool joins =
        term.op == Term::Op::kAnd || term.op == Term::Op::kOr || term.op == Term::Op::kNot;
    return !joins && (same(term.path) || (term.op == Term::Op::kSame && same(term.other)));
  });
}

}  // namespace

Result<ReversePlan> ReverseCompiler::compile() {
  try {
    for (const Block& from : syntax_.blocks) {
      indexes_[&from] = static_cast<int>(plan_.blocks.size());
      ReverseBlock& made = plan_.blocks.emplace_back();
      made.resource = from.target.steps[0].name;
      made.name = from.name.empty() ? made.resource : from.name;
      made.when = from.when;
      for (Term& term : made.when.terms) {
        const bool joins = term.left >= 0;
        if (joins) continue;
        if (term.path.segment.empty()) term.path.segment = from.source;
        if (term.other.segment.empty()) term.other.segment = from.source;
      }
      if (!from.type) made.anchor = packed(from.source);
      if (!from.type && from.of.empty()) plan_.maps.push_back(indexes_[&from]);
    }
    for (const Block& from : syntax_.blocks) {
      if (from.type || from.of.empty()) block(from, indexes_[&from]);
    }
    for (const Block& from : syntax_.blocks)
      if (!from.type && !from.of.empty()) part(from, indexes_[&from]);
    for (ReverseBlock& made : plan_.blocks) marks(made);
    for (ReverseBlock& made : plan_.blocks) {
      for (ReverseRow& row : made.rows)
        for (const auto& [target, source] : made.forward)
          if (target == key(row.from)) row.explained.push_back(source);
      checkRepeated(made);
      order(made);
    }
    for (const MessageBlock& message : syntax_.messages)
      for (const std::string& resource : message.from) {
        auto type = std::find_if(message.types.begin(), message.types.end(), [](auto& one) {
          return one.find('^') != std::string::npos;
        });
        if (type == message.types.end()) type = message.types.begin();
        plan_.choices.push_back({resource, message.name, *type});
      }
    rank();
  } catch (const Mistake& error) {
    note(error);
  }
  if (!mistakes_.empty()) return Error{Code::kInvalid, mistakes_, ""};
  return std::move(plan_);
}

// What few messages carry says more of what a Bundle is than what nearly all do, such as a Patient.
void ReverseCompiler::rank() {
  std::map<std::string, std::size_t> carriers;
  for (const int map : plan_.maps) {
    const ReverseBlock& made = plan_.blocks[static_cast<std::size_t>(map)];
    std::size_t count = 0;
    for (const MessageBlock& message : syntax_.messages)
      count += carries(message.root, made.anchor) ? 1 : 0;
    carriers[made.resource] = std::max(carriers[made.resource], count);
  }
  std::stable_sort(plan_.choices.begin(), plan_.choices.end(), [&](const auto& a, const auto& b) {
    return carriers[a.resource] < carriers[b.resource];
  });
}

// A mistake in one row does not hide those in others.
void ReverseCompiler::note(const Mistake& error) {
  if (!mistakes_.empty()) mistakes_ += '\n';
  mistakes_ += mistake(error.place, error.what).text;
}

void ReverseCompiler::block(const Block& from, int index) {
  const TypeDef* type = elements_.type(from.target.steps[0].name);
  if (type == nullptr) return;  // a type of the map's own; Compiler refuses those that are used
  ReverseBlock made = std::move(plan_.blocks[static_cast<std::size_t>(index)]);
  rows(from, made, *type);
  plan_.blocks[static_cast<std::size_t>(index)] = std::move(made);
}

// `map NTE <-> Observation.note[] of OBX`; with no path of its own it fills another segment from
// the same resource.
void ReverseCompiler::part(const Block& from, int index) {
  for (const int map : plan_.maps) {
    ReverseBlock& owner = plan_.blocks[static_cast<std::size_t>(map)];
    const std::string& name = plan_.blocks[static_cast<std::size_t>(index)].name;
    if (owner.anchor != packed(from.of) || owner.name != name) continue;
    ReversePart made;
    made.block = index;
    ReverseBlock block = std::move(plan_.blocks[static_cast<std::size_t>(index)]);
    block.rows.clear();
    const TypeDef* type = elements_.type(from.target.steps[0].name);
    Target inner{from.target.place, {from.target.steps.begin() + 1, from.target.steps.end()}};
    if (!inner.steps.empty()) {
      for (PathStep& step : inner.steps) {
        if (step.name != "ext") {
          const auto found = elements_.find(*type, step.name);
          made.path.push_back({step.name, "", found->def->many, step.many});
          type = elements_.type(found->type);
        } else {
          made.path.push_back({"extension", step.url, true, true});
          type = elements_.type("Extension");
        }
      }
      made.path.back().each = true;
    }
    rows(from, block, *type);
    const bool used = from.both && !block.rows.empty();
    plan_.blocks[static_cast<std::size_t>(index)] = std::move(block);
    if (used) owner.parts.push_back(std::move(made));
  }
}

void ReverseCompiler::rows(const Block& from, ReverseBlock& made, const TypeDef& type) {
  for (const Row& one : from.rows) {
    try {
      row(one, from, made, type);
    } catch (const Mistake& error) {
      note(error);
    }
  }
}

void ReverseCompiler::row(const Row& row, const Block& from, ReverseBlock& made,
                          const TypeDef& type) {
  if (row.kind == Row::Kind::kOrdinal) {
    plan_.ordinals.emplace_back(made.anchor, static_cast<std::uint16_t>(row.value.path.field));
    return;
  }
  if (row.kind != Row::Kind::kRule) return;
  if (linkValue(row.value)) {
    ReverseLink link;
    link.name = row.value.text;
    path(row.target, type, row.value, row.conversion, row, from, made, link.path);
    for (ReverseStep& step : link.path) step.each = step.array;
    made.links.push_back(std::move(link));
  }
  if (constantValue(row.value))
    constant(row.target, row.value, type, row, from, made);
  if (row.value.kind != Value::Kind::kSource) return;
  if (!row.backward) {
    // What this row may have given is no news to the place that shares its target.
    ReversePath to;
    path(row.target, type, row.value, row.conversion, row, from, made, to);
    const Builtin* how = builtin(row.conversion.name);
    made.forward.push_back(
        {key(to), {row.value.path, how != nullptr && how->convert == Convert::kPhone}});
    return;
  }
  ReverseRow back;
  back.to = row.value.path;
  if (!row.value.path.segment.empty()) back.segment = packed(row.value.path.segment);
  back.origin = fmt::format("{}-{}", from.source, row.value.path.field);
  back.when = row.when;
  back.place = row.place;
  const End end = path(row.target, type, row.value, row.conversion, row, from, made, back.from);
  value(row, end, back, from);
  // A constant that goes with the values tells which are this row's.
  for (const Assign& with : row.with) {
    if (!constantValue(with.value) || !with.when.terms.empty()) continue;
    const TypeDef* item = elements_.type(end.item.empty() ? end.type : end.item);
    if (item == nullptr)
      throw Mistake{with.target.place, "this constant cannot run backward"};
    ReverseConstant made_constant;
    made_constant.text = with.value.text;
    path(with.target, *item, with.value, with.conversion, row, from, made, made_constant.path);
    for (ReverseStep& step : made_constant.path) step.slot = -1;
    back.with.push_back(std::move(made_constant));
  }
  made.rows.push_back(std::move(back));
}

void ReverseCompiler::constant(const Target& target, const Value& value, const TypeDef& type,
                               const Row& row, const Block& from, ReverseBlock& made) {
  ReverseConstant constant;
  constant.text = value.text;
  path(target, type, value, row.conversion, row, from, made, constant.path);
  constant.certain = row.when.terms.empty();
  // What a slot holds tells its items apart.
  for (std::size_t i = 0; i < constant.path.size(); ++i) {
    const ReverseStep& step = constant.path[i];
    if (step.slot < 0) continue;
    ReversePath inner(constant.path.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                      constant.path.end());
    made.slots[static_cast<std::size_t>(step.slots)]
        .constants[static_cast<std::size_t>(step.slot)]
        .push_back({std::move(inner), value.text, constant.certain});
  }
  if (row.when.terms.empty()) made.marks.push_back(constant);
  made.constants.push_back(std::move(constant));
}

// Marks tell the maps of one resource apart: only what is certain and others do not say as well.
void ReverseCompiler::marks(ReverseBlock& made) const {
  std::erase_if(made.marks, [&](const ReverseConstant& mark) {
    // A constant that only stands in for a missing value says nothing.
    const std::string place = key(mark.path);
    const auto filled = [&](const std::string& target) { return place.starts_with(target); };
    return std::any_of(made.rows.begin(), made.rows.end(),
                       [&](const ReverseRow& row) { return filled(key(row.from)); }) ||
           std::any_of(made.forward.begin(), made.forward.end(),
                       [&](const auto& row) { return filled(row.first); }) ||
           std::any_of(made.constants.begin(), made.constants.end(),
                       [&](const ReverseConstant& other) {
                         return key(other.path) == place && other.text != mark.text;
                       });
  });
  // Where a row may have given the same value, it is asked first.
  for (ReverseConstant& constant : made.constants)
    constant.last = std::any_of(made.rows.begin(), made.rows.end(), [&](const ReverseRow& row) {
      return row.convert == Convert::kTable && row.block < 0 && key(row.from) == key(constant.path);
    });
}

ReverseCompiler::End ReverseCompiler::path(const Target& target, const TypeDef& type,
                                           const Value& value, const Conversion& conversion,
                                           const Row& row, const Block& from, ReverseBlock& made,
                                           ReversePath& out) const {
  const TypeDef* at = &type;
  End end;
  std::string item;
  for (std::size_t i = 0; i < target.steps.size(); ++i) {
    const PathStep& step = target.steps[i];
    const bool final = i + 1 == target.steps.size();
    if (step.name == "ext" || step.name == "keep") {
      ReverseStep list{"extension", step.name == "keep" ? keepUrl(from, row) : step.url, true};
      list.each = final;
      out.push_back(std::move(list));
      at = elements_.type("Extension");
      if (!final) continue;
      std::string name = extensionType(syntax_, value, conversion);
      if (name.empty()) throw Mistake{target.place, "no type for the extension"};
      name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
      const auto found = elements_.find(*at, "value" + name);
      out.push_back({"value" + name, ""});
      return {found->type, found->def, item};
    }
    const bool shadow = step.name.starts_with('_');
    const auto found = elements_.find(*at, step.name.substr(shadow ? 1 : 0));
    if (!found) throw Mistake{target.place, fmt::format("{} has no '{}'", at->name, step.name)};
    end = {found->type, found->def, ""};
    ReverseStep made_step{step.name, "", found->def->many, step.many};
    if (shadow || (!final && Elements::primitive(found->type))) {
      made_step.name = (shadow ? "" : "_") + step.name;
      at = elements_.type("Element");
    } else {
      at = elements_.type(found->type);
    }
    if (!step.slot.empty() && made_step.array) {
      const std::string name = key(out) + step.name;
      auto slots = std::find_if(made.slots.begin(), made.slots.end(),
                                [&](const ReverseSlots& known) { return known.key == name; });
      if (slots == made.slots.end()) slots = made.slots.insert(slots, ReverseSlots{name, {}, {}});
      auto slot = std::find(slots->names.begin(), slots->names.end(), step.slot);
      if (slot == slots->names.end()) {
        slot = slots->names.insert(slot, step.slot);
        slots->constants.emplace_back();
      }
      made_step.slots = static_cast<int>(slots - made.slots.begin());
      made_step.slot = static_cast<int>(slot - slots->names.begin());
    }
    if (made_step.each && item.empty()) item = found->type;
    out.push_back(std::move(made_step));
    if (at == nullptr && !final)
      throw Mistake{target.place, step.name + " has no elements of its own"};
  }
  end.item = item;
  return end;
}

void ReverseCompiler::value(const Row& row, const End& end, ReverseRow& made, const Block& from) {
  const Conversion& conversion = row.conversion;
  const auto invertible = [&](const std::string& name) {
    const auto found = all_tables_.find(name);
    if (found == all_tables_.end()) return;
    const auto ambiguous = found->second.ambiguous();
    if (!ambiguous.empty())
      throw Mistake{row.place,
                    fmt::format("<-> needs table {} to mark which of its lines with the target "
                                "'{}' is preferred",
                                conversion.table, ambiguous[0])};
  };
  if (Elements::primitive(end.type)) {
    if (!conversion.table.empty()) {
      invertible(conversion.table);
      made.convert = Convert::kTable;
      made.table = table(conversion.table);
      return;
    }
    const Builtin* how = conversion.name.empty() ? builtinFor(end.type) : builtin(conversion.name);
    if (!how->inverse)
      throw Mistake{row.place, fmt::format("'{}' cannot run backward: write ->", how->name)};
    made.convert = how->convert;
    if (made.convert == Convert::kSystem) made.table = table("CodingSystem");
    if (made.convert == Convert::kAuthority || made.convert == Convert::kIssuer)
      made.table = table("AssigningAuthority");
    return;
  }
  if (!conversion.table.empty()) {
    invertible(conversion.table);
    made.table = table(conversion.table);
  }
  made.convert = Convert::kCoding;
  if (end.type == "Coding" && conversion.name.empty()) return;
  const Block* block = typeBlock(syntax_, conversion, end.type, end.def);
  if (block == nullptr) throw Mistake{row.place, "no type block for " + conversion.name};
  const bool any = std::any_of(block->rows.begin(), block->rows.end(),
                               [](const Row& one) { return one.backward; });
  if (!any)
    throw Mistake{row.place, fmt::format("no row of 'type {}' runs backward: write ->",
                                         conversion.name)};
  made.block = indexes_.at(block);
  made.follow = end.type == "Reference";
  (void)from;
}

int ReverseCompiler::table(const std::string& name) {
  const auto known = tables_.find(name);
  if (known != tables_.end()) return known->second;
  plan_.tables.push_back(all_tables_.at(name));
  return tables_[name] = static_cast<int>(plan_.tables.size()) - 1;
}

// Whether a row takes only values that something tells apart.
bool ReverseCompiler::choosy(const ReverseRow& row) const {
  return !row.with.empty() ||
         (row.block >= 0 && !plan_.blocks[static_cast<std::size_t>(row.block)].marks.empty());
}

// Two rows of one target: the second would never see a value.
void ReverseCompiler::checkRepeated(const ReverseBlock& block) {
  const auto open = [&](const ReverseRow& row) { return row.when.terms.empty() && !choosy(row); };
  const auto referred = [&](const ReverseRow& row) {
    return row.follow ? plan_.blocks[static_cast<std::size_t>(row.block)].resource : std::string();
  };
  for (std::size_t i = 0; i < block.rows.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const ReverseRow& row = block.rows[i];
      const ReverseRow& earlier = block.rows[j];
      if (!open(row) || !open(earlier) || key(row.from) != key(earlier.from) ||
          referred(row) != referred(earlier))
        continue;
      note({row.place, fmt::format("the <-> row of line {} takes every value of this element: write "
                                   "->, or tell them apart by 'when' or 'with'",
                                   earlier.place.line)});
      break;
    }
  }
}

// A row runs after those that fill what its condition asks for, and after those of its own target
// that are choosier, or earlier.
void ReverseCompiler::order(ReverseBlock& made) const {
  std::vector<ReverseRow> sorted;
  std::vector<ReverseRow> waiting = std::move(made.rows);
  std::vector<std::string> keys;
  for (const ReverseRow& one : waiting) keys.push_back(key(one.from));
  const auto before = [&](std::size_t a, std::size_t b) {
    const ReverseRow& one = waiting[a];
    const ReverseRow& two = waiting[b];
    if (keys[a] != keys[b] && (finer(one, two) || finer(two, one))) return finer(one, two);
    if (keys[a] != keys[b] && samePlace(one, two))
      return one.when.terms.empty() != two.when.terms.empty() ? !one.when.terms.empty() : a < b;
    if (keys[a] != keys[b])
      return mentions(two.when, one) ||
             std::any_of(two.explained.begin(), two.explained.end(), [&](const ReverseSource& source) {
               return source.phone ? one.to.component >= 5 && one.to.component <= 7
                                   : about(source.path, one);
             });
    return choosy(waiting[a]) != choosy(waiting[b]) ? choosy(waiting[a]) : a < b;
  };
  while (!waiting.empty()) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      bool free = true;
      for (std::size_t j = 0; j < waiting.size() && free; ++j) free = i == j || !before(j, i);
      if (!free) continue;
      next = i;
      break;
    }
    const auto at = static_cast<std::ptrdiff_t>(next);
    sorted.push_back(std::move(waiting[next]));
    waiting.erase(waiting.begin() + at);
    keys.erase(keys.begin() + at);
  }
  made.rows = std::move(sorted);
}

}  // namespace pontis
