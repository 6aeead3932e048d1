// The tree between syntax and plan: a resource's elements as the rows fill them. Compile time only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/mapping/elements.h"
#include "engine/mapping/plan.h"

namespace pontis {

struct TreeElement;

struct Body {
  const TypeDef* type = nullptr;
  std::vector<TreeElement> elements;
  std::vector<std::string> needs;
};

// What a type block makes of a value. All rows that call it share it, and it stands in the plan
// once.
struct Called {
  Body body;
  std::uint32_t begin = 0;  // its nodes, when it has been flattened
  std::uint32_t end = 0;
};

// One way to fill an element.
struct TreeVariant {
  bool merged = false;  // an object that several rows fill, known by `slot`
  std::string slot;
  bool object = false;
  bool counts = true;
  bool accompanies = false;  // holds constants that go with a value, and may stand alone
  Convert convert = Convert::kString;
  std::int16_t table = -1;
  std::int16_t queue = -1;
  std::int32_t when = -1;
  std::string constant;  // JSON
  std::int32_t rule = -1;
  bool aside = false;
  PlanSource source;
  std::shared_ptr<Called> called;  // instead of a body of its own
  Body body;

  const Body& inside() const { return called != nullptr ? called->body : body; }
};

struct TreeElement {
  std::string name;  // as in JSON
  const ElementDef* def = nullptr;
  std::string type;
  bool array = false;
  std::vector<TreeVariant> variants;
};

// Appends the elements of `body` to `plan`, in FHIR's order.
void flatten(const Body& body, Plan& plan);

// The bits of `body`'s elements that FHIR, or the map, requires.
std::uint64_t needsOf(const Body& body);

}  // namespace pontis
