#include "engine/store/sealing.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "engine/base/text.h"
#include "engine/store/lines.h"

namespace pontis {
namespace {

constexpr std::size_t kKnown = 200'000;  // persons whose key is remembered: some 25 MB

std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
  return hash ^ hash >> 32;
}

std::uint64_t mix(std::uint64_t hash, std::string_view text) {
  hash = mix(hash, text.size());
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    hash = mix(hash, word);
  }
  std::uint64_t rest = 0;
  for (const char c : text) rest = rest << 8 | static_cast<unsigned char>(c);
  return mix(hash, rest);
}

// Without a vault it only narrows the search: the bytes are compared before anything is called a
// duplicate, so it need not resist an attacker. With one it is all there is to compare, and keyed.
std::int64_t markOf(const Message& message, const Vault* vault) {
  std::uint64_t hash = mix(0, message.channel);
  hash = mix(hash, message.envelope.sender);
  if (vault == nullptr) return static_cast<std::int64_t>(mix(hash, message.payload.view()));
  const std::string tag = vault->tag(message.payload.view());
  return static_cast<std::int64_t>(mix(hash, tag));
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

}  // namespace

std::string keysColumn(std::span<const KeyNumber> keys) {
  std::string out;
  for (const KeyNumber key : keys) {
    if (!out.empty()) out += ' ';
    out += std::to_string(key);
  }
  return out;
}

std::vector<KeyNumber> readKeysColumn(std::string_view column) {
  std::vector<KeyNumber> keys;
  const char* at = column.data();
  const char* const end = at + column.size();
  while (at < end) {
    KeyNumber key = 0;
    const auto read = std::from_chars(at, end, key);
    if (read.ec != std::errc()) break;
    keys.push_back(key);
    at = read.ptr < end ? read.ptr + 1 : end;
  }
  return keys;
}

std::string messageContext(std::string_view id) { return "message " + std::string(id); }
std::string identityContext(std::int64_t number) { return "identity " + std::to_string(number); }
std::string quarantineContext(std::string_view channel, std::int64_t received) {
  return "quarantine " + std::to_string(received) + " " + std::string(channel);
}

Result<Prepared> Sealing::prepare(const Intake& intake) {
  const Message& message = *intake.message;
  Prepared made;
  made.intake = &intake;
  made.mark = markOf(message, vault_);
  if (!on()) {
    made.person_keys = joinLines(message.envelope.person_keys);
    return made;
  }
  made.erasures = erasures();
  auto keys = intake.subjects.empty() ? ownKey() : keysOf(intake.subjects);
  if (!keys) return keys.error();
  auto payload = seal(*keys, messageContext(message.id), message.payload.view());
  if (!payload) return payload.error();
  made.subjects = std::move(*keys);
  if (intake.subjects.empty()) made.subjects.front() *= -1;
  made.payload = std::move(*payload);
  for (const std::string& key : message.envelope.person_keys)
    addLine(made.person_keys, orderKey(key));
  auto events = identity(intake.identity);
  if (!events) return events.error();
  made.identity = std::move(*events);
  return made;
}

Result<std::vector<SealedColumn>> Sealing::identity(std::span<const IdentityEvent> events) {
  std::vector<SealedColumn> all;
  if (!on()) return all;
  for (const IdentityEvent& event : events) {
    const auto keys = keysOf(event.subjects);
    if (!keys) return keys.error();
    auto sealed = seal(*keys, identityContext(event.number), event.body);
    if (!sealed) return sealed.error();
    all.push_back(std::move(*sealed));
  }
  return all;
}

// The patient stands beside the text, for a column of its own could be read by anybody.
Result<SealedColumn> Sealing::consent(const ConsentRow& row) {
  const std::string clear = joinLines(std::vector{row.person, row.source, row.text});
  if (!on()) return SealedColumn{clear, {}};
  const auto keys = keysOf({&row.person, 1});
  if (!keys) return keys.error();
  return seal(*keys, kConsentContext, clear);
}

