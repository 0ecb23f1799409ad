# Amazon API Gateway: the credentials are named once, and every request is signed with them at the end.
{
  title: 'Amazon API Gateway (signed automatically)',

  connection: {
    fields: [
      {
        name: 'access_key_id',
        label: 'Access key ID',
        optional: false,
        hint: 'Of an IAM user with <code>execute-api:Invoke</code>.'
      },
      {
        name: 'secret_access_key',
        control_type: 'password',
        optional: false
      },
      {
        name: 'api_id',
        label: 'API ID',
        optional: false,
        hint: 'The first part of the invoke URL.'
      },
      {
        name: 'region',
        control_type: 'select',
        optional: false,
        default: 'us-east-1',
        options: [
          ['US East (N. Virginia)', 'us-east-1'],
          ['Europe (Ireland)', 'eu-west-1']
        ]
      }
    ],

    authorization: {
      type: 'aws_auth',

      credentials: lambda do |connection|
        access_key_id(connection['access_key_id'])
        secret_access_key(connection['secret_access_key'])
        region(connection['region'])
        service('execute-api')
      end
    },

    base_uri: lambda do |connection|
      "https://#{connection['api_id']}.execute-api.#{connection['region']}.amazonaws.com/prod/"
    end
  },

  test: lambda do |_connection|
    get('orders', status: 'open', limit: 10)
  end,

  actions: {
    list_orders: {
      title: 'List orders',
      execute: lambda { |_connection, _input| get('orders') },
      output_fields: lambda do
        [{ name: 'orders', type: 'array', of: 'object', properties: [{ name: 'id' }, { name: 'total' }] }]
      end
    }
  }
}
