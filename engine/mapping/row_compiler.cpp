// The part of the compiler that follows a row's target through FHIR's elements.
#include <fmt/format.h>

#include "engine/mapping/compiler.h"
#include "engine/mapping/conversions.h"
#include "engine/mapping/spelling.h"

namespace pontis {
namespace {

// A row's source, split for a target such as `participant[].individual`: the item takes the
// repetition, and the part inside it the rest.
PlanSource rest(const PlanSource& source) {
  PlanSource inner;
  inner.kind = source.component == 0 ? PlanSource::Kind::kSelf : PlanSource::Kind::kPart;
  inner.component = source.component;
  inner.subcomponent = source.subcomponent;
  return inner;
}

}  // namespace

void Compiler::row(const MapRow& row, Body& body, const Scope& scope) {
  if (row.kind != MapRow::Kind::kRule || !row.forward) return;
  Reading reading;
  reading.row = &row;
  reading.value = &row.value;
  reading.conversion = &row.conversion;
  reading.source = source(row.value, scope, row.place);
  reading.when = condition(row.when, scope);
  reading.rule = ruleOf(row, *scope.block);
  // A constant in a type block only accompanies the value that the block converts.
  reading.counts = !scope.block->type;
  Body* item = nullptr;
  walk(row.target, 0, body, reading, scope, &item);
  if (row.with.empty()) return;
  if (item == nullptr)
    throw Mistake{row.place, "'with' needs a target of several elements before it"};
  for (const Assign& one : row.with) assign(one, row, reading.rule, *item, scope);
}

// A row of a type block is compiled wherever the type is used, and is one rule all the same.
std::int32_t Compiler::ruleOf(const MapRow& row, const Block& block) {
  const auto known = rules_.find(&row);
  if (known != rules_.end()) return known->second;
  plan_.rules.push_back(ruleFor(row, block));
  return rules_[&row] = static_cast<std::int32_t>(plan_.rules.size()) - 1;
}

void Compiler::assign(const Assign& assign, const MapRow& row, std::int32_t rule, Body& body,
                      const Scope& scope) {
  Reading reading;
  reading.row = &row;
  reading.value = &assign.value;
  reading.conversion = &assign.conversion;
  reading.source = source(assign.value, scope, assign.target.place);
  reading.when = condition(assign.when, scope);
  reading.rule = rule;
  reading.aside = true;
  reading.counts = false;
  Body* item = nullptr;
  walk(assign.target, 0, body, reading, scope, &item);
}

TreeElement& Compiler::element(Body& body, const PathStep& step, const Place& place) {
  for (TreeElement& known : body.elements)
    if (known.name == step.name) return known;
  const bool shadow = step.name.starts_with('_');
  const auto found = elements_.find(*body.type, step.name.substr(shadow ? 1 : 0));
  if (!found)
    throw Mistake{place, fmt::format("{} has no element '{}'", body.type->name, step.name)};
  TreeElement made;
  made.name = step.name;
  made.def = found->def;
  made.type = shadow ? "Element" : found->type;
  made.array = found->def->many;
  if (step.many && !made.array)
    throw Mistake{place, fmt::format("{}.{} has one value only: write it without []",
                                     body.type->name, step.name)};
  body.elements.push_back(std::move(made));
  return body.elements.back();
}

// The object that all rows with this slot fill.
TreeVariant& Compiler::merged(TreeElement& element, const PathStep& step) {
  for (TreeVariant& known : element.variants)
    if (known.merged && known.slot == step.slot) return known;
  TreeVariant made;
  made.merged = true;
  made.slot = step.slot;
  made.object = true;
  made.body.type = elements_.type(element.type);
  element.variants.push_back(std::move(made));
  return element.variants.back();
}

// An item of its own for every value of the row.
TreeVariant& Compiler::fresh(TreeElement& element, Reading& reading) {
  TreeVariant made;
  made.object = true;
  made.rule = reading.rule;
  made.aside = true;  // the hit is what is written inside
  made.when = reading.when;
  made.body.type = elements_.type(element.type);
  if (reading.source.kind != PlanSource::Kind::kNone) {
    made.source = reading.source;
    if (made.source.kind == PlanSource::Kind::kField) {
      made.source.component = made.source.subcomponent = 0;
      reading.source = rest(reading.source);
    } else {
      reading.source = PlanSource{};
      reading.source.kind = PlanSource::Kind::kSelf;
    }
  }
  reading.when = -1;
  element.variants.push_back(std::move(made));
  return element.variants.back();
}

void Compiler::walk(const Target& target, std::size_t at, Body& body, Reading& reading,
                    const Scope& scope, Body** item) {
  const PathStep& step = target.steps[at];
  if (step.name == "ext" || step.name == "keep")
    return extension(target, at, body, reading, scope, item);
  const bool final = at + 1 == target.steps.size();
  if (!final && target.steps[at + 1].name == "ext") {
    const auto found = elements_.find(*body.type, step.name);
    if (found && Elements::primitive(found->type)) {
      PathStep shadow = step;
      shadow.name = "_" + step.name;
      if (found->def->many) throw Mistake{target.place, "no extension in a list of primitives"};
      Body& inner = merged(element(body, shadow, target.place), PathStep{}).body;
      return walk(target, at + 1, inner, reading, scope, item);
    }
  }
  TreeElement& found = element(body, step, target.place);
  if (final) {
    last(target, step, found, reading, scope, item);
    if (reading.row != nullptr && reading.row->backward && !found.array &&
        Elements::primitive(found.type) && keepsMore(*reading.conversion))
      beside(target, step, body, reading, scope.block);
    return;
  }
  if (elements_.type(found.type) == nullptr)
    throw Mistake{target.place, fmt::format("{} has no elements of its own", step.name)};
  if (!step.many) {
    TreeVariant& shared = merged(found, step);
    if (reading.source.kind == PlanSource::Kind::kNone && !reading.counts)
      shared.accompanies = true;
    return walk(target, at + 1, shared.body, reading, scope, item);
  }
  TreeVariant& own = fresh(found, reading);
  if (*item == nullptr) *item = &own.body;
  walk(target, at + 1, own.body, reading, scope, item);
}

void Compiler::last(const Target& target, const PathStep& step, TreeElement& found,
                    Reading& reading, const Scope& scope, Body** item) {
  TreeVariant made = value(found.type, found.def, reading, scope, target.place);
  made.when = reading.when;
  made.rule = reading.rule;
  made.aside = reading.aside;
  made.counts = reading.counts;
  made.slot = step.slot;
  found.variants.push_back(std::move(made));
  TreeVariant& placed = found.variants.back();
  if (*item == nullptr && placed.object) *item = &placed.body;
  if (reading.row == nullptr || !reading.row->otherwise || reading.value != &reading.row->value)
    return;
  TreeVariant otherwise = constant(found.type, found.def, *reading.row->otherwise, target.place);
  otherwise.source = reading.source;
  otherwise.rule = reading.rule;
  otherwise.when = reading.when;
  found.variants.push_back(std::move(otherwise));
}

void Compiler::extensionUrl(Body& body, const std::string& url, const Place& place) {
  PathStep name;
  name.name = "url";
  TreeElement& made = element(body, name, place);
  made.variants.push_back(constant("uri", made.def, url, place));
  made.variants.back().counts = false;
}

// The constant that stands in where no row gives a value for the same element: on the way back it
// is taken for nothing, so a code that means the same is kept as well.
std::string Compiler::fallback(const Target& target, const Block& block) {
  for (const MapRow& row : block.rows) {
    if (row.value.kind != Value::Kind::kText || !row.when.terms.empty() ||
        row.target.steps.size() != target.steps.size())
      continue;
    const bool same = std::equal(row.target.steps.begin(), row.target.steps.end(),
                                 target.steps.begin(), [](const PathStep& a, const PathStep& b) {
                                   return a.name == b.name && a.slot == b.slot && a.url == b.url;
                                 });
    if (same) return row.value.text;
  }
  return "";
}

// Whether the target alone may not tell what stood in the field.
bool Compiler::keepsMore(const Conversion& conversion) {
  return !conversion.table.empty() || conversion.name == "system" || conversion.name == "lines";
}

// What the way back needs and the target does not say travels beside it: a code that the table's
// inverse does not give, and whether lines were repetitions.
void Compiler::beside(const Target& target, const PathStep& step, Body& body,
                      const Reading& reading, const Block* block) {
  const bool lines = reading.conversion->name == "lines";
  PathStep shadow;
  shadow.name = "_" + step.name;
  Body& inner = merged(element(body, shadow, target.place), PathStep{}).body;
  PathStep list;
  list.name = "extension";
  PathStep slot;
  slot.slot = lines ? "urn:pontis:v2:repeats" : "urn:pontis:v2:code";
  Body& holder = merged(element(inner, list, target.place), slot).body;
  if (holder.elements.empty()) extensionUrl(holder, slot.slot, target.place);
  PathStep content;
  content.name = lines ? "valueBoolean" : "valueString";
  TreeVariant made;
  made.source = reading.source;
  made.when = reading.when;
  made.rule = reading.rule;
  made.aside = true;
  if (lines) {
    made.convert = Convert::kRepeats;
    made.source.repetition = SourcePath::kWhole;
  } else {
    const std::string& name = reading.conversion->table;
    made.convert = Convert::kSourceCode;
    made.table = table(name.empty() ? "CodingSystem" : name, target.place);
    // Any name is good for a code system: only one that the table would change is kept.
    made.counts = !name.empty();
    made.constant = fallback(target, *block);
  }
  element(holder, content, target.place).variants.push_back(std::move(made));
}

// `ext(url)`, or `keep`, which is the extension named after the row's own field.
void Compiler::extension(const Target& target, std::size_t at, Body& body, Reading& reading,
                         const Scope& scope, Body** item) {
  const PathStep& step = target.steps[at];
  PathStep list;
  list.name = "extension";
  const bool final = at + 1 == target.steps.size();
  std::string url = step.name == "keep" ? keepUrl(*scope.block, *reading.row) : step.url;
  TreeElement& found = element(body, list, target.place);
  PathStep slot;
  slot.slot = url;
  TreeVariant& own = final ? fresh(found, reading) : merged(found, slot);
  Body& inner = own.body;
  if (inner.elements.empty()) {
    extensionUrl(inner, url, target.place);
    // Several rows may fill one extension; its address is the first one's.
    TreeVariant& address = inner.elements.back().variants.back();
    address.rule = final ? -1 : reading.rule;
    address.aside = true;
  }
  if (reading.source.kind == PlanSource::Kind::kNone && !reading.counts) own.accompanies = true;
  if (!final) return walk(target, at + 1, inner, reading, scope, item);
  std::string type = extensionType(syntax_, *reading.value, *reading.conversion);
  if (type.empty())
    throw Mistake{target.place, fmt::format("no 'type {} -> …' that an extension can hold",
                                            reading.conversion->name)};
  type[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(type[0])));
  PathStep content;
  content.name = "value" + type;
  if (*item == nullptr) *item = &inner;
  last(target, content, element(inner, content, target.place), reading, scope, item);
}

}  // namespace pontis
