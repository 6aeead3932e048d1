#include "engine/index/packed.h"

#include <gtest/gtest.h>

#include "engine/index/identity_event.h"
#include "tests/support/index_acts.h"

namespace pontis {
namespace {

Demographics everything() {
  Demographics one = personOf({"1@A", "2@urn:oid:1.2.3", "3@http://x.example/id", "4"},
                              "JONES^JENNIFER|1984-01-25|F|1 Road^NEWARK^30293|111");
  one.identifiers[0].type = "MR";
  one.names.push_back({"SMITH", "JENN", "ANN MARY", "Jr", "Dr", "M"});
  one.addresses.push_back({"2 Road", "7b", "X", "NJ", "1", "US", "B"});
  one.phones = {"1", "2"};
  one.emails = {"a@x.example"};
  one.work_phones = {"3"};
  one.birth_place = "Ύδρα";
  one.mother_family = "FOSTER";
  one.mother_given = "MARY";
  one.mother_identifiers = {{"A", "9", "MR"}};
  one.multiple_birth = "Y";
  one.birth_order = "2";
  one.death_date = "2025";
  one.deceased = "Y";
  one.language = "en";
  one.marital_status = std::string(300, 'S');
  return one;
}

TEST(Packed, KeepsEveryFieldThatIsStated) {
  Domains domains({"OWN", "", "", "", {}, true}, {});
  EXPECT_EQ(unpack(pack(everything(), domains), domains), everything());
  EXPECT_EQ(unpack(pack({}, domains), domains), Demographics{});
  EXPECT_EQ(recordKeyOf(pack(everything(), domains)).value, "1");
}

TEST(IdentityEvents, AreReadWithDomainsNumberedOtherwise) {
  Domains here({"OWN", "", "", "", {}, true}, {});
  Domains there({"OWN", "", "", "", {}, true}, {{"Z", "", "", "", {}, false}});
  IdentityFact fact;
  fact.kind = IdentityFact::Kind::kSeen;
  fact.packed = pack(everything(), here);
  fact.a = {here.stored("A"), "1"};
  fact.born = *parsePersonId("0197d2a4-0000-7000-8000-00000000000a");
  fact.source = "HIS|GH";
  fact.links = {{{here.stored("1.2.3"), "2"}, 22.5f, 2}};
  fact.parted = {{here.stored("A"), "7"}};
  fact.overrides = {17, 300};
  const std::string body = encode(fact, here);
  const Result<IdentityFact> read = decode(body, there);
  ASSERT_TRUE(read);
  EXPECT_EQ(unpack(read->packed, there), everything());
  EXPECT_EQ(read->a.domain, there.stored("A"));
  EXPECT_EQ(read->links[0].to.domain, there.stored("1.2.3"));
  EXPECT_EQ(read->links[0].score, 22.5f);
  EXPECT_EQ(read->parted[0].value, "7");
  EXPECT_EQ(read->overrides, fact.overrides);
  EXPECT_EQ(toText(read->born), "0197d2a4-0000-7000-8000-00000000000a");
  EXPECT_EQ(encode(*read, there), body);
}

TEST(IdentityEvents, OfANewerFormatAreRefused) {
  Domains domains({"OWN", "", "", "", {}, true}, {});
  const Result<IdentityFact> read = decode("\x02\x01", domains);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kUnsupported);
}

}  // namespace
}  // namespace pontis
