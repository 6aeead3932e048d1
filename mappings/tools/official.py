#!/usr/bin/env python3
"""official.py OFFICIAL_DIR MAPPINGS_DIR: is every row of HL7's v2-to-FHIR tables accounted for?

Each row of the official segment, data type and message tables that names a FHIR target, and each
row of a code table that names a code, is one of:
  rule       a row of ours reads it, in a block for that resource or data type
  condition  a row of ours depends on it there
  remark     a map says that it is used in the shape of the output, or why it is left out
  moved      a row of ours carries it to another resource or type, for a reason that OTHER_PLACE says
  left out   LEFT_OUT or, for a code, DIFFERS says why; or OTHER_PLACE has another resource for this
             one, of which the row is a constant
  elsewhere  a row of ours carries it to another resource or type, and nothing says why
  missing    nothing of ours knows it
Prints the counts of every table, then the shares, then what is missing or carried elsewhere. Fails
if a share of what is accounted for (all but missing and elsewhere) is below FLOOR."""
import csv
import glob
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tables  # noqa: E402
from official_reasons import DIFFERS, LEFT_OUT, OTHER_PLACE  # noqa: E402

# What has been reached, in per cent. Raise it; a lower share is a loss.
FLOOR = {'segments': 99.1, 'datatypes': 99.6, 'messages': 99.2, 'codesystems': 100.0}

# Data types that one type block of ours converts.
SAME_TYPE = {'CE': 'CWE', 'CF': 'CWE', 'CNE': 'CWE', 'TS': 'DTM', 'ID': 'IS', 'CWE': 'CE', 'IS': 'ID'}

# Official data type tables that are conversions of the language, not type blocks.
BUILT_IN = {
    'CQ[code]': 'a row reads CQ.2', 'CQ[decimal]': 'decimal', 'CQ[unsignedInt]': 'unsignedInt',
    'CWE[Duration]': 'a row reads CWE.1', 'CWE[code]': 'code, via', 'CWE[string]': 'words',
    'CWE[uri]': 'uri, system', 'CWE[Timing-DurationUnit]': 'via', 'CX[string]': 'words',
    'DR[dateTime]': 'dateTime', 'DTM[dateTime]': 'dateTime', 'TS[dateTime]': 'dateTime',
    'DTM[Annotation-Time]': 'dateTime', 'FT[Annotation-Comment]': 'lines', 'HD[uri]': 'authority',
    'HD[MessageHeader.destination-endpoint]': 'authority',
    'HD[MessageHeader.destination-name]': 'a row reads MSH-5',
    'HD[MessageHeader.source-endpoint]': 'authority',
    'HD[MessageHeader.source-name]': 'a row reads MSH-3', 'EI[Identifier-System]': 'issuer',
    'ID[Coding]': 'via', 'ID[boolean]': 'boolean', 'ID[code]': 'code, via', 'ID[string]': 'string',
    'IS[code]': 'code, via', 'IS[string]': 'string', 'MSG[code]': 'code', 'MSG[Coding]': 'rows read MSH-9',
    'MSG[MessageHeader]': 'rows read MSH-9',
    'NM[positiveInt]': 'positiveInt', 'XON[string]': 'words', 'XPN[string]': 'words',
}

# Conversions of the language that read every component.
WHOLE = {'authority', 'media'}

# Data types that stand in a component of another, and are read there.
INSIDE = {'FN': 'XPN.1', 'SAD': 'XAD.1'}

# Resources of ours that stand for HL7's.
STANDS_FOR = {'PractitionerRole': 'Practitioner'}


def read_csv(path):
    with open(path, encoding='utf-8-sig', newline='') as file:
        return [[cell.strip() for cell in line] for line in csv.reader(file)]


def title(path):
    return re.search(r'_ (\S+) - ', path).group(1)


class Block:
    """A map or type block: where it writes, and which fields its rows read, and how."""

    def __init__(self, kind, source, target, of):
        self.kind, self.name, self.of = kind, source, of
        self.source = source.partition('.')[0]  # NM.OBX is an NM
        self.resource, self.path = target.partition('.')[::2]
        self.about = {self.resource} | ({'Annotation'} if 'note' in self.path else set())
        self.calls = {}      # place -> the data types, or built-in conversions, that read it
        self.reads = {}      # 'PID-3' or 'PID-3.4', in a type block '4' -> rule, condition, remark
        self.fills = set()   # first elements of the targets

    def note(self, place, how):
        if not re.match(r'[A-Z]', place) and self.kind == 'map':
            place = f'{self.source}-{place}'
        place = re.sub(r'\[[^\]]*\]', '', place)
        order = ['condition', 'remark', 'rule']
        if place not in self.reads or order.index(how) > order.index(self.reads[place]):
            self.reads[place] = how


