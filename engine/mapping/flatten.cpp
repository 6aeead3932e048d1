#include <algorithm>

#include "engine/mapping/tree.h"

namespace pontis {
namespace {

// Indexes of `body`'s elements, in FHIR's order.
std::vector<std::size_t> ordered(const Body& body) {
  std::vector<std::size_t> order(body.elements.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return body.elements[a].def->order < body.elements[b].def->order;
  });
  return order;
}

std::uint32_t pool(Plan& plan, const std::string& text) {
  const auto at = static_cast<std::uint32_t>(plan.pool.size());
  plan.pool += text;
  return at;
}

constexpr std::uint32_t kAnything = 0xFFFFFFFF;

std::uint32_t partsOf(const TreeElement& element);

// The components of the value at hand without which a variant yields nothing.
std::uint32_t partsOf(const TreeVariant& variant) {
  if (variant.source.kind == PlanSource::Kind::kPart)
    return variant.source.component < 32 ? 1U << variant.source.component : kAnything;
  if (variant.source.kind != PlanSource::Kind::kNone || !variant.object || variant.accompanies)
    return kAnything;
  std::uint32_t parts = 0;
  for (const TreeElement& element : variant.inside().elements) {
    // The address of an extension is no content.
    if (element.name != "url" || variant.inside().type->name != "Extension")
      parts |= partsOf(element);
  }
  return parts;
}

std::uint32_t partsOf(const TreeElement& element) {
  std::uint32_t parts = 0;
  for (const TreeVariant& variant : element.variants) parts |= partsOf(variant);
  return parts;
}

void flattenVariant(const TreeVariant& variant, Plan& plan) {
  const std::size_t index = plan.nodes.size();
  Node node;
  node.variant = true;
  node.object = variant.object;
  node.counts = variant.counts;
  node.accompanies = variant.accompanies;
  node.convert = variant.convert;
  node.table = variant.table;
  node.queue = variant.queue;
  node.when = variant.when;
  node.rule = variant.rule;
  node.aside = variant.aside;
  node.source = variant.source;
  node.text_size = static_cast<std::uint32_t>(variant.constant.size());
  node.text = pool(plan, variant.constant);
  node.period = variant.object && variant.inside().type->name == "Period";
  if (variant.object) node.needs = needsOf(variant.inside());
  plan.nodes.push_back(node);
  Called own;
  Called& called = variant.called != nullptr ? *variant.called : own;
  if (variant.object && called.end == 0) {
    called.begin = static_cast<std::uint32_t>(plan.nodes.size());
    flatten(variant.inside(), plan);
    called.end = static_cast<std::uint32_t>(plan.nodes.size());
  }
  plan.nodes[index].begin = called.begin;
  plan.nodes[index].finish = called.end;
  plan.nodes[index].end = static_cast<std::uint32_t>(plan.nodes.size());
}

}  // namespace

std::uint64_t needsOf(const Body& body) {
  std::uint64_t needs = 0;
  const auto order = ordered(body);
  for (std::size_t i = 0; i < order.size() && i < 64; ++i) {
    const TreeElement& element = body.elements[order[i]];
    const bool named =
        std::find(body.needs.begin(), body.needs.end(), element.name) != body.needs.end();
    // A choice is filled by one of several elements; the compiler saw to it that one always is.
    const bool required =
        element.def->required && !element.def->choice && !element.name.starts_with('_');
    if (named || required) needs |= std::uint64_t{1} << i;
  }
  return needs;
}

void flatten(const Body& body, Plan& plan) {
  std::uint8_t ordinal = 0;
  for (const std::size_t at : ordered(body)) {
    const TreeElement& element = body.elements[at];
    const std::size_t index = plan.nodes.size();
    Node node;
    node.array = element.array;
    node.ordinal = ordinal++;
    if (element.def->choice && !element.name.starts_with('_'))
      node.choice = static_cast<std::uint8_t>(1 + element.def->order);
    const std::string key = "\"" + element.name + "\":";
    const std::uint32_t parts = partsOf(element);
    node.parts = parts == kAnything ? 0 : parts;
    node.key_size = static_cast<std::uint32_t>(key.size());
    node.key = pool(plan, key);
    plan.nodes.push_back(node);
    for (const TreeVariant& variant : element.variants) flattenVariant(variant, plan);
    plan.nodes[index].end = static_cast<std::uint32_t>(plan.nodes.size());
  }
}

}  // namespace pontis
