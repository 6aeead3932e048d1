#include "engine/mapping/reverse_values.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "engine/mapping/json.h"

namespace pontis {
namespace {

std::string unpercented(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      const auto c = static_cast<unsigned char>(text[at]);
      return std::isdigit(c) != 0 ? c - '0' : (std::toupper(c) - 'A') + 10;
    };
    const bool coded = text[i] == '%' && i + 2 < text.size() &&
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

// Structures that serve other triggers than their own.
constexpr struct {
  std::string_view structure;
  std::string_view triggers;
} kShared[] = {
    {"ADT_A01", "A01 A04 A08 A13"},
    {"ADT_A05", "A05 A14 A28 A31"},
    {"ADT_A06", "A06 A07"},
    {"ADT_A09", "A09 A10 A11"},
    {"ADT_A21", "A21 A22 A23 A25 A26 A27 A29 A32 A33"},
    {"ADT_A30", "A30 A34 A35 A36 A46 A47 A48 A49"},
    {"ADT_A39", "A39 A40 A41 A42"},
    {"ADT_A43", "A43 A44"},
    {"ADT_A50", "A50 A51"},
    {"ADT_A52", "A52 A53"},
    {"ADT_A54", "A54 A55"},
    {"ADT_A61", "A61 A62"},
    {"MDM_T01", "T01 T03 T05 T07 T09 T11"},
    {"MDM_T02", "T02 T04 T06 T08 T10"},
    {"SIU_S12", "S12 S13 S14 S15 S16 S17 S18 S19 S20 S21 S22 S23 S24 S26"},
    {"SRM_S01", "S01 S02 S03 S04 S05 S06 S07 S08 S09 S10 S11"},
    {"REF_I12", "I12 I13 I14 I15"},
    {"PPR_PC1", "PC1 PC2 PC3"},
    {"RDE_O11", "O11 O25"},
};

}  // namespace

std::string structureOf(std::string_view type) {
  const std::size_t at = type.find('^');
  if (at == std::string_view::npos || at + 1 == type.size()) return "";
  const std::string_view code = type.substr(0, at);
  const std::string_view trigger = type.substr(at + 1);
  for (const auto& [structure, triggers] : kShared) {
    std::string_view rest = structure;
    if (take(rest, '_') != code) continue;
    for (rest = triggers; !rest.empty();)
      if (take(rest, ' ') == trigger) return std::string(structure);
  }
  return std::string(code).append("_").append(trigger);
}

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

std::string hl7Number(std::string_view number) {
  const std::size_t mark = number.find_first_of("eE");
  if (mark == std::string_view::npos) return std::string(number);
  std::string_view power = number.substr(mark + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  const char* const end = power.data() + power.size();
  int exponent = 0;
  if (std::from_chars(power.data(), end, exponent) != std::from_chars_result{end, {}}) return "";
  std::string digits(number.substr(0, mark));
  const std::string sign = digits.starts_with('-') ? "-" : "";
  digits.erase(0, sign.size());
  constexpr int kMost = 40;
  if (exponent < -kMost || exponent > kMost || digits.size() > kMost) return "";
  // The point moves; digits fill up what it passes.
  const std::size_t dot = digits.find('.');
  int point = static_cast<int>(std::min(dot, digits.size())) + exponent;
  if (dot != std::string::npos) digits.erase(dot, 1);
  if (point < 1) digits.insert(0, static_cast<std::size_t>(1 - point), '0'), point = 1;
  const auto whole = static_cast<std::size_t>(point);
  if (digits.size() < whole) digits.append(whole - digits.size(), '0');
  if (digits.size() > whole) digits.insert(whole, 1, '.');
  return sign + digits;
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