PLACE = r'(?:[A-Z][A-Z0-9]{2}-)?\d+(?:\[(?:\*|\d+)\])?(?:\.\d+){0,2}|\.'


def places(text):
    return re.findall(rf'(?<![\w.\-/\[])(?:{PLACE})(?![\w\-/\]])', text)


def read_row(block, line):
    bare = re.sub(r"'[^']*'", "''", line)
    if re.match(r'(key|update|create|needs)\b', bare):
        for place in places(bare):
            block.note(place, 'condition')
        return
    row = re.match(r'(.*?)\s*(<->|->|<-)\s*(.*)', bare)
    if not row:
        return
    source, _, rest = row.groups()
    remark = re.match(r'(used|report|ordinal)\b', rest)
    value, *when = re.split(r'\bwhen\b|\bif\b', rest)
    for place in places(source):
        block.note(place, 'remark' if remark else 'rule')
        for name in re.findall(r':\s*([\w.]+)', value):
            block.calls.setdefault(place, set()).add(name)
    for place in re.findall(rf'<-\s*({PLACE})', value):
        block.note(place, 'rule')
    for condition in when:
        for place in places(condition):
            block.note(place, 'condition')
    if not remark:
        block.fills.add(re.match(r'\w*', rest).group())


def borrow(block, blocks):
    """A data type may read fields of its own accord, as NM.OBX reads OBX-6: its callers read them."""
    seen, names = set(), {name for called in block.calls.values() for name in called}
    while names - seen:
        name = (names - seen).pop()
        seen.add(name)
        for inner in (b for b in blocks if b.kind == 'type' and b.name == name):
            names |= {name for called in inner.calls.values() for name in called}
            for place, how in inner.reads.items():
                if re.match('[A-Z]', place):
                    block.note(place, how)


def read_maps(folder):
    """The blocks and, by message structure, the segments of all maps in the folders below `folder`."""
    blocks, messages, current = [], {}, None
    for path in sorted(glob.glob(folder + '/**/*.map', recursive=True)):
        for line in open(path, encoding='utf-8'):
            line = re.sub(r"('[^']*')|#.*", lambda m: m.group(1) or '', line.rstrip())
            if not line.strip():
                continue
            if line[0] in ' \t':
                if isinstance(current, Block):
                    read_row(current, line.strip())
                elif current is not None:
                    current |= set(re.findall(r'[A-Z][A-Z0-9]{2}', line))
                continue
            current = None
            head = re.match(r'(map|type)\s+(\S+)\s+(?:<->|->)\s+([\w.\[\]]+)(.*)', line)
            if head:
                of = re.search(r'\bof (\w+)', head[4])
                current = Block(head[1], head[2], head[3], of and of[1])
                blocks.append(current)
                for place in places(re.sub(r"'[^']*'", '', head[4].partition('when')[2])):
                    current.note(place, 'condition')
            elif line.startswith('message'):
                current = messages.setdefault(line.split()[1], set())
    for block in blocks:
        if block.kind == 'map':
            borrow(block, blocks)
    return blocks, messages


ORDER = ['missing', 'condition', 'remark', 'rule']


def best(blocks, place):
    """How the best of `blocks` knows `place`: by itself, by a part of it, or with the whole of it."""
    found = 'missing'
    for block in blocks:
        for read, how in block.reads.items():
            same = read == place or read.startswith(place + '.') or place.startswith(read + '.')
            if same and ORDER.index(how) > ORDER.index(found):
                found = how
    return found


def field_types(folder):
    """'TQ1-3' -> {'RPT'}: the data types of every field, as the engine knows them."""
    out, name, number = {}, '', 0
    path = folder + '/../engine/mapping/v2_fields.cpp'
    for line in open(path, encoding='utf-8') if os.path.exists(path) else []:
        line = re.sub(r'^R"V2\(', '', line.strip())
        if re.match(r'[=:] \w+ [\d.]+ [\d.]+$', line):
            name, number = line.split()[1] if line[0] == '=' else '', 0
        elif name and re.match(r'[A-Z*-]', line):
            number += 1
            out[f'{name}-{number}'] = set(re.findall(r'(?:^|[ :])([A-Z][A-Z0-9]+)', line))
    return out


def rows_of(path):
    """Identifier, target, type and assignment of the rows with a FHIR target."""
    for line in read_csv(path)[2:]:
        line += [''] * 17
        if line[9] or line[10]:
            yield line[1].replace('-', '.'), line[9] or line[10], line[11], line[16]


