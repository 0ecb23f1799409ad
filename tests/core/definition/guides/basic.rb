{
title: 'Inventory',
connection: {
fields: [
{ name: 'username', optional: false },
{ name: 'password', control_type: 'password', optional: false }
],
authorization: {
type: 'basic_auth',
credentials: lambda do |connection|
user(connection['username'])
password(connection['password'])
end
},
base_uri: lambda do
'https://inventory.example.com'
end
},
test: lambda do
get('/api/v1/me')
end
}
