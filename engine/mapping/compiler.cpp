#include "engine/mapping/compiler.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/mapping/conversions.h"
#include "engine/mapping/parser.h"

namespace pontis {

Compiler::Compiler(const Syntax& syntax, const std::map<std::string, Table>& tables)
    : syntax_(syntax), all_tables_(tables) {}

Result<Plan> Compiler::compile() {
  try {
    plan_.zone = syntax_.zone;
    plan_.remainder = syntax_.remainder;
    plan_.reported = syntax_.reported;
    // A row makes some six nodes; to move them all whenever the vector grows would cost as much as
    // to make them.
    std::size_t rows = 0;
    for (const Block& block : syntax_.blocks) rows += block.rows.size();
    plan_.nodes.reserve(rows * 6);
    messages();
    for (const Block& block : syntax_.blocks) {
      if (block.type || !block.of.empty()) continue;
      plan_.names.push_back(block.name.empty() ? block.target.steps[0].name : block.name);
      plan_.pools.push_back(block.target.steps[0].name);
    }
    for (const Block& block : syntax_.blocks) remarks(block);
    std::vector<const Block*> maps;
    for (const Block& block : syntax_.blocks)
      if (!block.type && block.of.empty()) maps.push_back(&block);
    plan_.templates.resize(maps.size());
    for (const Block* block : maps) mapBlock(*block);
  } catch (const Mistake& error) {
    return mistake(error.place, error.what);
  }
  return std::move(plan_);
}

void Compiler::messages() {
  for (const MessageBlock& block : syntax_.messages) {
    plan_.types[block.name] = plan_.grammars.size();
    for (const std::string& type : block.types) plan_.types[type] = plan_.grammars.size();
    plan_.grammars.push_back(Grammar::compile(block));
  }
  if (plan_.types.count("*") == 0) {
    const Place place = syntax_.blocks.empty()
                            ? Place{std::make_shared<const std::string>("maps"), 1, 1}
                            : syntax_.blocks[0].place;
    throw Mistake{place, "no 'message … for *', which types without a grammar need"};
  }
}

// Rows that carry nothing: `2 -> used`, `9 -> report "…"`.
void Compiler::remarks(const Block& block) {
  for (const MapRow& row : block.rows) {
    if (row.kind == MapRow::Kind::kRule) continue;
    if (block.type) throw Mistake{row.place, "'used' and 'report' belong into a map of a segment"};
    Remark remark;
    remark.segment = packed(block.source);
    remark.field = static_cast<std::uint16_t>(row.value.path.field);
    remark.component = static_cast<std::uint8_t>(row.value.path.component);
    if (row.kind == MapRow::Kind::kReport) {
      remark.reason = static_cast<std::int32_t>(plan_.reasons.size());
      plan_.reasons.push_back(row.reason);
    }
    plan_.remarks.push_back(remark);
  }
}

void Compiler::mapBlock(const Block& block) {
  const std::string& resource = block.target.steps[0].name;
  const TypeDef* type = elements_.type(resource);
  if (type == nullptr || resource.find('.') != std::string::npos || block.target.steps.size() > 1)
    throw Mistake{block.target.place, "not a resource of FHIR R4: " + resource};
  Template made;
  made.resource = resource;
  made.name = nameOf(block.name.empty() ? resource : block.name, block.place);
  made.anchor = packed(block.source);
  Body root;
  root.type = type;
  const Scope scope{&block, &made.slots};
  slot(made.anchor, true, scope);  // slot 0 is the anchor
  made.when = condition(block.when, scope);
  fill(block, made, root);
  tag(block, root, scope);
  for (const Block& other : syntax_.blocks) {
    const bool mine = !other.type && other.of == block.source &&
                      (other.name.empty() ? other.target.steps[0].name : other.name) ==
                          plan_.names[static_cast<std::size_t>(made.name)];
    if (mine) contributions(other, made, root);
  }
  finish(block, made, root);
  plan_.templates[static_cast<std::size_t>(made.name)] = std::move(made);
}

// Which map made it, where several make such a resource: the way back needs to know.
void Compiler::tag(const Block& block, Body& root, const Scope& scope) {
  for (const MapRow& one : tagRows(block)) row(tag_rows_.emplace_back(one), root, scope);
}

// The template of the resource that a type block makes of a value (XCN -> Practitioner).
std::int16_t Compiler::queued(const Block& block, const Place& place) {
  if (const auto found = queued_.find(&block); found != queued_.end()) return found->second;
  const auto index = static_cast<std::int16_t>(plan_.templates.size());
  queued_[&block] = index;
  plan_.templates.emplace_back();
  Template made;
  made.resource = block.target.steps[0].name;
  Body root;
  root.type = elements_.type(made.resource);
  if (block.keys.empty()) throw Mistake{place, block.source + " needs a key to be a resource"};
  fill(block, made, root);
  finish(block, made, root);
  plan_.templates[static_cast<std::size_t>(index)] = std::move(made);
  return index;
}

void Compiler::fill(const Block& block, Template& made, Body& root) {
  const Scope scope{&block, &made.slots};
  for (const MapRow& one : block.rows) row(one, root, scope);
  root.needs = block.needs;
  keys(block, made, scope);
  for (const Method& method : block.methods)
    made.methods.push_back({method.update, condition(method.when, scope)});
}

// `map NTE -> Observation.note[] of OBX`: an item for every NTE; `map PD1 -> Patient of PID`: more
// rows for the same resource.
void Compiler::contributions(const Block& block, Template& made, Body& root) {
  const Scope scope{&block, &made.slots};
  const std::uint8_t own = slot(packed(block.source), true, scope);
  Body* body = &root;
  for (std::size_t i = 1; i < block.target.steps.size(); ++i) {
    PathStep step = block.target.steps[i];
    if (step.name == "ext") step.name = "extension";
    TreeElement& found = element(*body, step, block.target.place);
    TreeVariant variant;
    variant.object = true;
    variant.body.type = elements_.type(found.type);
    if (variant.body.type == nullptr)
      throw Mistake{block.target.place, step.name + " has no elements of its own"};
    if (i + 1 == block.target.steps.size()) {
      variant.source.kind = PlanSource::Kind::kEach;
      variant.source.slot = own;
      variant.when = condition(block.when, scope);
    }
    found.variants.push_back(std::move(variant));
    body = &found.variants.back().body;
    if (!step.url.empty()) extensionUrl(*body, step.url, block.target.place);
  }
  if (block.target.steps.size() == 1 && !block.when.terms.empty())
    throw Mistake{block.place, "put the condition on the rows"};
  for (const MapRow& one : block.rows) row(one, *body, scope);
  if (block.target.steps.size() > 1) body->needs = block.needs;
  if (!block.keys.empty()) throw Mistake{block.keys[0].place, "the key belongs to " + block.of};
}

void Compiler::keys(const Block& block, Template& made, Scope scope) {
  for (const Key& key : block.keys) {
    if (key.identifier) {
      identity(key, made, scope);
      continue;
    }
    Identity identity;
    for (const Value& part : key.parts) identity.parts.push_back(source(part, scope, key.place));
    made.keys.push_back(std::move(identity));
  }
}

// Only what a search by identifier needs: system and value.
void Compiler::identity(const Key& key, Template& made, const Scope& scope) {
  Reading reading;
  reading.value = &key.parts[0];
  reading.conversion = &key.conversion;
  reading.source = source(key.parts[0], scope, key.place);
  TreeVariant variant = value("Identifier", nullptr, reading, scope, key.place);
  auto& parts = variant.body.elements;
  std::erase_if(
      parts, [](const TreeElement& part) { return part.name != "system" && part.name != "value"; });
  Body holder;
  holder.type = variant.body.type;
  variant.body.needs = {"value"};
  TreeElement element;
  element.name = "identifier";
  element.def = elements_.find(*elements_.type("Patient"), "identifier")->def;
  element.type = "Identifier";
  element.array = true;
  element.variants.push_back(std::move(variant));
  holder.elements.push_back(std::move(element));
  Identity identity;
  identity.identifier = true;
  identity.node = static_cast<std::uint32_t>(plan_.nodes.size()) + 1;
  flatten(holder, plan_);
  made.keys.push_back(std::move(identity));
}

void Compiler::finish(const Block& block, Template& made, Body& root) {
  ownIdentifier(made, root);
  checkRequired(root, block, true);
  made.needs = needsOf(root);
  made.begin = static_cast<std::uint32_t>(plan_.nodes.size());
  flatten(root, plan_);
  made.end = static_cast<std::uint32_t>(plan_.nodes.size());
  std::erase_if(calls_, [&](const auto& call) { return std::get<2>(call.first) == &made.slots; });
  if (made.slots.size() > 30) throw Mistake{block.place, "more than 30 segments for one resource"};
}

// A resource that no business identifier names is found again by one made from its key.
void Compiler::ownIdentifier(Template& made, Body& root) {
  const auto found = elements_.find(*root.type, "identifier");
  made.has_identifier = found.has_value() && found->type == "Identifier";
  if (!made.has_identifier) return;
  TreeVariant own;
  own.convert = Convert::kOwnIdentifier;
  own.counts = false;
  PathStep step;
  step.name = "identifier";
  TreeElement& identifier = element(root, step, Place{});
  if (identifier.array)
    identifier.variants.push_back(std::move(own));
  else
    identifier.variants.insert(identifier.variants.begin(), std::move(own));
}

// True if the variant always yields something.
bool Compiler::total(const TreeVariant& variant) {
  if (variant.when >= 0 || variant.source.kind != PlanSource::Kind::kNone) return false;
  if (!variant.object) return variant.convert == Convert::kConstant;
  return std::any_of(variant.inside().elements.begin(), variant.inside().elements.end(),
                     [](const TreeElement& element) {
                       return std::any_of(element.variants.begin(), element.variants.end(), total);
                     });
}

void Compiler::checkRequired(const Body& body, const Block& block, bool root) {
  for (const ElementDef& def : body.type->elements) {
    if (!def.required) continue;
    bool filled = false;
    bool safe = false;
    for (const TreeElement& element : body.elements) {
      if (element.def != &def || element.name.starts_with('_')) continue;
      filled = true;
      safe = safe || std::any_of(element.variants.begin(), element.variants.end(), total);
    }
    if (!filled)
      throw Mistake{block.place, fmt::format("no rule fills {}.{}, which FHIR requires",
                                             body.type->name, def.name)};
    const bool declared =
        std::find(body.needs.begin(), body.needs.end(), def.name) != body.needs.end();
    if (root && !safe && !declared)
      throw Mistake{block.place,
                    fmt::format("{}.{} may stay empty, which FHIR forbids: add a constant as its "
                                "last rule, or 'needs {}' to go without the resource",
                                body.type->name, def.name, def.name)};
  }
  for (const TreeElement& element : body.elements)
    for (const TreeVariant& variant : element.variants)
      if (variant.object) checkRequired(variant.inside(), block, false);
}

}  // namespace pontis
