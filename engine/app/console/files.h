// File commands: what needs no engine: converting, inspecting and sending files.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace pontis {

struct ConvertOptions {
  std::string to = "fhir";  // or "hl7v2"
  std::string type;         // to hl7v2: the message to make; empty: what the Bundle says
  std::string out;          // folder for the results
  std::vector<std::string> map_folders;  // empty: the maps that came with the program
  std::vector<std::string> files;
  bool hits = false;     // write NAME.hits.json as well: which rules wrote how many values
  std::string report;    // file for what became of all messages together (report.h)
  bool summary = false;  // print the same
};
// Writes NAME.json or NAME.hl7 (NAME-1.json, … for several messages of one file) and NAME.loss.json
// into `out`. Returns the exit status: 1 if any message was refused.
int convert(const ConvertOptions& options);

struct InspectOptions {
  std::vector<std::string> paths, files;
};
// Prints one JSON line for each message. Returns 1 if any was refused.
int inspect(const InspectOptions& options);

struct SendOptions {
  std::string to;  // mllp://HOST:PORT or http://HOST[:PORT][/PATH]
  std::chrono::milliseconds timeout{30'000};
  std::vector<std::string> files;
};
// Sends each message of the files, in order, and prints each acknowledgement. Returns 1 unless all
// were accepted.
int send(const SendOptions& options);

}  // namespace pontis
