#!/usr/bin/env python3
"""tables.py CODESYSTEMS_DIR OUT_DIR: HL7's v2-to-FHIR concept maps (CC0) in our own CSV form.

One table a map, named as HL7's, with brackets as a dash: PatientClass[EncounterClass] becomes
PatientClass-EncounterClass.csv. Rows without a target, or under a condition, are left out."""
import csv, glob, os, re, sys

for path in sorted(glob.glob(sys.argv[1] + '/HL7 Concept Map_*.csv')):
    name = re.search(r'Concept Map_ (.*) - Sheet1', path).group(1)
    name = re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-')
    rows, seen = [], set()
    for row in list(csv.reader(open(path, encoding='utf-8-sig')))[2:]:
        row = [c.strip() for c in row] + [''] * 12
        source, condition, code, display, system = row[0], row[3], row[6], row[8], row[9]
        clean = re.fullmatch(r'[^\s]+( [^\s]+)*', code or ' ')
        if not source or condition or not clean or source in seen:
            continue
        seen.add(source)
        rows.append([source, code, system if re.match(r'(https?:|urn:)\S+$', system) else '', display])
    if rows:
        with open(f'{sys.argv[2]}/{name}.csv', 'w', newline='') as out:
            writer = csv.writer(out, lineterminator='\n')
            writer.writerow(['source', 'target', 'system', 'display'])
            writer.writerows(rows)
