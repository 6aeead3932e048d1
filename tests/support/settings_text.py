"""The configuration files of the program, as a test reads them."""
import re


def without_comments(text):
    """JSON with // and /* */ comments and trailing commas, as plain JSON."""
    token = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
    text = token.sub(lambda m: m.group(0) if m.group(0)[0] == '"' else " ", text)
    return re.sub(r'("(?:\\.|[^"\\])*")|,(\s*[}\]])', lambda m: m.group(1) or m.group(2), text)


def resolved(text, environment, data):
    """`text` with its ${env:…} and ${data} references replaced."""
    def value(found):
        name, has_default, default = found.group(1).partition(":-")
        return environment.get(name, default if has_default else "")
    return re.sub(r"\$\{env:([^}]*)\}", value, text).replace("${data}", str(data))
