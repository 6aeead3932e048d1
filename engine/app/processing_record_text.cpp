// The record of processing activities as Markdown and as JSON.
#include <fmt/format.h>

#include "engine/app/processing_record.h"
#include "engine/base/log.h"

namespace pontis {
namespace {

std::string listJson(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ",") + jsonString(value);
  return "[" + text + "]";
}

std::string fieldsJson(const std::vector<RecordField>& fields) {
  std::string text;
  for (const RecordField& field : fields)
    text += fmt::format(R"({}{{"article":{},"title":{},"values":{}}})", text.empty() ? "" : ",",
                        jsonString(field.article), jsonString(field.title), listJson(field.values));
  return "[" + text + "]";
}

std::string table(const std::vector<RecordField>& fields) {
  std::string text = "| what | |\n|---|---|\n";
  for (const RecordField& field : fields) text += markdownRow(field);
  return text;
}

std::string activities(const ProcessingRecord& record, bool as_processor) {
  std::string text;
  for (const ProcessingActivity& activity : record.activities)
    if (activity.as_processor == as_processor)
      text += "\n### Channel " + activity.channel + "\n\n" + table(activity.fields);
  return text;
}

}  // namespace

std::string markdownCell(std::string text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n' || text[at] == '\r') text[at] = ' ';
    if (text[at] == '|' || text[at] == '<') text.insert(at++, 1, '\\');
  }
  return text;
}

std::string markdownRow(const RecordField& field) {
  std::string values;
  for (const std::string& value : field.values)
    values += (values.empty() ? "" : "<br>") + markdownCell(value);
  return fmt::format("| {}{} | {} |\n", field.title,
                     field.article.empty() ? "" : " (" + field.article + ")", values);
}

std::string toMarkdown(const ProcessingRecord& record) {
  std::string text = fmt::format(
      "# Record of processing activities\n\nGDPR (Regulation (EU) 2016/679) article 30, as the "
      "configuration {} has it.\n\n",
      markdownCell(record.source));
  text += table(record.general);
  const std::string own = activities(record, false), others = activities(record, true);
  if (!own.empty()) text += "\n## As controller (30(1))\n" + own;
  if (!others.empty()) text += "\n## As processor, on behalf of others (30(2))\n" + others;
  if (!record.impersonal.empty()) text += "\n## Channels without personal data\n\n";
  for (const std::string& channel : record.impersonal) text += "- " + channel + "\n";
  text +=
      "\n## Security measures (30(1)(g), 30(2)(d), 32(1))\n\n| measure | | how |\n|---|---|---|\n";
  for (const SecurityMeasure& measure : record.measures)
    text += fmt::format("| {} | {} | {} |\n", markdownCell(measure.name),
                        measure.on ? "yes" : "**no**", markdownCell(measure.how));
  return text;
}

std::string toJson(const ProcessingRecord& record) {
  std::string all, measures;
  for (const ProcessingActivity& activity : record.activities)
    all += fmt::format(R"({}{{"channel":{},"role":"{}","fields":{}}})", all.empty() ? "" : ",",
                       jsonString(activity.channel),
                       activity.as_processor ? "processor" : "controller",
                       fieldsJson(activity.fields));
  for (const SecurityMeasure& measure : record.measures)
    measures += fmt::format(R"({}{{"name":{},"on":{},"how":{}}})", measures.empty() ? "" : ",",
                            jsonString(measure.name), measure.on, jsonString(measure.how));
  return fmt::format(
      R"({{"law":"Regulation (EU) 2016/679, article 30","source":{},"general":{},"activities":[{}],)"
      R"("impersonal":{},"measures":[{}]}})"
      "\n",
      jsonString(record.source), fieldsJson(record.general), all, listJson(record.impersonal),
      measures);
}

}  // namespace pontis
