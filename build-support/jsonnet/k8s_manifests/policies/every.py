"""All policies, by the name of what each one watches."""

from collections.abc import Sequence

from k8s_manifests.policies import (
    config_map,
    data_volume,
    disruption_budget,
    drain_budget,
    identity,
    namespace,
    network_policy,
    probes,
    requests_and_limits,
    restricted_pod_security,
    scaling,
    selectors,
    topology_spread,
    workloads,
)
from k8s_manifests.policies.objects import Object, Policy

POLICIES: dict[str, Policy] = {
    "config_map": config_map.problems,
    "data_volume": data_volume.problems,
    "disruption_budget": disruption_budget.problems,
    "drain_budget": drain_budget.problems,
    "identity": identity.problems,
    "namespace": namespace.problems,
    "network_policy": network_policy.problems,
    "probes": probes.problems,
    "requests_and_limits": requests_and_limits.problems,
    "restricted_pod_security": restricted_pod_security.problems,
    "scaling": scaling.problems,
    "selectors": selectors.problems,
    "topology_spread": topology_spread.problems,
    "workloads": workloads.problems,
}


def problems_of(objects: Sequence[Object]) -> list[str]:
    """What is wrong with a manifest's objects: a sentence each, after the name of its policy."""
    return [f"{name}: {problem}" for name, check in POLICIES.items() for problem in check(objects)]
