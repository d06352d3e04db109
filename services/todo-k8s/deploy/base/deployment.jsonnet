// The Deployment of todo-k8s out of an environment's settings.
local deployment = import 'common/deployment.libsonnet';

function(settings, labels, configMap, serviceAccount, aws, volume)
  deployment({
    name: settings.serviceName,
    namespace: settings.namespace,
    labels: labels,
    // The HPA rules the number, except of a pod that has its store to itself.
    [if volume != null then 'replicas']: 1,
    image: settings.image,
    command: settings.command,
    port: settings.servicePort,
    healthPort: settings.healthPort,
    configMap: configMap.metadata.name,
    serviceAccount: serviceAccount.metadata.name,
    annotations: aws.podAnnotations,
    [if volume != null then 'volume']: { claim: volume.metadata.name, path: settings.dataVolume.path },
    [if settings.tlsSecret != null then 'tls']: { secret: settings.tlsSecret, path: '/tls' },
    resources: {
      limits: { cpu: settings.cpuLimit, memory: settings.memoryLimit },
      requests: { cpu: settings.cpuRequest, memory: settings.memoryRequest },
    },
    version: settings.version,
    configVersion: settings.configVersion,
    readinessService: 'todo.v1.TaskService',
    readinessPeriodSeconds: settings.periodSeconds,
    startSeconds: settings.initialDelaySeconds,
    drainDelaySeconds: settings.drainDelaySeconds,
    drainGraceSeconds: settings.drainGraceSeconds,
    terminationGracePeriodSeconds: settings.terminationGracePeriodSeconds,
  })
