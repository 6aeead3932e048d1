#include "engine/vault/key_vault.h"

#include <gtest/gtest.h>

#include <map>

namespace pontis {
namespace {

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

CipherKey counting(int first) {
  CipherKey key;
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(first + int(i));
  return key;
}

// Keys in memory; `broken`: it does not answer.
class MemoryKeys : public KeyStore {
 public:
  struct Shared {
    std::map<KeyNumber, std::string> keys;
    KeyNumber last = 0;
    int writes = 0;
    bool broken = false;
  };
  explicit MemoryKeys(Shared& shared) : shared_(shared) {}
  Result<std::vector<KeyNumber>> add(std::span<const std::string> wrapped) override {
    if (shared_.broken) return Error{Code::kUnavailable, "gone", ""};
    ++shared_.writes;
    std::vector<KeyNumber> numbers;
    for (const std::string& one : wrapped) {
      shared_.keys[++shared_.last] = one;
      numbers.push_back(shared_.last);
    }
    return numbers;
  }
  Result<std::optional<std::string>> find(KeyNumber number) override {
    if (shared_.broken) return Error{Code::kUnavailable, "gone", ""};
    const auto found = shared_.keys.find(number);
    if (found == shared_.keys.end()) return std::optional<std::string>();
    return std::optional(found->second);
  }
  Result<Done> destroy(std::span<const KeyNumber> numbers) override {
    for (const KeyNumber number : numbers) shared_.keys.erase(number);
    return Done{};
  }

 private:
  Shared& shared_;
};

std::unique_ptr<KeyVault> vaultOf(MemoryKeys::Shared& shared, int master = 7) {
  auto vault = KeyVault::open(counting(master), std::make_unique<MemoryKeys>(shared));
  return vault ? std::move(*vault) : nullptr;
}

// RFC 3394 section 4.6.
TEST(Cipher, WrapsAKeyAsTheStandardSays) {
  CipherKey key;
  for (std::size_t i = 0; i < 16; ++i) key[i] = static_cast<std::uint8_t>(i * 0x11);
  for (std::size_t i = 0; i < 16; ++i) key[16 + i] = static_cast<std::uint8_t>(i);
  const std::string wrapped = wrapKey(counting(0), key);
  EXPECT_EQ(hex(wrapped),
            "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21");
  EXPECT_EQ(unwrapKey(counting(0), wrapped), key);
  EXPECT_FALSE(unwrapKey(counting(1), wrapped));
}

// The first of the reference implementation's vectors for 128 bits of output.
TEST(Cipher, HashesAsSipHashDoes) {
  EXPECT_EQ(hex(keyedHash(counting(0), "")), "a3817f04ba25a8e66df67214c7550293");
}

TEST(Cipher, FindsEveryChangedBit) {
  const CipherKey key = randomKey();
  const std::string sealed = encrypt(key, "message 1", "a result");
  EXPECT_EQ(decrypt(key, "message 1", sealed), "a result");
  EXPECT_FALSE(decrypt(key, "message 2", sealed)) << "of another message";
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
    EXPECT_FALSE(decrypt(key, "message 1", changed)) << "bit " << bit;
  }
}

TEST(MasterKey, IsThirtyTwoBytesInHexadecimalOrBase64) {
  const std::string text = " 000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F\n";
  EXPECT_EQ(*parseMasterKey(text), counting(0));
  EXPECT_EQ(*parseMasterKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="), counting(0));
  for (const char* bad : {"", "00", "secret", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg=="})
    EXPECT_FALSE(parseMasterKey(bad)) << bad;
}

TEST(KeyVault, OpensWhatItSealedAfterARestart) {
  MemoryKeys::Shared shared;
  auto vault = vaultOf(shared);
  const KeyNumber key = *vault->newKey();
  const std::string sealed = *vault->seal({&key, 1}, "c", "text");
  const std::string tag = vault->tag("GH|1");
  vault = vaultOf(shared);
  EXPECT_EQ(*vault->open({&key, 1}, "c", sealed), "text");
  EXPECT_EQ(vault->tag("GH|1"), tag);
  EXPECT_NE(vault->tag("GH|2"), tag);
  EXPECT_NE(*vault->newKey(), key) << "a key that was given out is not given again";
}

TEST(KeyVault, KnowsAnotherMasterKey) {
  MemoryKeys::Shared shared;
  vaultOf(shared);
  const auto other = KeyVault::open(counting(8), std::make_unique<MemoryKeys>(shared));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::kDenied);
}

TEST(KeyVault, NeedsEveryKeyOfWhatConcernsSeveral) {
  MemoryKeys::Shared shared;
  auto vault = vaultOf(shared);
  const KeyNumber both[] = {*vault->newKey(), *vault->newKey()};
  const std::string sealed = *vault->seal(both, "c", "text");
  EXPECT_EQ(*vault->open(both, "c", sealed), "text");
  EXPECT_FALSE(vault->open({both, 1}, "c", sealed));
  ASSERT_TRUE(vault->destroy({both, 1}));
  const auto gone = vault->open(both, "c", sealed);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, Code::kNotFound);
}

TEST(KeyVault, DestroysAKeyForGoodAndNeverTheSitesOwn) {
  MemoryKeys::Shared shared;
  auto vault = vaultOf(shared);
  const KeyNumber mine = *vault->newKey(), site = vault->siteKey();
  const std::string sealed = *vault->seal({&mine, 1}, "c", "text");
  const std::string common = *vault->seal({&site, 1}, "c", "common");
  const KeyNumber all[] = {site, 2, mine};
  ASSERT_TRUE(vault->destroy(all));
  vault = vaultOf(shared);
  EXPECT_FALSE(*vault->has(mine));
  EXPECT_EQ(vault->open({&mine, 1}, "c", sealed).error().code, Code::kNotFound);
  EXPECT_EQ(vault->seal({&mine, 1}, "c", "more").error().code, Code::kNotFound);
  EXPECT_EQ(*vault->open({&site, 1}, "c", common), "common");
}

TEST(KeyVault, GivesOutManyKeysForOneWriteAndNoneItCannotKeep) {
  MemoryKeys::Shared shared;
  auto vault = vaultOf(shared);
  const int before = shared.writes;
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(vault->newKey());
  EXPECT_EQ(shared.writes, before + 1);
  shared.broken = true;
  Result<KeyNumber> last = vault->newKey();
  for (int i = 0; i < 100 && last; ++i) last = vault->newKey();
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code, Code::kUnavailable);
}

}  // namespace
}  // namespace pontis
