#include "engine/app/processing_record.h"

#include <filesystem>
#include <string_view>

#include "engine/app/countries.h"
#include "engine/app/endpoint.h"
#include "engine/app/legal_words.h"

namespace pontis {
namespace {

using Values = std::vector<std::string>;

std::string formatName(const Format* format) {
  for (const Adapter* adapter : adapters())
    if (adapter->format == format && format != nullptr) return std::string(adapter->name);
  return {};
}

// "to fhir-store: Family doctors (controller of its own), Organization/3, DE"
std::string recipientText(const std::string& way, const Recipient& recipient) {
  std::string text =
      way + ": " + recipient.name + ", " + std::string(recipientKindText(recipient.kind));
  for (const std::string* part : {&recipient.contact, &recipient.organization, &recipient.country})
    if (!part->empty()) text += ", " + *part;
  for (const std::string& code : recipient.purpose)
    text += (&code == recipient.purpose.data() ? ", for " : " and ") + code;
  if (!recipient.data_permit.empty()) text += ", data permit " + recipient.data_permit;
  return text;
}

template <class F>
void eachRecipient(const ChannelConfig& channel, F&& see) {
  for (const SinkConfig& sink : channel.sinks)
    if (sink.recipient.named()) see("sink " + sink.route.sink, sink.recipient);
  for (const Recipient& asker : channel.askers) see(std::string("asks"), asker);
}

Values transfers(const ChannelConfig& channel, const Controller& controller) {
  Values all;
  eachRecipient(channel, [&](const std::string& way, const Recipient& recipient) {
    if (!crossesBorder(recipient, controller)) return;
    all.push_back(way + ": " + recipient.name + ", " + recipient.country + ", " +
                  (isInEea(recipient.country) ? "in the EEA: no transfer to a third country"
                                              : recipient.safeguard));
  });
  if (all.empty()) all.push_back("none");
  return all;
}

Values sinkTexts(const ChannelConfig& channel) {
  Values all;
  for (const SinkConfig& sink : channel.sinks) {
    std::string text =
        sink.route.sink + ": " + formatName(sink.sends) + " to " + toText(endpointOf(sink));
    for (const std::string& type : sink.route.types)
      text += (&type == sink.route.types.data() ? "; types " : ", ") + type;
    for (const std::string& map : sink.map_folders)
      text += (&map == sink.map_folders.data() ? "; maps " : ", ") +
              std::filesystem::path(map).filename().string();
    all.push_back(std::move(text));
  }
  for (const ResponderConfig& answers : channel.answers)
    all.push_back("answers queries from the patient index (" + std::string(answers.adapter->name) +
                  ")");
  return all;
}

ProcessingActivity activity(const ChannelConfig& channel, const Controller& controller) {
  const ChannelPrivacy& privacy = channel.privacy;
  const bool processor = !privacy.on_behalf.empty();
  const auto article = [&](std::string_view own, std::string_view others) {
    return std::string(processor ? others : own);
  };
  ProcessingActivity made{channel.name, processor, {}};
  const auto add = [&](std::string of, std::string title, Values values) {
    if (!values.empty())
      made.fields.push_back({std::move(of), std::move(title), std::move(values)});
  };
  if (!privacy.description.empty()) add("", "What it does", {privacy.description});
  add("30(2)(a)", "On behalf of", privacy.on_behalf);
  Values purposes;
  for (const Coding& purpose : privacy.purposes) purposes.push_back(purposeText(purpose));
  add(article("30(1)(b)", "30(2)(b)"), processor ? "Categories of processing" : "Purposes",
      std::move(purposes));
  add("6, 9", "Legal basis", {toText(privacy.basis)});
  add(article("30(1)(c)", ""), "Categories of data subjects", privacy.subjects);
  add(article("30(1)(c)", ""), "Categories of personal data", privacy.data);
  Values recipients;
  eachRecipient(channel, [&](const std::string& way, const Recipient& recipient) {
    recipients.push_back(recipientText(way, recipient));
  });
  add(article("30(1)(d)", ""), "Recipients", std::move(recipients));
  add(article("30(1)(e)", "30(2)(c)"), "Transfers to other countries",
      transfers(channel, controller));
  add(article("30(1)(f)", ""), "Kept for", {toText(privacy.retention)});
  add("", "Comes in by",
      {std::string(channel.format->name) + " from " + toText(endpointOf(channel))});
  add("", "Goes out by", sinkTexts(channel));
  return made;
}

std::vector<RecordField> general(const EngineConfig& config) {
  std::vector<RecordField> fields;
  if (!config.privacy) return fields;
  const Controller& controller = config.privacy->controller;
  const auto add = [&](std::string article, std::string title, const std::string& value) {
    if (!value.empty()) fields.push_back({std::move(article), std::move(title), {value}});
  };
  add("30(1)(a)", "Controller",
      controller.name + ", " + controller.contact + ", " + controller.country);
  add("30(1)(a)", "Representative", controller.representative);
  add("30(1)(a)", "Data protection officer",
      controller.dpo.empty() ? "not named in the configuration" : controller.dpo);
  const Jurisdiction& law = config.privacy->jurisdiction;
  add("", "Consent is decided by", law.name + ": " + law.source);
  add("", "Where no consent decides", std::string(toText(law.policy)));
  add("", "Security labels by",
      config.privacy->labels_file.empty()
          ? "the table that is shipped"
          : std::filesystem::path(config.privacy->labels_file).filename().string());
  add("", "Store", withoutCredentials(config.store));
  add("", "Patient index", config.index ? "yes" : "none");
  return fields;
}

}  // namespace

ProcessingRecord processingRecord(const EngineConfig& config) {
  ProcessingRecord record{config.file, general(config), {}, {}, securityMeasures(config)};
  const Controller nobody;
  for (const ChannelConfig& channel : config.channels) {
    if (channel.privacy.personal)
      record.activities.push_back(
          activity(channel, config.privacy ? config.privacy->controller : nobody));
    else
      record.impersonal.push_back(channel.name + ": " + channel.privacy.reason);
  }
  return record;
}

}  // namespace pontis
