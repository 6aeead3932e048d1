// What comes from outside: a log that somebody worked on, proofs, hash chains, XML. Any edit of a
// sound log must be found, and nothing may break the readers.
#include <cstdlib>

#include "adapters/xroad/hash_chain.h"
#include "engine/audit/proof.h"
#include "engine/tree/xml.h"
#include "tests/support/audit_fixture.h"

namespace pontis {
namespace {

const SigningKey& siteKey() {
  static const SigningKey key = SigningKey::generate(SigningKey::Kind::kEd25519);
  return key;
}

// Each four bytes of `input` are an edit of one line: which, what, where, with what.
void edit(std::vector<std::string>& lines, std::string_view input) {
  for (; input.size() >= 4 && !lines.empty(); input.remove_prefix(4)) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(input[i]); };
    const std::size_t at = byte(0) % lines.size(), to = byte(2) % lines.size();
    std::string& line = lines[at];
    const std::size_t place = line.empty() ? 0 : (byte(2) * 7u) % line.size();
    switch (byte(1) % 6) {
      case 0:
        if (!line.empty()) line[place] = input[3];
        break;
      case 1:
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      case 2:
        std::swap(lines[at], lines[to]);
        break;
      case 3:
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(to), std::string(line));
        break;
      case 4:
        line.insert(place, 1, input[3]);
        break;
      default:
        // A whole entry that follows the one before it.
        line =
            makeEntry({byte(2), at > 0 && readEntry(lines[at - 1]) ? readEntry(lines[at - 1])->hash
                                                                   : Digest{}},
                      "{\"n\":" + std::to_string(byte(3)) + "}")
                .line;
    }
  }
}

void tamper(std::string_view input) {
  static const AuditFiles sound = auditFiles(12, 5, siteKey());
  if (input.empty()) return;
  AuditFiles files = sound;
  edit(input[0] % 4 == 0 ? files.heads : files.log, input.substr(1));
  const std::string log = AuditFiles::text(files.log), heads = AuditFiles::text(files.heads);
  TextLines log_lines(log), head_lines(heads);
  const PublicKey key = siteKey().publicKey();
  const auto verdict = verifyAudit(log_lines, head_lines, std::span(&key, 1));
  const bool same = log == AuditFiles::text(sound.log) && heads == AuditFiles::text(sound.heads);
  if (!verdict || verdict->ok() != same) std::abort();
}

void read(std::string_view input) {
  const PublicKey key = siteKey().publicKey();
  if (const auto proof = parseProof(input); proof && checkProof(*proof, std::span(&key, 1)))
    std::abort();  // nobody has the key
  (void)readEntry(input);
  if (const auto record = readRecord(input)) (void)writeRecord(*record);
}

void readXml(std::string_view input) {
  (void)Xml::parse(Bytes::clone(input));
  const auto files = [&](std::string_view) { return std::optional(Bytes::clone(input)); };
  for (const std::string_view uri : {"/c.xml#STEP0", "#STEP0"}) {
    const std::string result =
        "<HashChainResult xmlns=\"http://cyber.ee/hashchain\" URI=\"" + std::string(uri) +
        "\"><DigestMethod xmlns=\"http://www.w3.org/2000/09/xmldsig#\" "
        "Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><DigestValue "
        "xmlns=\"http://www.w3.org/2000/09/xmldsig#\">AAAA</DigestValue></HashChainResult>";
    if (verifyHashChain(Bytes::clone(result), files, {})) std::abort();
  }
}

}  // namespace
}  // namespace pontis

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 4 < 2)
    pontis::tamper(input);
  else if (data[0] % 4 == 2)
    pontis::read(input);
  else
    pontis::readXml(input);
  return 0;
}
