#include "engine/app/channel_privacy.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

#include "engine/consent/purpose.h"
#include "engine/core/spec.h"

namespace pontis {
namespace {

struct PrivacyKeys {
  bool personal = true;
  std::string reason, description;
  std::vector<std::string> purpose;
  std::vector<std::string> subjects{"patients"};
  std::vector<std::string> data{"identification and contact data", "health data"};
  std::vector<std::string> on_behalf;
};

std::string checkPurposes(const std::vector<std::string>& purposes) {
  for (const std::string& one : purposes)
    if (!isKnownPurpose(canonicalPurpose({"", one})))
      return "\"" + one + "\" is no purpose of use (HL7 v3 PurposeOfUse), such as \"TREAT\"";
  return {};
}

const Spec<PrivacyKeys>& privacySpec() {
  static const Spec<PrivacyKeys> kSpec =
      Spec<PrivacyKeys>()
          .field("personal", &PrivacyKeys::personal,
                 "Whether messages may hold personal data; if not, say why in \"reason\".")
          .field("reason", &PrivacyKeys::reason, "Why there are no personal data in it.")
          .field("description", &PrivacyKeys::description, "What it is for, in words.")
          .field("purpose", &PrivacyKeys::purpose,
                 "Purposes of use, codes of HL7 v3 PurposeOfUse such as \"TREAT\"; required.",
                 {checkPurposes})
          .field("subjects", &PrivacyKeys::subjects, "Categories of data subjects.")
          .field("data", &PrivacyKeys::data, "Categories of personal data.")
          .field("on_behalf", &PrivacyKeys::on_behalf,
                 "Controllers, with contact, for whom this engine processes (GDPR 28); none: the "
                 "engine's own.");
  return kSpec;
}

std::function<std::string(const std::string&)> letterUpTo(char last, std::string article) {
  return [=](const std::string& letter) {
    if (letter.size() == 1 && letter[0] >= 'a' && letter[0] <= last) return std::string();
    return "GDPR " + article + " has no such letter: expected \"a\" to \"" + last + "\"";
  };
}

const Spec<LegalBasis>& basisSpec() {
  static const Spec<LegalBasis> kSpec =
      Spec<LegalBasis>()
          .field("article6", &LegalBasis::article6,
                 "Letter of GDPR 6(1): \"a\" consent, \"b\" contract, \"c\" legal obligation, "
                 "\"d\" vital interests, \"e\" public task, \"f\" legitimate interests; required.",
                 letterUpTo('f', "6(1)"))
          .field("article9", &LegalBasis::article9,
                 "Letter of GDPR 9(2), which health data need: \"a\" explicit consent, \"c\" vital "
                 "interests, \"h\" care, \"i\" public health, \"j\" research, …; required.",
                 letterUpTo('j', "9(2)"))
          .field("law", &LegalBasis::law,
                 "Law of the Union or the Member State, with its section. Required for 6(1)(c) and "
                 "(e) and 9(2)(b), (g), (h), (i) and (j), which rest on one.");
  return kSpec;
}

struct RetentionKeys {
  std::chrono::milliseconds age{};
  std::string size;
};

const Spec<RetentionKeys>& retentionSpec() {
  static const Spec<RetentionKeys> kSpec =
      Spec<RetentionKeys>()
          .field("age", &RetentionKeys::age, "How long payloads are kept; 0s: without end.")
          .field("size", &RetentionKeys::size,
                 "How much of them is kept, such as \"20GB\": then the oldest go; empty: all.",
                 {[](const std::string& size) {
                   return size.empty() || readSize(size)
                              ? std::string()
                              : "expected a size with its unit, such as \"20GB\"";
                 }});
  return kSpec;
}

std::string line(const Error& error) { return error.text + "\n"; }

// GDPR 6(3) for (c) and (e); 9(2)(b), (g), (h), (i), (j) name the law themselves.
bool restsOnLaw(const LegalBasis& basis) {
  const auto among = [](const std::string& letter, std::string_view letters) {
    return letter.size() == 1 && letters.find(letter[0]) != std::string_view::npos;
  };
  return among(basis.article6, "ce") || among(basis.article9, "bghij");
}

Checked<LegalBasis> readBasis(const Settings* settings, const Settings& privacy) {
  if (settings == nullptr)
    return {{},
            line(privacy.error("a \"basis\" is missing: the legal basis, such as {\"article6\": "
                               "\"c\", \"article9\": \"h\", \"law\": \"…\"} (GDPR 6 and 9)"))};
  const auto basis = basisSpec().read(*settings);
  if (!basis) return {{}, line(basis.error())};
  Checked<LegalBasis> read{*basis, {}};
  if (basis->article6.empty())
    read.mistakes += line(settings->error("\"article6\" is missing: the letter of GDPR 6(1)"));
  if (basis->article9.empty())
    read.mistakes += line(settings->error(
        "\"article9\" is missing: health data need a letter of GDPR 9(2), such as \"h\""));
  if (basis->law.empty() && restsOnLaw(*basis))
    read.mistakes += line(settings->error(
        "\"law\" is missing: this basis rests on a law of the Union or the Member State"));
  return read;
}

Checked<Retention> readRetention(const Settings* settings) {
  if (settings == nullptr) return {};
  const auto keys = retentionSpec().read(*settings);
  if (!keys) return {{}, line(keys.error())};
  return {{keys->age, readSize(keys->size).value_or(0)}, {}};
}

// What a channel without personal data says.
std::string impersonal(const PrivacyKeys& keys, const Settings& settings) {
  if (!keys.reason.empty()) return {};
  return line(settings.error("\"personal\": false needs a \"reason\""));
}

Checked<ChannelPrivacy> readPrivacy(const Settings& channel) {
  const Settings* settings = channel.find("privacy");
  if (settings == nullptr)
    return {{},
            line(channel.error(
                "\"privacy\" is missing: a channel that could send personal data says its "
                "\"purpose\" and \"basis\", or \"personal\": false and a \"reason\""))};
  if (settings->kind() != Settings::Kind::kObject)
    return {{}, line(settings->error("expected an object"))};
  auto keys = privacySpec().read(settings->without({"basis", "retention"}));
  if (!keys) return {{}, line(keys.error())};
  Checked<ChannelPrivacy> read;
  auto retention = readRetention(settings->find("retention"));
  read.value = {keys->personal,
                keys->reason,
                keys->description,
                {},
                {},
                std::move(keys->subjects),
                std::move(keys->data),
                std::move(keys->on_behalf),
                retention.value};
  read.mistakes = retention.mistakes;
  if (!keys->personal) {
    read.mistakes += impersonal(*keys, *settings);
    return read;
  }
  for (const std::string& code : keys->purpose)
    read.value.purposes.push_back(canonicalPurpose({"", code}));
  if (keys->purpose.empty())
    read.mistakes += line(settings->error(
        "\"purpose\" is missing: what the data are processed for, such as [\"TREAT\"] "
        "(GDPR 5(1)(b))"));
  auto basis = readBasis(settings->find("basis"), *settings);
  read.value.basis = std::move(basis.value);
  read.mistakes += basis.mistakes;
  return read;
}

// A further purpose must be the channel's, or a kind of one (GDPR 5(1)(b): limitation).
std::string checkNarrow(const Settings& settings, const Recipient& recipient,
                        const std::vector<Coding>& purposes) {
  for (const std::string& code : recipient.purpose) {
    const Coding own = canonicalPurpose({"", code});
    if (std::none_of(purposes.begin(), purposes.end(),
                     [&](const Coding& one) { return isPurpose(own, one.code); }))
      return line(settings.error("\"purpose\": the channel's \"privacy\" does not name \"" + code +
                                 "\", nor what it is a kind of"));
  }
  return {};
}

Checked<Recipient> recipientOf(const Settings* settings, const Settings& component,
                               const ChannelPrivacy& privacy, const std::string& home) {
  if (settings != nullptr) {
    auto read = readRecipient(*settings, home);
    if (privacy.personal && !privacy.purposes.empty())
      read.mistakes += checkNarrow(*settings, read.value, privacy.purposes);
    return read;
  }
  if (!privacy.personal) return {};
  const Settings* name = component.find("name");
  const bool named = name != nullptr && name->kind() == Settings::Kind::kString;
  return {{},
          line(component.error("the sink" + (named ? " \"" + name->string() + "\"" : "") +
                               " needs a \"recipient\": who gets the data, such as {\"name\": "
                               "\"…\", \"organization\": \"…\"} (GDPR 30(1)(d))"))};
}

Checked<std::vector<Recipient>> readAskers(const Settings& channel, const ChannelPrivacy& privacy,
                                           const std::string& home) {
  const Settings* listed = channel.find("recipients");
  if (listed == nullptr) {
    const Settings* answers = channel.find("answers");
    if (answers == nullptr || answers->items().empty() || !privacy.personal) return {};
    return {{},
            line(answers->error("a channel with \"answers\" needs \"recipients\": who asks, such "
                                "as [{\"name\": \"…\", \"organization\": \"…\"}]"))};
  }
  if (listed->kind() != Settings::Kind::kArray || listed->items().empty())
    return {{}, line(listed->error("expected an array of at least one recipient"))};
  Checked<std::vector<Recipient>> read;
  std::size_t unlisted = 0;
  for (const Settings& each : listed->items()) {
    auto one = recipientOf(&each, each, privacy, home);
    read.mistakes += one.mistakes;
    if (one.value.named() && one.value.applications.empty() && ++unlisted > 1)
      read.mistakes += line(each.error(
          "only one recipient may go without \"applications\": the others could not be told "
          "from it"));
    read.value.push_back(std::move(one.value));
  }
  return read;
}

}  // namespace

const OptionList& channelPrivacyOptions() { return privacySpec().options(); }
const OptionList& legalBasisOptions() { return basisSpec().options(); }
const OptionList& retentionOptions() { return retentionSpec().options(); }

std::optional<std::uint64_t> readSize(std::string_view text) {
  constexpr std::pair<std::string_view, std::uint64_t> kUnits[] = {{"B", 1},
                                                                   {"kB", 1'000},
                                                                   {"MB", 1'000'000},
                                                                   {"GB", 1'000'000'000},
                                                                   {"TB", 1'000'000'000'000},
                                                                   {"KiB", 1ull << 10},
                                                                   {"MiB", 1ull << 20},
                                                                   {"GiB", 1ull << 30},
                                                                   {"TiB", 1ull << 40}};
  std::uint64_t count = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (wrong != std::errc() || count > 1'000'000) return std::nullopt;
  std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  for (const auto& [name, scale] : kUnits)
    if (name == unit) return count * scale;
  return std::nullopt;
}

Checked<Disclosures> readDisclosures(const Settings& channel, const std::string& home) {
  Checked<Disclosures> read;
  if (channel.kind() != Settings::Kind::kObject) return read;  // said by who reads the channel
  auto privacy = readPrivacy(channel);
  read.mistakes = privacy.mistakes;
  read.value.privacy = std::move(privacy.value);
  auto askers = readAskers(channel, read.value.privacy, home);
  read.mistakes += askers.mistakes;
  read.value.askers = std::move(askers.value);
  const Settings* sinks = channel.find("sinks");
  if (sinks == nullptr || sinks->kind() != Settings::Kind::kArray) return read;
  for (const Settings& sink : sinks->items()) {
    auto one = recipientOf(sink.find("recipient"), sink, read.value.privacy, home);
    read.mistakes += one.mistakes;
    read.value.sinks.push_back(std::move(one.value));
  }
  return read;
}

}  // namespace pontis
