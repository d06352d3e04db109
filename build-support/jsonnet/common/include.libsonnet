// Helpers for every service's manifests.
{
  // Stands where only an environment or a build knows the value: `render` refuses a manifest that still holds one.
  PLACEHOLDER: 'PLACEHOLDER',

  // ConfigMap, Deployment and Pod want environment variables as a list; people want them as an object.
  env(variables): [{ name: name, value: variables[name] } for name in std.objectFields(variables)],

  // A Kubernetes label's value has at most 63 characters of A-Z a-z 0-9 - _ . and a letter or digit at each end. Checked
  // here because schemas do not say it and a cluster says it late.
  label(field, value)::
    local alphanumeric(c) = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    local allowed(c) = alphanumeric(c) || std.member('-_.', c);
    local ends = [value[0], value[std.length(value) - 1]];
    if std.isString(value) && value != '' && std.length(value) <= 63
       && std.all([allowed(c) for c in std.stringChars(value)]) && std.all([alphanumeric(c) for c in ends])
    then value
    else error '%s must be a label: 1 to 63 letters, digits, - _ or . and a letter or digit at each end; it is %s'
               % [field, std.manifestJsonMinified(value)],
}
