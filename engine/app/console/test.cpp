#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "engine/app/console/junit.h"
#include "engine/app/console/map_commands.h"
#include "engine/app/console/rows.h"
#include "engine/app/maps.h"
#include "engine/core/adapter.h"
#include "engine/mapping/coverage.h"
#include "engine/mapping/map_tests.h"

namespace pontis {
namespace {

int failed(const Error& error) {
  std::cerr << "pontis: " << error.text << "\n";
  return 2;
}

Result<std::shared_ptr<const Document>> parsed(std::string text) {
  const Format& format = *findAdapter(text.starts_with('{') ? "fhir" : "hl7v2")->format;
  return format.parse(Bytes::own(std::move(text)));
}

void printCoverage(const Coverage& coverage) {
  Rows blocks({"rules of", "hit", "all", "covered"});
  const auto line = [&](const Coverage::Line& block) {
    blocks.add({block.block, std::to_string(block.hit), std::to_string(block.rules),
                percent(block.hit, block.rules)});
  };
  for (const Coverage::Line& block : coverage.blocks()) line(block);
  line(coverage.total());
  std::cout << "\n";
  blocks.print(std::cout, false);
  const auto missed = coverage.missed();
  if (missed.empty()) return;
  Rows rules({"never hit", "from", "to"});
  for (const Rule* rule : missed) rules.add({rule->place, rule->source, rule->target});
  std::cout << "\n";
  rules.print(std::cout, false);
}

// Prints the failures; returns how many.
std::size_t printFailures(const std::vector<MapTest>& tests) {
  std::size_t count = 0;
  for (const MapTest& one : tests) {
    if (one.failure.empty()) continue;
    ++count;
    std::cout << "failed " << one.place << ": " << one.title << "\n       " << one.failure << "\n";
  }
  std::cout << fmt::format("{} test{}, {} failed\n", tests.size(), tests.size() == 1 ? "" : "s",
                           count);
  return count;
}

}  // namespace

int test(const TestOptions& options) {
  const auto folders = mapFolders(options.folders);
  if (!folders) return failed(folders.error());
  const auto mapping = Mapping::load(*folders);
  if (!mapping) return failed(mapping.error());
  const auto tests = testMaps(*folders, **mapping, parsed);
  if (!tests) return failed(tests.error());
  const std::size_t failures = printFailures(*tests);
  Coverage coverage((*mapping)->rules());
  std::vector<TestCase> cases;
  for (const MapTest& one : *tests) {
    coverage.add(one.hits);
    cases.push_back({one.place.substr(0, one.place.rfind(':')), one.title, one.failure, one.took});
  }
  if (options.coverage) printCoverage(coverage);
  if (!options.junit.empty()) {
    std::ofstream file(options.junit, std::ios::binary | std::ios::trunc);
    if (!(file << junitXml(cases) << std::flush))
      return failed({Code::kUnavailable, "cannot write " + options.junit, ""});
  }
  return failures == 0 ? 0 : 1;
}

}  // namespace pontis
