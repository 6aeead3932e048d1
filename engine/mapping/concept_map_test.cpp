#include "engine/mapping/concept_map.h"

#include <gtest/gtest.h>

#include "engine/mapping/json_value.h"
#include "tests/support/map_folder.h"

namespace pontis {
namespace {

// The values of a tree with the names of their members: "code=PID-3 target.code=identifier[1]".
void fold(const JsonValue& value, const std::string& name, std::string& out) {
  for (const auto& [key, member] : value.members)
    fold(member, name.empty() ? key : name + "." + key, out);
  for (const JsonValue& item : value.items) fold(item, name, out);
  if (value.members.empty() && value.items.empty()) out += name + "=" + value.text + "; ";
}

// The elements of the concept map `id`, one a line, without the address of the guide's extension.
std::string elements(const MapFolder& folder, const std::string& id) {
  const auto files = readMapFiles(folder.folders());
  if (!files) return files.error().text;
  for (const ConceptMap& map : conceptMaps(*files)) {
    if (map.id != id) continue;
    const auto json = JsonValue::parse(map.json);
    if (!json) return json.error().text;
    std::string text;
    for (const JsonValue& group : json->find("group")->items) {
      for (const JsonValue& element : group.find("element")->items) {
        fold(element, "", text);
        text += "\n";
      }
      if (const JsonValue* unmapped = group.find("unmapped")) fold(*unmapped, "unmapped", text);
    }
    for (const std::string& noise : {std::string("extension.url=http://hl7.org/fhir/uv/v2mappings/"
                                                 "StructureDefinition/TypeInfo; "),
                                     std::string("target.equivalence=equivalent; "),
                                     std::string("target.extension.extension."),
                                     std::string("extension.extension."), std::string("url=")})
      for (std::size_t at = 0; (at = text.find(noise)) != std::string::npos;)
        text.erase(at, noise.size());
    return text;
  }
  return "no map " + id;
}

const char kTypes[] = "type CX -> Identifier\n  1 -> value\n";

TEST(ConceptMaps, HaveAnElementForEachRow) {
  MapFolder maps(std::string(kTypes) +
                 "map PID -> Patient\n  1 -> used\n  3[*] -> identifier[] : CX with use = 'usual'\n"
                 "  4 -> identifier[] : CX\n  8 -> gender via Sex else 'unknown'\n"
                 "  7 -> birthDate when length 7 > 8 and not (8 valued and 9 = 'x')\n"
                 "  35 -> keep\n  9 -> report \"never\"\n");
  maps.add("Sex.csv", "source,target,system,display\nF,female,,\n");
  EXPECT_EQ(elements(maps, "segment-pid-to-patient"),
            "code=PID-1; target.equivalence=unmatched; "
            "target.comment=its meaning is in the shape of the output; \n"
            "type; valueCode=CX; code=PID-3; "
            "target.type; valueCode=Identifier; "
            "cardinalityMin; valueInteger=0; "
            "cardinalityMax; valueInteger=-1; "
            "mappedVia; valueUrl=ConceptMap/datatype-cx-to-identifier; "
            "target.code=identifier[1]; \n"
            "code=PID-3; target.type; valueCode=code; "
            "cardinalityMin; valueInteger=0; "
            "cardinalityMax; valueInteger=1; "
            "assignment; valueString=\"usual\"; "
            "target.code=identifier[1].use; \n"
            "type; valueCode=CX; code=PID-4; "
            "target.type; valueCode=Identifier; "
            "cardinalityMin; valueInteger=0; "
            "cardinalityMax; valueInteger=-1; "
            "mappedVia; valueUrl=ConceptMap/datatype-cx-to-identifier; "
            "target.code=identifier[2]; \n"
            "code=PID-8; target.type; valueCode=code; "
            "cardinalityMin; valueInteger=0; "
            "cardinalityMax; valueInteger=1; "
            "mappedVia; valueUrl=ConceptMap/table-sex; "
            "target.code=gender; target.comment=else 'unknown'; \n"
            "code=PID-7; target.type; valueCode=date; "
            "cardinalityMin; valueInteger=0; "
            "cardinalityMax; valueInteger=1; "
            "target.code=birthDate; target.dependsOn.property=Computable-ANTLR; "
            "target.dependsOn.value=IF PID-7 LENGTH GREATER THAN 8 AND "
            "(PID-8 NOT VALUED OR PID-9 NOT EQUALS \"x\"); \n"
            "code=PID-35; target.type; valueCode=Extension; "
            "cardinalityMin; valueInteger=0; "
            "cardinalityMax; valueInteger=-1; "
            "target.code=extension('urn:pontis:v2:PID-35'); \n"
            "code=PID-9; target.equivalence=unmatched; target.comment=never; \n");
}

TEST(ConceptMaps, HoldATablesCodesBySystemAndItsDefault) {
  MapFolder maps("");
  maps.add("My [Long] Table.csv",
           "source,target,system,display\nF,female,urn:a,Female\nM,male,urn:b,\n*,other,urn:b,\n");
  EXPECT_EQ(elements(maps, "table-my-long-table"),
            "code=F; target.code=female; target.display=Female; \n"
            "code=M; target.code=male; \nunmapped.mode=fixed; unmapped.code=other; ");
}

TEST(ConceptMaps, HaveIdsOfTheirOwn) {
  MapFolder maps(
      "map PID -> Patient\n  7 -> birthDate\n"
      "map NTE -> Patient.ext('urn:a') of PID\n  3 -> ext('urn:x')\n"
      "map OBX -> Patient.contact[] of PID\n  3.2 -> name.text\n");
  std::string ids;
  for (const ConceptMap& map : conceptMaps(*readMapFiles(maps.folders()))) ids += map.id + "\n";
  EXPECT_EQ(ids,
            "segment-msh-to-messageheader\nsegment-pid-to-patient\n"
            "segment-nte-to-patient-ext-of-pid\nsegment-obx-to-patient-contact-of-pid\n");
}

}  // namespace
}  // namespace pontis
