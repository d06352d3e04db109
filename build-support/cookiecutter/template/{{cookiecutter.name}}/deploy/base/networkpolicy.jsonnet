// Who may call the pods, and whom they call: what gives them credentials. For AWS itself add `common/aws.libsonnet`'s https.
local networkpolicy = import 'common/networkpolicy.libsonnet';

function(settings, labels, aws)
  networkpolicy({
    name: settings.serviceName,
    namespace: settings.namespace,
    selector: labels,
    port: settings.servicePort,
    callers: settings.callers,
    egress: aws.egress,
  })