Result<SealedColumn> Sealing::seal(std::span<const KeyNumber> keys, std::string_view context,
                                   std::string_view clear) {
  if (!on()) return SealedColumn{std::string(clear), {}};
  auto bytes = vault_->seal(keys, context, clear);
  if (bytes) return SealedColumn{std::move(*bytes), keysColumn(keys)};
  if (bytes.error().code != Code::kNotFound) return bytes.error();
  // Whoever brings it tries again, and then with a key that is there.
  forget(erasures());
  return Error{Code::kUnavailable, "the key of a person was destroyed just now", ""};
}

Result<std::string> Sealing::open(std::string_view keys, std::string_view context,
                                  std::string_view bytes) const {
  if (keys.empty()) return std::string(bytes);
  if (!on())
    return Error{Code::kNotFound, "sealed: this store can be read with its master key alone", ""};
  return vault_->open(readKeysColumn(keys), context, bytes);
}

std::string Sealing::tagText(std::string_view text) const { return hex(vault_->tag(text)); }

std::string Sealing::orderKey(std::string_view person_key) const {
  return on() ? hex(vault_->tag(person_key).substr(0, 8)) : std::string(person_key);
}

Result<std::vector<KeyNumber>> Sealing::ownKey() {
  const auto key = vault_->newKey();
  if (!key) return key.error();
  return std::vector<KeyNumber>{*key};
}

Result<std::vector<KeyNumber>> Sealing::look(std::span<const std::string> tags) {
  static const Statement kKey{"SELECT key FROM subject WHERE tag = $1 ORDER BY key LIMIT 1"};
  std::vector<Value> values;
  for (const std::string& tag : tags) values.emplace_back(Blob{tag});
  return readers_.with<std::vector<KeyNumber>>(
      [&](Database& database) -> Result<std::vector<KeyNumber>> {
        std::vector<KeyNumber> found(tags.size(), 0);
        auto read = database.run(
            kKey, values, [&](std::size_t set, const Row& row) { found[set] = row.integer(0); });
        if (!read) return read.error();
        return found;
      });
}

Result<std::vector<KeyNumber>> Sealing::keysOf(std::span<const std::string> persons) {
  std::vector<KeyNumber> keys;
  std::vector<std::string> unknown;
  {
    const std::lock_guard lock(mutex_);
    for (const std::string& person : persons) {
      std::string tag = vault_->tag(person);
      const auto known = known_.find(tag);
      if (known != known_.end())
        keys.push_back(known->second.key);
      else
        unknown.push_back(std::move(tag));
    }
  }
  if (!unknown.empty()) {
    const auto found = look(unknown);
    if (!found) return found.error();
    const std::lock_guard lock(mutex_);
    if (known_.size() > kKnown)
      std::erase_if(known_, [](const auto& one) { return one.second.written; });
    for (std::size_t i = 0; i < unknown.size(); ++i) {
      // Another thread may have been faster.
      Known& known = known_[unknown[i]];
      if (known.key == 0 && (*found)[i] != 0) known = {(*found)[i], true};
      if (known.key == 0) {
        const auto made = vault_->newKey();
        if (!made) return known_.erase(unknown[i]), made.error();
        known = {*made, false};
        unwritten_.push_back({unknown[i], *made});
      }
      keys.push_back(known.key);
    }
  }
  if (keys.empty()) keys.push_back(vault_->siteKey());
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::vector<KeyAssignment> Sealing::unwritten() {
  const std::lock_guard lock(mutex_);
  return unwritten_;
}

void Sealing::written(std::span<const KeyAssignment> rows) {
  const std::lock_guard lock(mutex_);
  for (const KeyAssignment& row : rows) {
    const auto known = known_.find(row.tag);
    if (known != known_.end() && known->second.key == row.key) known->second.written = true;
    std::erase_if(unwritten_, [&](const KeyAssignment& one) { return one.key == row.key; });
  }
}

std::int64_t Sealing::erasures() {
  const std::lock_guard lock(mutex_);
  return erasures_;
}

void Sealing::forget(std::int64_t erasures) {
  const std::lock_guard lock(mutex_);
  erasures_ = erasures;
  // What is not yet written stays: its messages are on their way.
  std::erase_if(known_, [](const auto& one) { return one.second.written; });
  if (vault_ != nullptr) vault_->forget();
}

}  // namespace pontis
