#include "engine/app/open_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "engine/app/references.h"
#include "engine/store/key_store.h"
#include "engine/vault/key_vault.h"

namespace pontis {
namespace {

Result<Done> writeNew(const std::string& path, const std::string& text, int mode) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  const bool good = file >= 0 &&
                    ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                    ::fsync(file) == 0;
  const int why = errno;
  if (file >= 0) ::close(file);
  if (good) return Done{};
  return Error{Code::kUnavailable, "cannot write " + path + ": " + std::strerror(why), ""};
}

}  // namespace

Result<Done> makeSigningKey(const std::string& path) {
  if (std::filesystem::exists(path)) return Done{};
  const SigningKey key = SigningKey::generate(SigningKey::Kind::kEd25519);
  std::filesystem::remove(path + ".pub");
  if (auto made = writeNew(path + ".pub", key.publicKey().pem(), 0644); !made) return made;
  return writeNew(path, key.pem(), 0600);
}

Result<OpenStore> openStore(const std::string& location, const KeysConfig& keys,
                            const std::string& signing_key, bool without_keys) {
  OpenStore open;
  if (!keys.master.empty()) {
    const auto master = parseMasterKey(keys.master);
    if (!master) return master.error();
    auto key_store = openKeyStore(keys.place);
    if (!key_store) return key_store.error();
    auto vault = KeyVault::open(*master, std::move(*key_store));
    if (!vault) return vault.error();
    open.vault = std::move(*vault);
  }
  std::optional<SigningKey> key;
  if (!signing_key.empty()) {
    const auto pem = readFile(signing_key);
    if (!pem) return pem.error();
    auto parsed = SigningKey::parse(*pem);
    if (!parsed) return Error{parsed.error().code, signing_key + ": " + parsed.error().text, ""};
    key = std::move(*parsed);
  }
  open.scribe = std::make_unique<Scribe>(std::move(key));
  auto store = Store::open(location, {open.vault.get(), open.scribe.get(), without_keys});
  if (!store) return store.error();
  open.store = std::move(*store);
  return open;
}

}  // namespace pontis
