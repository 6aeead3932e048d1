#include "engine/app/keys_config.h"

#include "engine/vault/key_vault.h"

namespace pontis {
namespace {

const Spec<KeysConfig>& keysSpec() {
  static const Spec<KeysConfig> kSpec =
      Spec<KeysConfig>()
          .field("master", &KeysConfig::master,
                 "The master key, 32 bytes in hexadecimal or base64 (openssl rand -hex 32), as "
                 "${file:PATH} or ${env:NAME}. It wraps each person's key.",
                 {[](const std::string& text) {
                   const auto key = parseMasterKey(text);
                   return key ? std::string() : key.error().text;
                 }})
          .field("place", &KeysConfig::place,
                 "Where the wrapped keys are kept, apart from what they seal: a directory or "
                 "postgresql://…. Its backups must not outlive an erasure.");
  return kSpec;
}

}  // namespace

const OptionList& keysOptions() { return keysSpec().options(); }

Result<KeysConfig> readKeys(const Settings& settings) {
  if (settings.kind() != Settings::Kind::kObject) return settings.error("expected an object");
  if (settings.find("master") == nullptr)
    return settings.error("\"keys\" needs a \"master\": ${file:PATH} or ${env:NAME}");
  return keysSpec().read(settings);
}

}  // namespace pontis
