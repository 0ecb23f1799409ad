{
title: 'Inventory by key',
connection: {
fields: [
{ name: 'api_key', label: 'Key', control_type: 'password', optional: false }
],
authorization: {
type: 'api_key',
apply: lambda do |connection|
headers('Authorization' => "Bearer #{connection['api_key']}")
# in the query instead:
# params(api_key: connection['api_key'])
end
}
},
test: lambda do |connection|
get('https://inventory.example.com/api/v1/me')
end
}
