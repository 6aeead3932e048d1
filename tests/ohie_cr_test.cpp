// The OpenHIE client registry cases (../shared/corpora/patients/ohie_cr) over HL7 v2, in process:
// the feed goes through Hl7v2Format::persons() into the Index, queries are asked of PixResponder.
// ohie_cr_cases.txt says what is expected. The corpus is not part of the repository: PONTIS_CORPORA
// says where it is, else it is looked for beside it.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <sstream>

#include "adapters/hl7v2/hl7v2_format.h"
#include "adapters/hl7v2/hl7v2_message.h"
#include "adapters/pix/pix_responder.h"
#include "tests/support/corpora.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

struct Step {
  std::string name;
  std::string message;              // empty: that of the corpus
  std::vector<std::string> checks;  // as they stand in the file
};

struct Case {
  std::string number, title;
  std::vector<Domain> domains;
  std::vector<Step> steps;
};

Domain readDomain(std::istringstream& line) {
  Domain out;
  line >> out.name >> out.oid;
  for (std::string word; line >> word;) {
    if (word == "unique") {
      out.unique = true;
    } else {
      out.assigners.push_back(word);
    }
  }
  return out;
}

std::vector<Case> readCases(const fs::path& path) {
  std::vector<Case> out;
  std::istringstream in(contents(path));
  for (std::string text; std::getline(in, text);) {
    if (text.empty() || text[0] == '#') continue;
    if (text.starts_with("  > ")) {
      out.back().steps.back().message += text.substr(4) + "\r";
    } else if (text[0] == ' ') {
      out.back().steps.back().checks.push_back(text.substr(2));
    } else {
      std::istringstream line(text);
      std::string word, name;
      line >> word;
      if (word == "domain") {
        out.back().domains.push_back(readDomain(line));
        continue;
      }
      line >> name;
      if (word == "case") {
        out.push_back({name, text.substr(8), {}, {}});
      } else {
        out.back().steps.push_back({name, "", {}});
      }
    }
  }
  return out;
}

// The registry under test, for one case.
class Registry {
 public:
  explicit Registry(std::vector<Domain> domains)
      : index_({{"ECID", "1.3.6.1.4.1.99999.1", "", "", {}, true}, std::move(domains), false}),
        responder_({.return_queried = true}, index_) {}

  // What is answered to one message; what is wrong if it cannot be read.
  std::string answer(const std::string& text) {
    Message message;
    message.payload = Bytes::own(text);
    auto parsed = format_.parse(message.payload);
    if (!parsed) return std::string(format_.acknowledge(message, &parsed.error()).view());
    message.document = *parsed;
    if (responder_.answers((*parsed)->type())) {
      auto answered = responder_.answer(message);
      return answered ? std::string(answered->view()) : answered.error().text;
    }
    const auto& document = static_cast<const Hl7v2Message&>(**parsed);
    const auto observed = index_.observe(
        format_.persons(document),
        {document.value(0, 3), document.value(0, 4), "m", std::chrono::system_clock::now()});
    return std::string(format_.acknowledge(message, observed ? nullptr : &observed.error()).view());
  }

 private:
  const Hl7v2Format format_;
  Index index_;
  const PixResponder responder_;
};

bool oneOf(const std::string& value, const std::string& alternatives) {
  std::istringstream words(alternatives);
  for (std::string word; words >> word;)
    if (word != "|" && word == value) return true;
  return false;
}

// The raw repetitions of a field ("PID-3") in all segments of that name.
std::vector<std::string> raw(const Hl7v2Message& message, const std::string& path) {
  std::vector<std::string> out;
  const std::size_t number = std::stoul(path.substr(4));
  for (std::size_t segment = 0; segment < message.size(); ++segment) {
    if (message.name(segment) != path.substr(0, 3)) continue;
    const std::string_view field = message.field(segment, number);
    for (std::size_t n = 1; n <= pieces(field, '~'); ++n) out.emplace_back(piece(field, '~', n));
  }
  return out;
}

std::size_t count(const Hl7v2Message& message, const std::string& what) {
  if (what.size() > 3) return raw(message, what).size();
  std::size_t segments = 0;
  for (std::size_t at = 0; at < message.size(); ++at) segments += message.name(at) == what;
  return segments;
}

bool holds(const Hl7v2Message& message, const std::string& check) {
  std::istringstream in(check);
  std::string first, second, rest;
  in >> first >> second >> std::ws;
  std::getline(in, rest);
  if (first == "count") return count(message, second) == std::stoul(rest);
  if (second == "has") {
    for (const std::string& one : raw(message, first))
      if (one.starts_with(rest)) return true;
    return false;
  }
  const auto values = message.find(first);
  return second == "=" && !values.empty() && values[0] && oneOf(*values[0], rest);
}

// What the step's answer lacks, a line a check; empty if it is right.
std::string run(Registry& registry, const Step& step, const fs::path& folder) {
  const std::string text =
      step.message.empty() ? contents(folder / ("OHIE-CR-" + step.name + ".txt")) : step.message;
  const std::string answer = registry.answer(text);
  auto parsed = Hl7v2Message::parse(Bytes::own(answer));
  if (!parsed) return "step " + step.name + ": no HL7 answer: " + answer + "\n";
  std::string wrong;
  for (const std::string& check : step.checks)
    if (!holds(static_cast<const Hl7v2Message&>(**parsed), check))
      wrong += "  not: " + check + "\n";
  if (wrong.empty()) return wrong;
  std::string shown = answer;
  for (char& c : shown) c = c == '\r' ? '\n' : c;
  return "step " + step.name + "\n" + wrong + shown;
}

TEST(OhieCr, AnswersTheEighteenCasesAsExpected) {
  const fs::path folder = corpora() / "patients" / "ohie_cr" / "HL7";
  if (!fs::exists(folder)) GTEST_SKIP() << "no corpora at " << folder;
  const std::vector<Case> cases = readCases(fs::path(PONTIS_ROOT) / "tests" / "ohie_cr_cases.txt");
  ASSERT_EQ(cases.size(), 18U);
  std::size_t passed = 0, steps = 0, checks = 0;
  for (const Case& one : cases) {
    Registry registry(one.domains);
    std::string wrong;
    for (const Step& step : one.steps) {
      wrong += run(registry, step, folder);
      ++steps;
      checks += step.checks.size();
    }
    passed += wrong.empty();
    EXPECT_EQ(wrong, "") << "case " << one.number << ": " << one.title;
  }
  std::cout << passed << " of " << cases.size() << " cases, " << steps << " steps, " << checks
            << " checks\n";
}

}  // namespace
}  // namespace pontis