def resources(brackets):
    """PRT[Patient-GeneralPractitioner-Practitioner] is about a Patient and a Practitioner."""
    names = brackets.split('-')
    return {STANDS_FOR.get(name, name) for name in names} | set(names)


def segment_tables(official, blocks):
    for path in sorted(glob.glob(official + '/segments/*.csv')):
        name = title(path)
        segment, brackets = re.match(r'(\w+)\[(.*)\]', name).groups()
        maps = [b for b in blocks if b.kind == 'map']
        there = [b for b in maps if b.about & resources(brackets)]
        for identifier, target, _, assignment in rows_of(path):
            number = identifier.partition('.')[2]
            if not number:  # of the whole segment
                mine = [b for b in there if segment in (b.source, b.of)]
                known = any(re.match(r'\w*', target).group() in b.fills for b in mine)
                yield name, identifier or segment, target, 'rule' if known else 'missing'
                continue
            place = f'{segment}-{number}'
            how = best(there, place)
            # A resource that no map names: the field may be carried all the same.
            if how == 'missing':
                other = best([b for b in maps if b.source == segment or b.of], place)
                how = 'remark' if other == 'remark' else 'missing' if other == 'missing' else 'elsewhere'
            yield name, place, target, how


def component(blocks, fields, source, wanted, number):
    """How a component of the data type `source` gets into one of the resources or types `wanted`."""
    same = {source, SAME_TYPE.get(source, source)}
    types = [b for b in blocks if b.kind == 'type' and b.source in same]
    there = [b for b in types if b.about & wanted]
    # A row that calls the data type, in a map for that resource or in a type that becomes it.
    called = any(b.about & wanted and n.partition('.')[0] in same
                 for b in blocks for names in b.calls.values() for n in names)
    found = best(types if called else there, number)
    for block in there:
        for name in block.calls.get('.', ()):  # the whole value: `. <-> name[] : XCN`
            inner = [b for b in blocks if b.kind == 'type' and b.name == name]
            found = max(found, best(inner, number) if inner else 'rule', key=ORDER.index)
        if '.' in block.reads and '.' not in block.calls:
            found = 'rule'
    # A row that reads the component in a field of that type: TQ1-3.5. Where the target is a data type
    # without a block of its own (Timing), the row is in the map of whatever has such an element.
    anywhere = not there and not any(b.kind == 'map' and b.about & wanted for b in blocks)
    for block in blocks:
        if block.about & wanted or anywhere:
            for read, how in block.reads.items():
                field, _, part = read.partition('.')
                if part.split('.')[0] == number and same & fields.get(field, set()):
                    found = max(found, how, key=ORDER.index)
    return found


def datatype_tables(official, blocks, fields):
    for path in sorted(glob.glob(official + '/datatypes/*.csv')):
        name = title(path)
        source, brackets = re.match(r'(\w+)\[(.*)\]', name).groups()
        wanted = resources(brackets)
        outer, _, prefix = INSIDE.get(source, source + '.').partition('.')
        for identifier, target, _, _ in rows_of(path):
            number = identifier.partition('.')[2]
            place = f'{prefix}.{number}' if prefix else number
            if name in BUILT_IN:
                how = 'rule'
            elif not number:
                there = [b for b in blocks if b.kind == 'type' and b.source == source]
                how = 'rule' if any(b.about & wanted for b in there) else 'missing'
            else:
                how = component(blocks, fields, outer, wanted, place)
            if how == 'missing':
                types = [b for b in blocks if b.kind == 'type' and b.source == outer]
                whole = any(WHOLE & b.calls.get('.', set()) for b in types)
                how = 'elsewhere' if whole or best(types, place) == 'rule' else how
            yield name, identifier, target, how


def message_tables(official, blocks, messages):
    maps = [b for b in blocks if b.kind == 'map']
    everything = set().union(*messages.values()) if messages else set()
    for path in sorted(glob.glob(official + '/messages/*.csv')):
        name = title(path)
        known = messages.get(name, set())
        for line in read_csv(path)[2:]:
            line += [''] * 12
            segment = re.search(r'([A-Z][A-Z0-9]{2})\[', line[10])
            if not line[9] or not segment:
                continue
            segment = segment[1]
            wanted = resources(re.match(r'\w+', line[9])[0])
            made = [b for b in maps if segment in (b.source, b.of) and b.about & wanted]
            reads = [b for b in maps if b.about & wanted and
                     any(r.startswith(segment + '-') for r in b.reads)]
            any_made = any(segment == b.source for b in maps)
            if segment not in known and not (segment in everything and not known):
                how = 'missing'
            else:
                how = 'rule' if made or reads else 'elsewhere' if any_made else 'missing'
            yield name, f'{line[1]} {line[10]}', line[9], how


