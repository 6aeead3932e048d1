"""Judges what arrived against what was acknowledged. Pure: it is tested with planted faults."""
import collections


class Verdict:
    def __init__(self):
        self.faults, self.delivered, self.repeated = [], 0, 0


def judge(acknowledged, arrived, ordered=True):
    """`acknowledged` is a set of control ids "PATIENT-NUMBER"; `arrived` is what one sink got, in
    order. Numbers grow with every message of a patient, and a sender repeats a message until it is
    acknowledged. So, for each patient, what arrives must never fall back: a repetition of the last
    one is allowed after a crash, an older one after a newer one is not (it would undo the newer).
    """
    verdict, last, seen = Verdict(), collections.defaultdict(int), set()
    for name in arrived:
        patient, _, number = name.rpartition("-")
        if ordered and int(number) < last[patient]:
            again = " again" if name in seen else ""
            verdict.faults.append(f"{name} arrived{again} after {patient}-{last[patient]}")
        last[patient] = max(last[patient], int(number))
        verdict.repeated += name in seen
        seen.add(name)
    lost = sorted(acknowledged - seen)
    verdict.faults += [f"{name} was acknowledged and never arrived" for name in lost]
    verdict.delivered = len(seen)
    return verdict


def check_that_it_can_fail():
    sent = {f"P{p}-{n}" for p in range(3) for n in range(1, 6)}
    good = [f"P{p}-{n}" for n in range(1, 6) for p in range(3)]
    assert judge(sent, good).faults == []
    assert judge(sent, good + ["P1-5"]).faults == [], "the last one again is allowed"
    assert judge(sent, good + ["P9-1"]).faults == [], "accepted, but the answer was cut off"
    for at in range(len(good)):
        assert len(judge(sent, good[:at] + good[at + 1:]).faults) == 1, "a loss was not found"
    for at in range(len(good) - 3):
        swapped = good[:at] + [good[at + 3]] + good[at + 1: at + 3] + [good[at]] + good[at + 4:]
        assert judge(sent, swapped).faults, f"a reordering at {at} was not found"
    assert judge(sent, good + ["P1-2"]).faults, "an old one after a newer one was not found"
    assert judge(sent, good + ["P1-2"], ordered=False).faults == []
