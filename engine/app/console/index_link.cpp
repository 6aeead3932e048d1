#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <unordered_set>

#include "engine/app/console/index_commands.h"
#include "engine/app/console/person_table.h"
#include "engine/app/console/progress.h"
#include "engine/app/weights_file.h"
#include "engine/index/linkage.h"
#include "engine/index/matcher.h"
#include "engine/index/training.h"
#include "engine/index/weights.h"

namespace pontis {
namespace {

constexpr int kMisused = 2;

int complain(const std::string& text) {
  std::cerr << "pontis: " << text << "\n";
  return kMisused;
}

Result<std::shared_ptr<const Weights>> weightsOf(const std::string& file) {
  if (file.empty()) return Weights::shipped();
  return readWeights(file);
}

void take(const PersonTable& table, Matcher& matcher) {
  Progress progress("reading record", table.size());
  matcher.fill(
      table.size(), [&](std::size_t row) { return table.person(row); },
      [&](std::size_t done) { progress.step(done); });
}

}  // namespace

int linkPersons(const LinkOptions& options) {
  const auto table = PersonTable::read(options.file, options.map);
  if (!table) return complain(table.error().text);
  std::ofstream out(options.out, std::ios::binary | std::ios::trunc);
  if (!out) return complain("cannot write " + options.out + ": name a file with --out");
  const auto weights = weightsOf(options.weights);
  if (!weights) return complain(weights.error().text);
  Matcher matcher(*weights, Matcher::Blocks::kThorough);
  take(*table, matcher);
  Progress progress("comparing record", 2 * table->size());
  const Linkage linkage = linkRecords(matcher, table->size(),
                                      options.clusters ? LinkPolicy::kLikeliest : LinkPolicy::kSafe,
                                      [&](std::size_t done) { progress.step(done); });
  if (options.clusters) {
    out << "record,person\n";
    for (std::size_t row = 0; row < table->size(); ++row)
      out << row << "," << linkage.persons[row] << "\n";
  } else {
    out << "a,b,score,grade\n";
    for (const RecordPair& pair : linkage.pairs)
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
  // All records of the file are the population in which a value is rare or common, each once: a
  // record is often part of several pairs.
  const auto weights = weightsOf(options.weights);
  if (!weights) return complain(weights.error().text);
  Matcher matcher(*weights);
  Progress progress("grading pair", a->size());
  std::unordered_set<std::string> seen;
  for (std::size_t row = 0; row < a->size(); ++row)
    for (const PersonTable* side : {&*a, &*b})
      if (seen.insert(side->rowText(row)).second)
        matcher.put(static_cast<std::uint32_t>(seen.size() - 1), side->person(row));
  out << "row,score,grade\n";
  for (std::size_t row = 0; row < a->size(); ++row) {
    progress.step(row);
    const Judgement judged = matcher.judge(a->person(row), b->person(row));
    out << fmt::format("{},{:.2f},{}\n", row, judged.score, toString(judged.grade));
  }
  if (!out.flush()) return complain("cannot write " + options.out + ": is the disk full?");
  return 0;
}

int trainWeights(const TrainOptions& options) {
  const auto table = PersonTable::read(options.file, options.map);
  if (!table) return complain(table.error().text);
  Matcher matcher(Weights::shipped(), Matcher::Blocks::kThorough);
  take(*table, matcher);
  const auto learnt = train(matcher, table->size(), *Weights::shipped());
  if (!learnt) {
    std::cerr << "pontis: " << learnt.error().text << "\n";
    return 1;
  }
  std::ofstream out(options.out, std::ios::binary | std::ios::trunc);
  out << weightsText(**learnt);
  if (!out.flush()) return complain("cannot write " + options.out);
  return 0;
}

}  // namespace pontis
