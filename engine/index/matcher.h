// Matcher: how alike are two records of persons, and which of millions are like this one.
//
// Fellegi–Sunter: each field that both records state adds the logarithm (base 2) of how much more
// often that degree of agreement is seen in one person's records than in two persons'. Blocking
// keys find the candidates; vetoes (contradicting identifiers, twins, …) cap the grade.
//
// A record is a small dense number that the caller gives. The Matcher keeps what it compares as
// interned columns, not the Demographics themselves.
//
// Thread safety: any number of threads may call the const members at once; put() and erase() need
// the Matcher alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/core/person.h"
#include "engine/index/population.h"

namespace pontis {

// certain and probable are linked without a person; possible is for a person to review.
enum class Grade : std::uint8_t { kNot, kPossible, kProbable, kCertain };
const char* toString(Grade grade);  // "certainly-not", "possible", "probable", "certain"

struct Candidate {
  std::uint32_t record = 0;
  double score = 0;  // bits
  Grade grade = Grade::kNot;
};

// Why a pair has its score, a line a field. No patient data: degrees, not values.
struct FieldEvidence {
  std::string field;  // "family", "birthDate", …
  std::string level;  // "equal", "similar", "day and month swapped", "differs", "missing", …
  double weight = 0;  // bits
};
struct Judgement {
  double score = 0;
  Grade grade = Grade::kNot;
  std::vector<FieldEvidence> fields;
  std::string veto;  // why the grade is lower than the score says; empty if it is not
};

class SnapshotIn;   // snapshot.h
class SnapshotOut;  // snapshot.h
class Weights;      // weights.h
class WordMemo;     // word_memo.h
struct Compared;    // comparison.h

class Matcher {
 public:
  // How many ways there are to a candidate: enough for an index, or for a file that is linked once
  // as a whole, whatever memory that takes.
  enum class Blocks : std::uint8_t { kLean, kThorough };

  Matcher();                                                // with the shipped weights
  explicit Matcher(std::shared_ptr<const Weights> weights,  // a site's own
                   Blocks blocks = Blocks::kLean);
  ~Matcher();

  // Adds the record, or replaces what was known of it.
  void put(std::uint32_t record, const Demographics& person);
  void erase(std::uint32_t record);
  // Puts the records 0 to `records` - 1 at once, on all processors, as put() would one by one.
  // `person` is called by several threads, for each record once; `progress` by one, with how many
  // records are done. REQUIRES: nothing was put
  void fill(std::size_t records, const std::function<Demographics(std::size_t)>& person,
            const std::function<void(std::size_t)>& progress);

  // The records that are at least kPossible, best first, at most `limit`. A record of the person
  // itself is found like any other.
  std::vector<Candidate> search(const Demographics& person, std::size_t limit) const;
  // The same for a record that is known; it is not among what it finds. None if it is not known.
  std::vector<Candidate> search(std::uint32_t record, std::size_t limit) const;
  // What the person may be among these records alone, in any order.
  std::vector<Candidate> among(const Demographics& person,
                               std::span<const std::uint32_t> records) const;
  // How to look, for who looks at all records.
  struct Look {
    double least = -1e9;       // bits; pairs that surely have fewer may be left out
    bool once = false;         // a pair may be left out that the other record finds too
    WordMemo* memo = nullptr;  // of one thread and this matcher alone, from record to record
  };
  // Compares the record with each that shares a blocking key.
  void compareRelated(
      std::uint32_t record, const Look& look,
      const std::function<void(std::uint32_t other, const Compared& pair)>& visit) const;

  // Compares two records. REQUIRES: both are known
  Compared compareRecords(std::uint32_t a, std::uint32_t b) const;
  // Whether it is known where somebody lives: a street with its number, or a telephone.
  bool isLocated(std::uint32_t record) const;
  // Of how many of the records the birth date is known, 0 to 1.
  double shareWithBirthDate() const;

  // Compares two persons, whether they are records or not.
  Judgement judge(const Demographics& a, const Demographics& b) const;

  // Among whom the records are.
  const Population& population() const;
  void setPopulation(const Population& population);

  void save(SnapshotOut& out) const;
  void load(SnapshotIn& in);  // REQUIRES: nothing was put
  std::size_t bytes() const;  // memory in use

 private:
  struct Columns;
  std::unique_ptr<Columns> columns_;
};

}  // namespace pontis
