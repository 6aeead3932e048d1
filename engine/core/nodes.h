// Nodes: the view that every nested standard (FHIR's JSON, later CDA's XML) offers of a Document.
//
// The twin of Segments: it lets a floor-2 component such as the mapping walk a document without
// knowing how it is spelled. The nodes stand in one vector, each before its children.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/core/document.h"

namespace pontis {

class Nodes : public Document {
 public:
  enum class Kind : std::uint8_t { kNull, kObject, kArray, kText, kNumber, kBoolean };

  struct Node {
    Kind kind = Kind::kNull;
    std::uint32_t end = 0;  // one past its last descendant: its next sibling, if it has one
    std::string_view name;  // of a member; empty for an item of an array, and for the root
    std::string_view text;  // decoded; a number as it is spelled
  };

  // The root is the first. Borrows from the document.
  virtual const std::vector<Node>& nodes() const = 0;
};

}  // namespace pontis
