// The server's settings (services/{{cookiecutter.name}}/README.md lists them).
local configmap = import 'common/configmap.libsonnet';

function(settings, labels)
  configmap({
    name: settings.configName,
    namespace: settings.namespace,
    labels: labels,
    configVersion: settings.configVersion,
    env: {
      {{cookiecutter.prefix}}DRAIN_DELAY: '%d' % settings.drainDelaySeconds,
      {{cookiecutter.prefix}}DRAIN_GRACE: '%d' % settings.drainGraceSeconds,
      {{cookiecutter.prefix}}HEALTH_LISTEN: '0.0.0.0:%d' % settings.healthPort,
      // Everybody is told the same, so nobody is asked who they are. What keeps anything of anybody's has to ask.
      {{cookiecutter.prefix}}INSECURE_ANY_ADDRESS: 'true',
      {{cookiecutter.prefix}}LISTEN: '0.0.0.0:%d' % settings.servicePort,
      {{cookiecutter.prefix}}LOG_FORMAT: settings.logFormat,
      {{cookiecutter.prefix}}LOG_LEVEL: settings.logLevel,
    },
  })
