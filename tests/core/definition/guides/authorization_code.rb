{
title: 'Inventory with sign-in',
connection: {
fields: [
{ name: 'client_id', optional: false },
{ name: 'client_secret', control_type: 'password', optional: false }
],
authorization: {
type: 'oauth2',
authorization_url: lambda do |connection|
"https://example.com/oauth/authorize?response_type=code&client_id=#{connection['client_id']}"
end,
token_url: lambda do
'https://example.com/oauth/token'
end,
client_id: lambda do |connection|
connection['client_id']
end,
client_secret: lambda do |connection|
connection['client_secret']
end,
acquire: lambda do |connection, auth_code, redirect_uri|
answer = post('https://example.com/oauth/token')
.payload(
client_id: connection['client_id'],
client_secret: connection['client_secret'],
code: auth_code,
grant_type: 'authorization_code',
redirect_uri: redirect_uri
)
.request_format_www_form_urlencoded
{
access_token: answer['access_token'],
refresh_token: answer['refresh_token'],
token_expires_at: Time.now + answer['expires_in'].to_i
}
end,
refresh: lambda do |connection, refresh_token|
answer = post('https://example.com/oauth/token')
.payload(
client_id: connection['client_id'],
client_secret: connection['client_secret'],
grant_type: 'refresh_token',
refresh_token: refresh_token
)
.request_format_www_form_urlencoded
{
access_token: answer['access_token'],
refresh_token: answer['refresh_token'] || refresh_token
}
end,
apply: lambda do |connection, access_token|
headers('Authorization' => "Bearer #{access_token}")
end
}
},
test: lambda do |_connection|
get('https://example.com/me')
end
}
