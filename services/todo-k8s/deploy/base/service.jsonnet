// The Service in front of the Deployment's pods.
local service = import 'common/service.libsonnet';

function(settings, deployment)
  service({
    name: settings.serviceName,
    namespace: settings.namespace,
    selector: deployment.selectorLabels,
    port: settings.servicePort,
  })
