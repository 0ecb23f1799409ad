{
title: 'Inventory, either way',
connection: {
fields: [
{
name: 'auth_type',
control_type: 'select',
options: [['Key', 'api_key'], ['Sign-in', 'oauth2']],
optional: false
},
{ name: 'api_key', ngIf: 'input.auth_type == "api_key"', control_type: 'password' },
{ name: 'client_id', ngIf: 'input.auth_type == "oauth2"' },
{ name: 'client_secret', ngIf: 'input.auth_type == "oauth2"', control_type: 'password' }
],
authorization: {
type: 'multi',
selected: lambda do |connection|
connection['auth_type']
end,
options: {
api_key: {
type: 'api_key',
apply: lambda do |connection|
headers('Authorization' => "Bearer #{connection['api_key']}")
end
},
oauth2: {
type: 'oauth2',
authorization_url: lambda do
'https://example.com/oauth/authorize?scope=read'
end,
token_url: lambda do
'https://example.com/oauth/token'
end,
apply: lambda do |_connection, access_token|
headers('Authorization' => "Bearer #{access_token}")
end
# more of it as above
}
}
}
},
test: lambda do |_connection|
get('https://example.com/me')
end
}
