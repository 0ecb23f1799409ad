# Stripe, two ways in: as the platform of a connected account (OAuth 2.0), or with a secret key. The fields
# follow the choice.
{
  title: 'Stripe (two ways in)',

  connection: {
    fields: [
      {
        name: 'auth_type',
        label: 'Sign in with',
        control_type: 'select',
        optional: false,
        default: 'oauth2',
        extends_schema: true,
        options: [
          ['OAuth 2.0', 'oauth2'],
          ['Secret key', 'api_key']
        ],
        hint: 'A platform that acts for others uses OAuth 2.0.'
      }
    ],

    authorization: {
      type: 'multi',

      selected: lambda do |connection|
        connection['auth_type'] || 'oauth2'
      end,

      identity: lambda do |_connection|
        account = get('account')
        "#{account.dig('business_profile', 'name')} (#{account['id']})"
      end,

      options: {
        oauth2: {
          type: 'oauth2',

          fields: [
            {
              name: 'client_id',
              label: 'Client ID',
              optional: false,
              hint: 'Starts with <code>ca_</code>; from the ' \
                    '<a href="https://dashboard.stripe.com/settings/connect" target="_blank">Connect settings</a>.'
            },
            {
              name: 'client_secret',
              label: 'Platform secret key',
              control_type: 'password',
              optional: false
            },
            {
              name: 'scope',
              label: 'Access',
              control_type: 'select',
              optional: false,
              default: 'read_only',
              options: [
                ['Read only', 'read_only'],
                ['Read and write', 'read_write']
              ]
            }
          ],

          client_id: lambda do |connection|
            connection['client_id']
          end,

          client_secret: lambda do |connection|
            connection['client_secret']
          end,

          authorization_url: lambda do |connection|
            "https://connect.stripe.com/oauth/authorize?response_type=code&scope=#{connection['scope']}"
          end,

          token_url: lambda do |_connection|
            'https://connect.stripe.com/oauth/token'
          end,

          refresh_on: 401,

          apply: lambda do |_connection, access_token|
            headers('Authorization' => "Bearer #{access_token}")
          end
        },

        api_key: {
          type: 'api_key',

          fields: [
            {
              name: 'secret_key',
              control_type: 'password',
              optional: false,
              hint: 'Starts with <code>sk_</code>; from the ' \
                    '<a href="https://dashboard.stripe.com/apikeys" target="_blank">API keys</a> page.'
            }
          ],

          apply: lambda do |connection|
            headers('Authorization' => "Bearer #{connection['secret_key']}")
          end
        }
      }
    },

    base_uri: lambda do |_connection|
      'https://api.stripe.com/v1/'
    end
  },

  test: lambda do |_connection|
    get('account')
  end,

  actions: {
    get_balance: {
      title: 'Get the balance',
      execute: lambda { |_connection, _input| get('balance') },
      output_fields: lambda do
        [{
          name: 'available',
          type: 'array',
          of: 'object',
          properties: [{ name: 'amount', type: 'integer' }, { name: 'currency' }]
        }]
      end
    }
  }
}
