# Microsoft Entra ID with a user's name and password (resource owner password credentials). There is no
# browser: `acquire` runs when the API refuses a request.
{
  title: 'Microsoft Entra ID (password)',

  connection: {
    fields: [
      {
        name: 'tenant_id',
        label: 'Directory (tenant) ID',
        optional: false,
        hint: 'On the overview page of the app registration in the ' \
              '<a href="https://entra.microsoft.com" target="_blank">Entra admin center</a>.'
      },
      {
        name: 'client_id',
        label: 'Application (client) ID',
        optional: false,
        hint: 'On the same page.'
      },
      {
        name: 'client_secret',
        control_type: 'password',
        optional: false,
        hint: 'Under <b>Certificates &amp; secrets</b>. Copy the value, not the ID.'
      },
      {
        name: 'username',
        control_type: 'email',
        optional: false,
        group: 'User account',
        hint: 'An account without a second factor; Entra refuses this flow otherwise.'
      },
      {
        name: 'password',
        control_type: 'password',
        optional: false,
        group: 'User account'
      }
    ],

    authorization: {
      type: 'custom_auth',

      acquire: lambda do |connection|
        response = post("https://login.microsoftonline.com/#{connection['tenant_id']}/oauth2/v2.0/token").
                   payload(
                     grant_type: 'password',
                     client_id: connection['client_id'],
                     client_secret: connection['client_secret'],
                     username: connection['username'],
                     password: connection['password'],
                     scope: 'https://graph.microsoft.com/.default'
                   ).
                   request_format_www_form_urlencoded

        { access_token: response['access_token'] }
      end,

      refresh_on: 401,

      apply: lambda do |connection|
        headers('Authorization' => "Bearer #{connection['access_token']}")
      end,

      identity: lambda do |_connection|
        get('me')['userPrincipalName']
      end
    },

    base_uri: lambda do |_connection|
      'https://graph.microsoft.com/v1.0/'
    end
  },

  test: lambda do |_connection|
    get('me')
  end,

  actions: {
    get_profile: {
      title: 'Get my profile',
      execute: lambda { |_connection, _input| get('me') },
      output_fields: lambda { [{ name: 'displayName' }, { name: 'mail' }, { name: 'jobTitle' }] }
    }
  }
}
