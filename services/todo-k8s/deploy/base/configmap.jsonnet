// The server's settings (services/todo-k8s/README.md lists them).
local configmap = import 'common/configmap.libsonnet';

function(settings, labels, identity)
  configmap({
    name: settings.configName,
    namespace: settings.namespace,
    labels: labels,
    configVersion: settings.configVersion,
    env: identity.env {
      TODO_DRAIN_DELAY: '%d' % settings.drainDelaySeconds,
      TODO_DRAIN_GRACE: '%d' % settings.drainGraceSeconds,
      TODO_HEALTH_LISTEN: '0.0.0.0:%d' % settings.healthPort,
      TODO_LISTEN: '0.0.0.0:%d' % settings.servicePort,
      TODO_LOG_FORMAT: settings.logFormat,
      TODO_LOG_LEVEL: settings.logLevel,
      TODO_RATE_LIMIT: '%g' % settings.rateLimit,
      TODO_REGION: settings.region,
      TODO_STORE: settings.store,
    },
  })
