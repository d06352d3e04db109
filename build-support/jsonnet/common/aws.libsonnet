// How the pods of a service come by AWS credentials, and what they reach to get them.
local metadataAddress = '169.254.169.254/32';

{
  local methods = {
    kube2iam: $.kube2iam,
    irsa: $.irsa,
    none(_role):: $.none,
  },

  // One of the ways below, by its name.
  by(iamMethod, iamRole)::
    if std.objectHasAll(methods, iamMethod) then methods[iamMethod](iamRole)
    else error "iamMethod must be one of %s; it is '%s'" % [std.join(', ', std.objectFieldsAll(methods)), iamMethod],

  // kube2iam gives the role to a pod by its annotation, in place of the node's metadata service.
  kube2iam(role):: {
    podAnnotations: { 'iam.amazonaws.com/role': role },
    serviceAccountAnnotations: {},
    // kube2iam's agent listens on the node, which a rule for the metadata address does not name: every node, its port.
    egress: [
      { to: [{ ipBlock: { cidr: metadataAddress } }], ports: [{ protocol: 'TCP', port: 80 }] },
      { ports: [{ protocol: 'TCP', port: 8181 }] },
    ],
  },

  // IAM Roles for Service Accounts: EKS puts a token into the pod, which AWS's token service takes.
  irsa(roleArn):: {
    podAnnotations: {},
    serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': roleArn },
    egress: [],
  },

  none:: { podAnnotations: {}, serviceAccountAnnotations: {}, egress: [] },

  // DynamoDB's and the token service's addresses change: by port alone.
  https:: { ports: [{ protocol: 'TCP', port: 443 }] },
}
