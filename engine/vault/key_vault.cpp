#include "engine/vault/key_vault.h"

#include <algorithm>
#include <cctype>

namespace pontis {
namespace {

constexpr std::size_t kPortion = 1024;   // keys made at once
constexpr std::size_t kKnown = 100'000;  // keys in memory: some 15 MB
constexpr KeyNumber kTags = 2;

const Error kErased{Code::kNotFound, "erased: the key of a person it concerns was destroyed", ""};

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int base64Digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

std::optional<CipherKey> readHex(std::string_view text) {
  CipherKey key;
  if (text.size() != 2 * key.size()) return std::nullopt;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const int high = hexDigit(text[2 * i]), low = hexDigit(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    key[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return key;
}

std::optional<CipherKey> readBase64(std::string_view text) {
  CipherKey key;
  if (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() != 43) return std::nullopt;
  std::uint32_t bits = 0;
  int held = 0;
  std::size_t at = 0;
  for (const char c : text) {
    const int digit = base64Digit(c);
    if (digit < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8 || at == key.size()) continue;
    held -= 8;
    key[at++] = static_cast<std::uint8_t>(bits >> held);
  }
  return key;
}

}  // namespace

Result<CipherKey> parseMasterKey(std::string_view text) {
  const auto blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  auto key = readHex(text);
  if (!key) key = readBase64(text);
  if (key) return *key;
  return Error{Code::kInvalid,
               "a master key is 32 bytes in hexadecimal or base64: openssl rand -hex 32", ""};
}

Result<std::unique_ptr<KeyVault>> KeyVault::open(const CipherKey& master,
                                                 std::unique_ptr<KeyStore> keys) {
  std::unique_ptr<KeyVault> vault(new KeyVault(master, std::move(keys)));
  const auto first = vault->keys_->find(vault->siteKey());
  if (!first) return first.error();
  if (!*first) {
    const std::string made[] = {wrapKey(master, randomKey()), wrapKey(master, randomKey())};
    if (auto added = vault->keys_->add(made); !added) return added.error();
  }
  for (const auto& [number, key] :
       {std::pair(vault->siteKey(), &vault->site_), std::pair(kTags, &vault->tags_)}) {
    const auto wrapped = vault->keys_->find(number);
    if (!wrapped) return wrapped.error();
    const auto unwrapped = *wrapped ? unwrapKey(master, **wrapped) : std::nullopt;
    if (!unwrapped)
      return Error{Code::kDenied, "the key store was made with another master key", ""};
    *key = *unwrapped;
  }
  return vault;
}

Result<KeyNumber> KeyVault::newKey() {
  const std::lock_guard lock(mutex_);
  if (unused_.empty()) {
    std::vector<CipherKey> keys(kPortion);
    std::vector<std::string> wrapped;
    for (CipherKey& key : keys) {
      key = randomKey();
      wrapped.push_back(wrapKey(master_, key));
    }
    auto numbers = keys_->add(wrapped);
    if (!numbers) return numbers.error();
    for (std::size_t i = 0; i < numbers->size(); ++i) remember((*numbers)[i], keys[i]);
    unused_.assign(numbers->rbegin(), numbers->rend());
  }
  const KeyNumber next = unused_.back();
  unused_.pop_back();
  return next;
}

void KeyVault::remember(KeyNumber number, const CipherKey& key) {
  if (places_.contains(number)) return;
  known_.push_front({number, key});
  places_[number] = known_.begin();
  if (known_.size() <= kKnown) return;
  places_.erase(known_.back().number);
  known_.pop_back();
}

Result<CipherKey> KeyVault::key(KeyNumber number) {
  if (number == siteKey()) return site_;
  {
    const std::lock_guard lock(mutex_);
    if (const auto place = places_.find(number); place != places_.end()) {
      known_.splice(known_.begin(), known_, place->second);
      return place->second->key;
    }
  }
  const auto wrapped = keys_->find(number);
  if (!wrapped) return wrapped.error();
  if (!*wrapped) return kErased;
  const auto unwrapped = unwrapKey(master_, **wrapped);
  if (!unwrapped) return Error{Code::kInternal, "a key of the key store is damaged", ""};
  const std::lock_guard lock(mutex_);
  remember(number, *unwrapped);
  return *unwrapped;
}

Result<CipherKey> KeyVault::keyOf(std::span<const KeyNumber> numbers) {
  std::vector<CipherKey> keys;
  for (const KeyNumber number : numbers) {
    const auto one = key(number);
    if (!one) return one.error();
    keys.push_back(*one);
  }
  if (keys.empty()) return site_;
  return combine(keys);
}

Result<bool> KeyVault::has(KeyNumber number) {
  const auto found = keys_->find(number);
  if (!found) return found.error();
  return found->has_value();
}

Result<Done> KeyVault::destroy(std::span<const KeyNumber> keys) {
  std::vector<KeyNumber> numbers(keys.begin(), keys.end());
  std::erase_if(numbers, [](KeyNumber number) { return number <= kTags; });
  forget();
  auto destroyed = keys_->destroy(numbers);
  forget();  // what was read meanwhile
  return destroyed;
}

void KeyVault::forget() {
  const std::lock_guard lock(mutex_);
  known_.clear();
  places_.clear();
}

Result<std::string> KeyVault::seal(std::span<const KeyNumber> keys, std::string_view context,
                                   std::string_view clear) {
  const auto one = keyOf(keys);
  if (!one) return one.error();
  return encrypt(*one, context, clear);
}

Result<std::string> KeyVault::open(std::span<const KeyNumber> keys, std::string_view context,
                                   std::string_view sealed) {
  const auto one = keyOf(keys);
  if (!one) return one.error();
  auto clear = decrypt(*one, context, sealed);
  if (clear) return std::move(*clear);
  return Error{Code::kMalformed, "what was kept has been changed: its seal does not hold", ""};
}

}  // namespace pontis
