# Dropbox with PKCE once more, with the token request spelled out: `acquire` receives the code, the redirect
# URI and the verifier, and `refresh` renews the token.
{
  title: 'Dropbox (PKCE, own token request)',

  connection: {
    fields: [
      {
        name: 'client_id',
        label: 'App key',
        optional: false,
        hint: 'From the <a href="https://www.dropbox.com/developers/apps" target="_blank">app console</a>.'
      },
      {
        name: 'client_secret',
        label: 'App secret',
        control_type: 'password',
        optional: false,
        hint: 'Next to the app key. Keep it to yourself.'
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

      pkce: lambda do |verifier, challenge|
        { verifier: verifier, challenge: challenge, challenge_method: 'S256' }
      end,

      authorization_url: lambda do |_connection|
        scopes = %w[account_info.read files.metadata.read]
        "https://www.dropbox.com/oauth2/authorize?response_type=code&token_access_type=offline&scope=#{scopes.join('+')}"
      end,

      acquire: lambda do |connection, auth_code, redirect_uri, verifier|
        response = post('https://api.dropbox.com/oauth2/token').
                   payload(
                     grant_type: 'authorization_code',
                     code: auth_code,
                     redirect_uri: redirect_uri,
                     client_id: connection['client_id'],
                     client_secret: connection['client_secret'],
                     code_verifier: verifier
                   ).
                   request_format_www_form_urlencoded

        [
          {
            access_token: response['access_token'],
            refresh_token: response['refresh_token']
          },
          response['account_id'],
          { uid: response['uid'] }
        ]
      end,

      refresh: lambda do |connection, refresh_token|
        response = post('https://api.dropbox.com/oauth2/token').
                   payload(
                     grant_type: 'refresh_token',
                     refresh_token: refresh_token,
                     client_id: connection['client_id'],
                     client_secret: connection['client_secret']
                   ).
                   request_format_www_form_urlencoded

        # Dropbox keeps the refresh token; the old one stays.
        { access_token: response['access_token'] }
      end,

      refresh_on: 401,

      apply: lambda do |_connection, access_token|
        headers('Authorization' => "Bearer #{access_token}")
      end,

      identity: lambda do |connection|
        account = call('account')
        "#{account.dig('name', 'display_name')} (#{connection['uid']})"
      end
    },

    base_uri: lambda do |_connection|
      'https://api.dropboxapi.com/2/'
    end
  },

  test: lambda do |_connection|
    call('account')
  end,

  methods: {
    account: lambda do
      post('users/get_current_account')
    end
  },

  actions: {
    get_account: {
      title: 'Get my account',
      execute: lambda { |_connection, _input| call('account') },
      output_fields: lambda { [{ name: 'email' }, { name: 'account_id' }, { name: 'country' }] }
    }
  }
}
