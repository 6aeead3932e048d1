// Makes engine/mapping/v2_fields.cpp: which segments, fields and data types HL7 v2 has, version by
// version. Facts only: numbers, data types, whether a field repeats, and the number of its table.
//
//   npm i hl7v2-dictionary@1.8.0          2.1 to 2.7.1, with the tables' numbers   (MIT)
//   pip download hl7types==0.9.5          2.1 to 2.8.2, from HL7's own XML schemas (MIT)
//   git clone …/davebronson/clear-hl7-net 2.9                                      (MIT)
//   node v2_fields.mjs HL7TYPES/hl7types/hl7 CLEAR/src/ClearHl7/V290 OFFICIAL > …/v2_fields.cpp
//
// Where the first two disagree, hl7types wins; hl7v2-dictionary fills what it lacks, up to 2.6 and
// among fields that it has in some version. What 2.7 and later lack is withdrawn, and stays so.
// clear-hl7-net names no primitive type: that is the one of 2.8.2, else the one in OFFICIAL, HL7's
// v2-to-FHIR tables, with which its composites are compared too; they mix 2.9 with older types, so
// they do not win. What the sources disagree on is printed to stderr.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
const require = createRequire(process.cwd() + '/');
const dictionary = require('hl7v2-dictionary').dictionaries;
const [hl7types, clear, official] = process.argv.slice(2);

const versions = '2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8 2.8.1 2.8.2 2.9'.split(' ');
const last = versions.length - 1, before = last - 1;
const primitive = new Set('ST ID IS TX FT NM SI DT TM DTM TS GTS SNM *'.split(' '));
const made = { field: 0, disagree: 0, confirmed: 0, official: 0 };

// CM_LA1, CK_PAT_ID: the old versions' nameless composites under the names of one of the sources.
// NUL is how the schemas spell what is withdrawn.
const normal = t => /^(var|varies|\*+)$/i.test(t) ? '*' : t === 'ANY' ? '*' : t.replace(/_.*/, '');
const inRange = n => /^[A-Z][A-Z0-9]{1,2}$/.test(n) && !n.startsWith('Z') && !(primitive.has(n) && n !== 'TS');

// name -> number -> version -> {type, repeats, table}
function facts() { return { segments: {}, types: {} }; }
function put(all, kind, name, number, version, what) {
  ((all[kind][name] ??= {})[number] ??= {})[version] = what;
}

function fromHl7types() {
  const all = facts();
  versions.slice(0, last).forEach((version, v) => {
    for (const [folder, kind] of [['segments', 'segments'], ['datatypes', 'types']]) {
      const dir = path.join(hl7types, 'v' + version.replaceAll('.', '_'), folder);
      for (const file of fs.readdirSync(dir)) {
        const name = file.replace(/\.py$/, '');
        if (!inRange(name)) continue;
        const text = fs.readFileSync(path.join(dir, file), 'utf8');
        for (const m of text.matchAll(/^ +\w+\.(\d+) \(([^)]*)\) - .* \(([^()]*)\)$/gm))
          if (m[3] !== 'NUL') put(all, kind, name, +m[1], v, { type: normal(m[3]), repeats: /rep/.test(m[2]) });
      }
    }
  });
  return all;
}

function fromDictionary() {
  const all = facts();
  versions.slice(0, versions.indexOf('2.7.1') + 1).forEach((version, v) => {
    for (const kind of ['segments', 'types'])
      for (const [name, { fields }] of Object.entries(dictionary[version][kind]))
        for (const [number, f] of Object.entries(inRange(name) ? fields ?? {} : {}))
          put(all, kind, name, +number, v,
              { type: normal(f.type), repeats: ![undefined, 1].includes(f.rep), table: f.table });
  });
  return all;
}

function fromClear() {
  const all = facts(), codes = { IType: '*' };
  const texts = folder => fs.readdirSync(path.join(clear, folder)).map(
      f => fs.readFileSync(path.join(clear, folder, f), 'utf8'));
  for (const text of texts('Types')) {
    const code = text.match(/HL7 Version 2 (\w+) - /)?.[1], name = text.match(/public class (\w+)/)[1];
    codes[name] = code ?? 'TX';
  }
  const plain = { string: 'ST', DateTime: 'DTM', decimal: 'NM', uint: 'SI', int: 'NM' };
  for (const [folder, kind] of [['Segments', 'segments'], ['Types', 'types']])
    for (const text of texts(folder))
      for (const m of text.matchAll(/<summary>\s+\/\/\/ (\w+)\.(\d+) - [^\n]*\n((?:\s+\/\/\/[^\n]*\n)+)\s+public (\S+) /g)) {
        const of = m[4].replace(/^IEnumerable<(.*)>$/, '$1').replace('?', '');
        if (!inRange(m[1])) continue;
        if (!plain[of] && !codes[of]) throw new Error(`unknown type ${of} in ${m[1]}`);
        put(all, kind, m[1], +m[2], last, { type: codes[of] ?? plain[of], plain: of in plain,
            repeats: m[4].startsWith('IEnumerable'), table: +(m[3].match(/Suggested: (\d{4})/)?.[1] ?? 0) || undefined });
      }
  return all;
}

