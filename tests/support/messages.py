"""Synthetic HL7 v2 messages, and the few fields of a message that the tests look at.

Every name is invented. Nothing here is a parser: a test must not judge the engine by the engine's
own code, nor grow a second one.
"""
import datetime


def message(kind, control_id, patient, merging="", text="", size=0):
    """An ADT or ORU of the type `kind` ("A01", "A40", "R01") as bytes, segments ended by CR."""
    family = {"R01": "ORU", "O01": "ORM"}.get(kind, "ADT")
    now = "20260105091500+0000"  # fixed: a message that is sent again has the same bytes
    structure = {"A04": "ADT_A01", "A08": "ADT_A01", "A31": "ADT_A05", "A40": "ADT_A39"}.get(
        kind, f"{family}_{kind}")
    segments = [
        f"MSH|^~\\&|REG|GH|HIE|GH|{now}||{family}^{kind}^{structure}|{control_id}|P|2.5.1",
    ]
    if family == "ADT":
        segments.append(f"EVN|{kind}|{now}")
    segments.append(f"PID|1||{patient}^^^GH^MR||Sample^Robin^^^^^L||19700131|O"
                    f"|||1 Test Street^^Testville^^00001^^H")
    if merging:
        segments.append(f"MRG|{merging}^^^GH^MR")
    elif family == "ORU":
        segments.append(f"OBR|1||{control_id}^LAB|718-7^Hemoglobin^LN|||20260105091500+0000"
                        "||||||||||||||||||F")
        segments.append("OBX|1|NM|718-7^Hemoglobin^LN||13.5|g/dL^^UCUM|12-16|N|||F")
    else:
        segments.append("PV1|1|I|W1^101^A^GH|||||||MED|||||||||V" + str(control_id))
    if text:
        segments.append("NTE|1||" + text)
    short = size - len("\r".join(segments)) - len("\rNTE|1||\r")
    if short > 0:
        segments.append("NTE|1||" + "x" * short)
    return ("\r".join(segments) + "\r").encode("utf-8")


def field(payload, place):
    """The raw field "MSH-10" or "MSA-1", or component "ERR-3.1", of the first such segment."""
    text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else payload
    name, _, numbers = place.partition("-")
    number, _, component = numbers.partition(".")
    start = text.find("MSH")
    if start < 0 or len(text) < start + 5:
        return None
    separator, sub = text[start + 3], text[start + 4]
    for segment in text[start:].replace("\n", "\r").split("\r"):
        parts = segment.split(separator)
        if parts[0] != name:
            continue
        index = int(number) - (1 if name == "MSH" else 0)
        if index >= len(parts):
            return ""
        if not component:
            return parts[index]
        pieces = parts[index].split(sub)
        return pieces[int(component) - 1] if int(component) <= len(pieces) else ""
    return None


def control_id(payload):
    return field(payload, "MSH-10") or ""


def patient(payload):
    return field(payload, "PID-3.1") or ""


def acknowledgement(payload, code, answered=None):
    """What a receiver answers to `payload`; `answered` overrides the id that it claims to answer."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d%H%M%S+0000")
    answered = control_id(payload) if answered is None else answered
    lines = [f"MSH|^~\\&|PEER|PEER|REG|GH|{now}||ACK|P{answered}|P|2.5.1", f"MSA|{code}|{answered}"]
    if code in ("AE", "AR", "CE", "CR"):
        lines.append("ERR||PID^1^3|103^Table value not found^HL70357|E")
    return ("\r".join(lines) + "\r").encode("utf-8")
