"""The settings, and what holds where nobody says them: what the options need, which every start loads."""

from collections.abc import Mapping

OUTPUTS = ("table", "json", "ndjson", "yaml", "csv", "name")

DEFAULTS: Mapping[str, str | float] = {
    "server": "127.0.0.1:8081",
    "list": "inbox",
    "output": "table",
    "timeout": 10.0,
    "tls": False,
}
EXAMPLES: Mapping[str, str] = {
    "ca_file": "/etc/ssl/todo-ca.pem",
    "tls_name": "todo-k8s",
    "token_file": "~/.config/todo-k8s/token",
    "token_command": "gcloud auth print-identity-token",
}
"""Of the settings that are nothing where nobody says them."""

KEYS = (*DEFAULTS, *EXAMPLES)
VARIABLES = {name: f"TODO_{name.upper()}" for name in (*DEFAULTS, "ca_file", "tls_name")}
TOKEN = "TODO_TOKEN"
"""The variable with a token. No flag has one: others on the machine can read command lines."""
