// How many pods run.
local hpa = import 'common/hpa.libsonnet';

function(settings, labels)
  hpa({
    name: settings.serviceName,
    namespace: settings.namespace,
    labels: labels,
    minReplicas: settings.minReplicas,
    maxReplicas: settings.maxReplicas,
    targetCPUUtilizationPercentage: settings.targetCPUUtilizationPercentage,
  })
