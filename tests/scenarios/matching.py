"""How a scenario compares what arrived with what it expects."""
import json
import re


def first_of_each(names):
    """Each name once, in the order of its first appearance."""
    return list(dict.fromkeys(names))


def resources(payload):
    """(verb, resource) of everything in a FHIR payload: the entries of a Bundle, or itself."""
    try:
        body = json.loads(payload)
    except ValueError:
        return []
    if body.get("resourceType") != "Bundle":
        return [("", body)]
    return [("", body)] + [(entry.get("request", {}).get("method", ""), entry.get("resource", {}))
                           for entry in body.get("entry", [])]


def value_at(body, path):
    """The value at "name[0].family"; without an index, of the first of several."""
    for name, index in re.findall(r"(\w+)(?:\[(\d+)\])?", path):
        body = body.get(name) if isinstance(body, dict) else None
        if isinstance(body, list):
            number = int(index or 0)
            body = body[number] if number < len(body) else None
    return body


def resource_matches(seen, verb, kind, conditions):
    method, body = seen
    if body.get("resourceType") != kind or verb not in ("any", method):
        return False
    for path, operator, wanted in conditions:
        got = value_at(body, path)
        text = got if isinstance(got, str) else json.dumps(got)
        if (text != wanted.strip()) if operator == "=" else (wanted.strip() not in text):
            return False
    return True
