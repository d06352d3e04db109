// Who may call the pods, and whom they call: DynamoDB, and what gives them credentials for it.
local common = import 'common/aws.libsonnet';
local networkpolicy = import 'common/networkpolicy.libsonnet';

function(settings, labels, aws)
  networkpolicy({
    name: settings.serviceName,
    namespace: settings.namespace,
    selector: labels,
    port: settings.servicePort,
    callers: settings.callers,
    egress: if std.startsWith(settings.store, 'dynamodb:') then [common.https] + aws.egress else [],
  })
