#include "engine/mapping/reverse_compiler.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/mapping/grammar.h"
#include "engine/mapping/parser.h"

namespace pontis {
namespace {

bool carries(const Part& part, std::uint32_t segment) {
  return (!part.segment.empty() && packed(part.segment) == segment) ||
         std::any_of(part.parts.begin(), part.parts.end(),
                     [&](const Part& inner) { return carries(inner, segment); });
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
          if (target == row.target) row.explained.push_back(source);
      checkRepeated(made);
      order(made);
    }
    for (const MessageBlock& message : syntax_.messages)
      for (const std::string& resource : message.from) {
        auto type = std::find_if(message.types.begin(), message.types.end(),
                                 [](auto& one) { return one.find('^') != std::string::npos; });
        if (type == message.types.end()) type = message.types.begin();
        plan_.choices.push_back({resource, message.name, *type});
      }
    for (ReverseBlock& made : plan_.blocks) useSlots(made);
    rank();
  } catch (const Mistake& error) {
    note(error);
  }
  if (!mistakes_.empty()) return Error{Code::kInvalid, mistakes_, ""};
  return std::move(plan_);
}

// A letter that no backward row uses has no claim to an item.
void ReverseCompiler::useSlots(ReverseBlock& made) {
  for (const ReverseRow& row : made.rows)
    for (const ReverseStep& step : row.from)
      if (step.slot >= 0) {
        auto& used = made.slots[static_cast<std::size_t>(step.slots)].used;
        used.resize(made.slots[static_cast<std::size_t>(step.slots)].names.size());
        used[static_cast<std::size_t>(step.slot)] = true;
      }
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
  for (const MapRow& one : from.rows) {
    try {
      row(one, from, made, type);
    } catch (const Mistake& error) {
      note(error);
    }
  }
}

}  // namespace pontis
