#include "engine/audit/entry.h"

#include <fmt/format.h>

#include <charconv>

#include "engine/audit/chain/base64.h"

namespace pontis {
namespace {

constexpr std::string_view kHash = "{\"hash\":\"", kPrev = "\"prev\":\"", kRecord = ",\"record\":",
                           kSeq = ",\"seq\":", kSignature = ",\"signature\":\"";
constexpr std::size_t kHexSize = 64;

// The members after "hash", without the closing brace.
std::string members(const ChainEnd& end, std::string_view record) {
  std::string text;
  text.reserve(kPrev.size() + kHexSize + kRecord.size() + record.size() + 32);
  text += kPrev;
  text += toHex(end.last);
  text += '"';
  text += kRecord;
  text += record;
  text += kSeq;
  text += std::to_string(end.size);
  return text;
}

Digest hashOf(std::string_view members) { return sha256({"{", members, "}"}); }

std::string lineOf(const Digest& hash, std::string_view members, std::string_view signature) {
  std::string line;
  line.reserve(kHash.size() + kHexSize + members.size() + signature.size() + 8);
  line += kHash;
  line += toHex(hash);
  line += "\",";
  line += members;
  line += signature;
  line += "}\n";
  return line;
}

Entry entry(const ChainEnd& end, std::string_view members, std::string_view signature) {
  const Digest hash = hashOf(members);
  return {end.size, end.last, hash, lineOf(hash, members, signature)};
}

// Takes `expected` from the front of `text`; false if it is not there.
bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

std::optional<Digest> takeHex(std::string_view& text) {
  const auto read = parseHex(text.substr(0, kHexSize));
  if (read) text.remove_prefix(kHexSize);
  return read;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  if (text.size() > 1 && text[0] == '0') return std::nullopt;
  // Beyond it JSON's numbers are not exact (RFC 7493 section 2.2).
  constexpr std::uint64_t kLargest = (std::uint64_t{1} << 53) - 1;
  if (value > kLargest) return std::nullopt;
  return value;
}

}  // namespace

std::string_view Entry::record() const {
  const std::size_t start =
      kHash.size() + kHexSize + 2 + kPrev.size() + kHexSize + 1 + kRecord.size();
  return std::string_view(line).substr(start, line.rfind(kSeq) - start);
}

Entry makeEntry(const ChainEnd& end, std::string_view record) {
  return entry(end, members(end, record), "");
}

std::string entryLine(std::uint64_t seq, const Digest& prev, const Digest& hash,
                      std::string_view record) {
  return lineOf(hash, members({seq, prev}, record), "");
}

Result<Entry> makeSignedEntry(const ChainEnd& end, std::string_view record, const SigningKey& key) {
  const std::string written = members(end, record);
  const auto signature = key.sign("{" + written + "}");
  if (!signature) return signature.error();
  return entry(end, written, fmt::format("{}{}\"", kSignature, encodeBase64(*signature)));
}

std::optional<EntryView> readEntry(std::string_view line) {
  if (!line.ends_with("}\n")) return std::nullopt;
  line.remove_suffix(2);
  EntryView read;
  if (!take(line, kHash)) return std::nullopt;
  const auto hash = takeHex(line);
  if (!hash || !take(line, "\",")) return std::nullopt;
  // A text inside the record cannot hold this: its quotes would be escaped. Behind it stands
  // base64.
  if (const std::size_t at = line.rfind(kSignature); at != std::string_view::npos) {
    std::string_view signature = line.substr(at + kSignature.size());
    if (!signature.ends_with('"')) return std::nullopt;
    signature.remove_suffix(1);
    auto decoded = decodeBase64(signature);
    if (!decoded || decoded->empty()) return std::nullopt;
    read.signature = std::move(*decoded);
    line = line.substr(0, at);
    read.signed_text = fmt::format("{{{}}}", line);
  }
  read.hash = *hash;
  if (hashOf(line) != read.hash || !take(line, kPrev)) return std::nullopt;
  const auto prev = takeHex(line);
  if (!prev || !take(line, "\"") || !take(line, kRecord)) return std::nullopt;
  const std::size_t at = line.rfind(kSeq);
  if (at == std::string_view::npos) return std::nullopt;
  const auto seq = number(line.substr(at + kSeq.size()));
  if (!seq) return std::nullopt;
  read.seq = *seq;
  read.prev = *prev;
  read.record = line.substr(0, at);
  return read;
}

}  // namespace pontis
