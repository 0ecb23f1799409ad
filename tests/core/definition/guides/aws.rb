{
title: 'Orders behind a gateway',
connection: {
fields: [
{ name: 'access_key_id', optional: false },
{ name: 'secret_access_key', control_type: 'password', optional: false },
{ name: 'region', default: 'us-east-1', optional: false }
],
authorization: {
type: 'aws_auth',
credentials: lambda do |connection|
access_key_id(connection['access_key_id'])
secret_access_key(connection['secret_access_key'])
region(connection['region'])
service('execute-api') # what the requests are signed for
end
}
},
test: lambda do |connection|
get("https://d3m0api471.execute-api.#{connection['region']}.amazonaws.com/prod/orders")
end
}
