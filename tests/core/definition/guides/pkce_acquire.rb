{
title: "Team folders, own token requests",
connection: {
fields: [
{ name: 'client_id' },
{ name: 'client_secret' }
],
authorization: {
type: "oauth2",
client_id: lambda do |connection|
connection['client_id']
end,
client_secret: lambda do |connection|
connection['client_secret']
end,
pkce: lambda do |verifier, challenge|
{
challenge: challenge,
challenge_method: "S256",
verifier: verifier
}
end,
authorization_url: lambda do |connection|
"https://www.dropbox.com/oauth2/authorize?response_type=code&token_access_type=offline&client_id=#{connection['client_id']}"
end,
acquire: lambda do |connection, auth_code, redirect_uri, verifier|
answer = post("https://api.dropbox.com/oauth2/token",
client_id: connection["client_id"],
client_secret: connection["client_secret"],
code: auth_code,
code_verifier: verifier,
grant_type: "authorization_code",
redirect_uri: redirect_uri
).request_format_www_form_urlencoded
[
{
access_token: answer["access_token"],
refresh_token: answer["refresh_token"],
refresh_token_expires_in: answer["expires_in"] # in seconds
},
nil,
{ instance_id: nil }
]
end,
refresh: lambda do |connection, refresh_token|
answer = post("https://api.dropbox.com/oauth2/token",
client_id: connection["client_id"],
client_secret: connection["client_secret"],
grant_type: "refresh_token",
redirect_uri: "https://www.workato.com/oauth/callback",
refresh_token: refresh_token
)
[
{
access_token: answer["access_token"],
refresh_token: answer["refresh_token"],
refresh_token_expires_in: answer["expires_in"]
},
{ instance_id: nil }
]
end,
refresh_on: [401],
apply: lambda do |_connection, access_token|
headers('Authorization': "Bearer #{access_token}")
end
},
},
test: lambda do |_connection|
post("https://api.dropboxapi.com/2/users/get_current_account")
end,
}
