#!/usr/bin/env python3
"""Prints FHIR Bundles so that a person can read them: a line a resource, and one in full."""
import json
import pathlib
import sys


def first(value):
    while isinstance(value, list):
        value = value[0] if value else {}
    return value


def concept(value):
    value = first(value or {})
    return value.get("text") or first(value.get("coding", [{}])).get("display") or \
        first(value.get("coding", [{}])).get("code", "")


def summary(body):
    """What a person would say of a resource."""
    kind = body.get("resourceType", "?")
    if kind == "Patient":
        name = first(body.get("name", [{}]))
        ids = ", ".join(one.get("value", "?") for one in body.get("identifier", []))
        return f"{' '.join(name.get('given', []))} {name.get('family', '')}, " \
               f"born {body.get('birthDate', '?')}, identifiers {ids}"
    if kind == "Observation":
        quantity = body.get("valueQuantity", {})
        value = body.get("valueString") or f"{quantity.get('value', '')} {quantity.get('unit', '')}"
        return f"{concept(body.get('code'))}: {value.strip()} {concept(body.get('interpretation'))}"
    if kind == "Encounter":
        period = body.get("period", {})
        return f"{body.get('status', '')}, {period.get('start', '?')} to {period.get('end', '…')}"
    return concept(body.get("code")) or body.get("status", "")


def main():
    files = sorted(path for path in pathlib.Path(sys.argv[1]).rglob("*")
                   if path.is_file() and not path.name.startswith("."))
    patient = None
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    for bundle in map(json.loads, filter(None, lines)):
        print(f"{bundle.get('type', '')} Bundle")
        for entry in bundle.get("entry", []):
            body, request = entry.get("resource", {}), entry.get("request", {})
            print(f"   {request.get('method', ''):5}{body.get('resourceType', '?'):20}{summary(body)}")
            patient = patient or (body if body.get("resourceType") == "Patient" else None)
    if patient:
        print("\nThe first Patient in full:")
        print("\n".join("   " + line for line in
                        json.dumps(patient, indent=2, ensure_ascii=False).splitlines()))
    if not files:
        print("nothing arrived")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
