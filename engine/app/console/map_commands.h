// Map commands: what an interface analyst asks of the maps. They need no engine.
//
// Each returns the exit status: 0, 1 if something failed, 2 if a map does not load.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace pontis {

struct TestOptions {
  std::vector<std::string> folders;  // base, then site; empty: the maps that came with the program
  std::string junit;                 // file for the results
  bool coverage = false;
};
// Runs the tests that stand beside the rules; prints those that fail.
int test(const TestOptions& options);

struct ExplainOptions {
  std::vector<std::string> map_folders;
  std::vector<std::string> files;
  bool json = false;
};
// Prints for each output element of each message its value, the rule that made it, where its source
// stands, and what is lost.
int explain(const ExplainOptions& options);

struct ExportOptions {
  std::vector<std::string> map_folders;
  std::string out;  // folder for ID.json; empty: JSON lines on standard output
};
// Writes each block and each code table as a ConceptMap of FHIR R4.
int exportConceptMaps(const ExportOptions& options);

}  // namespace pontis
