// The Deployment of {{cookiecutter.name}} out of an environment's settings.
local deployment = import 'common/deployment.libsonnet';

function(settings, labels, configMap, serviceAccount, aws)
  deployment({
    name: settings.serviceName,
    namespace: settings.namespace,
    labels: labels,
    image: settings.image,
    command: settings.command,
    port: settings.servicePort,
    healthPort: settings.healthPort,
    configMap: configMap.metadata.name,
    serviceAccount: serviceAccount.metadata.name,
    annotations: aws.podAnnotations,
    resources: {
      limits: { cpu: settings.cpuLimit, memory: settings.memoryLimit },
      requests: { cpu: settings.cpuRequest, memory: settings.memoryRequest },
    },
    version: settings.version,
    configVersion: settings.configVersion,
    readinessService: '{{cookiecutter.module}}.v1.GreetingService',
    readinessPeriodSeconds: settings.periodSeconds,
    startSeconds: settings.initialDelaySeconds,
    drainDelaySeconds: settings.drainDelaySeconds,
    drainGraceSeconds: settings.drainGraceSeconds,
    terminationGracePeriodSeconds: settings.terminationGracePeriodSeconds,
  })
