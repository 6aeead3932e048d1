#include "engine/mapping/reverse_values.h"

#include <cctype>

namespace pontis {
namespace {

std::string unpercented(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      const auto c = static_cast<unsigned char>(text[at]);
      return std::isdigit(c) != 0 ? c - '0' : (std::toupper(c) - 'A') + 10;
    };
    const bool coded = text[i] == '%' && i + 2 < text.size() + 0 &&
                       std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0 &&
                       std::isxdigit(static_cast<unsigned char>(text[i + 2])) != 0;
    if (!coded) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(digit(i + 1) << 4 | digit(i + 2));
    i += 2;
  }
  return out;
}

}  // namespace

std::string hl7Time(std::string_view time, std::string_view zone) {
  std::string out;
  const std::size_t clock = time.find('T');
  const std::string_view day = time.substr(0, clock);
  for (const char c : day)
    if (c != '-') out += c;
  if (clock == std::string_view::npos) return out;
  std::string_view rest = time.substr(clock + 1);
  const std::size_t end = rest.find_first_of("Z+-");
  for (const char c : rest.substr(0, end))
    if (c != ':') out += c;
  if (end == std::string_view::npos || rest.substr(end) == zone) return out;
  if (rest[end] == 'Z') return out += "+0000";
  for (const char c : rest.substr(end))
    if (c != ':') out += c;
  return out;
}

Authority authorityOf(std::string_view uri, const Table& names) {
  if (const auto known = names.inverse(uri, ""); known) return {std::string(*known), "", ""};
  if (uri.starts_with("urn:id:")) return {unpercented(uri.substr(7)), "", ""};
  if (uri.starts_with("urn:oid:")) return {"", std::string(uri.substr(8)), "ISO"};
  if (uri.starts_with("urn:uuid:")) return {"", std::string(uri.substr(9)), "UUID"};
  return {"", std::string(uri), "URI"};
}

std::string systemName(std::string_view uri, const Table& names) {
  if (const auto known = names.inverse(uri, ""); known) return std::string(*known);
  constexpr std::string_view kTables = "http://terminology.hl7.org/CodeSystem/v2-";
  if (uri.starts_with(kTables) && uri.size() == kTables.size() + 4)
    return "HL7" + std::string(uri.substr(kTables.size()));
  const Authority authority = authorityOf(uri, Table());
  return authority.name.empty() ? authority.id : authority.name;
}

}  // namespace pontis
