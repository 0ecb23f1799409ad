{
title: "Team folders",
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
"https://www.dropbox.com/oauth2/authorize?client_id=#{connection['client_id']}"
end,
token_url: lambda do |_connection|
"https://api.dropbox.com/oauth2/token"
end,
apply: lambda do |_connection, access_token|
headers('Authorization': "Bearer #{access_token}")
end
},
},
test: lambda do |_connection|
post("https://api.dropboxapi.com/2/check/app", {})
end,
# Actions and triggers go here.
}
