#include "engine/mapping/map_tests.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/mapping/assertion.h"
#include "engine/mapping/map_files.h"
#include "engine/mapping/spelling.h"

namespace pontis {
namespace {

// `PID-7 "not a date"`, or the path alone.
bool isLost(const std::string& expected, const std::vector<Loss>& lost) {
  const std::size_t quote = expected.find('"');
  std::string path = expected.substr(0, quote);
  path.erase(path.find_last_not_of(' ') + 1);
  const std::string reason =
      quote == std::string::npos ? "" : expected.substr(quote + 1, expected.rfind('"') - quote - 1);
  return std::any_of(lost.begin(), lost.end(), [&](const Loss& loss) {
    return loss.path == path && (reason.empty() || loss.reason == reason);
  });
}

// `PID|1||7` says that a segment begins so, `no NTE` that none does.
bool isBack(std::string_view expected, std::string_view message) {
  const bool none = expected.starts_with("no ");
  if (none) expected.remove_prefix(3);
  bool any = false;
  while (!message.empty() && !any) {
    const std::size_t end = std::min(message.find('\r'), message.size());
    any = message.substr(0, end).starts_with(expected);
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  return any != none;
}

// The message that the way back makes of a FHIR document, and what it lost.
Result<Mapped> backFrom(const Mapping& mapping, const ParseDocument& parse, std::string json) {
  const auto document = parse(std::move(json));
  if (!document) return document.error();
  const auto* nodes = dynamic_cast<const Nodes*>(document->get());
  if (nodes == nullptr) return Error{Code::kInvalid, "not a FHIR resource", ""};
  return mapping.reverse(*nodes, "");
}

std::string failureOf(const TestBlock& test, const Mapping& mapping, const ParseDocument& parse,
                      std::vector<RuleHit>& hits) {
  using Kind = TestBlock::Expectation::Kind;
  const bool fhir = test.input.starts_with('{');
  Result<Mapped> mapped = Mapped{};
  if (!fhir) {
    const auto message = parse(test.input);
    if (!message) return "the input does not parse: " + message.error().text;
    const auto* segments = dynamic_cast<const Segments*>(message->get());
    if (segments == nullptr) return "the input has no segments";
    mapped = mapping.apply(*segments);
    if (!mapped) return mapped.error().text;
    hits = std::move(mapped->hits);
  }
  Result<Mapped> back = Mapped{};
  const bool returns = std::any_of(test.expected.begin(), test.expected.end(),
                                   [](const auto& one) { return one.kind == Kind::kBack; });
  if (returns || fhir)
    back = backFrom(mapping, parse, fhir ? test.input : std::string(mapped->output.view()));
  if (!back) return "the way back: " + back.error().text;
  hits.insert(hits.end(), back->hits.begin(), back->hits.end());
  for (const auto& expected : test.expected) {
    const std::string place = spelled(expected.place) + ": ";
    if (expected.kind == Kind::kLost) {
      if (!isLost(expected.text, fhir ? back->lost : mapped->lost))
        return place + "not reported: " + expected.text;
    } else if (expected.kind == Kind::kBack) {
      if (!isBack(expected.text, back->output.view())) return place + "no such segment comes back";
    } else if (fhir) {
      return place + "'out' is for messages; what comes of FHIR is 'back'";
    } else {
      const auto held = holds(expected.text, mapped->output.view());
      if (!held) return place + held.error().text;
      if (!*held) return place + "does not hold: " + expected.text;
    }
  }
  return "";
}

}  // namespace

Result<std::vector<MapTest>> testMaps(std::span<const std::string> folders,
                                      const ParseDocument& parse) {
  auto mapping = Mapping::load(folders);
  if (!mapping) return mapping.error();
  return testMaps(folders, **mapping, parse);
}

Result<std::vector<MapTest>> testMaps(std::span<const std::string> folders, const Mapping& mapping,
                                      const ParseDocument& parse) {
  using Clock = std::chrono::steady_clock;
  auto files = readMapFiles(folders);
  if (!files) return files.error();
  std::vector<MapTest> out;
  for (const TestBlock& test : files->syntax.tests) {
    const auto begun = Clock::now();
    MapTest done{spelled(test.place), test.title, "", {}, {}};
    done.failure = failureOf(test, mapping, parse, done.hits);
    done.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun);
    out.push_back(std::move(done));
  }
  return out;
}

}  // namespace pontis
