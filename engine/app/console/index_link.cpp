#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <iostream>
#include <thread>

#include "engine/app/console/index_commands.h"
#include "engine/app/console/person_table.h"
#include "engine/app/console/progress.h"
#include "engine/index/clusters.h"
#include "engine/index/matcher.h"

namespace pontis {
namespace {

constexpr int kMisused = 2;
// More records than any person has in one file.
constexpr std::size_t kMostAlike = 1000;

int complain(const std::string& text) {
  std::cerr << "pontis: " << text << "\n";
  return kMisused;
}

// The pairs of records that search() finds, each once, ordered.
std::vector<RecordPair> findPairs(const Matcher& matcher, std::size_t records, bool unlikely) {
  std::vector<std::vector<RecordPair>> of(records);
  std::atomic<std::size_t> next{0};
  const auto work = [&](Progress* progress) {
    for (std::size_t a = next++; a < records; a = next++) {
      if (progress != nullptr) progress->step(a);
      const auto record = static_cast<std::uint32_t>(a);
      for (const Candidate& found :
           unlikely ? matcher.related(record, kMostAlike) : matcher.search(record, kMostAlike))
        of[a].push_back({record, found.record, found.score, found.grade});
    }
  };
  Progress progress("comparing record", records);
  std::vector<std::thread> others(std::max(1u, std::thread::hardware_concurrency()) - 1);
  for (std::thread& other : others) other = std::thread(work, nullptr);
  work(&progress);
  for (std::thread& other : others) other.join();
  return eachOnce(of);
}

}  // namespace

int linkPersons(const LinkOptions& options) {
  const auto table = PersonTable::read(options.file, options.map);
  if (!table) return complain(table.error().text);
  std::ofstream out(options.out, std::ios::binary | std::ios::trunc);
  if (!out) return complain("cannot write " + options.out + ": name a file with --out");
  Matcher matcher;
  {
    Progress progress("reading record", table->size());
    for (std::size_t row = 0; row < table->size(); ++row) {
      progress.step(row);
      matcher.put(static_cast<std::uint32_t>(row), table->person(row));
    }
  }
  const auto pairs = findPairs(matcher, table->size(), options.clusters);
  if (options.clusters) {
    out << "record,person\n";
    const auto persons = clusters(table->size(), pairs);
    for (std::size_t row = 0; row < persons.size(); ++row)
      out << row << "," << persons[row] << "\n";
  } else {
    out << "a,b,score,grade\n";
    for (const RecordPair& pair : pairs)
      out << fmt::format("{},{},{:.2f},{}\n", pair.a, pair.b, pair.score, toString(pair.grade));
  }
  if (!out.flush()) return complain("cannot write " + options.out + ": is the disk full?");
  return 0;
}

int gradePairs(const GradeOptions& options) {
  const auto a = PersonTable::read(options.file, options.map, "a_");
  if (!a) return complain(a.error().text);
  const auto b = PersonTable::read(options.file, options.map, "b_");
  if (!b) return complain(b.error().text);
  std::ofstream out(options.out, std::ios::binary | std::ios::trunc);
  if (!out) return complain("cannot write " + options.out + ": name a file with --out");
  // Both sides are the population in which a value is rare or common.
  Matcher matcher;
  Progress progress("grading pair", a->size());
  for (std::size_t row = 0; row < a->size(); ++row) {
    matcher.put(static_cast<std::uint32_t>(2 * row), a->person(row));
    matcher.put(static_cast<std::uint32_t>(2 * row + 1), b->person(row));
  }
  out << "row,score,grade\n";
  for (std::size_t row = 0; row < a->size(); ++row) {
    progress.step(row);
    const Judgement judged = matcher.judge(a->person(row), b->person(row));
    out << fmt::format("{},{:.2f},{}\n", row, judged.score, toString(judged.grade));
  }
  if (!out.flush()) return complain("cannot write " + options.out + ": is the disk full?");
  return 0;
}

}  // namespace pontis
