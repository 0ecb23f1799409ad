{
title: 'Campaign calendar, pasted',
connection: {
fields: [
{
name: 'client_id',
optional: false,
},
{
name: 'client_secret',
optional: false,
control_type: 'password',
},
],
authorization: {
type: 'custom_auth', # the app signs in as itself
acquire: lambda do |connection|
pair = ("client:#{connection['client_id']}:#{connection['client_secret']}").base64.gsub("\n", '')
# where tokens come from
answer = post('https://percolate.com/auth/v5/token/').
headers(Authorization: "Basic " + pair).
payload(grant_type: 'client_credentials').
request_format_www_form_urlencoded
{
access_token: answer["access_token"],
refresh_token: answer["refresh_token"],
}
end,
detect_on: [401, 403],
refresh_on: [401, 403],
apply: lambda do |connection|
headers("Authorization": "Bearer #{connection['access_token']}")
end
},
base_uri: lambda do |_connection|
'https://percolate.com'
end
},
test: lambda do |_connection|
get('/api/v5/me')
end,
# Actions and triggers go here.
}
