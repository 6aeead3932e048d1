// ProcessingRecord: the record of processing activities that GDPR article 30 asks for, from the
// live configuration. An activity is a channel. One that is run on behalf of others stands under
// 30(2), any other under 30(1).
#pragma once

#include <string>
#include <vector>

#include "engine/app/config.h"
#include "engine/app/security_measures.h"

namespace pontis {

struct RecordField {
  std::string article;  // of the GDPR: "30(1)(b)"; empty: it is no field of the record by law
  std::string title;
  std::vector<std::string> values;
};

struct ProcessingActivity {
  std::string channel;
  bool as_processor = false;
  std::vector<RecordField> fields;
};

struct ProcessingRecord {
  std::string source;                // the configuration it was made from
  std::vector<RecordField> general;  // who answers, and by which law
  std::vector<ProcessingActivity> activities;
  std::vector<std::string> impersonal;  // channels without personal data, and why
  std::vector<SecurityMeasure> measures;
};

ProcessingRecord processingRecord(const EngineConfig& config);

std::string toMarkdown(const ProcessingRecord& record);
std::string toJson(const ProcessingRecord& record);

// One field as a row of a table of two columns; a cell of a table.
std::string markdownRow(const RecordField& field);
std::string markdownCell(std::string text);

}  // namespace pontis
