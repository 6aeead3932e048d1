#include "engine/flow/hits.h"

#include "engine/mapping/uuid.h"
#include "engine/store/lines.h"

namespace pontis {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Five bits a character, the lowest first; the sixth says that more follow.
void append(std::string& out, std::uint32_t number) {
  for (; number >= 32; number >>= 5) out += kDigits[32 + number % 32];
  out += kDigits[number];
}

bool take(std::string_view& text, std::uint32_t& number) {
  number = 0;
  for (unsigned shift = 0; !text.empty() && shift < 30; shift += 5) {
    const std::size_t digit = kDigits.find(text[0]);
    text.remove_prefix(1);
    if (digit == std::string_view::npos) return false;
    number |= static_cast<std::uint32_t>(digit % 32) << shift;
    if (digit < 32) return true;
  }
  return false;
}

}  // namespace

std::string rulesText(const std::vector<Rule>& rules) {
  std::string text;
  for (const Rule& rule : rules)
    for (const std::string* field :
         {&rule.place, &rule.block, &rule.source, &rule.target, &rule.origin})
      addLine(text, *field);
  return text;
}

std::string keyOf(std::string_view rules_text) {
  std::string key;
  appendUuid(key, uuidOf(rules_text));
  return key.substr(0, 8);
}

std::vector<Rule> readRules(std::string_view rules_text) {
  auto lines = splitLines(rules_text);
  std::vector<Rule> rules;
  for (std::size_t i = 0; i + 4 < lines.size(); i += 5)
    rules.push_back({std::move(lines[i]), std::move(lines[i + 1]), std::move(lines[i + 2]),
                     std::move(lines[i + 3]), std::move(lines[i + 4])});
  return rules;
}

// Each rule is how many lie between it and the one before, doubled; odd if its count follows.
std::string packHits(std::string_view key, std::span<const RuleHit> hits) {
  if (hits.empty()) return {};
  std::string out(key);
  out += ':';
  std::uint32_t next = 0;
  for (const RuleHit& hit : hits) {
    append(out, (hit.rule - next) * 2 + (hit.count > 1 ? 1 : 0));
    if (hit.count > 1) append(out, hit.count - 2);
    next = hit.rule + 1;
  }
  return out;
}

PackedHits unpackHits(std::string_view text) {
  PackedHits out;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return out;
  out.key = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  std::uint32_t next = 0, step = 0, more = 0;
  while (!text.empty()) {
    if (!take(text, step) || (step % 2 == 1 && !take(text, more))) return {};
    out.hits.push_back({next + step / 2, step % 2 == 1 ? more + 2 : 1});
    next = out.hits.back().rule + 1;
  }
  return out;
}

}  // namespace pontis
