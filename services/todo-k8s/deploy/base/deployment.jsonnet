// The Deployment of todo-k8s out of an environment's settings.
local deployment = import 'common/deployment.libsonnet';
local serverEnv = import 'server_env.libsonnet';

function(settings)
  deployment({
    name: settings.serviceName,
    namespace: settings.namespace,
    replicas: settings.numReplicas,
    image: settings.image,
    command: settings.command,
    port: settings.servicePort,
    env: serverEnv(settings),
    resources: {
      limits: { cpu: settings.cpuLimit, memory: settings.memoryLimit },
      requests: { cpu: settings.cpuRequest, memory: settings.memoryRequest },
    },
    iamRole: settings.iamRole,
    version: settings.version,
    configVersion: settings.configVersion,
    readinessService: 'todo.v1.TaskService',
    readinessPeriodSeconds: settings.periodSeconds,
    livenessDelaySeconds: settings.initialDelaySeconds,
    drainDelaySeconds: settings.drainDelaySeconds,
    drainGraceSeconds: settings.drainGraceSeconds,
    terminationGracePeriodSeconds: settings.terminationGracePeriodSeconds,
  })