// "PID.3" -> its data type in the official tables.
function fromOfficial() {
  const out = {};
  for (const folder of ['segments', 'datatypes'])
    for (const file of fs.readdirSync(path.join(official, folder)).filter(f => f.endsWith('.csv')))
      for (const line of fs.readFileSync(path.join(official, folder, file), 'utf8').split('\n')) {
        const m = line.match(/^\s*\d*,([A-Z][A-Z0-9]{1,2})[.-](\d+),("[^"]*"|[^",]*),([A-Z]{2,3}),/);
        if (m) out[`${m[1]}.${m[2]}`] = m[4];
      }
  return out;
}

const [xml, dict, dotnet, tables] = [fromHl7types(), fromDictionary(), fromClear(), fromOfficial()];

function at(kind, name, number, v) {
  const x = xml[kind][name]?.[number]?.[v], d = dict[kind][name]?.[number]?.[v];
  if (x) {
    made.field++;
    if (d && d.type !== x.type && d.type !== 'ST') {
      made.disagree++;
      console.error(`${versions[v]} ${name}-${number}: ${x.type}, not ${d.type}`);
    }
    return { ...x, table: d?.table };
  }
  if (!d || v > versions.indexOf('2.6')) return undefined;
  const known = xml[kind][name];
  if (!known) return kind === 'segments' ? d : { ...d };
  const has = Object.values(known).flatMap(Object.keys).map(Number);
  const inLife = v >= Math.min(...has) && v <= Math.max(...has);
  return inLife && number <= Math.max(...Object.keys(known).map(Number)) ? d : undefined;
}

function newest(kind, name, number, old) {
  const c = dotnet[kind][name]?.[number];
  if (/^(MSH|BHS|FHS)$/.test(name) && number < 3) return old;  // the separators, which it treats apart
  if (!c) return undefined;
  if (old?.type === '*') return old;
  const now = { ...c[last] }, said = tables[`${name}.${number}`];
  if (now.plain && old && primitive.has(old.type)) now.type = old.type;
  else if (now.plain && old) return undefined;                      // a composite that is gone
  else if (!old && wasThere(kind, name, number)) return undefined;  // stays withdrawn
  else if (now.plain && primitive.has(said)) now.type = said;
  if (said) made[said === now.type ? 'confirmed' : 'official']++;
  if (said && said !== now.type)
    console.error(`2.9 ${name}-${number}: ${now.type}; the official tables say ${said}`);
  now.table ??= old?.type === now.type ? old.table : undefined;
  return now;
}
const wasThere = (kind, name, number) =>
  xml[kind][name]?.[number] !== undefined || dict[kind][name]?.[number] !== undefined;

const spell = f => f ? f.type + (f.repeats ? '*' : '') + (f.table ? '#' + f.table : '') : '-';

function lines(kind, mark) {
  const out = [];
  const names = new Set([xml, dict, dotnet].flatMap(all => Object.keys(all[kind])));
  for (const name of [...names].sort()) {
    const numbers = new Set([xml, dict, dotnet].flatMap(all => Object.keys(all[kind][name] ?? {}).map(Number)));
    const parts = [];
    for (let number = 1; number <= Math.max(...numbers); number++) {
      const all = versions.slice(0, last).map((_, v) => at(kind, name, number, v));
      if (kind === 'segments' || dotnet.types[name]) all.push(newest(kind, name, number, all[before]));
      while (all.length < versions.length) all.push(undefined);
      // A table's number is told once, where HL7 gives it at all.
      for (let v = 1; v < all.length; v++)
        if (all[v] && all[v - 1]?.type === all[v].type) all[v].table ??= all[v - 1].table;
      parts.push(all);
    }
    while (parts.length && parts.at(-1).every(f => !f)) parts.pop();
    const lives = versions.map((_, v) => parts.some(all => all[v]));
    if (!lives.includes(true)) continue;
    const from = lives.indexOf(true), to = lives.lastIndexOf(true);
    out.push(`${mark} ${name} ${versions[from]} ${versions[to]}`);
    for (const all of parts) {
      const eras = [];
      for (let v = from, was = null; v <= to; v++) {
        if (spell(all[v]) !== was && !(was === null && v > from && !all[v]))
          eras.push((v === from ? '' : versions[v] + ':') + spell(all[v]));
        was = spell(all[v]);
      }
      out.push(eras.join(' '));
    }
  }
  return out;
}

const text = [...lines('segments', '='), ...lines('types', ':')].join('\n') + '\n', chunks = [];
for (let start = 0; start < text.length;) {
  const end = Math.min(text.length, text.indexOf('\n', Math.min(start + 14000, text.length - 1)) + 1);
  chunks.push(text.slice(start, end));
  start = end;
}
console.error(`${made.field} places agreed on or taken from hl7types, ${made.disagree} where hl7v2-dictionary ` +
  `differs, ${made.confirmed} of 2.9 confirmed by the official tables, ${made.official} not`);
console.log(`// Generated by mappings/tools/v2_fields.mjs from hl7v2-dictionary, hl7types and clear-hl7-net (all
// MIT) and HL7's v2-to-FHIR tables. Do not edit. What a line says: v2_types.h.
#include "engine/mapping/v2_types.h"

namespace pontis {

// clang-format off
const char* const kV2Fields[] = {
${chunks.map(c => `R"V2(${c})V2"`).join(',\n')},
    nullptr};
// clang-format on

}  // namespace pontis`);
