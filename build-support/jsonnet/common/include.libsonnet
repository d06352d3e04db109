// Helpers for every service's manifests.
{
  // Stands where only an environment or a build knows the value: `render` refuses a manifest that still holds one.
  PLACEHOLDER: 'PLACEHOLDER',

  // The value of an environment variable: Kubernetes takes strings alone, and says so late.
  text(field, value)::
    if std.isString(value) then value
    else error '%s must be a string; it is %s' % [field, std.manifestJsonMinified(value)],

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

  // A part of an object's name (RFC 1123): lower case besides.
  dnsLabel(field, value)::
    local checked = self.label(field, value);
    if checked == std.asciiLower(checked) && !std.member(checked, '_') then checked
    else error '%s must be in lower case and without _, as it becomes a part of a name; it is %s' % [field, value],
}
