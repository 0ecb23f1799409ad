{
title: 'Inventory by signed assertion',
connection: {
fields: [
{ name: 'service_account_email', optional: false },
{ name: 'private_key', control_type: 'text-area', optional: false }
],
authorization: {
type: 'custom_auth',
acquire: lambda do |connection|
jwt_header = { typ: 'JWT', alg: 'RS256' }
claims = {
iss: connection['service_account_email'],
aud: 'https://example.com/oauth/token',
scope: 'https://example.com/api',
iat: Time.now.to_i,
exp: Time.now.to_i + 3600
}
assertion = workato.jwt_encode(claims, connection['private_key'], 'RS256')
answer = post('https://example.com/oauth/token')
.payload(assertion: assertion, grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer')
.request_format_www_form_urlencoded
{ access_token: answer['access_token'] }
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
