#include "engine/mapping/source_check.h"

#include <gtest/gtest.h>

#include "engine/mapping/parser.h"

namespace pontis {
namespace {

// The mistake in `map`, as file:line:column: text; "" if there is none.
std::string mistakeIn(const std::string& map) {
  Syntax syntax;
  const auto parsed = parseMap("a.map", map, syntax);
  if (!parsed) return parsed.error().text;
  const auto checked = checkSources(syntax);
  return checked ? "" : checked.error().text;
}

struct Case {
  const char* map;
  const char* mistake;
};

// Each map has one mistake, in the place that the message names.
const Case kBad[] = {
    // Segments.
    {"map PIX -> Patient\n  7 -> birthDate",
     "a.map:1:5: no version of HL7 v2 has a segment 'PIX': one of your own begins with Z"},
    {"map PD1 -> Patient of PIX",
     "a.map:1:23: no version of HL7 v2 has a segment 'PIX': one of your own begins with Z"},
    {"map PID -> Patient when PIX-3 valued",
     "a.map:1:25: no version of HL7 v2 has a segment 'PIX': one of your own begins with Z"},
    {"map PID -> Patient\n  PVI-3 -> name[].text",
     "a.map:2:3: no version of HL7 v2 has a segment 'PVI': one of your own begins with Z"},
    {"message ADT_A01 for ADT\n  MSH [EVN] PID\n  [PD1] { NK1 [PVI] }",
     "a.map:3:16: no version of HL7 v2 has a segment 'PVI': one of your own begins with Z"},
    {"message ADT_A01 for ADT\n  MSH {\n    PID }\n  [{ OBY }]",
     "a.map:4:6: no version of HL7 v2 has a segment 'OBY': one of your own begins with Z"},
    // Fields.
    {"map PID -> Patient\n  7 -> birthDate\n  41 -> keep",
     "a.map:3:3: PID has no field 41: its last is 40"},
    {"map PID -> Patient\n  99 -> used", "a.map:2:3: PID has no field 99: its last is 40"},
    {"map PID -> Patient\n  99 -> report 'no'", "a.map:2:3: PID has no field 99: its last is 40"},
    {"map PID -> Patient\n  PV1-55 -> birthDate", "a.map:2:3: PV1 has no field 55: its last is 54"},
    {"map PID -> Patient\n  key identifier 41 : CX",
     "a.map:2:18: PID has no field 41: its last is 40"},
    {"map PID -> Patient\n  key 3.1, MSH-29", "a.map:2:12: MSH has no field 29: its last is 28"},
    {"map PID -> Patient\n  update when MSH-30 = 'x'",
     "a.map:2:15: MSH has no field 30: its last is 28"},
    {"map PID -> Patient\n  5 -> name[a].text when 7 valued and not (8 in ('F') or 44 empty)",
     "a.map:2:58: PID has no field 44: its last is 40"},
    {"map PID -> Patient\n  5 -> name[a].text when 8 != 46",
     "a.map:2:31: PID has no field 46: its last is 40"},
    {"map PID -> Patient\n  5 -> name[a].text when count 47[*] > 1",
     "a.map:2:32: PID has no field 47: its last is 40"},
    {"map PID -> Patient\n  11 -> address[] : XAD with district <- 42",
     "a.map:2:42: PID has no field 42: its last is 40"},
    {"map PID -> Patient\n  11 -> address[] : XAD with district = 'x' if 43 empty",
     "a.map:2:48: PID has no field 43: its last is 40"},
    // Components.
    {"map PID -> Patient\n  7.3 -> birthDate",
     "a.map:2:3: PID-7 has no component 3: the last of TS is 2"},
    {"map PID -> Patient\n  8.1 -> gender when 1.2 valued",
     "a.map:2:22: PID-1 has no component 2: the last of SI is 1"},
    {"map PID -> Patient\n  5.16 -> name[a].text",
     "a.map:2:3: PID-5 has no component 16: the last of XPN is 15"},
    {"map PID -> Patient\n  3[*].4.4 -> name[a].text",
     "a.map:2:3: PID-3.4 has no component 4: the last of HD is 3"},
    {"map PID -> Patient\n  5.1.6 -> name[a].text",
     "a.map:2:3: PID-5.1 has no component 6: the last of FN is 5"},
    {"type XPN -> HumanName\n  1 -> family\n  16 -> text",
     "a.map:3:3: XPN has no component 16: the last of XPN is 15"},
    {"type NM.OBX -> Quantity\n  2 -> unit",
     "a.map:2:3: NM has no component 2: the last of NM is 1"},
    {"type XPN -> HumanName\n  1.6 -> family",
     "a.map:2:3: XPN.1 has no component 6: the last of FN is 5"},
    {"type XPN -> HumanName\n  MSH-4.5 -> family",
     "a.map:2:3: MSH-4 has no component 5: the last of HD is 3"},
    {"map PV1 -> Encounter\n  20.3 -> keep",
     "a.map:2:3: PV1-20 has no component 3: the last of FC is 2"},
    // Conversions.
    {"map PID -> Patient\n  3 -> name[] : XPN", "a.map:2:17: 'XPN' does not read a CK or CX"},
    {"map PID -> Patient\n  11 -> telecom[] : XTN", "a.map:2:21: 'XTN' does not read a AD or XAD"},
    {"map PID -> Patient\n  8 -> address[] : XAD",
     "a.map:2:20: 'XAD' does not read a ID, IS or CWE"},
    {"map PID -> Patient\n  5 -> birthDate : date", "a.map:2:20: 'date' does not read a PN or XPN"},
    {"map PID -> Patient\n  3 -> multipleBirthInteger : integer",
     "a.map:2:31: 'integer' does not read a CK or CX"},
    {"map PID -> Patient\n  7 -> active : boolean",
     "a.map:2:17: 'boolean' does not read a DT, TS or DTM"},
    {"map OBX -> Observation\n  14 -> code : CWE", "a.map:2:16: 'CWE' does not read a TS or DTM"},
    {"map OBX -> Observation\n  18 -> device : CX.OBX", "a.map:2:18: 'CX.OBX' does not read a EI"},
    {"map PID -> Patient\n  key identifier 13 : CX", "a.map:2:23: 'CX' does not read a TN or XTN"},
    {"map PID -> Patient\n  5 -> name[] : XPN with period.start <- 3 : dateTime",
     "a.map:2:46: 'dateTime' does not read a CK or CX"},
    {"type CX -> Identifier\n  4 -> period.start : dateTime",
     "a.map:2:23: 'dateTime' does not read a HD"},
    // Data types.
    {"type XPM -> HumanName\n  1 -> family",
     "a.map:1:6: no version of HL7 v2 has a data type 'XPM': call one of your own after what it "
     "reads, CWE.XPM or OBX.XPM, say"},
};

TEST(SourceCheck, FindsEveryMistakeInItsPlace) {
  for (const Case& one : kBad) EXPECT_EQ(mistakeIn(one.map), one.mistake) << one.map;
}

// What a map may read although no version has it quite so.
const char* const kGood[] = {
    "map ZPD -> Patient\n  99.9 -> birthDate : date\n  1 -> name[] : XPN",  // the site's own
    "map PID -> Patient\n  ZPD-3.7 -> name[] : XPN",
    "message ADT_A01 for ADT\n  MSH PID [ZPD]",
    "map PID -> Patient\n  7[*] -> birthDate\n  8[2] -> gender",                // senders repeat
    "map PID -> Patient\n  2 -> identifier[] : CX\n  19 -> identifier[] : CX",  // a text may be one
    "map PID -> Patient\n  28 -> name[a].text\n  40 -> telecom[] : XTN",        // in some version
    "map PV1 -> Encounter\n  3.9 -> location[].location : PL",
    "map PID -> Patient\n  10 -> keep : CWE\n  8 -> keep : IS\n  22 -> keep : CE",  // one family
    "map OBX -> Observation\n  5.7.2 -> value : XPN\n  5 -> value : NM.OBX",        // any type
    "map MFA -> Basic\n  5.9 -> keep : XPN",
    "type NM.OBX -> Quantity\n  . -> value : number\n  OBX-6.2 -> unit",
    "type RXE.Give -> Quantity\n  1.2 -> value : XPN\nmap RXE -> Dosage\n  3 -> q : RXE.Give",
};

TEST(SourceCheck, LetsPassWhatSomeVersionHasOrSendersDo) {
  for (const char* map : kGood) EXPECT_EQ(mistakeIn(map), "") << map;
}

}  // namespace
}  // namespace pontis
