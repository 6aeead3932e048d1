// Measures the consent decision by itself, in process and on one core: how long one takes for one
// piece of data and 20 consents, read beforehand, and how long for 50 pieces; and what reading a
// Consent costs, once. A copy of the same memory is measured in the same run: where that is slow,
// the machine is.
//
//   consent_bench [decisions for each measurement]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "adapters/fhir/fhir_consent.h"
#include "engine/consent/decision.h"
#include "engine/consent/explanation.h"

using namespace pontis;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kConsents = 20;
constexpr double kWantedMicroseconds = 50;

// Each of one kind that patients give; none decides by itself that the others need not be heard.
std::string consent(std::size_t number) {
  static const char* const kExceptions[] = {
      R"({"type":"deny","actor":[{"reference":{"reference":"Organization/other"}}]})",
      R"({"type":"deny","securityLabel":[{"code":"PSY"},{"code":"SUD"}]})",
      R"({"type":"deny","class":[{"system":"http://hl7.org/fhir/resource-types","code":"Claim"}]})",
      R"({"type":"deny","data":[{"meaning":"authoredby","reference":{"reference":"Practitioner/9"}}]},
         {"type":"permit","actor":[{"reference":{"reference":"Group/team"}}],
          "provision":[{"type":"deny","dataPeriod":{"start":"2001","end":"2002"}}]})"};
  return R"({"resourceType":"Consent","id":"c)" + std::to_string(number) +
         R"(","status":"active","scope":{"coding":[{"code":"patient-privacy"}]},
            "patient":{"reference":"Patient/1"},"dateTime":"2025-01-01","provision":{"type":"permit",
            "period":{"start":"2020-01-01","end":"2030-12-31"},
            "purpose":[{"code":"TREAT"},{"code":"HPAYMT"},{"code":"HOPERAT"}],"provision":[)" +
         kExceptions[number % std::size(kExceptions)] + "]}}";
}

AccessRequest request() {
  AccessRequest out;
  out.patient = "Patient/1";
  out.person = "Practitioner/1";
  out.organizations = {"Organization/ward", "Organization/hospital", "Organization/county"};
  out.groups = {"Group/team"};
  out.role = "2212";
  out.relation = Relation::kTreating;
  out.purposes = {{"", "TREAT"}};
  out.action = "access";
  out.time = *parseTime("2026-06-01T10:00:00Z");
  return out;
}

ConsentResource observation(std::size_t number) {
  ConsentResource out;
  out.id = std::to_string(number);
  out.type = "Observation";
  out.codes = {{"http://example.org/codes", "8867-4"}};
  out.labels = {{"", "N"}};
  const PartialTime day = *readPartialTime("2026-01-05");
  out.date = Period{day, day};
  out.authors = {"Practitioner/2"};
  out.custodian = "Organization/hospital";
  return out;
}

// Microseconds, ascending.
template <class Act>
std::vector<double> measure(std::size_t count, Act&& act) {
  std::vector<double> out;
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto begun = Clock::now();
    act();
    out.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begun).count());
  }
  std::sort(out.begin(), out.end());
  return out;
}

double print(const char* name, const std::vector<double>& times) {
  const auto at = [&](double part) {
    return times[std::min(times.size() - 1,
                          static_cast<std::size_t>(part * static_cast<double>(times.size())))];
  };
  fmt::print("{:44}{:>10.2f}{:>10.2f}{:>10.2f}\n", name, at(0.5), at(0.99), times.back());
  return at(0.99);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 20000;
  std::string text = "[";
  for (std::size_t i = 0; i < kConsents; ++i) text += (i > 0 ? "," : "") + consent(i);
  const Bytes consents = Bytes::own(text + "]");
  const std::vector<Directive> directives = readConsents(consents);
  const AccessRequest asked = request();
  Jurisdiction law;
  const std::vector<ConsentResource> one{observation(0)};
  std::vector<ConsentResource> many;
  for (std::size_t i = 0; i < 50; ++i) many.push_back(observation(i));
  const LabelTable& labels = LabelTable::shipped();
  const auto decision = decide(asked, directives, one, law, &labels);
  if (decision.overall != ConsentDecision::Overall::kPermit)
    return fmt::print(stderr, "consent_bench: {}\n", explain(decision, directives, one, law)), 2;

  fmt::print("{} consents with 25 exceptions, one patient; {} decisions; 1 thread of {} cores\n\n",
             directives.size(), count, std::thread::hardware_concurrency());
  fmt::print("{:44}{:>10}{:>10}{:>10}\n", "microseconds", "p50", "p99", "max");
  const double p99 =
      print("a decision, 1 piece of data",
            measure(count, [&] { (void)decide(asked, directives, one, law, &labels); }));
  print("a decision, 50 pieces of data",
        measure(count / 20 + 1, [&] { (void)decide(asked, directives, many, law, &labels); }));
  print("a decision, and its explanation", measure(count, [&] {
          (void)explain(decide(asked, directives, one, law, &labels), directives, one, law);
        }));
  print("reading 20 Consents from JSON",
        measure(count / 20 + 1, [&] { (void)readConsents(consents); }));
  print("a copy of the 20 that were read",
        measure(count / 20 + 1, [&] { const std::vector<Directive> copy = directives; }));
  fmt::print("\np99 of a decision over {} consents: {:.1f} us (wanted: under {:.0f})\n", kConsents,
             p99, kWantedMicroseconds);
  return 0;
}
