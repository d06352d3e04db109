// How the pods come by AWS credentials, by the setting's name.
local aws = import 'common/aws.libsonnet';

local methods = {
  kube2iam(settings):: aws.kube2iam(settings.iamRole),
  irsa(settings):: aws.irsa(settings.iamRole),
  none(settings):: aws.none,
};

function(settings)
  if std.objectHasAll(methods, settings.iamMethod) then methods[settings.iamMethod](settings)
  else error "iamMethod must be one of %s; it is '%s'"
             % [std.join(', ', std.objectFieldsAll(methods)), settings.iamMethod]
