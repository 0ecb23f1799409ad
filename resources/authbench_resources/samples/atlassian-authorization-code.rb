# Atlassian with an authorization code and no PKCE. Every refresh gives a new refresh token, and the old one
# is worth nothing from then on: losing the answer means signing in again.
{
  title: 'Atlassian (authorization code)',

  connection: {
    fields: [
      {
        name: 'client_id',
        optional: false,
        hint: 'Under <b>Settings</b> of your app in the ' \
              '<a href="https://developer.atlassian.com/console/myapps" target="_blank">developer console</a>.'
      },
      {
        name: 'client_secret',
        label: 'Secret',
        control_type: 'password',
        optional: false,
        hint: 'On the same page.'
      },
      {
        name: 'can_write',
        label: 'Create and edit issues',
        control_type: 'checkbox',
        type: 'boolean',
        optional: true,
        default: false,
        hint: 'Leave this off to ask for read access only.'
      },
      {
        name: 'page_size',
        control_type: 'integer',
        type: 'integer',
        optional: true,
        default: 50,
        hint: 'How many projects to fetch at a time, at most 100.'
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

      authorization_url: lambda do |connection|
        scopes = %w[offline_access read:me read:jira-work]
        scopes << 'write:jira-work' if connection['can_write'] == 'true'
        query = {
          audience: 'api.atlassian.com',
          prompt: 'consent',
          response_type: 'code',
          scope: scopes.join(' ')
        }.to_param
        "https://auth.atlassian.com/authorize?#{query}"
      end,

      acquire: lambda do |connection, auth_code, redirect_uri|
        response = post('https://auth.atlassian.com/oauth/token').
                   payload(
                     grant_type: 'authorization_code',
                     client_id: connection['client_id'],
                     client_secret: connection['client_secret'],
                     code: auth_code,
                     redirect_uri: redirect_uri
                   ).
                   request_format_www_form_urlencoded
        site = get('https://api.atlassian.com/oauth/token/accessible-resources').
               headers('Authorization' => "Bearer #{response['access_token']}").
               first

        [
          {
            access_token: response['access_token'],
            refresh_token: response['refresh_token']
          },
          site['id'],
          { cloud_id: site['id'], site_url: site['url'] }
        ]
      end,

      refresh: lambda do |connection, refresh_token|
        response = post('https://auth.atlassian.com/oauth/token').
                   payload(
                     grant_type: 'refresh_token',
                     client_id: connection['client_id'],
                     client_secret: connection['client_secret'],
                     refresh_token: refresh_token
                   ).
                   request_format_www_form_urlencoded

        [
          {
            access_token: response['access_token'],
            refresh_token: response['refresh_token']
          }
        ]
      end,

      refresh_on: [401, 403],

      apply: lambda do |_connection, access_token|
        headers('Authorization' => "Bearer #{access_token}")
      end,

      identity: lambda do |connection|
        "#{get('https://api.atlassian.com/me')['email']} at #{connection['site_url']}"
      end
    },

    base_uri: lambda do |connection|
      "https://api.atlassian.com/ex/jira/#{connection['cloud_id']}/rest/api/3/"
    end
  },

  test: lambda do |connection|
    get('project/search', maxResults: connection['page_size'].presence || 50)
  end,

  actions: {
    list_projects: {
      title: 'List projects',

      execute: lambda do |connection, _input|
        { projects: get('project/search', maxResults: connection['page_size'].presence || 50)['values'] }
      end,

      output_fields: lambda do
        [{
          name: 'projects',
          type: 'array',
          of: 'object',
          properties: [{ name: 'id' }, { name: 'key' }, { name: 'name' }]
        }]
      end
    }
  }
}
