// Hits: which rules of a map wrote something, as a delivery keeps them.
//
// A delivery's row holds about one character a rule, behind the key of the list of rules; the list
// itself stands in the store once for each state of the maps. So a trace names the rules of the
// maps of that time, and needs no map.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/mapping/mapping.h"

namespace pontis {

// The rules as one text, its key, and the rules again.
std::string rulesText(const std::vector<Rule>& rules);
std::string keyOf(std::string_view rules_text);
std::vector<Rule> readRules(std::string_view rules_text);

// "KEY:…"; empty if there are no hits.
// REQUIRES: hits in the order of the rules
std::string packHits(std::string_view key, std::span<const RuleHit> hits);

struct PackedHits {
  std::string key;
  std::vector<RuleHit> hits;
};
// What packHits() was given; empty if `text` was not written by it.
PackedHits unpackHits(std::string_view text);

}  // namespace pontis
