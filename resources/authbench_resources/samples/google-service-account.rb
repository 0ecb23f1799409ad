# Google with a service account: a JWT signed with its private key is exchanged for an access token.
{
  title: 'Google Drive (service account)',

  connection: {
    fields: [
      {
        name: 'client_email',
        label: 'Service account',
        control_type: 'email',
        optional: false,
        hint: 'The <code>client_email</code> of the key file from the ' \
              '<a href="https://console.cloud.google.com/iam-admin/serviceaccounts" target="_blank">console</a>.'
      },
      {
        name: 'private_key',
        control_type: 'password',
        multiline: true,
        optional: false,
        hint: 'The <code>private_key</code> of the key file, from <code>-----BEGIN</code> to <code>END PRIVATE KEY-----</code>.'
      },
      {
        name: 'lifetime',
        label: 'Token lifetime in minutes',
        control_type: 'integer',
        optional: true,
        default: 60,
        hint: 'At most 60.'
      }
    ],

    authorization: {
      type: 'custom_auth',

      acquire: lambda do |connection|
        issued_at = now.to_i
        minutes = (connection['lifetime'].presence || 60).to_i
        claims = {
          iss: connection['client_email'],
          scope: 'https://www.googleapis.com/auth/drive.metadata.readonly',
          aud: 'https://oauth2.googleapis.com/token',
          iat: issued_at,
          exp: issued_at + (minutes * 60)
        }
        # Keys pasted from the JSON file carry a backslash and an n instead of line ends.
        key = connection['private_key'].gsub(/\\n/, "\n")
        assertion = workato.jwt_encode(claims, key, 'RS256')

        response = post('https://oauth2.googleapis.com/token').
                   payload(
                     grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
                     assertion: assertion
                   ).
                   request_format_www_form_urlencoded

        { access_token: response['access_token'] }
      end,

      refresh_on: 401,

      apply: lambda do |connection|
        headers('Authorization' => "Bearer #{connection['access_token']}")
      end,

      identity: lambda do |_connection|
        get('about', fields: 'user').dig('user', 'emailAddress')
      end
    },

    base_uri: lambda do |_connection|
      'https://www.googleapis.com/drive/v3/'
    end
  },

  test: lambda do |_connection|
    get('about', fields: 'user')
  end,

  actions: {}
}
