#include "adapters/file/file_name.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/clock.h"

namespace pontis {
namespace {

constexpr std::string_view kKeys[] = {"received", "type",   "control_id",
                                      "id",       "ticket", "extension"};

bool fits(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

std::string_view guess(std::string_view payload) {
  if (payload.starts_with('{')) return ".json";
  if (payload.starts_with('<')) return ".xml";
  if (payload.starts_with("MSH") || payload.starts_with("FHS") || payload.starts_with("BHS"))
    return ".hl7";
  return ".txt";
}

// "20260105T093000.000Z".
std::string received(const Message& message) {
  std::string text = toText(message.received);
  std::erase_if(text, [](char c) { return c == ':' || c == '-'; });
  return text;
}

std::string valueOf(std::string_view key, const std::string& extension, const Outgoing& outgoing) {
  const Message& message = *outgoing.message;
  if (key == "received") return received(message);
  if (key == "type") return sanitised(message.envelope.type);
  if (key == "control_id") return sanitised(message.envelope.control_id);
  if (key == "id") return sanitised(message.id);
  // Of one width, so that the order of names is the order of deliveries.
  if (key == "ticket") return fmt::format("{:012}", outgoing.ticket);
  return extension.empty() ? std::string(guess(outgoing.payload.view())) : extension;
}

}  // namespace

std::string sanitised(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  std::string out(text.substr(0, kLongest));
  for (char& c : out)
    if (!fits(c)) c = '_';
  if (out.starts_with('.')) out[0] = '_';
  return out;
}

std::string checkNamePattern(const std::string& pattern) {
  if (pattern.find("{ticket}") == std::string::npos) return "the name must hold {ticket}";
  std::string_view rest = pattern;
  if (rest.starts_with('.')) return "the name must not begin with a dot";
  while (!rest.empty()) {
    if (rest.front() == '{') {
      const std::string_view key = rest.substr(1, rest.find('}') - 1);
      if (std::find(std::begin(kKeys), std::end(kKeys), key) == std::end(kKeys))
        return "known are {received} {type} {control_id} {id} {ticket} {extension}";
      rest.remove_prefix(key.size() + 2);
    } else if (!fits(rest.front())) {
      return "use letters, digits, '-', '_' and '.'";
    } else {
      rest.remove_prefix(1);
    }
  }
  return "";
}

std::string fileName(const std::string& pattern, const std::string& extension,
                     const Outgoing& outgoing) {
  std::string name;
  std::string_view rest = pattern;
  while (!rest.empty()) {
    const std::size_t open = std::min(rest.find('{'), rest.size());
    name += rest.substr(0, open);
    rest.remove_prefix(open);
    if (rest.empty()) break;
    const std::string_view key = rest.substr(1, rest.find('}') - 1);
    name += valueOf(key, extension, outgoing);
    rest.remove_prefix(key.size() + 2);
  }
  if (name.starts_with('.')) name[0] = '_';  // an empty value stood first
  return name;
}

}  // namespace pontis
