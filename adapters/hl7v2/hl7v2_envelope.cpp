#include "adapters/hl7v2/hl7v2_envelope.h"

#include <algorithm>

namespace pontis {
namespace {

// The name of an HD (hierarchic designator): its namespace id, else its universal id.
std::string designator(const Hl7v2Message& message, std::size_t field) {
  std::string name = message.value(0, field);
  return name.empty() ? message.value(0, field, 1, 2) : name;
}

class PersonKeys {
 public:
  PersonKeys(const Hl7v2Message& message, const std::string& sender)
      : message_(message), sender_(sender) {}

  // Adds the identifiers (CX) in a field; false if there are none.
  bool add(std::size_t segment, std::size_t field) {
    const Delimiters& d = message_.delimiters();
    std::string_view rest = message_.field(segment, field);
    bool any = false;
    while (!rest.empty()) {
      const std::size_t end = d.repetition ? rest.find(d.repetition) : rest.npos;
      const std::string_view identifier = rest.substr(0, end);
      rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
      const std::string_view id = piece(piece(identifier, d.component, 1), d.subcomponent, 1);
      if (id.empty() || id == "\"\"") continue;
      const std::string_view authority = piece(identifier, d.component, 4);
      std::string_view name = piece(authority, d.subcomponent, 1);
      if (name.empty()) name = piece(authority, d.subcomponent, 2);
      std::string key;
      if (name.empty() || name == "\"\"") {
        key.append("@").append(sender_);
      } else {
        message_.decode(name, key);
      }
      key += '|';
      message_.decode(id, key);
      keys_.push_back(std::move(key));
      any = true;
    }
    return any;
  }

  std::vector<std::string> take() {
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    return std::move(keys_);
  }

 private:
  const Hl7v2Message& message_;
  const std::string& sender_;
  std::vector<std::string> keys_;
};

}  // namespace

Envelope readEnvelope(const Hl7v2Message& message) {
  Envelope out;
  out.type = message.type();
  out.control_id = message.value(0, 10);
  out.sender = designator(message, 4);
  out.application = designator(message, 3);
  if (out.sender.empty()) out.sender = out.application;
  PersonKeys keys(message, out.sender);
  bool persons = false;
  for (std::size_t segment = 1; segment < message.size(); ++segment) {
    const std::string_view name = message.name(segment);
    if (name == "PID") {
      persons = true;
      if (keys.add(segment, 3)) continue;
      keys.add(segment, 2);
      keys.add(segment, 4);
    } else if (name == "MRG") {
      persons = true;
      keys.add(segment, 1);
      keys.add(segment, 4);
    }
  }
  out.person_keys = keys.take();
  if (persons && out.person_keys.empty()) out.person_keys.push_back("@" + out.sender);
  return out;
}

}  // namespace pontis
