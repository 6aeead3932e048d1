#!/usr/bin/env python3
"""tables.py CODESYSTEMS_DIR TABLES_DIR: HL7's v2-to-FHIR concept maps (CC0) in our own CSV form.

One table a map, named as HL7's, with brackets as a dash: PatientClass[EncounterClass] becomes
PatientClass-EncounterClass.csv. Rows without a target, or under a condition, are left out. A map
whose rows stand in a table of our own, under another name, is left out too (COVERED).

tables.py --mark TABLES_DIR: marks in each table, ours and HL7's, what a target becomes on the way
back when several sources share it: the source that is the target itself, else the one in
PREFERRED, else the first. Run it after either."""
import csv
import glob
import os
import re
import sys

# HL7's name -> our table, which has these rows and more.
COVERED = {
    'AddressType-Use': 'AddressUse',
    'Event-EncounterStatus': 'EncounterStatus',
    'NameType': 'NameUse',
    'ObservationResultStatusCodesInterpretation': 'ObservationStatus',
    'OrderStatus': 'RequestStatus',
    'ResultStatus-Non-Queries': 'ReportStatus',
    'TelecommunicationEquipmentType': 'ContactSystem',
    'TelecommunicationUseCode': 'ContactUse',
}

# Table -> target -> source, where the first row would mislead.
PREFERRED = {
    # FHIR's "work" is an office address.
    'AddressUse': {'work': 'O'},
    # Miscellaneous, for an allergy of which only the type is known.
    'AllergyType': {'allergy': 'MA'},
    # ICD-9-CM by its own name in table 0396; WC is the World Health Organization's ATC there.
    'CodingSystem': {'http://hl7.org/fhir/sid/icd-9-cm': 'I9C', 'http://www.whocc.no/atc': 'WC'},
    # "Not administered" says no more than "not-done"; "refused" would name a reason.
    'CompletionStatus': {'not-done': 'NA'},
    # As table 0202 spells it.
    'ContactSystem': {'email': 'Internet'},
    # A personal number, of whatever equipment.
    'ContactUse': {'mobile': 'PRS'},
    # FHIR's L is "legally separated", its T is a domestic partner.
    'MaritalStatus': {'L': 'E', 'T': 'P'},
    # A is an assigned name. A birth name is not an old name, nor an unavailable or tribal one a temporary one.
    'NameUse': {'nickname': 'N', 'old': 'NOUSE', 'temp': 'TEMP'},
    # X: no result can be obtained; N says that nobody asked.
    'ObservationStatus': {'cancelled': 'X'},
    # What a placer sends: a new order, a request to discontinue it; OH is a state, HR an answer.
    'OrderControlCode-ServiceRequest-status': {'active': 'NW', 'revoked': 'DC', 'on-hold': 'OH'},
    # The status says nothing of the class.
    'PatientClass-EncounterStatus': {'in-progress': 'N'},
    # The codes that HL7 has had since 2.4, before the letters of older versions.
    'Religion': {'1007': 'ATH', '1009': 'BAP', '1020': 'HOT', '1027': 'MOM', '1028': 'LUT',
                 '1069': 'EPI', '1077': 'PRO'},
    # F is final; C and M correct what was final.
    'ReportRequestStatus': {'completed': 'F'},
}


def table_name(path):
    name = re.search(r'Concept Map_ (.*) - Sheet1', path).group(1)
    return re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-')


def official_rows(path):
    """The usable rows of one official map: source, target, system, display."""
    lines = list(csv.reader(open(path, encoding='utf-8-sig')))
    head = lines[1]
    target = head.index('Code', 1)
    display, system = head.index('Display', target), head.index('Code System', target)
    conditions = [i for i in range(target) if head[i].startswith('Computable')]
    rows, seen = [], set()
    for line in lines[2:]:
        cell = [c.strip() for c in line] + [''] * len(head)
        source, code = cell[0], cell[target]
        if not source or source in seen or not re.fullmatch(r'[^\s]+( [^\s]+)*', code or ' '):
            continue
        if any(cell[i] for i in conditions):
            continue
        seen.add(source)
        url = cell[system] if re.match(r'(https?:|urn:)\S+$', cell[system]) else ''
        rows.append([source, code, url, cell[display]])
    return rows


def write(path, rows):
    marked = any(len(row) > 4 and row[4] for row in rows)
    with open(path, 'w', newline='', encoding='utf-8') as out:
        writer = csv.writer(out, lineterminator='\n')
        writer.writerow(['source', 'target', 'system', 'display'] + ['inverse'] * marked)
        writer.writerows((row + [''])[:5] if marked else row[:4] for row in rows)


def mark(path):
    name = os.path.basename(path)[:-len('.csv')]
    rows = [row[:4] for row in csv.reader(open(path, encoding='utf-8'))][1:]
    targets = {}
    for row in rows:
        if row[0] != '*' and row[1]:
            targets.setdefault((row[1], row[2]), []).append(row)
    for (code, _), lines in targets.items():
        if len({line[0] for line in lines}) > 1:
            wish = PREFERRED.get(name, {}).get(code)
            if wish and not any(line[0] == wish for line in lines):
                sys.exit(f'{path}: no line {wish} -> {code}, which PREFERRED names')
            wish = wish or next((line[0] for line in lines if line[0] == code), lines[0][0])
            next(line for line in lines if line[0] == wish).append('preferred')
    write(path, rows)


def main(args):
    if args[0] == '--mark':
        for path in sorted(glob.glob(args[1] + '/*.csv')):
            mark(path)
        return
    for path in sorted(glob.glob(args[0] + '/HL7 Concept Map_*.csv')):
        name, rows = table_name(path), official_rows(path)
        if rows and name not in COVERED:
            write(f'{args[1]}/{name}.csv', rows)


if __name__ == '__main__':
    main(sys.argv[1:])
