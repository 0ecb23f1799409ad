# PayPal: typed oauth2, yet no person is needed. `acquire` takes the connection alone and there is no
# authorization_url, so the app signs in as itself.
{
  title: 'PayPal (machine login)',

  connection: {
    fields: [
      {
        name: 'client_id',
        optional: false,
        hint: 'Under <b>Apps &amp; Credentials</b> in the ' \
              '<a href="https://developer.paypal.com/dashboard/applications" target="_blank">dashboard</a>.'
      },
      {
        name: 'client_secret',
        label: 'Secret key',
        control_type: 'password',
        optional: false
      },
      {
        name: 'sandbox',
        label: 'Use the sandbox',
        control_type: 'checkbox',
        type: 'boolean',
        default: true,
        optional: true,
        hint: 'Play money, its own credentials.'
      }
    ],

    authorization: {
      type: 'oauth2',

      client_id: lambda do |connection|
        connection['client_id']
      end,

      client_secret: lambda do |connection|
        connection['client_secret']
      end,

      acquire: lambda do |connection|
        response = post("#{call('origin', connection)}/v1/oauth2/token").
                   payload(grant_type: 'client_credentials').
                   user(connection['client_id']).
                   password(connection['client_secret']).
                   request_format_www_form_urlencoded

        {
          access_token: response['access_token'],
          app_id: response['app_id']
        }
      end,

      refresh_on: 401,

      apply: lambda do |_connection, access_token|
        headers('Authorization' => "Bearer #{access_token}")
      end,

      identity: lambda do |connection|
        "#{get('/v1/identity/oauth2/userinfo', schema: 'paypalv1.1')['name']} (#{connection['app_id']})"
      end
    },

    base_uri: lambda do |connection|
      connection['sandbox'] == 'true' ? 'https://api-m.sandbox.paypal.com' : 'https://api-m.paypal.com'
    end
  },

  test: lambda do |_connection|
    get('/v1/identity/oauth2/userinfo', schema: 'paypalv1.1')
  end,

  methods: {
    origin: lambda do |connection|
      connection['sandbox'] == 'true' ? 'https://api-m.sandbox.paypal.com' : 'https://api-m.paypal.com'
    end
  },

  actions: {}
}
