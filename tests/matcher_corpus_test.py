#!/usr/bin/env python3
"""Links and grades the files of people whose truth is known (../shared/corpora/patients) with the
one configuration that is shipped, and holds the result to fixed figures. The files are not part of
the repository: PONTIS_CORPORA says where they are, else they are looked for beside it.

usage: matcher_corpus_test.py PROGRAM
"""
import collections
import csv
import itertools
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPORA = pathlib.Path(os.environ.get("PONTIS_CORPORA", ROOT / ".." / "shared" / "corpora"))
FOLDER = CORPORA / "patients"
SKIPPED = 77

FEBRL = ("given=given_name,family=surname,houseNumber=street_number,addressLine=address_1,"
         "city=suburb,postalCode=postcode,state=state,birthDate=date_of_birth,ssn=soc_sec_id")
DSGEN = FEBRL + ",phone=phone_number"
HISTORICAL = ("given=first_name,family=surname,birthDate=dob,birthPlace=birth_place,"
              "postalCode=postcode_fake,gender=gender")
MIIS = ("given=nameFirst,middle=nameMiddle,family=nameLast,suffix=nameSuffix,birthDate=birthDate,"
        "gender=gender,addressLine=addressStreet1,city=addressCity,state=addressState,"
        "postalCode=addressZip,phone=phone,motherFamily=motherMaidenName,ssn=ssn,"
        "identifier:medicaid=medicaid,identifier:mrn=mrns")
LINKED = [("febrl1", FEBRL, 0.999), ("febrl2", FEBRL, 0.999), ("febrl3", FEBRL, 0.9996)] + [
    (f"dsgen_{kind}_{size}", DSGEN, 0.999)
    for kind in "ACDF" for size in (1000, 2500, 5000)]
# name, least share of grades that are right. The policy by which B was labelled is older: it links
# pairs whose name or birth date agrees in part, which the newer one, and this matcher, reviews.
GRADED = [("miis_F2_dev", 0.95), ("miis_B", 0.88)]
EXPECTED = {"certain": "Match", "probable": "Match", "possible": "Possible Match",
            "certainly-not": "Not a Match"}


def rows(path):
    with open(path, newline="", encoding="utf-8", errors="replace") as file:
        return list(csv.DictReader(file))


def run(program, folder, *arguments):
    out = pathlib.Path(folder) / "out.csv"
    subprocess.run([program, "index", *map(str, arguments), "--out", str(out)], check=True)
    return rows(out)


def pairs_within(groups):
    return {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}


def f1(found, true):
    right = len(found & true)
    return 2 * right / max(1, len(found) + len(true))


def truth(name):
    groups = collections.defaultdict(list)
    for number, row in enumerate(rows(FOLDER / f"{name}.csv")):
        groups[row["entity_id"]].append(number)
    return pairs_within(groups.values())


def links(program, folder, name, columns, least):
    made = run(program, folder, "link", FOLDER / f"{name}.csv", "--map", columns)
    found = {(int(row["a"]), int(row["b"])) for row in made
             if row["grade"] in ("certain", "probable")}
    score = f1(found, truth(name))
    print(f"{name}: F1 {score:.5f}, at least {least}")
    return score >= least


def clusters(program, folder):
    made = run(program, folder, "link", FOLDER / "historical_50k_dev.csv", "--map", HISTORICAL,
               "--clusters")
    groups = collections.defaultdict(list)
    for row in made:
        groups[row["person"]].append(int(row["record"]))
    score = f1(pairs_within(groups.values()), truth("historical_50k_dev"))
    print(f"historical_50k_dev: F1 {score:.5f}, at least 0.88")
    return score >= 0.88


def grades(program, folder, name, least):
    made = run(program, folder, "grade", FOLDER / f"{name}.csv", "--map", MIIS)
    labels = [row["expect"] for row in rows(FOLDER / f"{name}.csv")]
    counts = collections.Counter((label, EXPECTED[row["grade"]])
                                 for label, row in zip(labels, made))
    right = sum(count for (label, got), count in counts.items() if label == got) / len(labels)
    wrong = counts["Not a Match", "Match"]
    review = sum(count for (_, got), count in counts.items() if got == "Possible Match")
    print(f"{name}: {right:.4f} right, at least {least}; wrong links {wrong}; "
          f"reviews {review / len(labels):.4f}")
    return right >= least and wrong == 0


def main():
    if not (FOLDER / "febrl1.csv").exists():
        print(f"skipped: no corpora at {FOLDER}")
        return SKIPPED
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        passed = [links(program, folder, *one) for one in LINKED]
        passed.append(clusters(program, folder))
        passed += [grades(program, folder, *one) for one in GRADED]
    print(f"matcher corpus: {sum(passed)} of {len(passed)} files reach their figures")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
