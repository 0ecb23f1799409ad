{
title: 'Inventory by two keys',
connection: {
fields: [
{ name: 'api_key', control_type: 'password' },
{ name: 'api_secret', control_type: 'password' }
],
authorization: {
type: 'custom_auth',
apply: lambda do |connection|
headers(
'X-API-Key' => connection['api_key'],
'X-API-Secret' => connection['api_secret']
)
end
},
base_uri: lambda do |_connection|
'https://inventory.example.com/api/v1/'
end
},
test: lambda do |_connection|
get('me')
end
}
