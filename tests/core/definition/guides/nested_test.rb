{
title: 'Inventory, test in the wrong place',
connection: {
# fields and authorization as above
fields: [
{ name: 'api_key', control_type: 'password', optional: false }
],
authorization: {
type: 'api_key',
apply: lambda do |connection|
params(api_key: connection['api_key'])
end
},
base_uri: lambda do
'https://example.com'
end,
test: lambda do |connection|
get('/api/v1/me') # a small request that needs the key
end
}
}
