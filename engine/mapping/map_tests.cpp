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

std::string failureOf(const TestBlock& test, const Mapping& mapping, const ParseSegments& parse,
                      std::vector<RuleHit>& hits) {
  auto message = parse(test.input);
  if (!message) return "the input does not parse: " + message.error().text;
  auto mapped = mapping.apply(**message);
  if (!mapped) return mapped.error().text;
  hits = std::move(mapped->hits);
  for (const auto& expected : test.expected) {
    if (expected.lost) {
      if (!isLost(expected.text, mapped->lost))
        return spelled(expected.place) + ": not reported: " + expected.text;
      continue;
    }
    const auto held = holds(expected.text, mapped->output.view());
    if (!held) return spelled(expected.place) + ": " + held.error().text;
    if (!*held) return spelled(expected.place) + ": does not hold: " + expected.text;
  }
  return "";
}

}  // namespace

Result<std::vector<MapTest>> testMaps(std::span<const std::string> folders,
                                      const ParseSegments& parse) {
  auto mapping = Mapping::load(folders);
  if (!mapping) return mapping.error();
  return testMaps(folders, **mapping, parse);
}

Result<std::vector<MapTest>> testMaps(std::span<const std::string> folders, const Mapping& mapping,
                                      const ParseSegments& parse) {
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
