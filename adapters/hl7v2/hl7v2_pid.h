// Reads PID, and the NK1 of the mother, as Demographics. The rules stand in hl7v2_persons.h.
#pragma once

#include <string_view>
#include <vector>

#include "adapters/hl7v2/hl7v2_message.h"
#include "engine/core/person.h"

namespace pontis {

// One repetition of a field, by its components; all text decoded and trimmed, null as nothing.
class Hl7v2Repetition {
 public:
  Hl7v2Repetition(const Hl7v2Message& message, std::string_view raw)
      : message_(&message), raw_(raw) {}

  std::string at(std::size_t component, std::size_t subcomponent = 1) const;

 private:
  const Hl7v2Message* message_;
  std::string_view raw_;
};

// The repetitions of a field that are not empty, in order.
std::vector<Hl7v2Repetition> repetitions(const Hl7v2Message& message, std::size_t segment,
                                         std::size_t field);

// An HD (namespace, universal id, its type) as Identifier::system.
std::string authority(const std::string& space, const std::string& universal,
                      const std::string& type);

// Adds the CX in a field to `out`, each once.
void readIdentifiers(const Hl7v2Message& message, std::size_t segment, std::size_t field,
                     std::vector<Identifier>& out);

Demographics readPid(const Hl7v2Message& message, std::size_t pid);

}  // namespace pontis
