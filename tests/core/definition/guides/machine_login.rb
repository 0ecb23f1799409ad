{
title: 'Inventory for machines',
connection: {
fields: [
{ name: 'client_id', optional: false },
{ name: 'client_secret', control_type: 'password', optional: false }
],
authorization: {
type: 'oauth2',
token_url: lambda do
'https://example.com/oauth/token'
end,
client_id: lambda do |connection|
connection['client_id']
end,
client_secret: lambda do |connection|
connection['client_secret']
end,
acquire: lambda do |connection|
answer = post('https://example.com/oauth/token')
.payload(
client_id: connection['client_id'],
client_secret: connection['client_secret'],
grant_type: 'client_credentials'
)
.request_format_www_form_urlencoded
{ access_token: answer['access_token'] }
end,
apply: lambda do |connection, access_token|
headers('Authorization' => "Bearer #{access_token}")
end
}
},
test: lambda do
get('https://example.com/me')
end
}
