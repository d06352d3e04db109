"""Either an autoscaler rules the number of pods or the Deployment says it; an update takes no pod before its time."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, of_kind, pod_of


def problems(objects: Sequence[Object]) -> Iterator[str]:
    scalers = of_kind(objects, "HorizontalPodAutoscaler")
    scaled = [scaler["spec"]["scaleTargetRef"]["name"] for scaler in scalers]
    deployments = of_kind(objects, "Deployment")
    for deployment in deployments:
        fixed, ruled = "replicas" in deployment["spec"], deployment["metadata"]["name"] in scaled
        if fixed and ruled:
            yield f"{called(deployment)}: replicas must be left out, each apply would undo what the autoscaler did"
        if not fixed and not ruled:
            yield f"{called(deployment)}: it needs replicas or an autoscaler; without either it is 1"
        yield from _strategy(deployment)
    for scaler in scalers:
        if scaler["spec"]["scaleTargetRef"]["name"] not in [each["metadata"]["name"] for each in deployments]:
            yield f"{called(scaler)}: there is no Deployment of that name"
        for direction in ("scaleUp", "scaleDown"):
            if not scaler["spec"].get("behavior", {}).get(direction):
                yield f"{called(scaler)}: behavior.{direction} must be said"


def _strategy(deployment: Object) -> Iterator[str]:
    claims = [volume for volume in pod_of(deployment).get("volumes", ()) if "persistentVolumeClaim" in volume]
    strategy = deployment["spec"].get("strategy", {})
    if claims:
        if strategy.get("type") != "Recreate" or deployment["spec"].get("replicas") != 1:
            yield f"{called(deployment)}: with a volume of its own it must be one pod, replaced by Recreate"
    elif strategy.get("rollingUpdate", {}).get("maxUnavailable") != 0:
        yield f"{called(deployment)}: rollingUpdate.maxUnavailable must be 0"
