"""What every configuration must say of personal data, added to those of tests that are about
something else.

The site is lenient, so that a test of delivery sees everything delivered: any purpose of care is
permitted to whoever treats.
"""
import json
import pathlib

from settings_text import without_comments

ENGINE = {"controller": {"name": "Test Hospital", "contact": "privacy@hospital.example"},
          "jurisdiction": "EE", "switches": {"policy": "all-normal"}}
CHANNEL = {"purpose": ["TREAT"],
           "basis": {"article6": "c", "article9": "h", "law": "a law for tests, § 1"}}


def recipient(name):
    return {"name": name, "organization": f"Organization/{name}", "role": "221",
            "relation": "treating"}


def complete(folder):
    """Adds what the files of a configuration lack; what they say stays."""
    folder = pathlib.Path(folder)
    folder = folder.parent if folder.is_file() else folder
    _complete(folder / "pontis.json", _engine)
    for path in (folder / "channels").glob("*.json"):
        _complete(path, _channel)


def _engine(settings):
    settings.setdefault("privacy", ENGINE)


def _channel(settings):
    if "privacy" in settings:
        return
    settings["privacy"] = CHANNEL
    for sink in settings.get("sinks", []):
        sink.setdefault("recipient", recipient(sink.get("name", "nobody")))
    if settings.get("answers"):
        settings.setdefault("recipients", [recipient("asker")])


def _complete(path, add):
    if not path.is_file():
        return
    try:
        settings = json.loads(without_comments(path.read_text(encoding="utf-8")))
    except ValueError:
        return  # a test of broken files
    before = json.dumps(settings)
    add(settings)
    if json.dumps(settings) != before:
        path.write_text(json.dumps(settings, indent=1), encoding="utf-8")
