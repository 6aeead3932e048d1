// The JSON Schema of the configuration and the reference of the adapters: both come from the same
// options that the program reads, so they cannot drift from it.
#include <fmt/format.h>

#include "engine/app/config.h"
#include "engine/base/log.h"

namespace pontis {
namespace {

std::string typeOf(const Option& option) {
  if (option.type == "strings") return R"("type":"array","items":{"type":"string"})";
  if (option.type == "duration")
    return R"("type":["integer","string"],"pattern":"^[0-9]{1,9}(ms|s|m|h|d)$")";
  return "\"type\":" + jsonString(option.type);
}

// "key": {schema}, for each option.
std::string properties(const OptionList& options) {
  std::string text;
  for (const Option& option : options)
    text += fmt::format(
        "{}:{{{},\"description\":{}}},", jsonString(option.name), typeOf(option),
        jsonString(option.help +
                   (option.fallback.empty() ? "" : " Default: " + option.fallback + ".")));
  return text;
}

std::string object(std::string members, std::string_view required) {
  if (members.ends_with(',')) members.pop_back();
  return fmt::format(
      R"({{"type":"object","additionalProperties":false,"properties":{{{}}},"required":[{}]}})",
      members, required);
}

std::string use(std::string_view name) {
  return fmt::format(R"("use":{{"const":{}}},)", jsonString(name));
}

std::string oneOfResponders() {
  std::string all;
  for (const Adapter* adapter : adapters()) {
    if (adapter->responder == nullptr) continue;
    const auto listed = adapter->responder_options;
    all += (all.empty() ? "" : ",") +
           object(use(adapter->name) + properties(listed ? listed() : OptionList()), R"("use")");
  }
  return all;
}

std::string indexSchema() {
  const std::string domain = object(properties(domainOptions()), "");
  return object(properties(indexOptions()) + "\"domain\":" + domain +
                    R"(,"domains":{"type":"array","items":)" + domain + "}",
                "");
}

std::string auditSchema() {
  std::string all;
  for (const Adapter* adapter : adapters())
    if (adapter->audit_export != nullptr)
      all +=
          (all.empty() ? "" : ",") + object(use(adapter->name) + properties(auditExportOptions()) +
                                                properties(adapter->audit_export_options()),
                                            R"("use")");
  return object(R"("export":{"type":"array","items":{"oneOf":[)" + all + "]}}", "");
}

std::string recipientSchema() { return object(properties(recipientOptions()), R"("name")"); }

std::string channelPrivacySchema() {
  return object(properties(channelPrivacyOptions()) +
                    "\"basis\":" + object(properties(legalBasisOptions()), "") +
                    ",\"retention\":" + object(properties(retentionOptions()), ""),
                "");
}

std::string privacySchema() {
  const std::string duties =
      R"("duties":{"type":"object","description":"For a purpose, the codes of data whose disclosure )"
      R"(a statute demands: {\"PUBHLTH\": [\"hiv\"]}.","additionalProperties":{"type":"array",)"
      R"("items":{"type":"string"}}})";
  return object(properties(privacyOptions()) + "\"controller\":" +
                    object(properties(controllerOptions()), R"("name","contact")") +
                    ",\"switches\":" + object(properties(switchOptions()) + duties, ""),
                R"("jurisdiction","controller")");
}

std::string oneOfAdapters(bool source) {
  std::string all;
  for (const Adapter* adapter : adapters()) {
    if (source ? adapter->source == nullptr : adapter->sink == nullptr) continue;
    const auto listed = source ? adapter->source_options : adapter->sink_options;
    std::string members = use(adapter->name) + properties(listed ? listed() : OptionList());
    if (!source)
      members += properties(sinkOptions()) + "\"recipient\":" + recipientSchema() +
                 ",\"retry\":" + object(properties(retryOptions()), "");
    all += (all.empty() ? "" : ",") + object(members, source ? R"("use")" : R"("use","name")");
  }
  return all;
}

std::string table(std::string_view title, OptionList (*options)()) {
  std::string text =
      fmt::format("\n**{}**\n\n| option | type | default | meaning |\n|---|---|---|---|\n", title);
  if (options == nullptr) return {};
  for (const Option& option : options())
    text += fmt::format("| `{}` | {} | {} | {} |\n", option.name, option.type,
                        option.fallback.empty() ? "" : "`" + option.fallback + "`", option.help);
  return text;
}

}  // namespace

std::string configSchema() {
  const std::string channel =
      object(properties(channelOptions()) + R"("source":{"oneOf":[)" + oneOfAdapters(true) +
                 R"(]},"sinks":{"type":"array","minItems":1,"items":{"oneOf":[)" +
                 oneOfAdapters(false) + R"(]}},"answers":{"type":"array","items":{"oneOf":[)" +
                 oneOfResponders() + R"(]}},"recipients":{"type":"array","minItems":1,"items":)" +
                 recipientSchema() + "},\"privacy\":" + channelPrivacySchema(),
             R"("name","source","privacy")");
  return R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Pontis","anyOf":[)"
         R"({"$ref":"#/$defs/engine"},{"$ref":"#/$defs/channel"}],"$defs":{"engine":)" +
         object(properties(engineOptions()) +
                    "\"keys\":" + object(properties(keysOptions()), R"("master")") +
                    ",\"index\":" + indexSchema() + ",\"audit\":" + auditSchema() +
                    ",\"privacy\":" + privacySchema(),
                "") +
         ",\"channel\":" + channel + "}}\n";
}

std::string adapterReference() {
  static constexpr std::string_view kMaturity[] = {"draft", "trial", "stable"};
  static constexpr std::string_view kPosture[] = {"trusted peers only", "hostile peers"};
  std::string text =
      "| adapter | what | format | source | sink | answers | audit | maturity | posture "
      "|\n|---|---|---|---|---|---|---|---|---|\n";
  for (const Adapter* adapter : adapters())
    text += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} | {} | {} |\n", adapter->name,
                        adapter->summary, adapter->format ? "yes" : "",
                        adapter->source ? "yes" : "", adapter->sink ? "yes" : "",
                        adapter->responder ? "yes" : "", adapter->audit_export ? "yes" : "",
                        kMaturity[static_cast<int>(adapter->maturity)],
                        kPosture[static_cast<int>(adapter->posture)]);
  for (const Adapter* adapter : adapters()) {
    if (!adapter->source_options && !adapter->sink_options && !adapter->responder_options &&
        !adapter->audit_export_options)
      continue;
    text += fmt::format("\n### {}\n", adapter->name);
    text += table("Source", adapter->source_options) + table("Sink", adapter->sink_options) +
            table("Answers", adapter->responder_options) +
            table("Audit", adapter->audit_export_options);
  }
  return text;
}

}  // namespace pontis
