// Who may call the pods, and whom they call: DynamoDB, what gives them credentials for it, and who has the keys of tokens.
local common = import 'common/aws.libsonnet';
local networkpolicy = import 'common/networkpolicy.libsonnet';

function(settings, labels, aws, identity)
  local store = if std.startsWith(settings.store, 'dynamodb:') then [common.https] + aws.egress else [];
  networkpolicy({
    name: settings.serviceName,
    namespace: settings.namespace,
    selector: labels,
    port: settings.servicePort,
    callers: settings.callers,
    egress: store + [rule for rule in identity.egress if !std.member(store, rule)],
  })
