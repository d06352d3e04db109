"""YAML that every reader understands the same way."""

import yaml


class _Dumper(yaml.SafeDumper):
    pass


def to_yaml(value: object) -> str:
    """In the order of the value, with its characters as they are."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000_000)
    return text


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # PyYAML knows YAML 1.1, for which 1e3 is text; for a reader of 1.2 it is a number.
    style = '"' if text[:1] in "+-.0123456789" else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _string)
