// How fast the matcher is, and how large: search among many persons, with and without placeholders,
// and the first de-duplication of a register. One core but for the last.
//
// usage: index_bench [MILLIONS] [--link]
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/index/linkage.h"
#include "engine/index/matcher.h"
#include "engine/index/weights.h"
#include "tests/support/people.h"

namespace pontis {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Of this thread's own work: what others do on the machine meanwhile does not count.
double processorSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// What a careless house writes for one person in a hundred.
void forget(Demographics& person, std::size_t index) {
  if (index % 100 != 0) return;
  person.birth_date = "1900-01-01";
  person.phones = {"0000000000"};
  if (!person.names.empty()) person.names[0].given = index % 200 == 0 ? "BABY BOY" : "UNKNOWN";
  person.identifiers.push_back({"ssn", "999-99-9999", "SS"});
  if (!person.addresses.empty()) person.addresses[0].line = "NO FIXED ABODE";
}

void measureSearch(std::size_t persons, bool placeholders) {
  const People people(1);
  Matcher matcher;
  double putting = 0;
  constexpr std::size_t kBatch = 10'000;
  std::vector<Demographics> batch(kBatch);
  for (std::size_t from = 0; from < persons; from += kBatch) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      batch[i] = people.registered(from + i);
      if (placeholders) forget(batch[i], from + i);
    }
    const double start = processorSeconds();
    for (std::size_t i = 0; i < kBatch; ++i)
      matcher.put(static_cast<std::uint32_t>(from + i), batch[i]);
    putting += processorSeconds() - start;
  }
  constexpr std::size_t kProbes = 20'000;
  std::vector<double> micros;
  std::size_t found = 0, looked = 0;
  for (std::size_t i = 0; i < kProbes; ++i) {
    const std::size_t index = i * 7919 % persons;
    Demographics probe = people.recorded(index, 0);
    if (placeholders) forget(probe, i);
    const double start = processorSeconds();
    const auto hits = matcher.search(probe, 10);
    micros.push_back((processorSeconds() - start) * 1e6);
    ++looked;
    found += std::any_of(hits.begin(), hits.end(),
                         [&](const Candidate& hit) { return hit.record == index; });
  }
  std::sort(micros.begin(), micros.end());
  const auto at = [&](double share) {
    return micros[static_cast<std::size_t>(share * static_cast<double>(micros.size() - 1))];
  };
  fmt::print(
      "search {:>9} persons{}: p50 {:.1f} us, p99 {:.1f} us, max {:.0f} us; found {:.2f} %; put "
      "{:.1f} us each; {:.1f} bytes a person\n",
      persons, placeholders ? ", 1 % placeholders" : "                  ", at(0.5), at(0.99), at(1),
      100.0 * static_cast<double>(found) / static_cast<double>(looked),
      putting / static_cast<double>(persons) * 1e6,
      static_cast<double>(matcher.bytes()) / static_cast<double>(persons));
}

void measureLink(std::size_t records) {
  const People people(1);
  std::vector<Demographics> all;
  for (std::size_t index = 0; all.size() < records; ++index)
    for (int copy = 0; copy < people.copies(index); ++copy)
      all.push_back(people.recorded(index, copy));
  all.resize(records);
  const auto start = Clock::now();
  Matcher matcher(Weights::shipped(), Matcher::Blocks::kThorough);
  matcher.fill(
      records, [&](std::size_t i) { return std::move(all[i]); }, [](std::size_t) {});
  const double put = secondsSince(start);
  const Linkage linkage = linkRecords(matcher, records, LinkPolicy::kSafe, [](std::size_t) {});
  fmt::print("link {} records on {} cores: {:.1f} s, of which {:.1f} s to put them; {} pairs\n",
             records, std::thread::hardware_concurrency(), secondsSince(start), put,
             linkage.pairs.size());
}

}  // namespace
}  // namespace pontis

int main(int argc, char** argv) {
  bool link = false;
  double millions = 1;
  for (int i = 1; i < argc; ++i)
    if (std::string_view(argv[i]) == "--link")
      link = true;
    else
      millions = std::atof(argv[i]);
  const auto persons = static_cast<std::size_t>(millions * 1e6);
  if (link) return pontis::measureLink(persons), 0;
  pontis::measureSearch(persons, false);
  pontis::measureSearch(persons, true);
}
