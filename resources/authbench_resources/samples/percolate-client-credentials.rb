# Percolate with client credentials: the app signs in as itself, with HTTP Basic at the token endpoint.
{
  title: 'Percolate (client credentials)',

  connection: {
    fields: [
      {
        name: 'client_id',
        optional: false,
        hint: 'From <b>Settings &gt; Developers</b> in Percolate.'
      },
      {
        name: 'client_secret',
        control_type: 'password',
        optional: false,
        hint: 'Shown once, when the app is created.'
      }
    ],

    authorization: {
      type: 'custom_auth',

      acquire: lambda do |connection|
        credentials = "#{connection['client_id']}:#{connection['client_secret']}".base64

        response = post('https://percolate.com/auth/v5/token/').
                   payload(grant_type: 'client_credentials').
                   headers('Authorization' => "Basic #{credentials}").
                   request_format_www_form_urlencoded

        { access_token: response['access_token'] }
      end,

      refresh_on: [401, 403],

      apply: lambda do |connection|
        headers('Authorization' => "Bearer #{connection['access_token']}")
      end,

      identity: lambda do |_connection|
        get('me').dig('data', 'email')
      end
    },

    base_uri: lambda do |_connection|
      'https://percolate.com/api/v5/'
    end
  },

  test: lambda do |_connection|
    get('me')
  end,

  actions: {}
}
