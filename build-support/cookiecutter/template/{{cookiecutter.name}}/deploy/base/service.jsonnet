// The Services in front of the pods: one address, and a headless one for clients that balance by themselves.
local service = import 'common/service.libsonnet';

function(settings, labels, headless=false)
  service({
    name: settings.serviceName + if headless then '-headless' else '',
    namespace: settings.namespace,
    selector: labels,
    port: settings.servicePort,
    headless: headless,
  })
