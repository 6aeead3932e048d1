// Message: one unit of traffic, from the wire to the last delivery.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/core/document.h"

namespace pontis {

// What a Format reads off a message's envelope, so that the engine can file, order and recognise
// it without knowing the standard. All text is decoded UTF-8. The keys are compared, never shown.
struct Envelope {
  std::string type;         // "ADT^A01"
  std::string control_id;   // MSH-10, ISA-13, Bundle.identifier; empty if the standard has none
  std::string sender;       // sending facility (HL7 v2: MSH-4, else MSH-3)
  std::string application;  // sending application (HL7 v2: MSH-3); empty if it is not said
  // Whose data this is: one key per person it concerns, several for a merge. Deliveries with a
  // common key keep their order. Empty: the message concerns nobody and is not ordered.
  std::vector<std::string> person_keys;
};

struct Message {
  std::string id;       // UUIDv7, given on receipt; sorts by time
  std::string channel;  // name of the channel that accepted it
  std::string format;   // name of the Format that can read it
  std::string peer;     // certificate subject, or address if the listener is not TLS
  std::chrono::system_clock::time_point received{};

  Bytes payload;  // as received; never edited in place
  Envelope envelope;
  std::shared_ptr<const Document> document;  // null until the channel has parsed it
  // The index's number for each of the acts that Format::persons() reads of it, in order; empty
  // until the person stage has run.
  std::vector<std::string> persons;
};

}  // namespace pontis
