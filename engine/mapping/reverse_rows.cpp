// The part of the reverse compiler that turns rows around: where they look, and what they give.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "engine/mapping/conversions.h"
#include "engine/mapping/grammar.h"
#include "engine/mapping/reverse_compiler.h"

namespace pontis {
namespace {

bool constantValue(const Value& value) {
  return value.kind == Value::Kind::kText || value.kind == Value::Kind::kLiteral;
}

bool linkValue(const Value& value) {
  return value.kind == Value::Kind::kRef || value.kind == Value::Kind::kRefs;
}

}  // namespace

// The names of a path's members.
std::string ReverseCompiler::bare(const ReversePath& path) {
  std::string out;
  for (const ReverseStep& step : path) out.append(step.name).append(step.url) += '.';
  return out;
}

// A path as a text: two rows with the same one share a target.
std::string ReverseCompiler::key(const ReversePath& path) {
  std::string out;
  for (const ReverseStep& step : path) {
    out.append(step.name).append(step.url).append(step.each ? "*" : "");
    if (step.slot >= 0) out += fmt::format("[{}.{}]", step.slots, step.slot);
    out += '.';
  }
  return out;
}

void ReverseCompiler::row(const MapRow& row, const Block& from, ReverseBlock& made,
                          const TypeDef& type) {
  if (row.kind == MapRow::Kind::kOrdinal) {
    plan_.ordinals.emplace_back(made.anchor, static_cast<std::uint16_t>(row.value.path.field));
    return;
  }
  if (row.kind != MapRow::Kind::kRule) return;
  if (linkValue(row.value)) {
    ReverseLink link;
    link.name = row.value.text;
    link.lists = row.value.kind == Value::Kind::kRefs;
    path(row.target, type, row.value, row.conversion, row, from, made, link.path);
    link.target = bare(link.path);
    for (ReverseStep& step : link.path) step.each = step.array;
    made.links.push_back(std::move(link));
  }
  if (constantValue(row.value)) constant(row.target, row.value, type, row, from, made);
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
  if (const auto known = rules_.find(&row); known != rules_.end()) back.rule = known->second;
  back.only = !row.forward;
  const End end = path(row.target, type, row.value, row.conversion, row, from, made, back.from);
  back.target = key(back.from);
  value(row, end, back);
  // A constant that goes with the values tells which are this row's.
  for (const Assign& with : row.with) {
    if (!constantValue(with.value) || !with.when.terms.empty()) continue;
    const TypeDef* item = elements_.type(end.item.empty() ? end.type : end.item);
    if (item == nullptr) throw Mistake{with.target.place, "this constant cannot run backward"};
    ReverseConstant made_constant;
    made_constant.text = with.value.text;
    path(with.target, *item, with.value, with.conversion, row, from, made, made_constant.path);
    for (ReverseStep& step : made_constant.path) step.slot = -1;
    back.with.push_back(std::move(made_constant));
  }
  made.rows.push_back(std::move(back));
}

void ReverseCompiler::constant(const Target& target, const Value& value, const TypeDef& type,
                               const MapRow& row, const Block& from, ReverseBlock& made) {
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

ReverseCompiler::End ReverseCompiler::path(const Target& target, const TypeDef& type,
                                           const Value& value, const Conversion& conversion,
                                           const MapRow& row, const Block& from, ReverseBlock& made,
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
      if (slots == made.slots.end())
        slots = made.slots.insert(slots, ReverseSlots{name, {}, {}, {}});
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

void ReverseCompiler::value(const MapRow& row, const End& end, ReverseRow& made) {
  const Conversion& conversion = row.conversion;
  const auto invertible = [&] {
    const auto found = all_tables_.find(conversion.table);
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
      invertible();
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
    invertible();
    made.table = table(conversion.table);
  }
  made.convert = Convert::kCoding;
  if (end.type == "Coding" && conversion.name.empty()) return;
  const Block* block = typeBlock(syntax_, conversion, end.type, end.def);
  if (block == nullptr) throw Mistake{row.place, "no type block for " + conversion.name};
  const bool any = std::any_of(block->rows.begin(), block->rows.end(),
                               [](const MapRow& one) { return one.backward; });
  if (!any)
    throw Mistake{row.place,
                  fmt::format("no row of 'type {}' runs backward: write ->", conversion.name)};
  made.block = indexes_.at(block);
  made.follow = end.type == "Reference";
}

int ReverseCompiler::table(const std::string& name) {
  const auto known = tables_.find(name);
  if (known != tables_.end()) return known->second;
  plan_.tables.push_back(all_tables_.at(name));
  return tables_[name] = static_cast<int>(plan_.tables.size()) - 1;
}

}  // namespace pontis
