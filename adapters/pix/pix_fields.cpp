#include "adapters/pix/pix_fields.h"

#include <algorithm>

#include "engine/base/clock.h"

namespace pontis {

std::optional<std::size_t> PixFields::find(std::string_view name) const {
  for (std::size_t at = 0; at < segments_.size(); ++at)
    if (segments_.name(at) == name) return at;
  return std::nullopt;
}

std::size_t PixFields::repetitions(std::size_t segment, std::size_t field) const {
  return pieces(raw(segment, field), delimiters().repetition);
}

std::string PixFields::value(std::size_t segment, std::size_t field, std::size_t repetition,
                             std::size_t component, std::size_t subcomponent) const {
  const Delimiters& d = delimiters();
  std::string_view text = piece(raw(segment, field), d.repetition, repetition);
  text = piece(text, d.component, component);
  return decoded(piece(text, d.subcomponent, subcomponent));
}

std::string PixFields::decoded(std::string_view raw) const {
  std::string out;
  if (raw != "\"\"") segments_.decode(raw, out);
  const std::size_t first = out.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  out.erase(out.find_last_not_of(" \t\r\n") + 1);
  return out.erase(0, first);
}

std::string PixFields::echo(std::size_t segment, std::size_t field) const {
  std::string out;
  for (const char c : raw(segment, field))
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  return out;
}

std::string PixFields::echo(std::size_t segment) const {
  std::string out(segments_.name(segment));
  for (std::size_t field = 1; field <= segments_.fields(segment); ++field)
    out.append(1, delimiters().field).append(echo(segment, field));
  return out;
}

std::string dateFromHl7(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits != 4 && digits != 6 && digits < 8) return std::string(text);
  if (digits < 8 && digits < text.size()) return std::string(text);
  std::string out(text.substr(0, 4));
  if (digits >= 6) out.append("-").append(text.substr(4, 2));
  if (digits >= 8) out.append("-").append(text.substr(6, 2));
  return out;
}

std::string dateToHl7(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool dash = at == 4 || at == 7;
    const bool fits = dash ? text[at] == '-' : text[at] >= '0' && text[at] <= '9';
    if (!fits || at > 9) return std::string(text);
    if (!dash) out += text[at];
  }
  return out;
}

std::string hl7Now() {
  std::string out;
  for (const char c : toText(std::chrono::system_clock::now()).substr(0, 19))
    if (c >= '0' && c <= '9') out += c;
  return out + "+0000";
}

}  // namespace pontis
