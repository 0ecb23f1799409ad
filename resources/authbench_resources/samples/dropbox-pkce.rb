# Dropbox with OAuth 2.0, authorization code and PKCE. The token request is the standard one, so
# `token_url` is all it takes.
{
  title: 'Dropbox (PKCE)',

  connection: {
    fields: [
      {
        name: 'client_id',
        label: 'App key',
        optional: false,
        hint: 'From <b>Settings</b> in the ' \
              '<a href="https://www.dropbox.com/developers/apps" target="_blank">Dropbox app console</a>. ' \
              'Not a secret.'
      },
      {
        name: 'client_secret',
        label: 'App secret',
        control_type: 'password',
        optional: false,
        hint: 'Next to the app key. Keep it to yourself.'
      },
      {
        name: 'access',
        label: 'Access',
        control_type: 'select',
        optional: false,
        default: 'metadata',
        options: [
          ['Names of files only', 'metadata'],
          ['Names and contents of files', 'content']
        ],
        hint: 'What you will be asked to allow.'
      },
      {
        name: 'folder',
        label: 'Start folder',
        optional: true,
        group: 'Advanced',
        hint: 'A path such as <code>/Offers</code>. Empty means everything.'
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
        {
          verifier: verifier,
          challenge: challenge,
          challenge_method: 'S256'
        }
      end,

      authorization_url: lambda do |connection|
        scopes = ['account_info.read', 'files.metadata.read']
        scopes << 'files.content.read' if connection['access'] == 'content'
        query = {
          response_type: 'code',
          token_access_type: 'offline',
          scope: scopes.join(' ')
        }.to_param
        "https://www.dropbox.com/oauth2/authorize?#{query}"
      end,

      token_url: lambda do
        'https://api.dropbox.com/oauth2/token'
      end,

      refresh_on: [401, /expired_access_token/],

      apply: lambda do |_connection, access_token|
        headers('Authorization' => "Bearer #{access_token}")
      end,

      identity: lambda do
        post('https://api.dropboxapi.com/2/users/get_current_account')['email']
      end
    },

    base_uri: lambda do
      'https://api.dropboxapi.com/2/'
    end
  },

  test: lambda do
    post('check/user', query: 'authbench')
  end,

  actions: {
    list_folder: {
      title: 'List a folder',

      input_fields: lambda do
        [{ name: 'path', label: 'Folder', hint: 'Empty means the start folder of the connection.' }]
      end,

      execute: lambda do |connection, input|
        path = input['path'].presence || connection['folder'].presence || ''
        post('files/list_folder', path: path)
      end,

      output_fields: lambda do
        [{
          name: 'entries',
          type: 'array',
          of: 'object',
          properties: [
            { name: 'name' },
            { name: 'path_display', label: 'Path' },
            { name: 'size', type: 'integer' }
          ]
        }]
      end
    }
  }
}
