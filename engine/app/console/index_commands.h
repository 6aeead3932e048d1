// Index commands: what the matcher (engine/index/matcher.h) makes of files. They need no engine.
//
// Each returns the exit status: 0 done, 2 if the file or the map is of no use.
#pragma once

#include <string>

namespace pontis {

struct LinkOptions {
  std::string file, map, out, weights;  // weights: a file; empty: the shipped ones
  bool clusters = false;
};
// Finds the records of one person in a CSV file. Writes `a,b,score,grade` for each pair of rows,
// counted from 0, that is at least possible; or `record,person` for each row.
int linkPersons(const LinkOptions& options);

struct GradeOptions {
  std::string file, map, out, weights;
};
// Judges the pair in each row of a CSV file with columns a_… and b_…; writes `row,score,grade`.
int gradePairs(const GradeOptions& options);

struct TrainOptions {
  std::string file, map, out;
};
// Learns a site's own weights from its records and writes them (weights_file.h). Returns 1, and
// writes nothing, if they cannot teach.
int trainWeights(const TrainOptions& options);

}  // namespace pontis
