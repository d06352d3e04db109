"""In prod whoever calls for what is kept is asked who they are, and may not call without limit; a token travels under
TLS alone, and whole."""

from collections.abc import Iterator, Mapping, Sequence

from k8s_manifests.policies.objects import Object, called, containers, pod_of, settings_of

_PRODUCTION = "prod"
_OF_TOKENS = ("_JWT_ISSUER", "_JWT_AUDIENCE", "_JWT_JWKS")
_OF_TLS = ("_TLS_CERTIFICATE", "_TLS_KEY")
_INSECURE = "_INSECURE_"


def problems(objects: Sequence[Object]) -> Iterator[str]:
    for deployment, container in containers(objects):
        who, settings = called(deployment), settings_of(objects, container)
        asked = _ending(settings, "_IDENTITY")
        keeps_something = _ending(settings, "_STORE")
        if deployment["metadata"]["namespace"] == _PRODUCTION and keeps_something:
            yield from _in_production(who, asked, settings)
        elif keeps_something and not asked:
            yield f"{who}: that nobody is asked who calls must be said in so many words (…_IDENTITY=none)"
        if asked == "jwt":
            yield from _tokens(who, settings)
        yield from _tls(who, deployment, container, settings)


def _in_production(who: str, asked: str, settings: Mapping[str, str]) -> Iterator[str]:
    if asked != "jwt":
        yield f"{who}: in {_PRODUCTION} callers must be asked who they are (…_IDENTITY=jwt)"
    elif not float(_ending(settings, "_RATE_LIMIT") or 0):
        yield f"{who}: in {_PRODUCTION} the calls of one user must have a limit (…_RATE_LIMIT)"


def _tokens(who: str, settings: Mapping[str, str]) -> Iterator[str]:
    for name in _OF_TOKENS:
        if not _ending(settings, name):
            yield f"{who}: …{name} must be said where callers are asked for a token"
    if "://" in (keys := _ending(settings, "_JWT_JWKS")) and not keys.startswith("https://"):
        yield f"{who}: …_JWT_JWKS must be an https URL, or whoever changes the keys on their way could be anyone"
    if not all(_ending(settings, name) for name in _OF_TLS):
        yield f"{who}: tokens must travel under TLS (…_TLS_CERTIFICATE and …_TLS_KEY)"
    for name in settings:
        if _INSECURE in name:
            yield f"{who}: {name} must be left out where callers are asked for a token"


def _tls(who: str, deployment: Object, container: Object, settings: Mapping[str, str]) -> Iterator[str]:
    """The files are those of a Secret, mounted so that only the server reads them and a kubelet can renew them."""
    pod = pod_of(deployment)
    secrets = {each["name"]: each["secret"] for each in pod.get("volumes", ()) if "secret" in each}
    mounts = [mount for mount in container.get("volumeMounts", ()) if mount["name"] in secrets]
    for name in _OF_TLS:
        file = _ending(settings, name)
        if file and not any(file.startswith(f"{mount['mountPath']}/") for mount in mounts):
            yield f"{who}: {file} must lie in a Secret"
    for mount in mounts:
        yield from _mount(f"{who}, {mount['mountPath']}", mount, secrets[mount["name"]])
        if not pod.get("securityContext", {}).get("fsGroup"):
            yield f"{who}: securityContext.fsGroup must be said, or its Secret is root's alone to read"


def _mount(what: str, mount: Object, secret: Object) -> Iterator[str]:
    if not secret.get("secretName"):
        yield f"{what}: secretName must be said"
    if mount.get("readOnly") is not True:
        yield f"{what}: readOnly must be true"
    if "subPath" in mount or "subPathExpr" in mount:
        yield f"{what}: it must have no subPath, under which a kubelet renews nothing"
    modes = [secret.get("defaultMode", 0o644), *(item.get("mode", 0) for item in secret.get("items") or ())]
    if any(mode & 0o137 for mode in modes):
        yield f"{what}: defaultMode must be 0440 or less, and so must the mode of each item"


def _ending(settings: Mapping[str, str], end: str) -> str:
    return next((value for name, value in settings.items() if name.endswith(end)), "")
