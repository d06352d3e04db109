"""Each Deployment has a PodDisruptionBudget that lets nodes be drained, and none hangs in the air."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, of_kind, pod_labels, selects


def problems(objects: Sequence[Object]) -> Iterator[str]:
    deployments, budgets = of_kind(objects, "Deployment"), of_kind(objects, "PodDisruptionBudget")
    for budget in budgets:
        if not any(_covers(budget, deployment) for deployment in deployments):
            yield f"{called(budget)}: it selects the pods of no Deployment"
        if not isinstance(budget["spec"].get("maxUnavailable"), int) or budget["spec"]["maxUnavailable"] < 1:
            yield f"{called(budget)}: maxUnavailable must be a number from 1 on, or no node could be drained"
        if budget["spec"].get("unhealthyPodEvictionPolicy") != "AlwaysAllow":
            yield f"{called(budget)}: unhealthyPodEvictionPolicy must be AlwaysAllow"
    for deployment in deployments:
        if sum(_covers(budget, deployment) for budget in budgets) != 1:
            yield f"{called(deployment)}: exactly one PodDisruptionBudget must select its pods"


def _covers(budget: Object, deployment: Object) -> bool:
    return selects(budget["spec"].get("selector", {}).get("matchLabels", {}), pod_labels(deployment))
