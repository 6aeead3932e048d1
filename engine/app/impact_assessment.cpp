#include "engine/app/impact_assessment.h"

#include <fmt/format.h>

#include <map>
#include <string_view>

#include "engine/app/endpoint.h"
#include "engine/app/legal_words.h"
#include "engine/app/processing_record.h"

namespace pontis {
namespace {

// What could happen to a person, and the measure that stands against it (securityMeasures).
struct Risk {
  std::string_view what, harm, measure;
};

constexpr Risk kRisks[] = {
    {"Somebody reads along on the network", "confidentiality: health data in strange hands",
     "Encryption in transit"},
    {"A disk, or a backup, is stolen", "confidentiality: all that was kept in strange hands",
     "Encryption at rest"},
    {"Data go to whom the patient or the law forbids",
     "loss of control; discrimination, damage to trust in care",
     "Consent decides on what is delivered"},
    {"Nobody can tell who had the data", "no access to one's own history (GDPR 15), abuse unseen",
     "Audit of accesses, decisions and deliveries"},
    {"A result is lost, or comes late or out of order", "wrong or missing treatment",
     "Nothing that was acknowledged is lost"},
    {"A message is misread", "wrong treatment", "What is malformed is refused and kept apart"},
    {"Data are filed under the wrong person", "wrong treatment of two people; data disclosed",
     "The right person"},
    {"Personal data leak through logs", "confidentiality", "Logs without personal data"},
    {"Another user of the machine reads the store", "confidentiality",
     "The store is for the engine's user alone"},
};

std::string mermaidText(std::string text) {
  for (char& each : text)
    if (each == '"' || each == '\n' || each == '`') each = '\'';
  return text;
}

// Each channel between its source and its recipients.
std::string diagram(const EngineConfig& config) {
  std::string text = "```mermaid\nflowchart LR\n";
  std::size_t number = 0;
  for (const ChannelConfig& channel : config.channels) {
    const std::size_t at = ++number;
    text += fmt::format("  s{0}([\"{1}\"]) --> c{0}[\"{2}<br>{3}\"]\n", at,
                        mermaidText(toText(endpointOf(channel))), mermaidText(channel.name),
                        channel.format->name);
    std::size_t sinks = 0;
    for (const SinkConfig& sink : channel.sinks)
      text += fmt::format("  c{0} -->|\"{1}\"| r{0}_{2}([\"{3}<br>{4}\"])\n", at,
                          mermaidText(sink.route.sink), ++sinks, mermaidText(sink.recipient.name),
                          mermaidText(toText(endpointOf(sink))));
    for (const Recipient& asker : channel.askers)
      text += fmt::format("  r{0}_{1}([\"{2}\"]) <-->|\"asks\"| c{0}\n", at, ++sinks,
                          mermaidText(asker.name));
  }
  return text + "```\n";
}

std::string record(const EngineConfig& config) {
  const ProcessingRecord made = processingRecord(config);
  std::string text = "| what | |\n|---|---|\n";
  for (const RecordField& field : made.general) text += markdownRow(field);
  for (const ProcessingActivity& activity : made.activities) {
    text += "\n### Channel " + activity.channel + "\n\n| what | |\n|---|---|\n";
    for (const RecordField& field : activity.fields) text += markdownRow(field);
  }
  return text;
}

struct PurposeUse {
  std::vector<const ChannelConfig*> channels;
};

std::map<std::string, PurposeUse> purposes(const EngineConfig& config) {
  std::map<std::string, PurposeUse> all;
  for (const ChannelConfig& channel : config.channels)
    for (const Coding& purpose : channel.privacy.purposes)
      all[purposeText(purpose)].channels.push_back(&channel);
  return all;
}

std::string minimisation(const SinkConfig& sink) {
  std::string text;
  for (const std::string& type : sink.route.types)
    text += (text.empty() ? "only messages of type " : ", ") + type;
  if (text.empty()) text = "all messages of the channel";
  return text + (sink.map_folders.empty() ? ", as they came" : ", of them what the maps know");
}

std::string necessity(const EngineConfig& config) {
  std::string text;
  for (const auto& [purpose, use] : purposes(config)) {
    text += "\n### " + purpose +
            "\n\n| channel | legal basis | who gets what | kept for |\n|---|---|---|---|\n";
    for (const ChannelConfig* channel : use.channels) {
      std::string gets;
      for (const SinkConfig& sink : channel->sinks)
        gets += (gets.empty() ? "" : "<br>") +
                markdownCell(sink.recipient.name + ": " + minimisation(sink));
      for (const Recipient& asker : channel->askers)
        gets += (gets.empty() ? "" : "<br>") + markdownCell(asker.name + ": answers to queries");
      text += fmt::format("| {} | {} | {} | {} |\n", channel->name,
                          markdownCell(toText(channel->privacy.basis)), gets,
                          toText(channel->privacy.retention));
    }
    text +=
        "\nWhy these data, and no fewer, are needed for this purpose (GDPR 5(1)(c)), and why it "
        "cannot be reached otherwise: [to be written by the controller]\n";
  }
  return text;
}

std::string risks(const EngineConfig& config) {
  const auto measures = securityMeasures(config);
  std::string text = "| risk | for the person | what stands against it | |\n|---|---|---|---|\n";
  for (const Risk& risk : kRisks) {
    const SecurityMeasure* against = nullptr;
    for (const SecurityMeasure& measure : measures)
      if (measure.name == risk.measure) against = &measure;
    text += fmt::format("| {} | {} | {} | {} |\n", risk.what, risk.harm,
                        against ? markdownCell(against->how) : "there is no patient index",
                        against != nullptr && against->on ? "met" : "**open**");
  }
  text +=
      "| Data are kept longer than they are needed | loss of control (GDPR 5(1)(e)) | retention of "
      "each channel, section 2 | see section 5 |\n";
  return text +
         "\nHow likely and how severe each of them is here, before and after the measures: [to be "
         "written by the controller]\n";
}

}  // namespace

std::string impactAssessment(const EngineConfig& config) {
  std::string text = fmt::format(
      "# Data protection impact assessment (skeleton)\n\nGDPR (Regulation (EU) 2016/679) article "
      "35(7), as the configuration {} has it. Health data on a large scale need one (35(3)(b)). "
      "What stands in [brackets] is for the controller to write.\n",
      markdownCell(config.file));
  text += "\n## 1. Systematic description of the processing (35(7)(a))\n\n" + diagram(config) +
          "\n" + record(config);
  text +=
      "\nNature, scope and context; how many persons a year; legitimate interests, if the basis is "
      "6(1)(f): [to be written by the controller]\n";
  text += "\n## 2. Necessity and proportionality (35(7)(b))\n" + necessity(config);
  text +=
      "\n## 3. Risks to the rights and freedoms of data subjects (35(7)(c))\n\n" + risks(config);
  text += "\n## 4. Measures (35(7)(d))\n\n| measure | | how |\n|---|---|---|\n";
  for (const SecurityMeasure& measure : securityMeasures(config))
    text += fmt::format("| {} | {} | {} |\n", markdownCell(measure.name),
                        measure.on ? "yes" : "**no**", markdownCell(measure.how));
  text += "\n## 5. Open questions for the data protection officer (35(2))\n\n";
  for (const std::string& question : openQuestions(config))
    text += "- " + markdownCell(question) + "\n";
  return text;
}

}  // namespace pontis
