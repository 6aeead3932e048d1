#include "engine/app/console/junit.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"

namespace pontis {
namespace {

// As the value of an attribute; what XML 1.0 cannot hold becomes U+FFFD.
std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = std::max<std::size_t>(utf8Sequence(text), 1);
    const auto first = static_cast<unsigned char>(text[0]);
    const bool good = utf8Sequence(text) > 0 && (first >= 0x20 || first == '\t' || first == '\n') &&
                      text.substr(0, size) != "\xEF\xBF\xBE" &&
                      text.substr(0, size) != "\xEF\xBF\xBF";
    if (!good) {
      out += kReplacement;
    } else if (first == '<' || first == '&' || first == '"' || first < 0x20) {
      out += fmt::format("&#{};", static_cast<int>(first));
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return out;
}

std::string seconds(std::chrono::microseconds time) {
  return fmt::format("{:.6f}", std::chrono::duration<double>(time).count());
}

}  // namespace

std::string junitXml(const std::vector<TestCase>& cases) {
  std::vector<std::string> suites;
  for (const TestCase& one : cases)
    if (std::find(suites.begin(), suites.end(), one.suite) == suites.end())
      suites.push_back(one.suite);
  std::string body;
  std::size_t all_failed = 0;
  std::chrono::microseconds all_took{0};
  for (const std::string& suite : suites) {
    std::string lines;
    std::size_t count = 0, failed = 0;
    std::chrono::microseconds took{0};
    for (const TestCase& one : cases) {
      if (one.suite != suite) continue;
      ++count;
      took += one.took;
      failed += !one.failure.empty();
      lines += fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"{}\"",
                           escaped(one.title), escaped(suite), seconds(one.took));
      lines += one.failure.empty() ? "/>\n"
                                   : fmt::format(
                                         ">\n      <failure message=\"{}\"/>\n"
                                         "    </testcase>\n",
                                         escaped(one.failure));
    }
    body += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\""
        " time=\"{}\">\n{}  </testsuite>\n",
        escaped(suite), count, failed, seconds(took), lines);
    all_failed += failed;
    all_took += took;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"pontis\" tests=\"{}\""
      " failures=\"{}\" errors=\"0\" time=\"{}\">\n{}</testsuites>\n",
      cases.size(), all_failed, seconds(all_took), body);
}

}  // namespace pontis