def code_tables(official, folder):
    for path in sorted(glob.glob(official + '/codesystems/*Concept Map_*.csv')):
        name = tables.table_name(path)
        ours = f'{folder}/tables/{tables.COVERED.get(name, name)}.csv'
        mine = {}
        if os.path.exists(ours):
            for line in read_csv(ours)[1:]:
                mine.setdefault(line[0], line[1])
        for source, code, _, _ in tables.official_rows(path):
            how = 'missing' if source not in mine else 'rule' if mine[source] == code else 'elsewhere'
            yield name, source, f'{code}' + (f', ours {mine[source]}' if how == 'elsewhere' else ''), how


def empty_tables(official):
    for path in sorted(glob.glob(official + '/codesystems/*Concept Map_*.csv')):
        if tables.official_rows(path):
            continue
        lines = read_csv(path)
        target = lines[1].index('Code', 1)
        both = any(line[0] for line in lines[2:])
        coded = any(len(line) > target and line[target] for line in lines[2:])
        why = ('lists codes of both sides, none beside another' if both and coded else
               'names no FHIR code' if both else 'names no code of HL7 v2' if coded else 'has no rows')
        yield tables.table_name(path), why


def on_purpose(name, place, state):
    """The state of a row that is not a rule, where a reason is on record."""
    if state not in ('elsewhere', 'missing'):
        return state
    table = place.rpartition(' ')[2] if ' ' in place else name  # a row of a message names its table
    if table in LEFT_OUT or (name, place) in DIFFERS:
        return 'left out'
    if state == 'elsewhere':
        return 'moved' if table in OTHER_PLACE else state
    field = re.search(r'[-.]\d', place)
    return 'left out' if table in OTHER_PLACE and not field else state


def main(official, folder):
    if 'PONTIS_CORPORA' in os.environ:
        official = os.environ['PONTIS_CORPORA'] + '/v2-to-fhir-maps'
    if not os.path.isdir(official):
        print(f'SKIPPED: HL7\'s official tables are not here ({official})')
        return 77
    blocks, messages = read_maps(folder)
    kinds = {
        'segments': list(segment_tables(official, blocks)),
        'datatypes': list(datatype_tables(official, blocks, field_types(folder))),
        'messages': list(message_tables(official, blocks, messages)),
        'codesystems': list(code_tables(official, folder)),
    }
    for kind, rows in kinds.items():
        kinds[kind] = [(n, p, t, on_purpose(n, p, s)) for n, p, t, s in rows]
    states = ['rule', 'condition', 'remark', 'moved', 'left out', 'elsewhere', 'missing']
    accounted = states[:5]
    for kind, rows in kinds.items():
        print(f'\n{kind:52}' + ''.join(f'{s:>10}' for s in states))
        for name in sorted({row[0] for row in rows}):
            counts = [sum(r[0] == name and r[3] == s for r in rows) for s in states]
            print(f'  {name:50}' + ''.join(f'{c or "":>10}' for c in counts))
    for kind, rows in kinds.items():
        for state in ('missing', 'elsewhere'):
            print(f'\n{kind} {state}:')
            for name in sorted({row[0] for row in rows if row[3] == state}):
                what = [f'{place} ({target})' for n, place, target, s in rows if n == name and s == state]
                print(f'  {name}: ' + '; '.join(what))
    print('\nmoved or left out:')
    for name, why in sorted({**LEFT_OUT, **OTHER_PLACE}.items()):
        print(f'  {name}: {why}')
    print('\ncodes that differ:')
    for (name, code), why in DIFFERS.items():
        print(f'  {name} {code}: {why}')
    print('\ncode tables without a usable row:')
    for name, why in empty_tables(official):
        print(f'  {name}: {why}')
    print()
    failed = False
    for kind, rows in kinds.items():
        good = sum(row[3] in accounted for row in rows)
        parts = ', '.join(f'{sum(row[3] == s for row in rows)} {s}' for s in states)
        share = 100.0 * good / max(len(rows), 1)
        low = share < FLOOR[kind]
        failed |= low
        print(f'{kind}: {good} of {len(rows)} rows accounted for, {share:.1f} % ({parts})' +
              (f'; BELOW THE FLOOR of {FLOOR[kind]} %' if low else ''))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
