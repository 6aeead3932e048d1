// The way there and back: what rows that hold both ways read must come back as it was.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include "adapters/fhir/fhir_document.h"
#include "adapters/hl7v2/hl7v2_format.h"
#include "engine/mapping/mapping.h"
#include "tests/support/corpora.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

// Other maps than the checkout's may be named, to try them.
const Mapping& maps() {
  const char* named = std::getenv("PONTIS_MAPPINGS");
  const std::string root = named != nullptr ? named : PONTIS_ROOT "/mappings";
  static const auto kLoaded = Mapping::load(std::vector<std::string>{root + "/hl7v2-fhir"});
  EXPECT_TRUE(kLoaded) << (kLoaded ? "" : kLoaded.error().text);
  return **kLoaded;
}

fs::path corpus() { return corpora() / "hl7v2"; }

std::shared_ptr<const Segments> parsed(Bytes payload) {
  auto document = Hl7v2Format().parse(std::move(payload));
  return document ? std::dynamic_pointer_cast<const Segments>(*document) : nullptr;
}

// The decoded leaf at a path such as "OBX[3]-5[2].1.2"; empty if there is none.
std::string leafAt(const Segments& message, std::string_view path) {
  const auto number = [&](std::string_view opener, std::size_t none) {
    if (!path.starts_with(opener)) return none;
    path.remove_prefix(opener.size());
    std::size_t value = 0;
    while (!path.empty() && std::isdigit(static_cast<unsigned char>(path[0])) != 0) {
      value = value * 10 + static_cast<std::size_t>(path[0] - '0');
      path.remove_prefix(1);
    }
    if (path.starts_with(']')) path.remove_prefix(1);
    return value;
  };
  const std::string_view name = path.substr(0, 3);
  path.remove_prefix(3);
  std::size_t which = number("[", 1);
  const std::size_t field = number("-", 1);
  const std::size_t repetition = number("[", 1);
  const std::size_t component = number(".", 1);
  const std::size_t subcomponent = number(".", 1);
  const Delimiters& cut = message.delimiters();
  for (std::size_t i = 0; i < message.size(); ++i) {
    if (message.name(i) != name || --which > 0) continue;
    const std::string_view raw = piece(
        piece(piece(message.field(i, field), cut.repetition, repetition), cut.component, component),
        cut.subcomponent, subcomponent);
    std::string out;
    message.decode(raw, out);
    return out;
  }
  return {};
}

std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) <= 0x20;
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

// Equal as text, as a number, or as a time: FHIR has no hour without minutes and seconds, and times
// without a zone are the zone of the message.
bool sameValue(const std::string& a, const std::string& b) {
  if (folded(a) == folded(b)) return true;
  if (b.empty()) return false;
  char* end = nullptr;
  const double x = std::strtod(a.c_str(), &end);
  const bool number = end != a.c_str() && *end == '\0';
  const double y = std::strtod(b.c_str(), &end);
  if (number && *end == '\0' && std::fabs(x - y) <= 1e-9 * std::fabs(x)) return true;
  const auto digits = [](const std::string& text) {
    std::string out;
    for (const char c : text.substr(0, text.find_first_of("+-Z", 8)))
      if (std::isdigit(static_cast<unsigned char>(c)) != 0) out += c;
    return out;
  };
  const std::string one = digits(a);
  const std::string two = digits(b);
  if (one.size() < 4 || two.size() < one.size()) return false;
  return two.starts_with(one) && two.find_first_not_of('0', one.size()) == std::string::npos;
}

struct Count {
  std::size_t leaves = 0;
  std::size_t equal = 0;
  std::map<std::string, std::size_t> other;  // by field: what did not come back
};

std::string fieldOf(const std::string& path) {
  std::string out;
  bool inside = false;
  for (const char c : path) {
    inside = inside || c == '[';
    if (!inside) out += c;
    inside = inside && c != ']';
  }
  return out;
}

// The places that rows with <-> read, with all the rows around them.
std::vector<std::string> reached(const Explanation& explanation) {
  std::vector<std::string> out;
  std::vector<const Written*> open;
  const auto& origins = explanation.origins;
  for (std::size_t i = 0; i < origins.size(); ++i) {
    const Written& one = origins[i];
    while (!open.empty() && open.back()->end < one.end) open.pop_back();
    open.push_back(&one);
    const bool leaf = i + 1 == origins.size() || origins[i + 1].begin >= one.end;
    if (!leaf || one.source.size() < 5 || one.source[0] == '.') continue;
    const bool both = std::all_of(open.begin(), open.end(), [](const Written* around) {
      return around->rule < 0 || maps().rules()[static_cast<std::size_t>(around->rule)].both;
    });
    if (both && one.rule >= 0) out.push_back(one.source);
  }
  return out;
}

void roundTrip(const Segments& message, const std::string& file, Count& count, bool tell) {
  const auto there = maps().explain(message);
  ASSERT_TRUE(there) << file << ": " << there.error().text;
  const auto document = FhirDocument::parse(there->mapped.output);
  ASSERT_TRUE(document) << file << ": " << document.error().text;
  const auto back = maps().reverse(**document, "");
  ASSERT_TRUE(back) << file << ": " << back.error().text;
  const auto again = parsed(back->output);
  ASSERT_TRUE(again) << file;
  for (const std::string& path : reached(*there)) {
    const std::string before = leafAt(message, path);
    if (before.empty()) continue;
    const std::string after = leafAt(*again, path);
    ++count.leaves;
    if (sameValue(before, after)) {
      ++count.equal;
      continue;
    }
    ++count.other[fieldOf(path) + (after.empty() ? " missing" : " differs")];
    if (tell) std::cout << file << " " << path << " [" << before << "] [" << after << "]\n";
  }
}

TEST(MappingRoundTrip, WhatHoldsBothWaysComesBackEqual) {
  if (!fs::exists(corpus())) GTEST_SKIP() << "no corpora here";
  const char* only = std::getenv("PONTIS_ROUND_TRIP");
  Count count;
  std::size_t messages = 0;
  for (const auto& file : fs::recursive_directory_iterator(corpus())) {
    if (file.path().extension() != ".hl7") continue;
    if (file.path().string().find("/nasty/") != std::string::npos) continue;
    const std::string name = file.path().filename().string();
    const bool tell = only != nullptr && name.find(only) != std::string::npos;
    for (const Bytes& unit : Hl7v2Format().split(Bytes::own(contents(file.path())))) {
      const auto message = parsed(unit);
      if (message == nullptr) continue;
      roundTrip(*message, name, count, tell);
      ++messages;
    }
  }
  std::cout << messages << " messages, " << count.leaves << " leaves reached both ways, "
            << count.equal << " equal\n";
  std::vector<std::pair<std::size_t, std::string>> worst;
  for (const auto& [field, times] : count.other) worst.emplace_back(times, field);
  std::sort(worst.rbegin(), worst.rend());
  for (std::size_t i = 0; i < worst.size() && i < (only != nullptr ? 60 : 8); ++i)
    std::cout << "  " << worst[i].first << " " << worst[i].second << "\n";
  EXPECT_GT(messages, 600U);
  EXPECT_GE(static_cast<double>(count.equal), 0.99 * static_cast<double>(count.leaves));
}

}  // namespace
}  // namespace pontis
